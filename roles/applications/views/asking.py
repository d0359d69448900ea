"""A question to the department about one's own application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hub.views.base import (
    CreatingFormView,
)
from roles.applications.forms.applications import (
    QuestionToContactForm,
)
from roles.applications.services.messages import ask_about_application
from roles.applications.views.applications import OwnApplicationView
from roles.models.applications.application import Application


class AskView(OwnApplicationView, CreatingFormView):
    """A question to the department about one's own application."""

    form_class = QuestionToContactForm
    template_name = "roles/applications/application_ask.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = Application.objects.of(request.user).sent().filter(reference=kwargs["reference"])
        if request.user.is_authenticated and not own.exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: QuestionToContactForm) -> HttpResponse:
        ask_about_application(
            application=self.application, text=form.cleaned_data["text"], actor=self.person
        )
        department = self.application.organisation.name
        messages.success(self.request, f"We have sent your question to {department}")
        return redirect(f"{self.application.get_absolute_url()}#messages")
