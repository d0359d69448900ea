"""Words looked for in the fields of a source: in an index, in its own columns, in other records.

A search asks each other table once for all words and all sources, as far as few records of it have
them; names of people stay a question to their index, whatever it holds: how long a search takes
tells nobody whose name is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from hub.references import DASHES
from hub.search.word_index import PEOPLE, WordIndex, has_words, keys_with

# Of more records than this that have one of the words, the database keeps the list for itself.
MOST_LISTED = 500
# What people leave out or write in another way, and programs turn into one another.
APOSTROPHES, HYPHENS = "'\u2019\u2018\u02bc", f"-{DASHES}"
_SIGN = re.compile(f"([{APOSTROPHES}]|[{re.escape(HYPHENS)}])")
# A shorter word that ends in s may be no name of somebody's, such as "is".
SHORTEST_OWNER = 4


class Looking:
    """The words of one search, and what other records have been found by them."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._named: dict[tuple[type[Model], str], tuple[str, tuple[Any, ...]]] = {}
        self._listed: dict[tuple[type[Model], tuple[str, ...]], list[list[int]] | None] = {}

    def has_all(
        self, model: type[Model], fields: Iterable[str], indexed: WordIndex | None = None
    ) -> Q:
        """Each word in one of the fields, in any case."""
        grouped = _grouped(fields)
        found, in_index = Q(), []
        for place, word in enumerate(self.words):
            places = {
                path: each
                for path, columns in grouped.items()
                if (each := self._has(place, word, model, path, columns, indexed)) is not None
            }
            if not places:
                # Nothing that these records lead to has the word: the database is not asked.
                return Q(pk__in=[])
            if indexed is not None and list(places) == [""] and grouped[""] == indexed.columns:
                in_index.append(word)
            else:
                found &= reduce(or_, places.values())
        # Those that nothing else has are one question to the index, which few rows answer.
        return found & has_words(indexed, *in_index) if indexed is not None and in_index else found

    def _has(
        self,
        place: int,
        word: str,
        model: type[Model],
        path: str,
        columns: tuple[str, ...],
        indexed: WordIndex | None,
    ) -> Q | None:
        """One word in the columns of a record, or of another that it leads to by ``path``.

        None where no record there is known to have it.
        """
        if not path:
            if indexed is not None and columns == indexed.columns:
                return has_words(indexed, word)
            return _contains(word, columns)
        other = _at(model, path)
        if other is PEOPLE.of and columns == PEOPLE.columns:
            # Of the few whom these records name: others cost nothing, and their names tell nothing.
            return Q(**{f"{path}__in": keys_with(PEOPLE, word, *self._named_by(model, path))})
        if other is PEOPLE.of:
            # Of them there may be very many, of records that lead to them fewer.
            return _contains(word, tuple(f"{path}__{column}" for column in columns))
        if (listed := self._list(other, columns)) is not None:
            return Q(**{f"{path}__in": listed[place]}) if listed[place] else None
        having = other._base_manager.filter(_contains(word, columns))
        return Q(**{f"{path}__in": having.order_by().values("pk")})

    def _named_by(self, model: type[Model], path: str) -> tuple[str, tuple[Any, ...]]:
        """The keys of the people whom records name by a path, as SQL that all words share."""
        if (model, path) not in self._named:
            rows = model._base_manager.order_by().values(path)
            self._named[model, path] = rows.query.sql_with_params()
        return self._named[model, path]

    def _list(self, model: type[Model], columns: tuple[str, ...]) -> list[list[int]] | None:
        """The records with each of the words; None where there are too many with any of them."""
        if (model, columns) not in self._listed:
            any_of = reduce(or_, (_has_letters(word, columns) for word in self.words))
            rows = model._base_manager.filter(any_of).order_by().values_list("pk", *columns)
            read = [(key, _texts(values)) for key, *values in rows[: MOST_LISTED + 1]]
            self._listed[model, columns] = (
                [_that_have(word, read) for word in self.words]
                if len(read) <= MOST_LISTED
                else None
            )
        return self._listed[model, columns]


def _grouped(fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns, by the path to the record that has them."""
    grouped: dict[str, tuple[str, ...]] = {}
    for field in fields:
        path, _, column = field.rpartition("__")
        grouped[path] = (*grouped.get(path, ()), column)
    return grouped


def _at(model: type[Model], path: str) -> type[Model]:
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # A model.
    return model


def _contains(word: str, columns: tuple[str, ...]) -> Q:
    """The word begins a word of one of the columns.

    Few rows have its letters at all: only those are read for where they stand.
    """
    letters, spelt = _read(word)
    pattern = _beginning(word, r"\y" if connection.vendor == "postgresql" else r"\b") + spelt
    return reduce(
        or_,
        (Q(**{f"{name}__icontains": letters, f"{name}__iregex": pattern}) for name in columns),
    )


def _has_letters(word: str, columns: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{name}__icontains": _read(word)[0]}) for name in columns))


def _texts(values: list[Any]) -> list[str]:
    return [str(value or "") for value in values]


def _that_have(word: str, read: list[tuple[int, list[str]]]) -> list[int]:
    """The keys of the records that were read, in whose texts a word begins with this one."""
    begins = re.compile(_beginning(word, r"\b") + _read(word)[1], re.IGNORECASE)
    return [key for key, texts in read if any(map(begins.search, texts))]


@lru_cache(maxsize=64)
def _read(word: str) -> tuple[str, str]:
    """The longest part of a word that stands in every spelling of it, and how it may be spelt.

    As a regular expression for both databases: with either apostrophe or none ("carers" finds
    "Carer’s Allowance"), and with any hyphen.
    """
    parts = _SIGN.split(word)
    if len(parts[-1]) >= SHORTEST_OWNER and parts[-1][-1:] in "sS":
        parts = [*parts[:-1], parts[-1][:-1], "'", parts[-1][-1:]]
    letters = max(parts[::2], key=len)
    spelt = [
        f"[{re.escape(HYPHENS)}]" if sign in HYPHENS else f"[{APOSTROPHES}]?"
        for sign in parts[1::2]
    ]
    pattern = "".join(
        f"{re.escape(part)}{sign}" for part, sign in zip(parts[::2], [*spelt, ""], strict=True)
    )
    return letters, pattern


def _beginning(word: str, sign: str) -> str:
    """Where a word begins, as a regular expression; what begins with a sign may stand anywhere."""
    return sign if word[0].isalnum() else ""
