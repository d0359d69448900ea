"""Database, cache and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hub.settings.installation import DEBUG, HUB_DATA_DIR, PRODUCTION, env

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
    # What is deleted is overwritten: erased words stay in no free part of the file.
    "PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
)
HUB_DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{HUB_DATA_DIR / 'hub.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer waits for its turn instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": SQLITE_PRAGMAS,
        # Two thirds of SQLite's time went into reading the same statements again: a page has
        # more of them than the 128 that Python keeps.
        "cached_statements": 1_000,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False

REDIS_URL = env.str("REDIS_URL", "")
# Seconds, for cache and broker. A Redis that hangs costs a page this once; afterwards it is left
# alone for a while (hub.circuit_breaker).
REDIS_PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "hub.page_cache.redis.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": REDIS_PATIENCE,
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(HUB_DATA_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    )
}
# Moves on when a class that is stored moves or changes: what an earlier version stored is not read.
CACHES["default"]["KEY_PREFIX"] = "2"

# Public pages are stored whole for people without a session (hub.page_cache): in the cache, and the
# last so many in each process.
HUB_PAGE_CACHE = env.bool("HUB_PAGE_CACHE", True)
HUB_PAGES_IN_PROCESS = env.int("HUB_PAGES_IN_PROCESS", 200)

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(HUB_DATA_DIR / "static"))
if not PRODUCTION:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = str(HUB_DATA_DIR / "media")
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people hand in: no address on the web leads here (hub.uploads).
    "uploads": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(HUB_DATA_DIR / "uploads"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION or env.bool("HUB_STATIC_MANIFEST", False)
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# ClamAV's daemon, "host:port" or the path of its socket. Without one, files are not scanned, every
# page that takes one says so, and production is refused.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", 30)
FILE_UPLOAD_HANDLERS = [
    "hub.uploads.handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hub.uploads.handlers.RoomyUploadHandler",
]
