"""What a candidate is asked about their checks, and answers before anybody decides (S40)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django_fsm import TransitionNotAllowed

from hub.views.as_read import AsReadView
from hub.views.base import GuardedFormView
from roles.applications.status import moved_on
from roles.applications.views.applications import OwnApplicationView
from roles.models.applications.application import Application
from roles.models.applications.check_progress import CheckProgress
from roles.selection.forms.checks import DoubtAnswerForm
from roles.selection.services.check_steps import answer_doubt

NOTHING = "There is no question about your checks to answer"


class DoubtAnswerView(OwnApplicationView, AsReadView, GuardedFormView):
    """One question about the checks after the other; the answer is about the one that was read."""

    form_class = DoubtAnswerForm
    template_name = "roles/selection/check_answer.html"

    @cached_property
    def doubt(self) -> CheckProgress | None:
        """The question that has waited longest."""
        rows = self.application.checks_in_hand.with_candidate()
        return rows.order_by("doubt_at", "pk").first()

    def too_late(self) -> str:
        if self.application.state != Application.State.CHECKS:
            return moved_on(self.application)
        return "" if self.doubt else NOTHING

    def facts_read(self) -> list[tuple[str, Any]]:
        doubt = self.doubt
        return [("Check", doubt.get_kind_display()), ("Question", doubt.doubt)] if doubt else []

    def lock_what_is_read(self) -> None:
        super().lock_what_is_read()
        self.__dict__.pop("doubt", None)

    def make(self, form: DoubtAnswerForm) -> HttpResponse:
        try:
            answer_doubt(
                application=self.application,
                kind=self.doubt.kind if self.doubt else "",
                text=form.cleaned_data["text"],
                actor=self.person,
            )
        except TransitionNotAllowed:
            return self.nothing_changed(NOTHING)
        department = self.application.organisation.name
        messages.success(self.request, f"We have sent your answer to {department}")
        self.__dict__.pop("doubt", None)
        if self.doubt:
            return redirect("roles:application_checks", self.application.reference)
        return redirect(self.application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(doubt=self.doubt, **kwargs)
