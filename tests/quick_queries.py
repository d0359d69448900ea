"""Django writes the same statements, and reads the same rows, in a tenth less of the tests' time.

Most of it goes into putting the columns of each query together: they are the same ones each time
that a table stands under the same name, so each is made once. Nothing else is kept, and what is
asked is Django's own: ``tests/harness/test_quick_queries.py`` holds every model to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import Field
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

OWN_COLUMN = Field.get_col
OWN_COLUMNS = SQLCompiler.get_default_columns
OWN_COMPILE = SQLCompiler.compile
OWN_CONVERTERS = SQLCompiler.get_converters
OWN_QUERY = SQLiteCursorWrapper.convert_query


def column(self: Field, alias: str, output_field: Any = None) -> Col:
    """The column of a field in the table of that name: as Django keeps it for the plain name."""
    output = self if output_field is None else output_field
    kept = self.__dict__.get("_kept_columns") or self.__dict__.setdefault("_kept_columns", {})
    found = kept.get(alias)
    # A copy of a field has what the field kept.
    if found is None or found.target is not self or found.output_field is not output:
        found = kept[alias] = OWN_COLUMN(self, alias, output_field)
    return found


def columns(
    self: SQLCompiler,
    select_mask: Any,
    start_alias: str | None = None,
    opts: Any = None,
    from_parent: Any = None,
) -> list[Col]:
    """All columns of a model whose fields are all of one table."""
    meta = opts or self.query.get_meta()
    if select_mask or meta is None or meta.parents or meta.proxy:
        return OWN_COLUMNS(self, select_mask, start_alias, opts, from_parent)
    alias = start_alias or self.query.get_initial_alias()
    return [field.get_col(alias) for field in meta.concrete_fields]


def written(self: SQLCompiler, node: Any) -> tuple[str, Any]:
    """A node in SQL; a column, which no database writes in a way of its own, at once."""
    if node.__class__ is not Col:
        return OWN_COMPILE(self, node)
    quoted, name = self.quote_cache, node.target.column
    sql = quoted[name] if name in quoted else self.quote_name_unless_alias(name)
    if alias := node.alias:
        table = quoted[alias] if alias in quoted else self.quote_name_unless_alias(alias)
        sql = f"{table}.{sql}"
    return sql, []


def converters(self: SQLCompiler, expressions: list[Any]) -> dict[int, Any]:
    """What makes Python's values of a row, by its place; asked once for each column."""
    found = {}
    for place, item in enumerate(expressions):
        if item.__class__ is not Col:
            return OWN_CONVERTERS(self, expressions)
        kept = item.__dict__.get("_kept_converters")
        if kept is None or kept[0] is not self.connection:
            made = OWN_CONVERTERS(self, [item]).get(0, ([], item))[0]
            kept = item.__dict__["_kept_converters"] = (self.connection, made)
        if kept[1]:
            found[place] = (kept[1], item)
    return found


_with_question_marks = lru_cache(4_000)(lambda query: OWN_QUERY(None, query))


def query_of_sqlite(self: SQLiteCursorWrapper, query: str, *, param_names: Any = None) -> str:
    """A statement with SQLite's signs for values."""
    if param_names is not None:
        return OWN_QUERY(self, query, param_names=param_names)
    return _with_question_marks(query)


QUICK: tuple[tuple[type, str, Any, Any], ...] = (
    (Field, "get_col", OWN_COLUMN, column),
    (SQLCompiler, "get_default_columns", OWN_COLUMNS, columns),
    (SQLCompiler, "compile", OWN_COMPILE, written),
    (SQLCompiler, "get_converters", OWN_CONVERTERS, converters),
    (SQLiteCursorWrapper, "convert_query", OWN_QUERY, query_of_sqlite),
)


def make_quick() -> None:
    """From now on in this process."""
    for owner, name, _, quick in QUICK:
        setattr(owner, name, quick)


@contextmanager
def as_in_django() -> Iterator[None]:
    """Django's own way, to compare with."""
    for owner, name, own, _ in QUICK:
        setattr(owner, name, own)
    try:
        yield
    finally:
        make_quick()
