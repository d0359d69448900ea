"""Matching roles with alerts: whole sets at once, in the database; nothing is missed or told twice.

A role is new while it has no ``AlertedCampaign``: it is matched with every alert. An alert is new
while it has no ``joined_at``: it is matched with every role matched since it was confirmed.
So of a role and an alert that appear at the same moment, whichever commits last finds the other,
and the ledger keeps them once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hub.authorisation import internal
from roles.models.search.alert import Alert, AlertedCampaign
from roles.models.search.listing import Listing

Keys = Sequence[int]

ROLES_A_RUN = 50
ALERTS_A_RUN = 2000

# Of what means the same in both databases, what each is quick at: PostgreSQL uses an index for the
# first, and unpacks a long text once for all alerts.
_BY_DATABASE = {
    "postgresql": {
        "either": "{0} = ANY(ARRAY['', {1}])",
        "text": "listing.document || ''::tsvector",
        "has_words": "l.text @@ a.query",
    },
    "sqlite": {
        "either": "{0} IN ('', {1})",
        "text": "''",
        "has_words": (
            "l.id IN (SELECT rowid FROM roles_listing_text WHERE roles_listing_text MATCH a.words)"
        ),
    },
}
_NAMED = {
    "family": ("a.family", "l.family_slug"),
    "role": ("a.role", "l.role_slug"),
    "department": ("a.department", "l.department_code"),
    "grade": ("a.grade", "l.grade_code"),
}
_FOUND = """
WITH l AS MATERIALIZED (
    SELECT listing.*, {text} AS text FROM roles_listing listing
    WHERE listing.opens_at <= %s AND listing.closes_at > %s AND {these_roles}
)
SELECT a.id, l.campaign_id, %s, ''
FROM l JOIN roles_alert a ON (
    a.state = 'confirmed' AND {family} AND {department} AND {grade} AND {role}
    AND a.contract IN ('', l.contract) AND a.audience IN ('', l.audience)
    AND a.welsh IN ('', l.welsh) AND (a.language IN ('', l.language) OR l.language = 'both')
    AND (a.pattern IN ('', l.working_pattern)
         OR (l.working_pattern = 'flexible' AND a.pattern <> 'flexible'))
    AND (a.salary = 0 OR l.salary_from >= a.salary)
    AND ((NOT a.home AND NOT a.has_places) OR (a.home AND l.home_working) OR (a.id, l.id) IN (
        SELECT p.alert_id, lp.listing_id
        FROM roles_listingplace lp JOIN roles_alertplace p ON p.slug = lp.slug
        WHERE lp.listing_id IN (SELECT id FROM l)))
    AND (a.words = '' OR {has_words})
)
WHERE {these_alerts}
"""
_WRITE = """
INSERT INTO roles_alertmatch (alert_id, campaign_id, found_at, batch) {found} ON CONFLICT DO NOTHING
"""
_MATCHED_SINCE = (
    "EXISTS (SELECT 1 FROM roles_alertedcampaign m "
    "WHERE m.campaign_id = l.campaign_id AND m.matched_at >= a.news_since)"
)


@internal
def match_new(at: datetime | None = None) -> int:
    """Match what is new on either side; returns how many finds were written. Safe beside itself."""
    moment = at or timezone.now()
    return _join_alerts(moment) + _match_roles(moment)


@transaction.atomic
def _match_roles(at: datetime) -> int:
    """Match open roles that were never matched with every alert."""
    done = AlertedCampaign.objects.values("campaign_id")
    rows = Listing.objects.open(at).exclude(campaign_id__in=done).order_by("pk")
    new = list(rows.values_list("campaign_id", flat=True)[:ROLES_A_RUN])
    if not new:
        return 0
    # Two runs at once: the second waits here for the first, and then finds nothing to write.
    AlertedCampaign.objects.bulk_create(
        [AlertedCampaign(campaign_id=key, matched_at=at) for key in new], ignore_conflicts=True
    )
    return _write_matches(at, roles=new)


@transaction.atomic
def _join_alerts(at: datetime) -> int:
    """Match alerts that were confirmed since the last run with what opened since they were."""
    waiting = Alert.objects.wanted().filter(joined_at=None).order_by("pk")
    new = list(waiting.values_list("pk", flat=True)[:ALERTS_A_RUN])
    if not new:
        return 0
    found = _write_matches(at, alerts=new)
    Alert.objects.filter(pk__in=new).update(joined_at=at)
    return found


def _write_matches(at: datetime, *, roles: Keys = (), alerts: Keys = ()) -> int:
    found, values = statement(at, roles=roles, alerts=alerts)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Compiling the statement takes longer than running it.
            cursor.execute("SET LOCAL jit = off")
        cursor.execute(_WRITE.format(found=found), values)
        return int(cursor.rowcount)


def statement(at: datetime, *, roles: Keys = (), alerts: Keys = ()) -> tuple[str, list[Any]]:
    """What finds these open roles for wanted alerts, or open roles matched since for these alerts.

    As SQL with the values for it.
    """
    by_database = _BY_DATABASE[connection.vendor]
    named = {name: by_database["either"].format(*pair) for name, pair in _NAMED.items()}
    sql = _FOUND.format(
        text=by_database["text"],
        has_words=by_database["has_words"],
        these_roles=_among("listing.campaign_id", roles) if roles else "TRUE",
        these_alerts=f"{_among('a.id', alerts)} AND {_MATCHED_SINCE}" if alerts else "TRUE",
        **named,
    )
    # As the database keeps moments, so that they compare with those that models write.
    moment = connection.ops.adapt_datetimefield_value(at)
    return sql, [moment, moment, *roles, moment, *alerts]


def _among(column: str, keys: Keys) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(keys))})"
