"""What an editor should look at in a published page: found from its own words, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, TextChoices, TextField
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from hub.addresses import host_and_port, own_path
from hub.numbers import plural
from hub.reading_age import WORD, reading_age

# The same as what plain-words guidance asks of public pages, and for texts that are long enough.
OLDEST_READER, FEWEST_WORDS = 14, 60
STALE_AFTER = timedelta(days=365)
# So many whole pages are in memory at once, and their words are kept for so many seconds at most.
AT_ONCE, KEPT_FOR = 100, 7 * 24 * 3600
# What the public reads of a page beside its title and its body.
SHORT_FIELDS = ("summary", "introduction")
LINK = re.compile(r"<a\s[^>]*?>")
HREF = re.compile(r"""\bhref=["']([^"']+)["']""")
KIND, NUMBER = re.compile(r'linktype="(page|document)"'), re.compile(r'\bid="(\d{1,18})"')


# What a link leads to: a page or a document by its key, or a path of ours that somebody typed.
Target = tuple[str, int | str]


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


@dataclass(frozen=True)
class Words:
    """What the words of a page say: whether it describes itself, where it links to, how it reads.

    ``describes_itself`` is None for a kind of page without such a field, such as a list.
    """

    describes_itself: bool | None
    links: frozenset[Target]
    age: int


def faults_of(pages: Iterable[Page], at: datetime) -> dict[int, list[Found]]:
    """What to look at in each of these pages, by its key; nothing for a page without fault.

    Pages need not be whole: the words of one are read once, and kept until it is published again.
    What a link leads to is never named: who reads this may not be allowed to find it. Queries: two,
    for what all the links lead to, some for paths that were typed, and some for the pages whose
    words nobody has read yet.
    """
    pages = list(pages)
    words = _words_of(pages)
    there = _those_there({link for each in words.values() for link in each.links})
    faults = {
        page.pk: list(_faults(page, words[page.pk], words[page.pk].links - there, at))
        for page in pages
        if page.pk in words
    }
    return {key: found for key, found in faults.items() if found}


def _words_of(pages: list[Page]) -> dict[int, Words]:
    """The words of pages by their keys: those that are kept, and of the others some at a time."""
    names = {page.pk: _name(page) for page in pages}
    kept = cache.get_many(names.values())
    found = {key: Words(*kept[name]) for key, name in names.items() if name in kept}
    missing = [key for key in names if key not in found]
    for begin in range(0, len(missing), AT_ONCE):
        whole = Page.objects.filter(pk__in=missing[begin : begin + AT_ONCE]).specific()
        read = {page.pk: _read(page) for page in whole}
        cache.set_many({names[key]: astuple(words) for key, words in read.items()}, KEPT_FOR)
        found |= read
    return found


def _name(page: Page) -> str:
    """Where its words are kept: elsewhere once it is published again."""
    published = page.last_published_at.timestamp() if page.last_published_at else 0
    return f"hub:page-words-2:{page.pk}:{page.live_revision_id or 0}:{published}"


def _read(page: Page) -> Words:
    """The words of a whole page (``specific``)."""
    texts = list(_texts(page))
    short = [getattr(page, name) for name in SHORT_FIELDS if hasattr(page, name)]
    plain = _plain(" ".join(texts))
    is_long = len(WORD.findall(plain)) >= FEWEST_WORDS
    return Words(
        any(short) if short else None,
        frozenset(_links(texts)),
        reading_age(plain) if is_long else 0,
    )


def _faults(page: Page, words: Words, lost: Set[Target], at: datetime) -> Iterator[Found]:
    published = page.last_published_at
    if published is not None and at - published > STALE_AFTER:
        months = (at - published).days // 30
        yield Found(Fault.STALE, f"Last published {months} months ago")
    if words.describes_itself is False and not page.search_description:
        yield Found(Fault.DESCRIPTION, "No description or summary for search engines")
    if lost:
        lead = "leads" if len(lost) == 1 else "lead"
        yield Found(
            Fault.LINK,
            f"{plural(len(lost), 'link')} {lead} to a page or document that does not exist or is "
            "not published",
        )
    if words.age > OLDEST_READER:
        yield Found(Fault.READING, f"Reading age {words.age}. Aim for {OLDEST_READER} or lower")


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


def _links(texts: Iterable[str]) -> Iterator[Target]:
    """The pages and documents that a text links to, by kind and key, and the paths of ours."""
    for tag in (tag for text in texts for tag in LINK.findall(text)):
        kind, number = KIND.search(tag), NUMBER.search(tag)
        if kind and number:
            yield kind[1], int(number[1])
        elif (typed := HREF.search(tag)) and (path := own_path(unescape(typed[1]))):
            yield "path", path


def _those_there(links: set[Target]) -> set[Target]:
    """Which of these the public finds."""
    kinds = ("page", "document", "path")
    keys = {kind: [key for each, key in links if each == kind] for kind in kinds}
    pages = Page.objects.live().filter(pk__in=keys["page"])
    documents = Document.objects.filter(pk__in=keys["document"])
    return {
        *(("page", key) for key in pages.values_list("pk", flat=True)),
        *(("document", key) for key in documents.values_list("pk", flat=True)),
        *(("path", path) for path in keys["path"] if _leads_somewhere(str(path))),
    }


def _leads_somewhere(path: str) -> bool:
    """Whether a path of ours is that of a published page, or may be one of a service."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return True
    for spelt in dict.fromkeys((path, f"{path.rstrip('/')}/")):
        try:
            match = resolve(spelt)
        except Resolver404:
            continue
        serves_pages = getattr(match.func, "serves_pages", match.view_name == "wagtail_serve")
        if not serves_pages or _is_page(spelt):
            return True
    return Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists()


def _is_page(path: str) -> bool:
    request = HttpRequest()
    request.path = path
    host, port = host_and_port()
    request.META.update(SERVER_NAME=host, SERVER_PORT=str(port))
    return Page.route_for_request(request, path) is not None


def _plain(markup: str) -> str:
    """The words of some markup; what ends a block ends a line."""
    return unescape(strip_tags(re.sub(r"</(p|li|h[1-6])>|<br/?>", "\n", markup)))
