"""Handing a file out: only one that may be opened, as a download that can do nothing."""

from __future__ import annotations

from typing import cast

from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hub.models import Upload

CONTENT_TYPES = {
    Upload.Kind.PDF: "application/pdf",
    Upload.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Upload.Kind.ODT: "application/vnd.oasis.opendocument.text",
}
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def response(request: HttpRequest, upload: Upload, *, name: str = "document") -> HttpResponseBase:
    """The file as a download called ``name`` with the ending of its kind; say nothing personal.

    The caller has asked whether this person may see it. A file that still waits for the scanner
    answers with a page that says so; one that was removed raises ``Http404``.
    """
    if upload.is_waiting:
        return checking(request, upload)
    return FileResponse(
        opened(upload),
        as_attachment=True,
        filename=f"{name}.{upload.kind}",
        content_type=CONTENT_TYPES[Upload.Kind(upload.kind)],
        headers=HEADERS,
    )


def checking(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The page of a file that waits for the scanner."""
    page = render(request, "hub/uploads/checking.html", {"upload": upload})
    page["Cache-Control"] = "private, no-store"
    return page


def opened(upload: Upload) -> File:
    """The stored file. Raises ``Http404`` for one that nobody may open, or that is gone."""
    if not upload.can_be_opened or not upload.file:
        raise Http404
    try:
        return cast("File", upload.file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
