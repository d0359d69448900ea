"""Showing what is in a file without opening it: its pages as pictures, or its text."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hub.models import Upload
from hub.uploads.child import BusyError, run
from hub.uploads.serving import checking, opened


def preview(
    request: HttpRequest, upload: Upload, *, heading: str, back: str, download: str
) -> HttpResponse:
    """A page with what the file says; ``back`` and ``download`` are addresses.

    The caller has asked whether this person may see it. A file that still waits for the scanner
    answers with a page that says so; one that was removed raises ``Http404``.
    """
    if upload.is_waiting:
        return checking(request, upload)
    asked = request.GET.get("page", "")
    first = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    shown = _shown(upload, max(first, 1))
    page = render(
        request,
        "hub/uploads/preview.html",
        {"upload": upload, "heading": heading, "back": back, "download": download, **shown},
    )
    page["Cache-Control"] = "private, no-store"
    # The pictures of the pages are in the page itself, which is all that this allows.
    page._csp_update = {"img-src": ["data:"]}  # type: ignore[attr-defined]
    return page


def _shown(upload: Upload, first: int) -> dict[str, Any]:
    """What the template shows: pages or blocks, or why not, ``is_busy`` or ``is_unreadable``."""
    try:
        with opened(upload) as file:
            found, content = run("read", cast("BinaryIO", file), {"first": first})
    except (BusyError, OSError):
        return {"is_busy": True, "first": first}
    with content:
        if "refused" in found:
            return {"is_unreadable": True, "first": first}
        shown: dict[str, Any] = json.load(content)
    if "pages" in shown and not shown["pages"]:
        raise Http404
    return shown | {"blocks": _grouped(shown.get("blocks", [])), "first": first}


def _grouped(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with the items of a list that stand together in one."""
    grouped: list[dict[str, Any]] = []
    for is_list, together in groupby(blocks, lambda block: block["kind"] == "item"):
        if is_list:
            grouped.append({"kind": "list", "items": [block["text"] for block in together]})
        else:
            grouped += together
    return grouped
