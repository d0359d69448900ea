"""One at a time, over processes: for commands that must not overlap themselves."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def once_at_a_time(name: str) -> Iterator[None]:
    """Wait until no other process is inside the same name.

    An advisory lock of PostgreSQL, which reaches over machines; with SQLite, which is one machine,
    a lock file in the data folder.
    """
    if connection.vendor == "postgresql":
        number = zlib.crc32(name.encode())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
    else:
        path = Path(settings.HUB_DATA_DIR) / f"{name}.lock"
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def hold_until_the_end(names: Iterable[str], *, shared: Iterable[str] = ()) -> None:
    """Wait for each name, in one order, and keep it until the transaction ends.

    Whoever asks for a ``shared`` name waits only for those who hold it alone. SQLite lets one
    transaction write at a time, so that there is nothing to wait for.
    """
    if connection.vendor != "postgresql":
        return
    alone = {zlib.crc32(name.encode()) for name in names}
    beside = {zlib.crc32(name.encode()) for name in shared} - alone
    with connection.cursor() as cursor:
        for number in sorted(alone | beside):
            word = "" if number in alone else "_shared"
            cursor.execute(f"SELECT pg_advisory_xact_lock{word}(%s)", [number])
