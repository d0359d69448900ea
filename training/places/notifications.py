"""What training tells people about places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hub.models import Membership, Notification
from hub.notifications import NotificationKind
from hub.permissions import StaffGroup
from training.models import Place, PlaceState
from training.places.services.appointments import ENDED

EXAMPLE = {
    "reference": "I-7KQ2-M8XD",
    "path": "/training/places/00000000-0000-4000-8000-000000000000/",
    "cohort": "Cohort N",
    "location": "London",
    "starts_on": date(2027, 1, 18),
    "ends_on": date(2027, 1, 25),
    "expires_at": datetime(2026, 11, 26, 23, 59, tzinfo=UTC),
    "organisation": "Department for Example",
    "cancelled": "Cohort K",
    "cancelled_dates": "11 January 2027 to 13 January 2027",
    "cancelled_location": "London",
    "reason": "The rooms are closed for repairs in that week.",
    "is_waiting": True,
}


def _example() -> Mapping[str, Any]:
    return EXAMPLE


def facts(notification: Notification) -> Mapping[str, Any] | None:
    """What the message says of the place, as it is when sent; None when the person is erased."""
    place = notification.subject
    if not isinstance(place, Place) or place.erased_at:
        return None
    found: dict[str, Any] = {
        "path": place.get_absolute_url(),
        "expires_at": place.offer_expires_at,
        "organisation": place.organisation.name,
        "cohort": "",
    }
    if place.cohort:
        found |= {
            "cohort": place.cohort.name,
            "location": place.cohort.location,
            "starts_on": place.cohort.starts_on,
            "ends_on": place.cohort.ends_on,
        }
    return found


def facts_while(*states: str) -> Any:
    """The facts, as long as the place is in one of the states: otherwise the message is stale."""

    def check(notification: Notification) -> Mapping[str, Any] | None:
        place = notification.subject
        if not isinstance(place, Place) or place.state not in states:
            return None
        return facts(notification)

    return check


def cancelled(notification: Notification) -> Mapping[str, Any] | None:
    """Which cohort was cancelled and why, and how the place stands now; None once it is given up.

    Dropped when another one was cancelled since: a later message says that.
    """
    place, found = notification.subject, facts(notification)
    if found is None or not isinstance(place, Place) or not place.is_unfinished:
        return None
    gone = place.cancelled_cohort
    if gone is None or gone.slug != notification.occasion:
        return None
    return {
        **found,
        "cancelled": gone.name,
        "cancelled_dates": gone.dates_in_words,
        "cancelled_location": gone.location,
        "reason": gone.cancellation_reason,
        "is_waiting": place.is_waiting,
    }


def _kind(
    slug: str, label: str, audience: str, trigger: str, title: str, **more: Any
) -> NotificationKind:
    more.setdefault("extra", facts)
    more.setdefault("example", _example)
    return NotificationKind(
        slug=f"training.{slug}",
        label=label,
        audience=audience,
        trigger=trigger,
        title=title,
        template=f"training/places/mail/{slug}.txt",
        **more,
    )


HOLDER = "The person whose place it is"
NOTIFICATIONS = [
    _kind(
        "place_offered",
        "Induction place offered",
        HOLDER,
        "A place in a cohort is offered",
        "You have been offered an induction place ({reference})",
        extra=facts_while(PlaceState.OFFERED),
    ),
    _kind(
        "place_waiting",
        "On the waiting list for an induction",
        HOLDER,
        "No cohort has room, or the cohort they were waiting for has begun",
        "You are on the waiting list for an induction ({reference})",
        extra=facts_while(PlaceState.WAITING),
    ),
    _kind(
        "cohort_cancelled",
        "Cohort cancelled",
        "Everybody with a place in the cohort, or on the waiting list for it",
        "A trainer cancels the cohort",
        "Your induction cohort is cancelled ({reference})",
        extra=cancelled,
    ),
    _kind(
        "nominees_cohort_cancelled",
        "Cohort of somebody from the department cancelled",
        "The nominators of each department with a place in the cohort, or on its waiting list",
        "A trainer cancels the cohort",
        "The induction of somebody from your department is cancelled ({reference})",
        extra=cancelled,
    ),
    _kind(
        "place_expiring",
        "Offer of an induction place ends soon",
        HOLDER,
        "An offer ends within a day",
        "Answer the offer of your induction place {reference}",
        extra=facts_while(PlaceState.OFFERED),
        choice="Remind me before an offer of an induction place ends",
    ),
    _kind(
        "place_expired",
        "Offer of an induction place ended",
        HOLDER,
        "Nobody answered in time, or the cohort began",
        "The offer of your induction place {reference} has ended",
        extra=facts_while(PlaceState.EXPIRED),
    ),
    _kind(
        "place_accepted",
        "Induction place accepted",
        "Trainers, and the nominators of the department",
        "The person accepts the offer",
        "Induction place {reference} is accepted",
        choice="Tell me when somebody accepts an induction place",
        reaches=frozenset({StaffGroup.TRAINERS, Membership.Role.NOMINATOR}),
    ),
    _kind(
        "place_confirmed",
        "Induction place confirmed",
        HOLDER,
        "The cohort is confirmed, or its place is accepted after that",
        "Your induction place {reference} is confirmed",
        extra=facts_while(PlaceState.CONFIRMED, PlaceState.ATTENDING),
    ),
    _kind(
        "place_withdrawn",
        "Induction place withdrawn",
        HOLDER,
        "The person or the trainer withdraws it, or the appointment ended",
        "Your induction place {reference} is withdrawn",
        example=lambda: {**EXAMPLE, "reason": ENDED},
    ),
]
