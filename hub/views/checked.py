"""A form whose answers are read once more before they are sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.forms import kept_files
from hub.views.base import CreatingFormView

STEP, SEND, CHANGE = "step", "send", "change"


class CheckedFormView(CreatingFormView):
    """Shows what was typed, with a button to change it and one to send it; then ``send`` is called.

    The page that shows it carries the answers, unseen, in ``given``: nothing is kept meanwhile but
    a file, which has been taken in.
    """

    check_template: ClassVar[str] = ""

    def send(self, form: Any) -> HttpResponse:
        """Do what was asked for, once it was checked."""
        raise NotImplementedError

    def refuse_early(self, form: Any) -> bool:
        """Whether it could not be sent; the form says why. Asked before it is shown to check."""
        return False

    def get_check_context(self, form: Any) -> dict[str, Any]:
        """What the page that shows it says besides."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get(STEP) == CHANGE:
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.POST.get(STEP) == SEND:
            return self.send(form)
        if self.refuse_early(form):
            return self.form_invalid(form)
        given = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", STEP, *dict(kept_files(form)))
        ]
        context = {**self.get_check_context(form), "given": [*given, *kept_files(form)]}
        return render(self.request, self.check_template, context)
