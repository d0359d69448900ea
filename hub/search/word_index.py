"""The words of names, kept by the database itself: found by how they begin, however many there are.

PostgreSQL keeps an index of an expression, SQLite a table of FTS5 (without the names themselves)
that triggers keep: so whatever writes a name, changes it or erases it does so to its words, in the
same transaction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q
from django.db.models.expressions import RawSQL

_WORD = re.compile(r"[^\W_]+")
# What stands between two words of a name, as PostgreSQL is told; FTS5 knows by itself.
BETWEEN = "-.,'\u2019\u2018\u2010\u2011\u2012\u2013/()&_@+:;\u201c\u201d`\u00b4\u02bc" + '"'
FUNCTION = "hub_words"
SPACED = " || ' ' || "
ACCENTS = "[\\u0300-\\u036f]"


@dataclass(frozen=True)
class WordIndex:
    """The columns of a kind of record by whose words it is found.

    ``model`` is a label (``hub.User``). Only rows in which ``filled`` has a value and ``empty`` has
    none are in it; whoever looks asks for the same.
    """

    model: str
    columns: tuple[str, ...]
    filled: str = ""
    empty: str = ""

    @property
    def table(self) -> str:
        """The table of the records."""
        return str(self.of._meta.db_table)

    @property
    def watched(self) -> list[str]:
        """The columns on which it depends whether a row is in it, and with which words."""
        return [*self.columns, *filter(None, (self.filled, self.empty))]

    @property
    def of(self) -> type[Model]:
        """The kind of record."""
        return apps.get_model(self.model)

    @property
    def name(self) -> str:
        """What the index, or the table of words, is called."""
        return f"{self.table}_words"

    def where(self, row: str = "") -> str:
        """The condition for a row to be in it, as SQL; empty where all are."""
        facts = [f"{row}{self.filled} IS NOT NULL"] if self.filled else []
        facts += [f"{row}{self.empty} IS NULL"] if self.empty else []
        return " AND ".join(facts)

    def text(self, row: str = "") -> str:
        """The text of a row, as SQL."""
        return SPACED.join(f"{row}{column}" for column in self.columns)


# Those whose names the hub and all plugins look for (``names_of``).
PEOPLE = WordIndex("hub.User", ("first_name", "last_name"))


def words(typed: str) -> list[str]:
    """The words of a name: lower case, without accents; ``Oakes-Brown`` is two.

    A single letter beside longer ones, as in ``O'Brien`` or ``A-7KQ2``, tells nothing apart.
    """
    folded = unicodedata.normalize("NFKD", typed)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    found = _WORD.findall(plain.lower())
    return [word for word in found if len(word) > 1] or found


def has_words(index: WordIndex, *typed: str) -> Q:
    """That words of a row begin with each of those that were typed; none does with no word."""
    found = [word for each in typed for word in words(each)]
    if not found:
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        return Q(_HasWords(index, _query(found)))
    return Q(pk__in=RawSQL(_matching(index), [_query(found)]))  # noqa: S611


def keys_with(index: WordIndex, typed: str, among: str, params: tuple[Any, ...]) -> RawSQL | list:
    """The keys of those that have the words, of the keys that ``among`` gives, as SQL.

    What ``has_words`` finds; Django writes the statement of a query set anew for each word.
    """
    if not (found := words(typed)):
        return []
    if connection.vendor == "postgresql":
        # Tables of ours, not what somebody typed.
        select = (
            f"SELECT id FROM {index.table} WHERE id IN ({among}) "  # noqa: S608
            f"AND {FUNCTION}({index.text()}) @@ %s::tsquery"
        )
        return RawSQL(select, (*params, _query(found)))  # noqa: S611
    # With its plus the words are looked for once; without it once for each key.
    return RawSQL(f"{_matching(index)} AND +rowid IN ({among})", (_query(found), *params))  # noqa: S611


def _query(found: list[str]) -> str:
    """Words that all begin a word of a name, as the database is asked for them."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{word}':*" for word in found)
    return " ".join(f'"{word}" *' for word in found)


def _matching(index: WordIndex) -> str:
    # A table of ours, not what somebody typed.
    return f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s"  # noqa: S608


class _HasWords(Func):
    """On PostgreSQL, whether the words of a row have all of a query; whatever its alias."""

    output_field = BooleanField()

    def __init__(self, index: WordIndex, query: str) -> None:
        super().__init__(*(F(column) for column in index.columns))
        self.query = query

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        columns = [compiler.compile(each)[0] for each in self.source_expressions]
        return f"{FUNCTION}({SPACED.join(columns)}) @@ %s::tsquery", [self.query]


def _function() -> str:
    """What PostgreSQL finds the words of a text by: as ``words`` does, without its dictionaries.

    It says what it costs, which is much: so that the index is asked, and not each row. What has no
    accents is not asked for them.
    """
    between = BETWEEN.replace("'", "''")
    spaced = f"translate(lower(text), '{between}', '{' ' * len(BETWEEN)}')"
    return (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}(text text) RETURNS tsvector AS $$ BEGIN "
        "IF octet_length(text) <> length(text) THEN "
        f"text := regexp_replace(normalize(text, NFKD), '{ACCENTS}', '', 'g'); END IF; "
        f"RETURN array_to_tsvector(array_remove(string_to_array({spaced}, ' '), '')); END $$ "
        "LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000"
    )


def install(indexes: list[WordIndex]) -> None:
    """Put each index in place: after each migration, as one may make a table anew."""
    if connection.vendor == "postgresql":
        _execute(_function())
    for index in indexes:
        if not set(index.watched) <= _columns(index.table):
            # A plugin that was taken back, or not all of its migrations.
            if connection.vendor == "sqlite":
                _execute(f"DROP TABLE IF EXISTS {index.name}")
        elif connection.vendor == "postgresql":
            where = f" WHERE {index.where()}" if index.where() else ""
            _execute(
                f"CREATE INDEX IF NOT EXISTS {index.name} ON {index.table} "
                f"USING gin ({FUNCTION}({index.text()})){where}"
            )
        elif missing([index]):
            for statement in _for_sqlite(index):
                _execute(statement)


def forget_what_left(indexes: list[WordIndex]) -> None:
    """Take the words of what was erased out of the tables of SQLite, too.

    FTS5 only notes that they are gone until it writes their segment anew. PostgreSQL makes an index
    anew with its table.
    """
    if connection.vendor == "sqlite":
        for index in indexes:
            if not missing([index]):
                # A table of ours, not what somebody typed.
                _execute(f"INSERT INTO {index.name}({index.name}) VALUES ('optimize')")  # noqa: S608


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        found = connection.introspection.get_table_description(cursor, table)
    return {str(column.name) for column in found}


def missing(indexes: list[WordIndex]) -> set[str]:
    """The parts of the indexes that are not there."""
    expected: set[str] = set()
    for index in indexes:
        expected |= {index.name}
        if connection.vendor == "sqlite":
            expected |= {f"{index.name}_{act}" for act in ("insert", "update", "delete")}
    query = {
        "sqlite": "SELECT name FROM sqlite_master",
        "postgresql": "SELECT indexname FROM pg_indexes",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        return expected - {row[0] for row in cursor.fetchall()}


def _for_sqlite(index: WordIndex) -> Iterator[str]:
    """Table and triggers of an index, made anew with the words of what is there.

    The table has no content: it holds words, and no name to read.
    """
    name, table = index.name, index.table
    new, old = index.where("NEW.") or "TRUE", index.where("OLD.") or "TRUE"
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in index.watched)
    # Tables of ours, not what somebody typed.
    add = f"INSERT INTO {name}(rowid, words) SELECT NEW.id, {index.text('NEW.')} WHERE {new}"
    drop = (
        f"INSERT INTO {name}({name}, rowid, words) "
        f"SELECT 'delete', OLD.id, {index.text('OLD.')} WHERE {old}"
    )
    yield f"DROP TABLE IF EXISTS {name}"
    yield (
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    for act in ("insert", "update", "delete"):
        yield f"DROP TRIGGER IF EXISTS {name}_{act}"
    yield f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {add}; END"
    yield f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {drop}; END"
    yield (
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {', '.join(index.watched)} ON {table} "
        f"WHEN {changed} BEGIN {drop}; {add}; END"
    )
    yield (
        f"INSERT INTO {name}(rowid, words) SELECT id, {index.text()} FROM {table} "  # noqa: S608
        f"WHERE {index.where() or 'TRUE'}"
    )


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
