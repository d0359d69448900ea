"""The CV of an application: uploaded, replaced or removed in a draft; read by its owner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hub.uploads import preview, response
from roles.applications.forms.cv import CvForm
from roles.applications.questions import ApplicationQuestion, question_of
from roles.applications.services.answers import remove_cv, save_cv
from roles.applications.views.applications import OwnApplicationView
from roles.applications.views.questions import DraftView


class CvView(DraftView):
    """The CV, as a file; on the page the file that is there can be replaced or removed."""

    form_class = CvForm
    template_name = "roles/applications/application_cv.html"

    @property
    def question(self) -> ApplicationQuestion:
        """The question about a CV. Raises ``Http404`` where it is not asked."""
        found = question_of(self.application, "cv")
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"cv": self.application.cv}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=self.question, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            question = self.question
            remove_cv(application=self.application, actor=self.person)
            messages.success(request, "Your CV is removed")
            return redirect(self.url_of(question.slug))
        if "later" in request.POST and "cv" not in request.FILES:
            return redirect(self.application)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: CvForm) -> HttpResponse:
        question, upload = self.question, form.cleaned_data["cv"]
        save_cv(application=self.application, upload=upload, actor=self.person)
        if upload.lost_text:
            messages.warning(self.request, upload.lost_text)
        if (file := self.request.FILES.get("cv")) is not None:
            # Only now: the name that the person gave it is not kept.
            messages.success(self.request, f"We have your CV, {file.name}")
        if "later" in self.request.POST:
            return redirect(self.application)
        return redirect(self.next_url(question))


class CvFileView(OwnApplicationView):
    """One's own CV, once it may be opened."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.application.cv is None:
            raise Http404
        return response(request, self.application.cv, name="cv")


class CvReadView(OwnApplicationView):
    """What is in one's own CV, as those who assess it will see it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.application.cv is None:
            raise Http404
        return preview(
            request,
            self.application.cv,
            heading="Your CV",
            back=self.application.get_absolute_url(),
            download=reverse("roles:application_cv_file", args=[self.application.reference]),
        )
