"""Logging: one line an event to stdout."""

from __future__ import annotations

from hub.settings.installation import env

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "filters": {"outage": {"()": "hub.outage_log.OutageFilter"}},
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
