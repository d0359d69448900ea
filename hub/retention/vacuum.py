"""After erasure: what was deleted leaves the database's files, too.

A database keeps what is deleted in its file until the place is used again. What speaks of health
stands there encrypted only; this takes away even that.
"""

from __future__ import annotations

import logging
from contextlib import closing

from django.db import DatabaseError, connection, connections

from hub.authorisation import internal
from hub.encryption.rows import encrypted_columns

logger = logging.getLogger("hub.retention")

# PostgreSQL: a table that is in use is left for the next night, and so is one that takes longer.
LOCK_SECONDS, TABLE_SECONDS = 5, 60


@internal
def vacuum() -> list[str]:
    """Write the tables with encrypted columns anew, without what was deleted; returns what was not.

    SQLite: the whole file, its log is emptied. PostgreSQL: one table after the other, each locked
    while it is copied. Safe to run twice.
    """
    try:
        return _sqlite() if connection.vendor == "sqlite" else _postgresql()
    except DatabaseError as error:
        logger.warning("The database was not vacuumed: %s", error)
        return ["the database"]


def _sqlite() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        # The log holds pages as they were; whoever reads at this moment keeps it.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
    return ["the write-ahead log"] if busy else []


def _postgresql() -> list[str]:
    left = []
    # A connection of its own, with limits that nobody else inherits.
    with closing(connections.create_connection("default")) as own, own.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        cursor.execute(f"SET statement_timeout = '{TABLE_SECONDS}s'")
        for table in sorted({column.model._meta.db_table for column in encrypted_columns()}):
            try:
                cursor.execute(f"VACUUM (FULL, ANALYZE) {own.ops.quote_name(table)}")
            except DatabaseError as error:
                logger.warning("%s was not vacuumed: %s", table, error)
                left.append(table)
    return left
