"""Settings of the tests: the product's own, with what must be private to each test process."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("HUB_ENV", "development")
os.environ.setdefault("HUB_DATA_DIR", str(Path(tempfile.gettempdir()) / f"hub-tests-{os.getuid()}"))

from hub.settings import *  # noqa: F403
from hub.settings import DATABASES, HUB_DATA_DIR, STORAGES

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Asked for by the tests that are about them.
HUB_STAFF_SECOND_FACTOR = False
HUB_DEMO = False
# Each test has a client, and each client would list all static files anew.
WHITENOISE_AUTOREFRESH = True
HUB_API_REQUESTS_A_MINUTE = 100_000
# Tests change records behind the services' backs; those about kept pages switch it on.
HUB_PAGE_CACHE = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because the live server and the races read it from other threads.
    DATABASES["default"]["TEST"] = {"NAME": str(HUB_DATA_DIR / f"test-{os.getpid()}.sqlite3")}
    # Each test is a transaction inside another, whose journal SQLite, where it keeps it in memory,
    # walks through whenever one inside ends: a fifth of the time of the longest tests.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA temp_store=FILE;"
    # The names of savepoints, which are counted on and on, take most of the room.
    DATABASES["default"]["OPTIONS"]["cached_statements"] = 4_000
# Each test process counts its own files.
HUB_ENCRYPTION_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
STORAGES["uploads"]["OPTIONS"]["location"] = str(HUB_DATA_DIR / f"uploads-{os.getpid()}")
