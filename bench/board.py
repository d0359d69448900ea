"""The board of a campaign at 10,000 applications in it, in queries and milliseconds.

As hub staff and as the department's hiring manager, the first page and one deep in a column;
medians of five, in process: of the processor (on SQLite with the database's own) and of the
clock, which says more the quieter the machine is. ``BENCH_BOARD`` chooses the size,
``BENCH_DATABASES`` the databases, ``BENCH_POSTGRES`` names a server.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from statistics import median

from bench.search import DATABASES, databases, fill
from bench.vacancies import BIN, run

APPLICATIONS = int(os.environ.get("BENCH_BOARD", "10000"))
MOST_MILLISECONDS = 300
ROUNDS = 5
# How many of a hundred stand in each state, as in a large campaign half-way through.
SHARES = {"submitted": 40, "sift_pass": 10, "sift_fail": 30, "interview_invited": 6}
SHARES |= {"interviewed": 5, "recommended": 2, "reserve": 4, "not_appointable": 3}


def measure() -> None:
    """Fill a scratch database and print what the board takes there."""
    for kind in DATABASES:
        with databases(kind) as address, tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
            env = {
                **os.environ,
                "HUB_ENV": "development",
                # Whoever signs in proves no second factor there.
                "HUB_DEMO": "1",
                "HUB_DATA_DIR": data,
                "DATABASE_URL": address(APPLICATIONS, data),
                "DJANGO_SETTINGS_MODULE": "hub.settings",
                "LOG_LEVEL": "ERROR",
            }
            run([BIN / "python", "manage.py", "migrate", "-v0"], env)
            said = run([BIN / "python", "-m", "bench.board", str(APPLICATIONS)], env)
            print(f"{kind}, {APPLICATIONS:,} applications in one campaign\n{said}", flush=True)


def spread() -> str:
    """Put the applications of the one campaign into states; gives its reference."""
    from django.utils import timezone

    from roles.models import Application, Campaign, CampaignState

    now, dice = timezone.now(), random.Random(1)
    campaign = Campaign.objects.get()
    earlier = now - timedelta(days=30)
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.INTERVIEWING,
        opened_at=now - timedelta(days=60),
        closes_on=earlier.date(),
        closes_at=earlier,
        closed_at=earlier,
        sifting_at=earlier,
        interviewing_at=now - timedelta(days=9),
    )
    keys = list(Application.objects.order_by("pk").values_list("pk", flat=True))
    dice.shuffle(keys)
    for state, share in SHARES.items():
        chosen = keys[: len(keys) * share // 100]
        keys = keys[len(chosen) :]
        for start in range(0, len(chosen), 500):
            moments = {"sift_pass_at": earlier, f"{state}_at": now - timedelta(days=3)}
            rows = Application.objects.filter(pk__in=chosen[start : start + 500])
            rows.update(state=state, **({} if state == "submitted" else moments))
    return campaign.reference


def answers(reference: str) -> None:
    """Print what the board takes, for each of two people."""
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hub.models import Membership, StaffGroup, User
    from roles.models import Application, Campaign

    staff = User.objects.create_user("bench@hub.example")
    staff.groups.add(Group.objects.get_or_create(name=StaffGroup.HUB_STAFF)[0])
    manager = User.objects.create_user("bench@department.example")
    Membership.objects.create(
        user=manager,
        organisation=Campaign.objects.get().organisation,
        role=Membership.Role.HIRING_MANAGER,
        valid_from="2020-01-01",
    )
    sent = Application.objects.filter(state="submitted").order_by("reference")
    deep = sent[sent.count() - 20].reference
    for who, person in (("hub", staff), ("department", manager)):
        client = Client(headers={"host": "localhost"})
        client.force_login(person)
        for name, question in (("first page", {}), ("deep page", {"sent-after": deep})):
            address = f"/campaigns/{reference}/board/"
            assert client.get(address, question).status_code == 200
            with CaptureQueriesContext(connection) as asked:
                client.get(address, question)
            queries = len(asked)
            taken, waited = [], []
            for _ in range(ROUNDS):
                began, at = time.process_time(), time.perf_counter()
                client.get(address, question)
                taken.append((time.process_time() - began) * 1_000)
                waited.append((time.perf_counter() - at) * 1_000)
            missed = ", MISSED" if median(taken) > MOST_MILLISECONDS else ""
            print(
                f"  {who}: {name}: {queries} queries, {median(taken):.0f} ms of the processor, "
                f"{median(waited):.0f} ms{missed}"
            )


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]), int(sys.argv[1]))
    answers(spread())
