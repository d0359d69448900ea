"""Text search over listings: PostgreSQL full text or SQLite FTS5 behind one small interface.

What is a word is decided here, in Python, for texts and for queries alike: so accents, hyphens and
apostrophes mean the same on both databases, and nothing that anyone types reaches a query language.
The tables and columns are made in a migration, by vendor; listings know nothing of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from hub.typed_text import HIDDEN
from roles.models.search.listing import Listing

LONGEST_QUERY = 200
MOST_WORDS = 12
TEXT_SEARCH_CONFIG = "roles_english"

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
# How FTS5 is told to look in some of its columns only.
_COLUMNS = {"title": "{title} :", "head": "{title facts places} :"}
# So common in adverts and in questions that they tell nothing apart.
_COMMON = frozenset(
    {"a", "an", "and", "at", "for", "in", "is", "it", "job", "jobs", "of", "on", "or"}
    | {"role", "roles", "the", "to", "with"}
)


@dataclass(frozen=True)
class Document:
    """The text of a listing, in falling order of weight."""

    title: str
    facts: str
    places: str
    body: str


def words(text: str) -> list[str]:
    """The words of a text: lower case, without accents; ``Front-end`` is two words.

    What is hidden in a copied word, such as a soft hyphen, does not divide it.
    """
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", HIDDEN.sub("", text)))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return _WORD.findall(plain.lower())


def parse(keyword: str) -> tuple[str, ...]:
    """The words to look for in what somebody typed; none when nothing in it can be looked for."""
    found = dict.fromkeys(words(keyword[:LONGEST_QUERY]))
    telling = [word for word in found if word not in _COMMON] or list(found)
    return tuple(telling[:MOST_WORDS])


def matching(listings: QuerySet[Listing], query: tuple[str, ...]) -> QuerySet[Listing]:
    """The listings whose text has every word, or a form of it; all of them for an empty query."""
    return listings.filter(_has(query)) if query else listings


def tiers(listings: QuerySet[Listing], query: tuple[str, ...]) -> list[QuerySet[Listing]]:
    """What matches by relevance: words in the title, in the facts, only in the prose.

    Tiers rather than scores: the same on every database, still between two pages, and a page of the
    best never costs a look at all the rest.
    """
    if not query:
        return [listings]
    title, head, whole = _has(query, "title"), _has(query, "head"), _has(query)
    return [
        listings.filter(title),
        listings.filter(head).exclude(title),
        listings.filter(whole).exclude(head),
    ]


class _HasWords(Func):
    """On PostgreSQL, whether a text column of the listing has every word; whatever its alias."""

    output_field = BooleanField()

    def __init__(self, column: str, query: str) -> None:
        super().__init__(F("pk"))
        self.column, self.query = column, query

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        column: Any = self.source_expressions[0]
        alias = compiler.quote_name_unless_alias(column.alias)
        sql = f"{alias}.{self.column} @@ to_tsquery(%s::regconfig, %s)"
        return sql, [TEXT_SEARCH_CONFIG, self.query]


def _has(query: tuple[str, ...], part: str = "") -> _HasWords | Q:
    """The condition that a text, or the part of it, has every word."""
    if connection.vendor == "postgresql":
        return _HasWords(f"{part}_document" if part else "document", " & ".join(query))
    text = " ".join(f'"{word}"' for word in query)
    return Q(
        pk__in=RawSQL(
            "SELECT rowid FROM roles_listing_text WHERE roles_listing_text MATCH %s",
            [f"{_COLUMNS[part]} ({text})" if part else text],
        )
    )


def write(listing_pk: int, document: Document) -> None:
    """Put a listing's text in the index, in place of what was there."""
    write_many([(listing_pk, document)])


def write_many(documents: Iterable[tuple[int, Document]]) -> None:
    """Put the texts of listings in the index, in place of what was there."""
    rows = [
        (pk, [" ".join(words(part)) for part in _parts(document)]) for pk, document in documents
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            vector = f"to_tsvector('{TEXT_SEARCH_CONFIG}', %s)"
            cursor.executemany(
                f"UPDATE roles_listing SET title_document = {vector}, head_document = {vector}, "  # noqa: S608
                f"document = {vector} WHERE id = %s",
                [(parts[0], " ".join(parts[:3]), " ".join(parts), pk) for pk, parts in rows],
            )
        else:
            cursor.executemany(
                "DELETE FROM roles_listing_text WHERE rowid = %s", [(pk,) for pk, _ in rows]
            )
            cursor.executemany(
                "INSERT INTO roles_listing_text (rowid, title, facts, places, body) "
                "VALUES (%s, %s, %s, %s, %s)",
                [(pk, *parts) for pk, parts in rows],
            )


def remove(listing_pk: int) -> None:
    """Take a listing's text out of the index; on PostgreSQL it goes with its row."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM roles_listing_text WHERE rowid = %s", [listing_pk])


def without_text() -> list[int]:
    """The listings that are missing from the index, for the drift check."""
    table = Listing._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT id FROM {table} WHERE title_document IS NULL")  # noqa: S608
        else:
            cursor.execute(
                f"SELECT id FROM {table} WHERE id NOT IN (SELECT rowid FROM roles_listing_text)"  # noqa: S608
            )
        return [row[0] for row in cursor.fetchall()]


def _parts(document: Document) -> tuple[str, str, str, str]:
    return document.title, document.facts, document.places, document.body
