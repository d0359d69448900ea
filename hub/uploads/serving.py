"""Handing a file out: only one that may be opened, as a download that can do nothing."""

from __future__ import annotations

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
        page: HttpResponse = render(request, "hub/uploads/checking.html", {"upload": upload})
        page["Cache-Control"] = "private, no-store"
        return page
    if not upload.can_be_opened or not upload.file:
        raise Http404
    try:
        opened = upload.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"{name}.{upload.kind}",
        content_type=CONTENT_TYPES[Upload.Kind(upload.kind)],
        headers=HEADERS,
    )
