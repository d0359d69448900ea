"""P13: pages of people who are signed in, at 10,000 applications and 1,000 campaigns.

Of each page the queries and the milliseconds of the processor (on SQLite with the database's own),
as hub staff and as a hiring manager of one of 30 departments; medians of five. ``BENCH_DATABASES``
chooses the databases, ``BENCH_POSTGRES`` names a server.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from statistics import median
from typing import Any

from bench.search import DATABASES, databases, fill
from bench.vacancies import BIN, run

APPLICATIONS = int(os.environ.get("BENCH_WORKSPACES", "10000"))
OF_A_CAMPAIGN = 10
MOST_QUERIES = 15
MOST_MILLISECONDS = 40
ROUNDS = 5


def measure() -> None:
    """Fill a scratch database and print what each page takes there."""
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
            said = run([BIN / "python", "-m", "bench.workspaces", str(APPLICATIONS)], env)
            print(f"{kind}, {APPLICATIONS:,} applications\n{said}", flush=True)


def pages(campaign: Any, application: Any, request: Any, need: Any) -> dict[str, str]:
    """The addresses, by what they are."""
    from django.urls import reverse

    return {
        "to do": reverse("work"),
        "search box, nothing looked for": reverse("search"),
        "campaigns": reverse("roles:campaign_list"),
        "a campaign": campaign.get_absolute_url(),
        "a sift": reverse("roles:sift_list", args=[campaign.reference]),
        "an application in it": reverse(
            "roles:sift_detail", args=[campaign.reference, application.reference]
        ),
        "support requests": reverse("roles:support_list"),
        "a support request": request.get_absolute_url(),
        "needs": reverse("need_list"),
        "a need": need.get_absolute_url(),
        "services": reverse("service_list"),
        "account": reverse("account"),
    }


def answers() -> None:
    """Print what each page takes, for each of two people; those that miss a limit are marked."""
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hub.models import Membership, Need, Organisation, StaffGroup, User
    from roles.models import Application, Campaign, SupportRequest

    staff = User.objects.create_user("bench@hub.example")
    staff.groups.add(Group.objects.get_or_create(name=StaffGroup.HUB_STAFF)[0])
    manager = User.objects.create_user("bench@department.example")
    department = Organisation.objects.get(code="BENCH7")
    Membership.objects.create(
        user=manager,
        organisation=department,
        role=Membership.Role.HIRING_MANAGER,
        valid_from="2020-01-01",
    )
    campaign = Campaign.objects.filter(organisation=department).earliest("pk")
    shown = pages(
        campaign,
        Application.objects.filter(campaign=campaign).earliest("pk"),
        SupportRequest.objects.filter(organisation=department).earliest("pk"),
        Need.objects.filter(organisation=department).earliest("pk"),
    )
    for who, person in (("hub", staff), ("department", manager)):
        client = Client(headers={"host": "localhost"})
        client.force_login(person)
        for name, address in shown.items():
            status = client.get(address).status_code
            if status != 200:
                print(f"  {who}: {name}: not for them ({status})")
                continue
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            # Before the next page, which begins the list of queries anew.
            queries = len(asked)
            taken = []
            for _ in range(ROUNDS):
                began = time.process_time()
                client.get(address)
                taken.append((time.process_time() - began) * 1_000)
            missed = queries > MOST_QUERIES or median(taken) > MOST_MILLISECONDS
            print(
                f"  {who}: {name}: {queries} queries, {median(taken):.0f} ms"
                + (", MISSED" if missed else "")
            )


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]), OF_A_CAMPAIGN)
    answers()
