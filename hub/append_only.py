"""The audit trail is append-only in the database itself: triggers refuse, seals tell.

Nothing is changed in it or removed from it but inside ``opened``, in one transaction that leaves a
``LogOpening`` behind; and what happened, to what and when is not changed even there. Whoever takes
the triggers away first is told on by the daily check: they are missing, or the seal of what was
there a day ago does not fit any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import LogOpening, LogSeal

# Each table, and the column that holds the key of what an entry is about.
TABLES = {"wagtailcore_modellogentry": "object_id", "wagtailcore_pagelogentry": "page_id"}
NAMES = {
    "wagtailcore_modellogentry": "The log",
    "wagtailcore_pagelogentry": "The log of pages",
}
# What may be taken out of an entry while the trail is open: who it was, in words or by number.
NAMING = ("label", "data", "user_id")
SEALED = ("id", "content_type_id", "action", "timestamp", "uuid")
REFUSAL = "The audit log is append-only"
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


@contextmanager
def opened(reason: str) -> Iterator[None]:
    """Let names be taken out of entries, or a demonstration's entries be removed, for a reason.

    What it removes is no longer under the seals, which are made anew.
    """
    with transaction.atomic():
        opening = LogOpening.objects.create(reason=reason, opened_at=timezone.now())
        before = [_number("count(*)", table) for table in TABLES]
        yield
        LogOpening.objects.filter(pk=opening.pk).update(closed_at=timezone.now())
        if before != [_number("count(*)", table) for table in TABLES]:
            for seal in LogSeal.objects.all():
                seal.digest = _digest(seal.table, seal.last)
                seal.save(update_fields=["digest"])


def install(**kwargs: Any) -> None:
    """Put the triggers in place; after every migration, as one may make a table anew."""
    tables = connection.introspection.table_names()
    if "hub_logopening" not in tables:
        return
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


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
    for table in TABLES:
        seal = LogSeal.objects.filter(table=table).first()
        if seal is not None and _digest(table, seal.last) != seal.digest:
            changed = f"{NAMES[table]} has been changed since {date_gb(seal.sealed_at)}"
            found.append(f"{changed}. Tell your security team")
    return found


def seal_all() -> None:
    """Seal what the last seal saw as newest, unless the trail is at fault."""
    if faults():
        return
    for table in TABLES:
        earlier = LogSeal.objects.filter(table=table).first()
        last = earlier.newest if earlier else 0
        LogSeal.objects.filter(table=table).delete()
        LogSeal.objects.create(
            table=table,
            last=last,
            newest=_number("max(id)", table),
            digest=_digest(table, last),
            sealed_at=timezone.now(),
        )


def expected() -> set[str]:
    """The names of the triggers that must be there."""
    acts = ["update", "delete", *(["truncate"] if connection.vendor == "postgresql" else [])]
    return {f"{table}_{act}" for table in TABLES for act in acts}


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
        for table in TABLES:
            for act in ("update", "delete", "truncate"):
                each = "STATEMENT" if act == "truncate" else "ROW"
                yield (
                    f"CREATE OR REPLACE TRIGGER {table}_{act} BEFORE {act} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION hub_log_is_append_only()"
                )
        return
    for table in TABLES:
        kept = [f"OLD.{name} IS NOT NEW.{name}" for name in _columns(table) if name not in NAMING]
        refused = {"update": f"NOT {OPEN} OR {' OR '.join(kept)}", "delete": f"NOT {OPEN}"}
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


def _number(expression: str, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM {table}")  # noqa: S608 (our own words)
        return int(cursor.fetchone()[0] or 0)


def _digest(table: str, last: int) -> str:
    """What happened, to what and when, in every entry up to this one."""
    columns = ", ".join((*SEALED, TABLES[table]))
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} WHERE id <= %s ORDER BY id",  # noqa: S608
            [last],
        )
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                digest.update("|".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()
