"""Files of a support request: handed out to who may see the request, removed by who added them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.models import Upload
from hub.moves import ConfirmForm
from hub.uploads import preview, response
from hub.views.base import GuardedFormView, GuardedView
from roles.models.support.request_attachment import RequestAttachment
from roles.models.support.support_request import SupportRequest
from roles.support.services.attachments import remove_file


def find_attachment(view: Any) -> RequestAttachment:
    """The file that the address names, among those of requests the person may see."""
    rows = RequestAttachment.objects.visible_to(view.request.user).select_related(
        "upload", "request__organisation"
    )
    return get_object_or_404(
        rows, pk=view.kwargs["file"], request__reference=view.kwargs["reference"]
    )


class FileView(GuardedView):
    """One file as a download, or a page that says it still waits for the scanner."""

    permission = "roles.view_supportrequest"
    attachment: RequestAttachment

    def get_permission_object(self) -> SupportRequest:
        self.attachment = find_attachment(self)
        return self.attachment.request

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.attachment.upload is None:
            raise Http404
        return self.shown(request, self.attachment.upload)

    def shown(self, request: HttpRequest, upload: Upload) -> HttpResponseBase:
        """The file, as a download."""
        name = f"{self.attachment.request.reference.lower()}-file-{self.attachment.pk}"
        return response(request, upload, name=name)


class FileReadView(FileView):
    """The same, to read without opening the file."""

    def shown(self, request: HttpRequest, upload: Upload) -> HttpResponseBase:
        support = self.attachment.request
        return preview(
            request,
            upload,
            heading=self.attachment.title,
            back=support.get_absolute_url(),
            download=reverse("roles:support_file", args=[support.reference, self.attachment.pk]),
        )


class FileRemoveView(GuardedFormView):
    """Removes a file, for the side that added it."""

    permission = "roles.remove_requestattachment"
    template_name = "roles/support/support_file_remove.html"
    form_class = ConfirmForm
    attachment: RequestAttachment

    def get_permission_object(self) -> RequestAttachment:
        self.attachment = find_attachment(self)
        return self.attachment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            attachment=self.attachment, support=self.attachment.request, **kwargs
        )

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        remove_file(attachment=self.attachment, actor=self.person)
        messages.success(self.request, "The file has been removed")
        return redirect(self.attachment.request)
