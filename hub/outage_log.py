"""What the log says while the database is away."""

from __future__ import annotations

import logging

from django.db.utils import InterfaceError, OperationalError


class OutageFilter(logging.Filter):
    """One line for a database that is away, not a traceback for each request meanwhile."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, InterfaceError | OperationalError):
            state = getattr(error.__cause__, "sqlstate", None)
            # Without a state nobody answered; 08 and 57 are lost connections and shut-downs.
            is_psycopg = type(error.__cause__).__module__.startswith("psycopg")
            if is_psycopg and (state is None or state[:2] in ("08", "57")):
                record.exc_info = record.exc_text = None
                record.msg, record.args = f"{record.getMessage()} (the database is away)", ()
        return True
