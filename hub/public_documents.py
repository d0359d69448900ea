"""Which documents of the library are public: those to which a published page refers, no others.

An editor uploads alone; the page makes the document public, and is published as pages are.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex


def is_public(document: Any) -> bool:
    """Whether a page that the public reads refers to the document as it is published."""
    rows = ReferenceIndex.get_references_to(document)
    keys = [
        row.object_id
        for row in rows.select_related("base_content_type")
        if issubclass(row.base_content_type.model_class() or object, Page)
    ]
    return Page.objects.live().filter(pk__in=keys).exists()


def keep_private(document: Any, request: HttpRequest) -> None:
    """Answer as if there were none, except to those who write pages. Raises ``Http404``."""
    if not request.user.has_perm("wagtailadmin.access_admin") and not is_public(document):
        raise Http404


def refuse_other_file(document: Any) -> None:
    """Raise ``PermissionDenied`` where the file of a public document is put in place of another.

    The page says which document it is: another one is uploaded, and the page refers to that.
    """
    known = get_document_model().objects.filter(pk=document.pk).first()
    if known is not None and known.file.name != document.file.name and is_public(known):
        raise PermissionDenied(
            "A published page links to this document. Upload the new one as another document, "
            "then change the link on the page."
        )
