"""Appointments made elsewhere: a newly appointed service manager is offered a place (I1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.authorisation import internal
from hub.models import FrameworkRole, Need, Organisation, Service, User
from training.models import Place, TrainingPolicy
from training.models.places.place_state import INDUCTED
from training.places.services.answers import withdraw_place
from training.places.services.offers import offer_place


@internal
@transaction.atomic
def offer_for_appointment(
    *,
    person: User,
    organisation: Organisation,
    role: FrameworkRole | None,
    reference: str,
    at: datetime,
    service: Service | None = None,
    need: Need | None = None,
    actor: User | None = None,
) -> Place | None:
    """Offer an induction place for an appointment that calls for one (I1); None for others.

    Told of the same appointment again, it gives the place that there is. Somebody who already has
    a place, or has had the induction, gets no second one.
    """
    # One at a time for a person: two appointments at once must not make two places.
    User.objects.select_for_update().get(pk=person.pk)
    if existing := Place.objects.of_appointment(reference, person, at).first():
        return existing
    if not calls_for_induction(role) or not is_new(at):
        return None
    held = Place.objects.filter(person=person)
    if found := (held.unfinished() | held.filter(state__in=INDUCTED)).first():
        return found
    return offer_place(
        person=person,
        organisation=organisation,
        service=service,
        need=need,
        origin=reference,
        appointed_at=at,
        actor=actor,
    )


# Why the place of an appointment is withdrawn with it, as its holder reads it.
ENDED = "The job offer it came with has ended, so we cannot keep the place for you."


def calls_for_induction(role: FrameworkRole | None) -> bool:
    """I1: whether the role, or one that it became, is among those the policy names."""
    if role is None:
        return False
    listed = TrainingPolicy.load().induction_role_slugs
    return role.slug in listed or role.today.filter(slug__in=listed).exists()


def is_new(appointed_at: datetime) -> bool:
    """I1: whether somebody appointed then still counts as newly appointed."""
    months = TrainingPolicy.load().newly_appointed_months
    return timezone.now() - appointed_at <= timedelta(days=months * 30.44)


@internal
@transaction.atomic
def withdraw_for_appointment(
    *, person: User, reference: str, at: datetime, actor: User | None = None
) -> int:
    """Withdraw the unfinished place of an appointment that ended; returns how many there were."""
    places = list(Place.objects.unfinished().filter(Q(origin=reference), person=person))
    for place in places:
        withdraw_place(place=place, actor=actor, reason=ENDED, at=at)
    return len(places)
