"""What a person agreed to, on one page, each taken back by one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.views.base import GuardedTemplateView
from roles.selection.services.consents import ALERT, SHARING, consents_of, withdraw_consent


class ConsentListView(GuardedTemplateView):
    """Each consent with its dates; taking one back is one step and leaves the others alone."""

    permission = "roles.view_own_applications"
    template_name = "roles/selection/consent_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = consents_of(self.person)
        return super().get_context_data(
            sharing=[consent for consent in found if consent.kind == SHARING],
            alerts=[consent for consent in found if consent.kind == ALERT],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug = request.POST.get("consent", "")
        if withdraw_consent(person=self.person, slug=slug, actor=self.person):
            messages.success(request, "You have withdrawn your consent")
        else:
            messages.warning(request, "Nothing has changed, because this consent has already ended")
        return redirect("roles:consent_list")
