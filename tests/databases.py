"""The tests' database: migrated once into a template, copied for each run.

It is copied again after each test that commits: reference data and Wagtail's root page come from
migrations, so a database that is only emptied would fail the tests after it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def sqlite_database() -> Iterator[Callable[[], None]]:
    """A copy of the template; gives the function that makes a fresh one."""
    name = connection.creation._get_test_db_name()
    template = template_file(name)
    connection.settings_dict["NAME"] = name

    replace_by(template)
    try:
        yield lambda: replace_by(template)
    finally:
        connections.close_all()
        remove(name)


def replace_by(file: Path) -> None:
    """Let the tests' SQLite database be a copy of a file."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    remove(name)
    shutil.copy(file, name)


@contextmanager
def postgres_database() -> Iterator[Callable[[], None]]:
    """A database made by migrations and kept as PostgreSQL's own template of the ones after it."""
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    name = connection.settings_dict["NAME"]
    template = f"{name}_template"

    def replace(gone: str, source: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{gone}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{gone}" TEMPLATE "{source}"')

    replace(template, name)
    try:
        yield lambda: replace(name, template)
    finally:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{template}" WITH (FORCE)')
        teardown_databases(old, verbosity=0)


@contextmanager
def database() -> Iterator[None]:
    """The database of this test process, fresh again after every test that commits."""
    kind = sqlite_database if connection.vendor == "sqlite" else postgres_database
    emptying = TransactionTestCase._fixture_teardown
    with kind() as restore:
        TransactionTestCase._fixture_teardown = lambda self: restore()
        try:
            yield
        finally:
            TransactionTestCase._fixture_teardown = emptying


@contextmanager
def taken_back(blocker: Any) -> Iterator[None]:
    """What is written in here is taken back at its end; one in another keeps what the outer wrote.

    For records that several tests share: the outer one for all of them, an inner one for each. The
    mark ``django_db`` closes the database after a test, so that no test of the module may have it.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def template_file(name: str) -> Path:
    """Return the migrated database for today's migrations and reference data, made when missing."""
    from django.db.migrations.loader import MigrationLoader

    parts = sorted(f"{app}.{step}" for app, step in MigrationLoader(None).disk_migrations)
    digest = hashlib.sha256("\n".join(parts).encode())
    installed = ("hub/permissions.py", "hub/append_only.py", "hub/search/word_index.py")
    made_by = ("*/migrations/*.py", "hub/data/*.json", *installed)
    for path in sorted(path for pattern in made_by for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    template = ROOT / f".testdb-{digest.hexdigest()[:16]}.sqlite3"
    # Test processes side by side: one makes it, the others wait.
    with (ROOT / ".testdb-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            forget_old_templates()
            remove(name)
            setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
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


def remove(name: str) -> None:
    """Remove a SQLite database and what belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{name}{suffix}").unlink()
