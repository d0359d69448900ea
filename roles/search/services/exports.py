"""The daily export: each vacancy that anyone may apply for, in files that job boards fetch."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, cast
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator

from hub.authorisation import public
from roles.adverts.pages import VacancyPage
from roles.models.search.listing import Listing
from roles.search.vacancy_data import describe_with_prose, every_open
from roles.search.vacancy_records import ExportedVacancy, Publisher

CHUNK = 500
FORMS = ("json", "xml")


def export_path(form: str) -> Path:
    """Where the export in one of ``FORMS`` stands that names the public address of today.

    Every link in it begins with that address: what was written for another is never served.
    """
    address = re.sub(r"[^a-z0-9.]+", "-", settings.HUB_BASE_URL.lower())
    return _folder() / address / f"vacancies.{form}"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "roles" / "exports"


@public
def write_exports(*, at: datetime | None = None) -> int:
    """Write every form of the export; returns how many vacancies are in it.

    Each file takes the place of the old one in one step, so that nobody fetches half of one. Those
    that were written for an earlier public address go.
    """
    moment = at or timezone.now()
    written = 0
    for form, write in (("json", _write_json), ("xml", _write_xml)):
        # mypy cannot infer a lambda with a default.
        written = _replace(export_path(form), lambda out, write=write: write(out, moment))  # type: ignore[misc]
    _remove_others(export_path(FORMS[0]).parent)
    return written


def _remove_others(kept: Path) -> None:
    for old in _folder().iterdir():
        if old.is_dir() and old != kept:
            shutil.rmtree(old, ignore_errors=True)
        elif old.is_file():
            old.unlink(missing_ok=True)


def exported(at: datetime) -> Iterator[ExportedVacancy]:
    """Each vacancy that is open to everybody, with the advert's prose.

    What only civil servants may apply for is no business of a job board.
    """
    waiting: list[Listing] = []
    for listing in every_open(at, chunk=CHUNK):
        if listing.is_for_civil_servants:
            continue
        waiting.append(listing)
        if len(waiting) == CHUNK:
            yield from _with_prose(waiting)
            waiting = []
    yield from _with_prose(waiting)


def _with_prose(listings: list[Listing]) -> Iterator[ExportedVacancy]:
    pages = VacancyPage.objects.in_bulk([listing.page_id for listing in listings])
    for listing in listings:
        if page := pages.get(listing.page_id):
            yield describe_with_prose(listing, page)


def _replace(path: Path, write: Callable[[TextIO], int]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            written = write(out)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return written


def _write_json(out: TextIO, at: datetime) -> int:
    number = 0
    head = {"generated_at": at.isoformat(timespec="seconds"), "publisher": _publisher().as_data()}
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "vacancies": [')
    for number, vacancy in enumerate(exported(at), 1):
        out.write(("," if number > 1 else "") + "\n" + vacancy.as_json())
    out.write("\n]}\n")
    return number


def _write_xml(out: TextIO, at: datetime) -> int:
    """The elements that job boards have long agreed on: ``source`` with a ``job`` for each."""
    xml = SimplerXMLGenerator(cast("Any", out), "utf-8")
    xml.startDocument()
    xml.startElement("source", AttributesImpl({}))
    xml.addQuickElement("publisher", _publisher().name)
    xml.addQuickElement("publisherurl", _publisher().url)
    xml.addQuickElement("lastBuildDate", at.isoformat(timespec="seconds"))
    number = 0
    for vacancy in exported(at):
        number += 1
        xml.startElement("job", AttributesImpl({}))
        for name, value in _elements(vacancy).items():
            xml.addQuickElement(name, value)
        xml.endElement("job")
    xml.endElement("source")
    xml.endDocument()
    return number


def _elements(vacancy: ExportedVacancy) -> dict[str, str]:
    moments = vacancy.as_data()
    values = {
        "title": vacancy.title,
        "date": moments["opened_at"],
        "expirationdate": moments["closes_at"],
        "referencenumber": vacancy.reference,
        "url": vacancy.url,
        "applyurl": vacancy.apply_url,
        "company": vacancy.organisation,
        "department": vacancy.department.name,
        "city": ", ".join(place.name for place in vacancy.places),
        "country": "GB",
        "salary": vacancy.salary.text,
        "jobtype": vacancy.contract.text,
        "category": vacancy.family.name,
        "grade": vacancy.grade.name,
        "description": vacancy.description_html,
    }
    return {name: _printable(value) for name, value in values.items() if value}


def _printable(text: str) -> str:
    """What XML 1.0 can hold of a text."""
    return "".join(
        char for char in text if char in "\n\t" or char.isprintable() or char == "\u00a0"
    )


def _publisher() -> Publisher:
    return Publisher(name=settings.HUB_SERVICE_NAME, url=settings.HUB_BASE_URL)
