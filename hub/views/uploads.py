"""A person's own files: the list, and each to download."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hub.models import Upload
from hub.uploads import preview, response
from hub.views.base import GuardedTemplateView, GuardedView
from hub.views.tables import UPLOADS

PER_PAGE = 50


class UploadListView(GuardedTemplateView):
    """What a person uploaded, newest first."""

    template_name = "hub/uploads/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uploads = Upload.objects.visible_to(self.request.user).prefetch_related("subject")
        before = self.request.GET.get("before", "")
        if before.isdecimal() and len(before) < 18:
            uploads = uploads.filter(pk__lt=int(before))
        shown = list(uploads.order_by("-pk")[: PER_PAGE + 1])
        more, shown = len(shown) > PER_PAGE, shown[:PER_PAGE]
        for upload in shown:
            subject = upload.subject
            row: Any = upload
            row.about = str(subject) if subject else "Nothing yet"
            row.href = getattr(subject, "get_absolute_url", lambda: "")() if subject else ""
        return super().get_context_data(
            uploads=UPLOADS.of(shown),
            next_href=f"?before={shown[-1].pk}" if more else "",
            scanned=bool(settings.CLAMD_ADDRESS),
            **kwargs,
        )


class UploadReadView(GuardedView):
    """What is in one's own file, as those who read it see it."""

    def get(self, request: HttpRequest, reference: Any) -> HttpResponseBase:
        upload = get_object_or_404(Upload.objects.visible_to(request.user), reference=reference)
        return preview(
            request,
            upload,
            heading="Your file",
            back=reverse("uploads"),
            download=reverse("upload", args=[upload.reference]),
        )


class UploadView(GuardedView):
    """One's own file, as a download."""

    def get(self, request: HttpRequest, reference: Any) -> HttpResponseBase:
        upload = get_object_or_404(Upload.objects.visible_to(request.user), reference=reference)
        return response(request, upload)
