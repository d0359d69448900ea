"""Matching roles with alerts: whole sets at once, in the database; nothing is missed or told twice.

A role is new while it has no ``AlertedCampaign``: it is matched with every alert. An alert is new
while it has no ``joined_at``: it is matched with every role matched since it was confirmed.
So of a role and an alert that appear at the same moment, whichever commits last finds the other,
and the ledger keeps them once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from roles.models.alert import Alert, AlertedCampaign
from roles.models.listing import Listing
from roles.search import TEXT_SEARCH_CONFIG

ROLES_A_RUN = 50
ALERTS_A_RUN = 2000

_TEXT = {
    "postgresql": (
        f"l.document @@ to_tsquery('{TEXT_SEARCH_CONFIG}'::regconfig, replace(a.words, ' ', ' & '))"
    ),
    "sqlite": (
        "l.id IN (SELECT rowid FROM roles_listing_text WHERE roles_listing_text MATCH a.words)"
    ),
}
_MATCH = """
INSERT INTO roles_alertmatch (alert_id, campaign_id, found_at, batch)
SELECT a.id, l.campaign_id, %s, ''
FROM roles_listing l JOIN roles_alert a ON (
    a.state = 'confirmed'
    AND a.family IN ('', l.family_slug) AND a.department IN ('', l.department_code)
    AND a.grade IN ('', l.grade_code) AND a.role IN ('', l.role_slug)
    AND a.contract IN ('', l.contract) AND a.audience IN ('', l.audience)
    AND (a.pattern IN ('', l.working_pattern)
         OR (l.working_pattern = 'flexible' AND a.pattern <> 'flexible'))
    AND (a.salary = 0 OR l.salary_from >= a.salary)
    AND ((NOT a.home AND NOT a.has_places) OR (a.home AND l.home_working) OR EXISTS (
        SELECT 1 FROM roles_alertplace p JOIN roles_listingplace lp ON lp.slug = p.slug
        WHERE p.alert_id = a.id AND lp.listing_id = l.id))
    AND (a.words = '' OR {text})
)
WHERE {narrowed}
ON CONFLICT DO NOTHING
"""

_MATCHED_SINCE = (
    "EXISTS (SELECT 1 FROM roles_alertedcampaign m "
    "WHERE m.campaign_id = l.campaign_id AND m.matched_at >= a.news_since)"
)


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
    return _write_matches(f"l.campaign_id IN ({_places(new)})", new, at)


@transaction.atomic
def _join_alerts(at: datetime) -> int:
    """Match alerts that were confirmed since the last run with what opened since they were."""
    waiting = Alert.objects.wanted().filter(joined_at=None).order_by("pk")
    new = list(waiting.values_list("pk", flat=True)[:ALERTS_A_RUN])
    if not new:
        return 0
    found = _write_matches(f"a.id IN ({_places(new)}) AND {_MATCHED_SINCE}", new, at)
    Alert.objects.filter(pk__in=new).update(joined_at=at)
    return found


def _write_matches(which: str, keys: list[int], at: datetime) -> int:
    narrowed = f"{which} AND l.opens_at <= %s AND l.closes_at > %s"
    # As the database keeps moments, so that they compare with those that models write.
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH.format(text=_TEXT[connection.vendor], narrowed=narrowed),
            [moment, *keys, moment, moment],
        )
        return int(cursor.rowcount)


def _places(keys: list[int]) -> str:
    return ", ".join(["%s"] * len(keys))
