"""What an editor should look at in a published page: found from its own words, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.db.models import CharField, TextChoices, TextField
from django.utils.html import strip_tags
from wagtail.documents.models import Document
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from hub.numbers import plural
from hub.reading_age import WORD, reading_age

# The same as what plain-words guidance asks of public pages, and for texts that are long enough.
OLDEST_READER, FEWEST_WORDS = 14, 60
STALE_AFTER = timedelta(days=365)
# What the public reads of a page beside its title and its body.
SHORT_FIELDS = ("summary", "introduction")
LINK = re.compile(r"<a\s[^>]*?>")
KIND, NUMBER = re.compile(r'linktype="(page|document)"'), re.compile(r'\bid="(\d{1,18})"')


class Fault(TextChoices):
    """A kind of thing to look at."""

    STALE = "stale", "Not updated for a year"
    DESCRIPTION = "description", "No description for search engines"
    LINK = "link", "A link that leads nowhere"
    READING = "reading", "Hard to read"


@dataclass(frozen=True)
class Found:
    """One thing to look at in a page, in words."""

    fault: Fault
    words: str


def faults_of(pages: Iterable[Page], at: datetime) -> dict[int, list[Found]]:
    """What to look at in each of these pages, by its key; nothing for a page without fault.

    Pages are whole (``specific``). What a link leads to is never named: who reads this may not be
    allowed to find it. Queries: two, for what all the links lead to.
    """
    texts = {page: list(_texts(page)) for page in pages}
    links = {page: set(_links(parts)) for page, parts in texts.items()}
    there = _those_there({link for found in links.values() for link in found})
    faults = {
        page.pk: list(_faults(page, " ".join(texts[page]), links[page] - there, at))
        for page in texts
    }
    return {key: found for key, found in faults.items() if found}


def _faults(page: Page, text: str, lost: set[tuple[str, int]], at: datetime) -> Iterator[Found]:
    published = page.last_published_at
    if published is not None and at - published > STALE_AFTER:
        months = (at - published).days // 30
        yield Found(Fault.STALE, f"Last published {months} months ago")
    # A kind of page without such a field, such as the list of roles, describes itself.
    short = [getattr(page, name) for name in SHORT_FIELDS if hasattr(page, name)]
    if short and not (page.search_description or any(short)):
        yield Found(Fault.DESCRIPTION, "No description or summary for search engines")
    if lost:
        lead = "leads" if len(lost) == 1 else "lead"
        yield Found(
            Fault.LINK,
            f"{plural(len(lost), 'link')} {lead} to a page or document that is not published",
        )
    plain = _plain(text)
    if len(WORD.findall(plain)) >= FEWEST_WORDS and (age := reading_age(plain)) > OLDEST_READER:
        yield Found(Fault.READING, f"Reading age {age}. Aim for {OLDEST_READER} or lower")


def _texts(page: Page) -> Iterator[str]:
    """All the prose of a page, with its markup."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _strings(getattr(page, field.name).get_prep_value())
        elif isinstance(field, RichTextField) or (
            isinstance(field, (CharField, TextField)) and field.name in SHORT_FIELDS
        ):
            yield str(getattr(page, field.name))


def _strings(value: Any) -> Iterator[str]:
    """The texts of blocks, however deep; not what names and numbers a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(
            value["value"] if {"type", "value"} <= value.keys() else [*value.values()]
        )
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _links(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The pages and documents that a text links to, by kind and key."""
    for tag in (tag for text in texts for tag in LINK.findall(text)):
        kind, number = KIND.search(tag), NUMBER.search(tag)
        if kind and number:
            yield kind[1], int(number[1])


def _those_there(links: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Which of these the public finds."""
    keys = {kind: [key for each, key in links if each == kind] for kind in ("page", "document")}
    pages = Page.objects.live().filter(pk__in=keys["page"])
    documents = Document.objects.filter(pk__in=keys["document"])
    return {
        *(("page", key) for key in pages.values_list("pk", flat=True)),
        *(("document", key) for key in documents.values_list("pk", flat=True)),
    }


def _plain(markup: str) -> str:
    """The words of some markup; what ends a block ends a line."""
    return unescape(strip_tags(re.sub(r"</(p|li|h[1-6])>|<br/?>", "\n", markup)))
