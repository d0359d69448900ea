"""The moderation of a stage is closed with words, and reopened with the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, refused
from roles.selection.forms.moderation import CloseModerationForm, ReopenModerationForm
from roles.selection.services.moderation_closing import (
    close_moderation,
    reopen_moderation,
    why_not_reopened,
)
from roles.selection.views.moderation import OfPanel


class CloseModerationView(OfPanel, GuardedFormView):
    """The chair closes the moderation with words."""

    template_name = "roles/selection/moderation_close.html"
    form_class = CloseModerationForm

    def form_valid(self, form: CloseModerationForm) -> HttpResponse:
        try:
            close_moderation(panel=self.panel, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "You have closed the moderation")
        return redirect(self.agenda_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            panel=self.panel, campaign=self.panel.campaign, back=self.agenda_url, **kwargs
        )


class ReopenModerationView(OfPanel, GuardedFormView):
    """The chair reopens the moderation with a reason, to change what was agreed."""

    template_name = "roles/selection/moderation_reopen.html"
    form_class = ReopenModerationForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if why := why_not_reopened(self.panel):
            messages.warning(request, f"{why}.")
            return redirect(self.agenda_url)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: ReopenModerationForm) -> HttpResponse:
        try:
            reopen_moderation(panel=self.panel, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request, "You have reopened the moderation. Close it again when you are done"
        )
        return redirect(self.agenda_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            panel=self.panel, campaign=self.panel.campaign, back=self.agenda_url, **kwargs
        )
