"""P7 and P8: matching 100,000 alerts with new roles, and writing their mails, on PostgreSQL.

``BENCH_POSTGRES`` names a server, as for ``bench vacancies``; ``BENCH_ALERTS`` a number.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.vacancies import BIN, environment, postgres, run, stock

ALERTS = int(os.environ.get("BENCH_ALERTS", "100000"))
VACANCIES = 1_000
NEW = 50
SINGLE, MANY = 500, 10_000
ROUNDS = 5


def measure() -> None:
    """Make what is missing, then print milliseconds, and batches against single messages."""
    sys.path.insert(0, str(BIN.parent.parent))
    from tests.private_servers import redis_server

    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as data,
        postgres() as server,
        redis_server() as redis,
    ):
        stock(server, VACANCIES, data)
        env = environment(server, VACANCIES, data, LOG_LEVEL="ERROR", REDIS_URL=redis.url)
        print(run([BIN / "python", "-m", "bench.alerts"], env), flush=True)


def fill(number: int) -> None:
    """Make so many confirmed alerts, of the kinds that people ask for."""
    from django.db import connection
    from django.utils import timezone

    from bench.records import Vocabulary
    from roles.models import Alert, Listing
    from roles.models.search.alert import AlertPlace
    from roles.models.search.listing import ListingPlace

    dice = random.Random(number)
    vocabulary = Vocabulary(dice)
    rows = list(Listing.objects.values("family_slug", "role_slug", "department_code", "grade_code"))
    places = sorted(set(ListingPlace.objects.values_list("slug", flat=True)))
    now = timezone.now()
    made = []
    for person in range(number):
        like = dice.choice(rows)
        terms: dict[str, Any] = {}
        if dice.random() < 0.35:
            terms["words"] = " ".join(vocabulary.some(dice.choice((1, 2, 2, 3))))
        if dice.random() < 0.5:
            terms["family"] = like["family_slug"]
        if dice.random() < 0.25:
            terms["role"] = like["role_slug"]
        if dice.random() < 0.2:
            terms["department"] = like["department_code"]
        if dice.random() < 0.35:
            terms["grade"] = like["grade_code"]
        if dice.random() < 0.2:
            terms["salary"] = dice.randrange(25_000, 90_000, 5_000)
        terms["has_places"] = not terms or dice.random() < 0.4
        made.append(
            Alert(
                email=f"reader{person}@example.com",
                frequency="at_once",
                state=Alert.State.CONFIRMED,
                confirmed_at=now,
                news_since=now,
                joined_at=now,
                renewed_at=now,
                **terms,
            )
        )
    Alert.objects.bulk_create(made, batch_size=5_000)
    AlertPlace.objects.bulk_create(
        [
            AlertPlace(alert=alert, slug=slug)
            for alert in made
            if alert.has_places
            for slug in dice.sample(places, dice.choice((1, 1, 2)))
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def milliseconds(act: Callable[[], Any]) -> tuple[float, Any]:
    """The median of some rounds, each undone, after one that does not count; and what it gave."""
    from django.db import transaction

    taken = []
    for _ in range(ROUNDS + 1):
        with transaction.atomic():
            began = time.perf_counter()
            gave = act()
            taken.append((time.perf_counter() - began) * 1_000)
            transaction.set_rollback(True)
    return round(median(taken[1:]), 1), gave


def answers() -> dict[str, Any]:
    """P7 in milliseconds; P8 as the rate of batches against the rate of single messages."""
    from django.db import connection
    from django.utils import timezone

    from roles.models import Listing
    from roles.models.search.alert import AlertedCampaign
    from roles.search.services.alerts import matching

    AlertedCampaign.objects.all().delete()
    campaigns = list(Listing.objects.order_by("pk").values_list("campaign_id", flat=True))
    now = timezone.now()
    old = [AlertedCampaign(campaign_id=key, matched_at=now) for key in campaigns[NEW:]]
    AlertedCampaign.objects.bulk_create(old)

    def find(keys: list[int]) -> int:
        sql, values = matching.statement(now, roles=keys)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(f"SELECT count(*) FROM ({sql}) found", values)
            return int(cursor.fetchone()[0])

    found, number = milliseconds(lambda: find(campaigns[:NEW]))
    ledger, _ = milliseconds(matching.match_new)
    one, of_one = milliseconds(lambda: find(campaigns[:1]))
    ones = [milliseconds(lambda key=key: find([key]))[0] for key in campaigns[1:6]]
    return {
        "alerts": ALERTS,
        "match 50 roles, ms": found,
        "finds of 50": number,
        "match and ledger, ms": ledger,
        "one role, ms": one,
        "finds of one": of_one,
        "five other roles, ms": ones,
        **fan_out(),
    }


def fan_out() -> dict[str, Any]:
    """Messages a second, written and rung for: one at a time, and in batches."""
    from django.db import transaction

    from hub.models import Notification
    from hub.notifications import notify, notify_many
    from roles.models import Alert
    from roles.search.services.alerts.delivery import BATCH

    alerts = list(Alert.objects.order_by("pk")[: SINGLE + MANY])

    def single() -> None:
        for alert in alerts[:SINGLE]:
            with transaction.atomic():
                notify("roles.alert_found", recipient=alert.email, subject=alert, occasion="bench")

    def batched() -> None:
        for begin in range(SINGLE, SINGLE + MANY, BATCH):
            with transaction.atomic():
                about = [(alert.email, alert) for alert in alerts[begin : begin + BATCH]]
                notify_many("roles.alert_found", about=about, occasion="bench")

    rates: dict[str, float] = {}
    for name, act, number in (("single", single, SINGLE), ("batched", batched, MANY)):
        taken = []
        for _ in range(ROUNDS):
            Notification.objects.filter(occasion="bench").delete()
            began = time.perf_counter()
            act()
            taken.append(number / (time.perf_counter() - began))
        rates[name] = median(taken)
    Notification.objects.filter(occasion="bench").delete()
    return {
        "single messages a second": round(rates["single"]),
        "batched messages a second": round(rates["batched"]),
        "batched against single": round(rates["batched"] / rates["single"], 1),
    }


if __name__ == "__main__":
    import django

    django.setup()
    from roles.models import Alert

    if Alert.objects.count() != ALERTS:
        Alert.objects.all().delete()
        fill(ALERTS)
    print(json.dumps(answers(), indent=1))
