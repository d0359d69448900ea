"""Sources of records that can be found, and how they are searched."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Model, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex

from hub.extensions import ExtensionPoint, guarded
from hub.models import User
from hub.references import read_reference, reference_among
from hub.search.looking import Looking
from hub.search.word_index import PEOPLE, WordIndex, forget_what_left, install, missing

logger = logging.getLogger("hub.search")

# Of each source so many are shown; whoever looks for one record gives another word.
MOST_SHOWN = 5
# On the page of one source, so many.
A_PAGE = 30
MOST_WORDS = 8
# What stands around a word in a sentence, and is no part of it.
PUNCTUATION = '.,;:!?()[]{}“”"‘'


@dataclass(frozen=True)
class Found:
    """A record as it is listed: what it is, where it is, and a little more about it."""

    text: str
    href: str
    about: str = ""


@dataclass(frozen=True)
class SearchSource:
    """A kind of record that can be found.

    ``label`` names it in the plural. ``rows`` gives those that a person may see, and reads with
    them whatever ``found`` shows. ``prefix`` begins its references, where it has any. Each word
    looked for has to be in one of ``fields``; ``named`` gives those of the rows that may be found
    by words, where that is fewer. Where there are very many, ``indexed`` keeps the words of the
    fields that are the record's own, which are then found by how they begin. What is called in
    ``title`` exactly as was typed comes first. ``model`` is the kind of
    record: where it is given, a source that has no such reference is asked nothing more.
    """

    slug: str
    label: str
    rows: Callable[[User], QuerySet[Any]]
    found: Callable[[Any], Found]
    order: int
    prefix: str = ""
    fields: tuple[str, ...] = ()
    named: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    indexed: WordIndex | None = None
    title: str = ""
    model: type[Model] | None = None


search_sources = ExtensionPoint("register_hub_search", SearchSource)


@dataclass(frozen=True)
class Results:
    """What one source has found; one that could not be searched says so and has nothing."""

    slug: str
    label: str
    items: tuple[Found, ...] = ()
    has_more: bool = False
    could_not_be_searched: bool = False


def names_of(*people: str) -> tuple[str, ...]:
    """The fields that hold the names of these people of a record, by which it is found."""
    return tuple(f"{one}__{name}" for one in people for name in ("first_name", "last_name"))


def address_of(person: str) -> Case:
    """What stands before the @ in the address of this person of a record; nothing without one."""
    email = f"{person}__email"
    name = Left(email, StrIndex(email, Value("@")) - 1)
    return Case(When(**{f"{email}__contains": "@"}, then=name), default=Value(""))


def by_reference(person: User, typed: str) -> Found | None:
    """The record whose reference was typed, however it was written; None where there is none.

    Among other words it is written with its hyphens, as in an email.
    """
    read = read_reference(typed.strip(f" {PUNCTUATION}")) or read_reference(reference_among(typed))
    if read is None:
        return None
    prefix, rest = read
    asked = [source for source in _in_order() if source.prefix and prefix in ("", source.prefix)]
    for source in asked if prefix else _that_have(asked, rest):
        if (found := _first(source, person, f"{source.prefix}-{rest}")) is not None:
            return found
    return None


def _that_have(sources: list[SearchSource], rest: str) -> list[SearchSource]:
    """Those of the sources that have a reference, whoever may see it, and those without a model.

    Two names of four letters each look like one: all are asked in one statement.
    """
    try:
        with guarded():
            having = _having(sources, rest)
    except Exception:
        logger.exception("The search sources could not be asked for a reference together.")
        return sources
    return [source for source in sources if source.model is None or source.slug in having]


def _having(sources: list[SearchSource], rest: str) -> set[str]:
    """The slugs of the sources with a model that have a reference."""
    asked = [
        source.model._base_manager.filter(reference=f"{source.prefix}-{rest}")
        .order_by()
        .values_list(Value(source.slug))
        for source in sources
        if source.model is not None
    ]
    return {slug for (slug,) in asked[0].union(*asked[1:], all=True)} if asked else set()


def _first(source: SearchSource, person: User, reference: str) -> Found | None:
    """The record of a reference in one source; whatever a plugin's source raises, others follow."""
    try:
        with guarded():
            record = source.rows(person).filter(reference=reference).first()
            return None if record is None else source.found(record)
    except Exception:
        logger.exception("The search source %s could not be searched.", source.slug)
        return None


def by_words(person: User, typed: str) -> list[Results]:
    """What has all of the words, source by source, and the sources that fail."""
    if not (words := _words(typed)):
        return []
    looking = Looking(words)
    found = (_results(source, person, looking) for source in _in_order() if source.fields)
    return [results for results in found if results.items or results.could_not_be_searched]


def all_by_words(person: User, typed: str, slug: str, page: int) -> Results | None:
    """What one source has found, page by page from 1; None where there is no such source."""
    source = next((each for each in _in_order() if each.slug == slug and each.fields), None)
    if source is None or not (words := _words(typed)):
        return None
    return _results(source, person, Looking(words), start=(page - 1) * A_PAGE, most=A_PAGE)


def _words(typed: str) -> list[str]:
    found = (each.strip(PUNCTUATION) for each in typed.split())
    # Signs alone tell nothing apart.
    return [word for word in found if any(map(str.isalnum, word))][:MOST_WORDS]


def _results(
    source: SearchSource, person: User, looking: Looking, start: int = 0, most: int = MOST_SHOWN
) -> Results:
    """Search one source; whatever a plugin's source raises, the others are shown."""
    try:
        with guarded():
            rows = source.rows(person)
            found = _matching(source, rows, looking)
            # Their keys first: rows are wide, and those that are not shown need not be read.
            keys = list(found.values_list("pk", flat=True)[start : start + most + 1])
            shown = rows.filter(pk__in=keys[:most]) if keys else []
            in_order = sorted(shown, key=lambda row: keys.index(row.pk))
            items = tuple(source.found(row) for row in in_order)
    except Exception:
        logger.exception("The search source %s could not be searched.", source.slug)
        return Results(source.slug, source.label, could_not_be_searched=True)
    return Results(source.slug, source.label, items, has_more=len(keys) > most)


def _matching(source: SearchSource, rows: QuerySet[Any], looking: Looking) -> QuerySet[Any]:
    """Those of a source's rows that have all of the words."""
    found = looking.has_all(rows.model, source.fields, source.indexed)
    matching = source.named(rows).filter(found)
    if not source.title:
        return matching
    is_it = When(**{f"{source.title}__iexact": " ".join(looking.words)}, then=0)
    before = matching.query.order_by or rows.model._meta.ordering
    return matching.order_by(Case(is_it, default=1), *before)


def keep_words(**kwargs: Any) -> None:
    """Put the indexes of words in place: after each migration."""
    install(word_indexes())


def forget_erased_words() -> None:
    """Take the words of erased names out of the database's files."""
    forget_what_left(word_indexes())


def words_missing() -> list[str]:
    """What says that names could not be found, or be found after they have gone."""
    gone = missing(word_indexes())
    return ["Part of the search of names is missing. Run migrate"] if gone else []


def word_indexes() -> list[WordIndex]:
    """All indexes of words that the hub and its plugins keep."""
    return [PEOPLE, *(source.indexed for source in search_sources if source.indexed)]


def _in_order() -> Iterator[SearchSource]:
    yield from sorted(search_sources, key=lambda source: (source.order, source.slug))
