"""The memory that a list needs to be downloaded: 1,000 rows against 100,000, as CSV and Excel.

By how much the peak of the process's memory grows while a download of needs is sent, on SQLite: CSV
first, then Excel. ``BENCH_ROWS`` chooses the sizes.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
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
            for act in ("fill", "peaks"):
                command = [BIN / "python", "-m", "bench.exports", act, str(size)]
                print(run(command, env), end="", flush=True)


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
        before = _peak()
        answer: Any = client.get(f"/needs/?export={kind}")
        parts = answer.streaming_content if answer.streaming else [answer.content]
        sent = sum(len(part) for part in parts)
        grown = _peak() - before
        said = f"{number:,} rows as {kind}: {sent / 1e6:.1f} MB sent, {grown:.0f} MB more held"
        print(said, "" if answer.streaming else "(not streamed)", flush=True)


def _peak() -> float:
    """The most memory that the process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


if __name__ == "__main__":
    import django

    django.setup()
    {"fill": fill, "peaks": peaks}[sys.argv[1]](int(sys.argv[2]))
