"""A candidate on a reserve list says whether other departments may see them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hub.views.as_read import AsReadView
from hub.views.base import GuardedFormView
from roles.applications.views.applications import OwnApplicationView
from roles.selection.forms.referrals import SharingForm
from roles.selection.services import reserve_lists

# True of who never was on one, and of who is no longer.
NOT_ON_IT = "You are not on a reserve list for this role"


class SharingView(OwnApplicationView, AsReadView, GuardedFormView):
    """A candidate on a reserve list agrees to be put forward elsewhere, or takes it back."""

    form_class = SharingForm
    template_name = "roles/selection/application_sharing.html"

    def too_late(self) -> str:
        if reserve_lists.is_on_reserve(self.application, timezone.now()):
            return ""
        return NOT_ON_IT

    def get_initial(self) -> dict[str, Any]:
        asked = self.application.sharing_agreed_at is not None
        return {"share": "yes" if self.application.is_shared else "no"} if asked else {}

    def facts_read(self) -> list[tuple[str, Any]]:
        return reserve_lists.facts_of_sharing(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=self.facts_read(), **kwargs)

    def make(self, form: SharingForm) -> HttpResponse:
        service = (
            reserve_lists.agree_to_share
            if form.cleaned_data["share"] == "yes"
            else reserve_lists.stop_sharing
        )
        try:
            service(application=self.application, actor=self.person)
        except reserve_lists.NotOnReserveListError:
            return self.nothing_changed(NOT_ON_IT)
        messages.success(self.request, "Your choice is saved")
        return redirect(self.application)
