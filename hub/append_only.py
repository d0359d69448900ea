"""The audit trail is append-only in the database itself: triggers refuse, seals tell.

Nothing is changed in it or removed from it but inside ``opened``, in one transaction that leaves a
``LogOpening`` behind; and what happened, to what and when is not changed even there. Whoever takes
the triggers away, or opens the trail by hand, is told on by the daily check: the triggers are
missing, or the seals do not fit any more (hub.log_seals).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import BaseLogEntry

from hub import log_seals
from hub.dates import datetime_gb
from hub.models import LogOpening

TABLES = ("wagtailcore_modellogentry", "wagtailcore_pagelogentry")
# That the trail was open is not changed or removed either: an opening is closed once.
OPENINGS = "hub_logopening"
# A seal is not removed, put in place of another, or dated back: it goes on, each time with a later
# moment. Under the same moment it changes only while the trail is open.
SEALS = "hub_logseal"
# What may be taken out of an entry while the trail is open: who it was, in words or by number.
NAMING = ("label", "data", "user_id")
REFUSAL = "The audit log is append-only"
# What a database has beside them to change what is there. SQLite's INSERT OR REPLACE removes an
# entry without a word to the triggers on removing; PostgreSQL's ON CONFLICT is an update to them.
OTHER_WAYS = {"sqlite": ("insert",), "postgresql": ("truncate",)}
OPEN = "EXISTS (SELECT 1 FROM hub_logopening WHERE closed_at IS NULL)"
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION hub_log_is_append_only() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR NOT {OPEN} OR (TG_OP = 'UPDATE' AND
        to_jsonb(NEW) - '{{{",".join(NAMING)}}}'::text[]
        IS DISTINCT FROM to_jsonb(OLD) - '{{{",".join(NAMING)}}}'::text[])
    THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END; $$ LANGUAGE plpgsql
"""
CLOSED_ONCE = (
    "OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.reason <> OLD.reason "
    "OR NEW.opened_at <> OLD.opened_at"
)
POSTGRESQL_OPENINGS = f"""
CREATE OR REPLACE FUNCTION hub_log_opening_stays() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT ({CLOSED_ONCE}) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END; $$ LANGUAGE plpgsql
"""
GOES_BACK = (
    'NEW.id <> OLD.id OR NEW."table" <> OLD."table" OR NEW.last < OLD.last '
    "OR NEW.newest < OLD.newest OR NEW.sealed_at < OLD.sealed_at "
    f"OR (NEW.sealed_at = OLD.sealed_at AND NOT {OPEN})"
)
POSTGRESQL_SEALS = f"""
CREATE OR REPLACE FUNCTION hub_log_seal_goes_on() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT ({GOES_BACK}) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END; $$ LANGUAGE plpgsql
"""


@contextmanager
def opened(reason: str, *entries: QuerySet[BaseLogEntry]) -> Iterator[None]:
    """Let names be taken out of these entries, or a demonstration's be removed, for a reason."""
    with transaction.atomic():
        opening = LogOpening.objects.create(reason=reason, opened_at=timezone.now())
        with log_seals.sealed_again(*entries):
            yield
        LogOpening.objects.filter(pk=opening.pk).update(closed_at=timezone.now())


def install(**kwargs: Any) -> None:
    """Put triggers and first seals in place: after each migration, as one may make a table anew."""
    if not {OPENINGS, SEALS} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)
    log_seals.begin()


def faults() -> Iterable[str]:
    """What says that the trail was, or could be, changed."""
    found = []
    if expected() - _present():
        found.append("Part of the protection of the log is missing. Run migrate")
    found += [
        f"The log has been open to change since {datetime_gb(opening.opened_at)} "
        f"(opened {opening.why})"
        for opening in LogOpening.objects.filter(closed_at=None)
    ]
    return [*found, *log_seals.faults()]


@transaction.atomic
def seal_all() -> None:
    """Seal what is older than the last look, unless the trail is at fault."""
    if not faults():
        log_seals.seal_all()


def expected() -> set[str]:
    """The names of the triggers that must be there."""
    acts = ("update", "delete", *OTHER_WAYS[connection.vendor])
    return {f"{table}_{act}" for table in (*TABLES, OPENINGS, SEALS) for act in acts}


def _present() -> set[str]:
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        # One that was switched off is as good as none.
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {row[0] for row in cursor.fetchall()}


def _statements() -> Iterator[str]:
    """Every part of the lock, made anew; safe to run twice."""
    if connection.vendor == "postgresql":
        yield POSTGRESQL
        yield POSTGRESQL_OPENINGS
        yield POSTGRESQL_SEALS
        functions = dict.fromkeys(TABLES, "hub_log_is_append_only")
        functions |= {OPENINGS: "hub_log_opening_stays", SEALS: "hub_log_seal_goes_on"}
        for table, function in functions.items():
            for act in ("update", "delete", "truncate"):
                each = "STATEMENT" if act == "truncate" else "ROW"
                yield (
                    f"CREATE OR REPLACE TRIGGER {table}_{act} BEFORE {act} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION {function}()"
                )
        return
    conditions = {
        OPENINGS: {"update": CLOSED_ONCE, "delete": "TRUE"},
        SEALS: {"update": GOES_BACK, "delete": "TRUE"},
    }
    for table in TABLES:
        kept = [f"OLD.{name} IS NOT NEW.{name}" for name in _columns(table) if name not in NAMING]
        changed = f"NOT {OPEN} OR {' OR '.join(kept)}"
        conditions[table] = {"update": changed, "delete": f"NOT {OPEN}"}
    for table, refused in conditions.items():
        same = "id = NEW.id" + (' OR "table" = NEW."table"' if table == SEALS else "")
        # A table of ours, not what somebody typed.
        refused["insert"] = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        for act, when in refused.items():
            yield f"DROP TRIGGER IF EXISTS {table}_{act}"
            yield (
                f"CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [str(column.name) for column in found]
