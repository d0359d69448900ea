"""What every test rests on: a database copied from a template, a browser, and private servers."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest
from django.core.cache import cache

ROOT = Path(__file__).resolve().parent.parent
# Playwright's sync API runs an event loop, under which Django refuses its ORM unless told.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, loudly, what this machine cannot run; with CI=true a missing browser is a failure."""
    from django.db import connection

    strict = os.environ.get("CI") == "true"
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: run by make test"))
        if item.get_closest_marker("browser") and not CHROMIUM and not strict:
            item.add_marker(pytest.mark.skip(reason="CHROMIUM IS MISSING: browser test skipped"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "headless": True,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-default-apps",
        ],
    }


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test meets what another one left in the cache, such as a rate limit."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, django_db_modify_db_settings
):
    """Migrate once into a template, then copy it: seconds instead of half a minute for each run."""
    from django.db import connection, connections
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            old = setup_databases(verbosity=0, interactive=False)
        yield
        with django_db_blocker.unblock():
            teardown_databases(old, verbosity=0)
        return
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        template = template_database(connection, name, setup_databases)
        connection.close()
        remove_database(name)
        shutil.copy(template, name)
        connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        remove_database(name)


def template_database(connection, name: str, setup_databases) -> Path:
    """Return the migrated database for today's migrations and reference data, made when missing."""
    from django.db.migrations.loader import MigrationLoader

    parts = sorted(f"{app}.{step}" for app, step in MigrationLoader(None).disk_migrations)
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("hub/data/*.json")]):
        digest.update(path.read_bytes())
    template = ROOT / f".testdb-{digest.hexdigest()[:16]}.sqlite3"
    # Test processes side by side: one makes it, the others wait.
    with (ROOT / ".testdb-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            forget_old_templates()
            remove_database(name)
            setup_databases(verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            unfinished = template.with_suffix(".tmp")
            shutil.copy(name, unfinished)
            unfinished.rename(template)
    return template


def forget_old_templates() -> None:
    """Remove templates nobody has used for a day; another run may be using a younger one."""
    for old in ROOT.glob(".testdb-*.sqlite3"):
        if time.time() - old.stat().st_mtime > 86_400:
            old.unlink(missing_ok=True)


def remove_database(name: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{name}{suffix}").unlink()
