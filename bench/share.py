"""S8: the marking of 1,000 applications shared out among 12 people, previewed and saved, on SQLite.

``BENCH_SHARED`` and ``BENCH_MARKERS`` choose how many applications and people.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.vacancies import BIN, environment, run

APPLICATIONS = int(os.environ.get("BENCH_SHARED", "1000"))
PEOPLE = int(os.environ.get("BENCH_MARKERS", "12"))
CONFLICTS = 0.05


def measure() -> None:
    """Fill a scratch database, and print how long each step took (promise: 5 seconds)."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
        sqlite = f"sqlite:///{Path(data) / 'hub.sqlite3'}"
        env = environment("", 0, data, LOG_LEVEL="ERROR", DATABASE_URL=sqlite)
        run([BIN / "python", "manage.py", "migrate", "-v0"], env)
        said = run([BIN / "python", "-m", "bench.share"], env).splitlines()
        print("\n".join(line for line in said if '"action"' not in line), flush=True)


def fill() -> Any:
    """One sift, an application in twenty hidden from each person on its panel; gives the panel."""
    from django.utils import timezone

    from bench.records import _world
    from hub.models import Qualification, User
    from roles.campaigns.assessors import ASSESSOR
    from roles.models import Application, Campaign, Conflict, Panel, PanelMember, StageResult

    dice = random.Random(8)
    world, now = _world(dice), timezone.now()
    campaign = Campaign.objects.create(
        reference="V-0000-0008",
        organisation=world["departments"][0],
        title="Measured",
        role=world["roles"][0],
        grade=world["grades"][0],
        state="sifting",
        opened_at=now - timedelta(days=30),
        closed_at=now - timedelta(days=9),
        closes_on=(now - timedelta(days=9)).date(),
        sifting_at=now - timedelta(days=8),
    )
    people = [User(email=f"bench{n}@bench.example") for n in range(APPLICATIONS + PEOPLE)]
    for person in people:
        person.set_unusable_password()
        person.mailbox = person.email
    User.objects.bulk_create(people)
    sitters = people[APPLICATIONS:]
    Application.objects.bulk_create(
        Application(
            reference=f"A-{number // 10_000:04d}-{number % 10_000:04d}",
            campaign=campaign,
            candidate=person,
            email=person.email,
            full_name="Measured",
            state="submitted",
            submitted_at=now - timedelta(days=20),
        )
        for number, person in enumerate(people[:APPLICATIONS])
    )
    applications = list(Application.objects.all())
    panel = Panel.objects.create(campaign=campaign, number=1, kind="sift")
    PanelMember.objects.bulk_create(
        PanelMember(
            panel=panel,
            person=person,
            state="accepted",
            accepted_at=now,
            declared_at=now,
            answer_by=now.date(),
        )
        for person in sitters
    )
    Qualification.objects.bulk_create(
        Qualification(
            person=person,
            kind=ASSESSOR.slug,
            label=ASSESSOR.label,
            received_on=now.date() - timedelta(days=30),
            valid_until=now.date() + timedelta(days=300),
            issuer="Measured",
            recorded_at=now,
        )
        for person in sitters
    )
    StageResult.objects.bulk_create(
        StageResult(application=row, number=1, kind="sift", is_marked=True, opened_at=now)
        for row in applications
    )
    Conflict.objects.bulk_create(
        Conflict(application=row, person=person, grounds=["told"], found_at=now, hides=True)
        for row in applications
        for person in sitters
        if dice.random() < CONFLICTS
    )
    return panel


def main() -> None:
    """Print the seconds of the preview, of saving it, of the same again, and of one more."""
    from hub.authorisation import as_system
    from hub.models import User
    from roles.models import MarkingShare, Panel
    from roles.selection.services.share_piles import Sharing
    from roles.selection.services.sharing_out import preview_of, share_out

    panel = fill()
    somebody = User.objects.get(email="bench0@bench.example")
    found: dict[str, float] = {}

    def timed(name: str, act: Any) -> Any:
        began = time.perf_counter()
        result = act()
        found[name] = round(time.perf_counter() - began, 2)
        return result

    preview = timed("preview", lambda: preview_of(panel, Sharing(2)))
    save = as_system()(
        lambda: share_out(
            panel=panel, sharing=Sharing(2), seen=preview.shared.version, actor=somebody
        )
    )
    timed("save", save)
    again = timed("again", lambda: preview_of(Panel.objects.get(), Sharing(2)))
    print(json.dumps(found))
    loads = sorted(again.shared.load.values())
    print(
        f"{APPLICATIONS} applications, {PEOPLE} people: from {loads[0]} to {loads[-1]} each, "
        f"{MarkingShare.objects.count()} shares, the same again: {not again.changes}"
    )


if __name__ == "__main__":
    import django

    django.setup()
    main()
