"""A page's content as a PDF to keep; ``?export=pdf`` asks for it, where the page has one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hub.audit import log
from hub.pdf import Document, Section, made
from hub.pictures import Picture

PDF = "pdf"


def asks_for_pdf(request: HttpRequest) -> bool:
    """Whether the address asks for the page as a PDF."""
    return request.GET.get("export") == PDF


def pdf_at(address: str) -> str:
    """Where the PDF of the page at an address is."""
    return f"{address}{'&' if '?' in address else '?'}export={PDF}"


def as_pdf(request: HttpRequest, document: Document, filename: str) -> HttpResponse:
    """The document as a file; that somebody who has signed in took it is logged."""
    person = request.user
    if person.is_authenticated:
        log(person, "hub.pdf_exported", actor=person, data={"detail": document.title})
    answer = HttpResponse(made(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{filename}.pdf"'
    return answer


def picture_as_pdf(
    request: HttpRequest, picture: Picture, filename: str, *, title: str, caption: str, words: str
) -> HttpResponse:
    """One picture of a record's page, with its table, as it stands today."""
    section = Section(pictures=(picture,))
    document = Document(title, timezone.localdate(), caption, (words,), (section,))
    return as_pdf(request, document, filename)
