"""After erasure: what was deleted leaves the database's files, too.

A database keeps what is deleted in its file until the place is used again. What speaks of health
stands there encrypted only; this takes away even that.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing

from django.db import DatabaseError, connection, connections

from hub.authorisation import internal
from hub.encryption.rows import encrypted_columns
from hub.search import forget_erased_words

logger = logging.getLogger("hub.retention")

# PostgreSQL: a table that is in use for so long is left for the next time.
LOCK_SECONDS = 5


@internal
def vacuum(*, seconds: int | None = None) -> list[str]:
    """Write the tables with encrypted columns anew, without what was deleted; returns what was not.

    SQLite: the whole file, and its log is emptied. PostgreSQL: one table after the other, each
    locked while it is copied, within so many ``seconds`` altogether. Safe to run twice.
    """
    if connection.vendor == "postgresql":
        return _postgresql(seconds)
    try:
        return _sqlite()
    except DatabaseError as error:
        logger.warning("The database was not vacuumed: %s", error)
        return ["the database"]


def _sqlite() -> list[str]:
    forget_erased_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        # The log holds pages as they were; whoever reads at this moment keeps it.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_ = cursor.fetchone()
    return ["the write-ahead log"] if is_busy else []


def _postgresql(seconds: int | None) -> list[str]:
    left = []
    until = None if seconds is None else time.monotonic() + seconds
    # A connection of its own, with limits that nobody else inherits.
    with closing(connections.create_connection("default")) as own, own.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
        for table in sorted({column.model._meta.db_table for column in encrypted_columns()}):
            limit = 0 if until is None else max(1, int(1000 * (until - time.monotonic())))
            try:
                # 0 is no limit, 1 a thousandth of a second.
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(limit)])
                cursor.execute(f"VACUUM (FULL, ANALYZE) {own.ops.quote_name(table)}")
            except DatabaseError as error:
                logger.warning("%s was not vacuumed: %s", table, error)
                left.append(table)
    return left
