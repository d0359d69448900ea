"""A person's own data: what is held, as a page and as a file; erasure with a receipt."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from hub.accounts.archive import make_archive
from hub.accounts.forms import EraseForm
from hub.models import ErasureReceipt, User
from hub.retention.erasure import (
    ended_by_erasure,
    erase_person,
    export_person,
    retained_grounds,
)
from hub.retention.former_staff import InOfficeError
from hub.retention.notices import coming_for
from hub.views.as_read import AsReadView
from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView


class DataView(GuardedTemplateView):
    """What is held about me, on a page."""

    template_name = "hub/account/data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            held=export_person(self.person),
            coming=coming_for(self.person),
            **kwargs,
        )


class DataDownloadView(GuardedView):
    """What is held about me, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = JsonResponse(
            {"held": export_person(self.person)}, json_dumps_params={"indent": 2}
        )
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response["Cache-Control"] = "no-store"
        return response


class DataArchiveView(GuardedView):
    """What is held about me, with my files, as one file."""

    def get(self, request: HttpRequest) -> FileResponse:
        response = FileResponse(
            make_archive(self.person), as_attachment=True, filename="my-data.zip"
        )
        response["Cache-Control"] = "no-store"
        return response


class EraseView(AsReadView, GuardedFormView):
    """Close the account and erase what is held, with a receipt; what ends with it is read first."""

    template_name = "hub/account/erase.html"
    form_class = EraseForm

    def facts_read(self) -> list[tuple[str, Any]]:
        return [("What will end", what) for what in ended_by_erasure(self.person)]

    def version_now(self) -> str:
        return super().version_now() if self.facts_read() else ""

    def lock_what_is_read(self) -> None:
        User.objects.select_for_update(of=("self",)).get(pk=self.person.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kept=retained_grounds(self.person),
            ends=[what for _, what in self.facts_read()],
            in_office=InOfficeError.reason if self.person.has_office_to_end else "",
            **kwargs,
        )

    def make(self, form: Any) -> HttpResponse:
        user = self.person
        try:
            receipt = erase_person(person=user, actor=user, reason="asked by the person")
        except InOfficeError as error:
            form.add_error(None, error.reasons)
            return self.form_invalid(form)
        logout(self.request)
        return redirect("account_erased", reference=receipt.reference)


class ErasedView(TemplateView):
    """The receipt: what was erased and how much, never who."""

    template_name = "hub/account/erased.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = get_object_or_404(ErasureReceipt, reference=kwargs["reference"])
        return super().get_context_data(receipt=receipt)
