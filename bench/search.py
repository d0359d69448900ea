"""The search box of staff at 1,000 and 100,000 applications, on SQLite and PostgreSQL.

Each search is given in milliseconds in process, in those of them that its processor worked, and as
a multiple of the same page with nothing looked for, which has the same middleware and template.
``BENCH_APPLICATIONS`` chooses the sizes; ``BENCH_POSTGRES`` names a server, as for
``bench vacancies``; ``BENCH_DATABASES`` one of the two.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.vacancies import BIN, postgres, run

SIZES = [int(size) for size in os.environ.get("BENCH_APPLICATIONS", "1000,100000").split(",")]
DATABASES = os.environ.get("BENCH_DATABASES", "sqlite,postgresql").split(",")
OF_A_CAMPAIGN = 100
INVITED = 0.3
# Who raised needs and asked for support, by whose names these are found.
NAMED_STAFF = 300
BATCH = 2_000
ROUNDS = 5
FIRST = ("Ada", "Grace", "Alan", "Mary", "Tim", "Joan", "Kofi", "Wei", "Zoë", "Siân")


def measure() -> None:
    """Fill scratch databases and print what each search takes there."""
    for kind in DATABASES:
        with databases(kind) as address:
            for size in SIZES:
                with tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
                    env = {
                        **os.environ,
                        "HUB_ENV": "development",
                        # Whoever signs in proves no second factor there.
                        "HUB_DEMO": "1",
                        "HUB_DATA_DIR": data,
                        "DATABASE_URL": address(size, data),
                        "DJANGO_SETTINGS_MODULE": "hub.settings",
                        "LOG_LEVEL": "ERROR",
                    }
                    run([BIN / "python", "manage.py", "migrate", "-v0"], env)
                    said = run([BIN / "python", "-m", "bench.search", str(size)], env)
                    print(f"{kind}, {size:,} applications\n{said}", flush=True)


@contextmanager
def databases(kind: str) -> Iterator[Any]:
    """What gives the address of an empty database, by its size and a folder."""
    with postgres() if kind == "postgresql" else nullcontext("") as server:

        def address(size: int, data: str) -> str:
            if not server:
                return f"sqlite:///{Path(data) / 'hub.sqlite3'}"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS bench_search_{size:d}")
                connection.execute(f"CREATE DATABASE bench_search_{size:d}")
            return f"{server}/bench_search_{size}"

        yield address


def fill(number: int, of_a_campaign: int = OF_A_CAMPAIGN) -> None:
    """Make so many applications, a hundred to a campaign, and a need and a request to each."""
    from django.db import connection
    from django.utils import timezone

    from bench.records import Vocabulary, _world
    from hub.models import Need, User
    from roles.models import Application, Campaign, CampaignState, SupportRequest

    dice = random.Random(number)
    vocabulary, world, now = Vocabulary(dice), _world(dice), timezone.now()
    campaigns = []
    for each in range(max(1, number // of_a_campaign)):
        role = dice.choice(world["roles"])
        campaigns.append(
            Campaign(
                reference=f"V-{each // 10_000:04d}-{each % 10_000:04d}",
                organisation=dice.choice(world["departments"]),
                title=f"{role.name}, {' '.join(vocabulary.some(2))}"[:120],
                role=role,
                grade=dice.choice(world["grades"]),
                state=CampaignState.SIFTING,
                contact_name="Recruitment team",
                contact_email="jobs@example.gov.uk",
            )
        )
    Campaign.objects.bulk_create(campaigns, BATCH)
    staff = User.objects.bulk_create(
        User(email=f"staff{each}@example.com", **_named(dice, vocabulary))
        for each in range(NAMED_STAFF)
    )
    Need.objects.bulk_create(
        (
            Need(
                reference=campaign.reference.replace("V", "N"),
                organisation=campaign.organisation,
                role=campaign.role,
                raised_by=dice.choice(staff),
                headcount=1,
                reason="Measured",
            )
            for campaign in campaigns
        ),
        BATCH,
    )
    SupportRequest.objects.bulk_create(
        (
            SupportRequest(
                reference=campaign.reference.replace("V", "S"),
                organisation=campaign.organisation,
                role=campaign.role,
                grade=campaign.grade,
                requester=dice.choice(staff),
                adviser=staff[dice.randrange(12)],
                reason="Measured",
                triage_due_on=now.date(),
                submitted_at=now,
            )
            for campaign in campaigns
        ),
        BATCH,
    )
    people = User.objects.bulk_create(
        (
            User(
                email=f"person{each}@example.com",
                mailbox=f"person{each}@example.com",
                **_named(dice, vocabulary),
            )
            for each in range(number)
        ),
        BATCH,
    )
    Application.objects.bulk_create(
        (
            Application(
                reference=f"A-{each // 10_000:04d}-{each % 10_000:04d}",
                campaign=campaigns[each // of_a_campaign % len(campaigns)],
                candidate=people[each],
                full_name=people[each].get_full_name(),
                statement=" ".join(vocabulary.some(200)),
                state="submitted",
                submitted_at=now,
                interview_invited_at=now if dice.random() < INVITED else None,
            )
            for each in range(number)
        ),
        BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _named(dice: random.Random, vocabulary: Any) -> dict[str, str]:
    return {
        "first_name": dice.choice(FIRST),
        "last_name": vocabulary.some(1)[0].capitalize(),
    }


def answers(number: int) -> dict[str, str]:
    """What each search takes, and against the page with nothing looked for."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from hub.models import Membership, Organisation, StaffGroup, User
    from roles.models import Application

    staff = User.objects.create_user("bench@hub.example")
    staff.groups.add(Group.objects.get_or_create(name=StaffGroup.HUB_STAFF)[0])
    manager = User.objects.create_user("bench@department.example")
    Membership.objects.create(
        user=manager,
        organisation=Organisation.objects.get(code="BENCH7"),
        role=Membership.Role.HIRING_MANAGER,
        valid_from="2020-01-01",
    )
    last = Application.objects.filter(interview_invited_at__isnull=False).latest("pk")
    common, rare = "service", last.full_name.split()[1]
    searches = {
        "a reference": last.reference,
        "a reference that nothing has": "A-ZZZZ-ZZZZ",
        "a name": last.full_name,
        "a rare surname": rare,
        "a first name that one in ten has": FIRST[0],
        "a common word": common,
        "two words and a department": f"{common} measurement 7",
        "four words": f"{common} data {rare} measurement",
        "rubbish": "%%% ____ ' OR 1=1 -- \U0001f600",
        "twelve words that nothing has": " ".join(f"zzz{each}" for each in range(12)),
    }
    found = {}
    for who, person in (("hub", staff), ("department", manager)):
        client = Client(headers={"host": "localhost"})
        client.force_login(person)
        reference = _taken(lambda client=client: client.get("/search/"))
        found[f"{who}: nothing looked for"] = _said(reference, reference)
        for name, words in searches.items():
            taken = _taken(lambda client=client, words=words: _search(client, words))
            found[f"{who}: {name}"] = _said(taken, reference)
    return found


def _taken(act: Callable[[], Any]) -> tuple[float, float]:
    """The medians of milliseconds, and of those of the processor, after one that does not count."""
    act()
    taken = []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - began, time.process_time() - worked))
    return median(all_ for all_, _ in taken) * 1_000, median(own for _, own in taken) * 1_000


def _said(taken: tuple[float, float], reference: tuple[float, float]) -> str:
    return (
        f"{taken[0]:.0f} ms, {taken[0] / reference[0]:.1f} times; "
        f"of the processor {taken[1]:.0f} ms, {taken[1] / reference[1]:.1f} times"
    )


def _search(client: Any, words: str) -> None:
    answer = client.post("/search/", {"q": words})
    if answer.status_code != 302:
        raise RuntimeError(f"The search answered {answer.status_code}")
    listed = answer["Location"]
    # A reference leads to the record, which is no part of the search.
    if listed.startswith("/search/") and client.get(listed).status_code != 200:
        raise RuntimeError("The page of what was found did not answer")


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
    print(json.dumps(answers(int(sys.argv[1])), indent=1))
