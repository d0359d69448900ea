"""Logging: one line an event to stdout."""

from __future__ import annotations

import logging

from django.db.utils import InterfaceError, OperationalError

from hub.settings.installation import env


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


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "filters": {"outage": {"()": OutageFilter}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["outage"],
        },
        "audit": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "bare",
        },
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "hub": {
            "handlers": ["stdout"],
            "level": env.str("LOG_LEVEL", "INFO"),
            "propagate": False,
        },
        # What is refused to a browser, such as 404, is no trouble of ours; what breaks (5xx) is.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        # It warns that a broker without a server has no host name.
        "kombu.connection": {"level": "ERROR"},
        "hub.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
    },
}
