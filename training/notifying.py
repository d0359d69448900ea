"""Whom training writes to, and which steps are still news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain

from django.utils import timezone

from hub.models import Membership, User
from hub.notifications import notify
from hub.permissions import StaffGroup
from training.models import Place

# What is recorded long after it happened, such as the records of an earlier year, is no news.
NEWS = timedelta(days=7)


def notify_holder(
    slug: str, place: Place, *, at: datetime, occasion: str = "", **context: str
) -> None:
    """Write to the person whose place it is, once for each step; nobody when erased.

    ``occasion`` tells steps apart where the moment of the offer does not.
    """
    if place.person is not None:
        _notify(slug, [place.person], place, at=at, occasion=occasion, **context)


def notify_trainers_and_nominators(slug: str, place: Place, *, at: datetime) -> None:
    """Write to the trainers, and to the nominators of the place's organisation."""
    _notify(slug, chain(trainers(), nominators(place)), place, at=at)


def notify_nominators(slug: str, place: Place, *, at: datetime, occasion: str = "") -> None:
    """Write to the nominators of the place's organisation, but not about a place of their own."""
    people = [person for person in nominators(place) if person.pk != place.person_id]
    _notify(slug, dict.fromkeys(people), place, at=at, occasion=occasion)


def trainers() -> Iterable[User]:
    """The people who run training."""
    return User.objects.in_staff_group(StaffGroup.TRAINERS)


def nominators(place: Place) -> Iterable[User]:
    """The nominators of the place's organisation and of the department above it, as of today."""
    today = timezone.localdate()
    organisations = [place.organisation]
    if place.organisation.parent:
        organisations.append(place.organisation.parent)
    return chain.from_iterable(
        Membership.objects.people(item, Membership.Role.NOMINATOR, on=today)
        for item in organisations
    )


def _notify(
    slug: str,
    people: Iterable[User],
    place: Place,
    *,
    at: datetime,
    occasion: str = "",
    **context: str,
) -> None:
    if timezone.now() - at > NEWS:
        return
    for person in people:
        # A place may be offered again after its cohort was cancelled: the moment tells them apart.
        notify(
            slug,
            recipient=person,
            subject=place,
            occasion=occasion or (place.offered_at or place.requested_at).isoformat(),
            context={"reference": place.reference, **context},
        )
