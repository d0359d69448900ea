"""P9: 1,000 candidates at 50 interview times at once, on PostgreSQL, then 4 writers on SQLite.

Each candidate tries one time. ``BENCH_RUNS`` and ``BENCH_TRIES`` choose how often and how many.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.vacancies import BIN, environment, postgres, run

RUNS = int(os.environ.get("BENCH_RUNS", "20"))
TRIES = int(os.environ.get("BENCH_TRIES", "1000"))
SLOTS = 50
WRITERS = {"postgresql": 16, "sqlite": 4}


def measure() -> None:
    """Fill a scratch database of each kind, and print what became of the tries."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as data, postgres() as server:
        import psycopg

        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench_9")
            connection.execute("CREATE DATABASE bench_9")
        on_postgresql = environment(server, 9, data, LOG_LEVEL="ERROR")
        sqlite = f"sqlite:///{Path(data) / 'hub.sqlite3'}"
        for env, runs in ((on_postgresql, RUNS), ({**on_postgresql, "DATABASE_URL": sqlite}, 1)):
            run([BIN / "python", "manage.py", "migrate", "-v0"], env)
            command = [BIN / "python", "-m", "bench.slots", str(runs)]
            # The audit trail is written to the same stream.
            said = run(command, env).splitlines()
            print("\n".join(line for line in said if '"action"' not in line), flush=True)


def fill() -> None:
    """One campaign at its interviews: its candidates are invited, its times are free."""
    from django.utils import timezone

    from bench.records import _world
    from hub.models import User
    from roles.models import Application, Campaign, Panel, PanelMember, Slot, SlotSeat

    world, now = _world(random.Random(9)), timezone.now()
    role = world["roles"][0]
    campaign = Campaign.objects.create(
        reference="V-0000-0009",
        organisation=world["departments"][0],
        title="Measured",
        role=role,
        grade=world["grades"][0],
        state="interviewing",
        opened_at=now - timedelta(days=30),
        closed_at=now - timedelta(days=9),
        closes_on=(now - timedelta(days=9)).date(),
        sifting_at=now - timedelta(days=8),
        interviewing_at=now - timedelta(days=7),
    )
    people = [User(email=f"bench{number}@bench.example") for number in range(TRIES + 2)]
    for person in people:
        person.set_unusable_password()
        person.mailbox = person.email
    User.objects.bulk_create(people)
    Application.objects.bulk_create(
        Application(
            reference=f"A-{number // 10_000:04d}-{number % 10_000:04d}",
            campaign=campaign,
            candidate=person,
            email=person.email,
            full_name="Measured",
            state="interview_invited",
            submitted_at=now - timedelta(days=20),
            sift_pass_at=now - timedelta(days=8),
            interview_invited_at=now - timedelta(days=6),
        )
        for number, person in enumerate(people[:TRIES])
    )
    panel = Panel.objects.create(campaign=campaign, number=2, kind="interview")
    places = [
        PanelMember.objects.create(
            panel=panel, person=person, state="accepted", accepted_at=now, answer_by=now.date()
        )
        for person in people[TRIES:]
    ]
    for number in range(SLOTS):
        slot = Slot.objects.create(
            campaign=campaign,
            number=2,
            starts_at=now + timedelta(days=10, hours=number),
            minutes=45,
            place="Measured",
            room=f"measured {number}",
        )
        for place in places:
            SlotSeat.objects.create(
                slot=slot, place=place, person=place.person, starts_at=slot.starts_at
            )


def once(number: int, writers: int) -> dict[str, Any]:
    """Free every time, let each candidate try one, and count."""
    from django.db import connections

    from hub.authorisation import as_system
    from roles.models import Application, Interview, Slot
    from roles.selection.services.slot_choices import TimeTakenError, choose_time

    Interview.objects.all().delete()
    Slot.objects.update(application=None, taken_at=None)
    Application.objects.update(state="interview_invited", interview_booked_at=None)
    dice, slots = random.Random(number), list(Slot.objects.all())
    tries = [
        (application, dice.choice(slots))
        for application in Application.objects.select_related("campaign", "candidate")
    ]

    @as_system()
    def attempt(pair: tuple[Any, Any]) -> tuple[str, float]:
        application, slot = pair
        began = time.perf_counter()
        try:
            choose_time(application=application, slot=slot, actor=application.candidate)
            said = "taken"
        except TimeTakenError:
            said = "refused"
        except Exception as error:
            said = type(error).__name__
        return said, (time.perf_counter() - began) * 1_000

    began = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        found = list(pool.map(attempt, tries))
        list(pool.map(lambda _: connections.close_all(), range(writers)))
    words = [said for said, _ in found]
    taken = Slot.objects.taken()
    return {
        "taken": words.count("taken"),
        "refused": words.count("refused"),
        "other": sorted(set(words) - {"taken", "refused"}),
        "slots": taken.count(),
        "people": taken.values("application").distinct().count(),
        "interviews": Interview.objects.count(),
        "seconds": round(time.perf_counter() - began, 1),
        "milliseconds": round(median(each for _, each in found), 1),
    }


def main(runs: int) -> None:
    """Print each run, and whether every one had each time taken once and nothing lost."""
    from django.db import connection

    fill()
    writers = WRITERS[connection.vendor]
    found = [once(number, writers) for number in range(runs)]
    each = (SLOTS, SLOTS, SLOTS, SLOTS)
    right = [
        (row["taken"], row["slots"], row["people"], row["interviews"]) == each
        and not row["other"]
        and row["taken"] + row["refused"] == TRIES
        for row in found
    ]
    for row in found:
        print(json.dumps(row))
    print(f"{connection.vendor}, {writers} at once: {sum(right)} of {runs} runs right")


if __name__ == "__main__":
    import django

    django.setup()
    main(int(sys.argv[1]))
