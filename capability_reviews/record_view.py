"""The page that records what a department does itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hub.views.base import CreatingFormView


class RecordView(CreatingFormView):
    """Record a leader, a team or a training plan, as the route says."""

    permission = "capability_reviews.record_building"
    template_name = "capability_reviews/form.html"
    service: Callable[..., Any]
    done = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        type(self).service(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, self.done)
        return redirect("capability_reviews:building_list")
