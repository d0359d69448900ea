"""The memory that a list needs to be downloaded: 1,000 rows against 100,000, as CSV and Excel.

The peak of what Python holds while a download of needs is sent (``tracemalloc``), on SQLite.
``BENCH_ROWS`` chooses the sizes.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

from bench.vacancies import BIN, run

SIZES = [int(size) for size in os.environ.get("BENCH_ROWS", "1000,100000").split(",")]
BATCH = 2_000


def measure() -> None:
    """Fill a scratch database for each size and print what its downloads need."""
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
            env = {
                **os.environ,
                "HUB_ENV": "development",
                "HUB_DEMO": "1",
                "HUB_DATA_DIR": data,
                "DATABASE_URL": f"sqlite:///{Path(data) / 'hub.sqlite3'}",
                "DJANGO_SETTINGS_MODULE": "hub.settings",
                "LOG_LEVEL": "ERROR",
            }
            run([BIN / "python", "manage.py", "migrate", "-v0"], env)
            print(run([BIN / "python", "-m", "bench.exports", str(size)], env), end="", flush=True)


def fill(number: int) -> None:
    """Make so many needs."""
    from bench.records import _world
    from hub.models import Need

    dice = random.Random(number)
    world = _world(dice)
    Need.objects.bulk_create(
        (
            Need(
                reference=f"N-{each // 10_000:04d}-{each % 10_000:04d}",
                organisation=dice.choice(world["departments"]),
                role=dice.choice(world["roles"]),
                headcount=1,
                reason="Measured",
            )
            for each in range(number)
        ),
        BATCH,
    )


def peaks(number: int) -> None:
    """Print what was sent, and the most that was held meanwhile."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from hub.models import StaffGroup, User

    staff = User.objects.create_user("bench@hub.example")
    staff.groups.add(Group.objects.get_or_create(name=StaffGroup.HUB_STAFF)[0])
    client = Client(headers={"host": "localhost"})
    client.force_login(staff)
    client.get("/needs/")
    for kind in ("csv", "xlsx"):
        tracemalloc.start()
        answer: Any = client.get(f"/needs/?export={kind}")
        parts = answer.streaming_content if answer.streaming else [answer.content]
        sent = sum(len(part) for part in parts)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        said = f"{number:,} rows as {kind}: {sent / 1e6:.1f} MB sent, {peak / 1e6:.1f} MB held"
        print(said, "" if answer.streaming else "(not streamed)", flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
    peaks(int(sys.argv[1]))
