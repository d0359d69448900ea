"""What waits for people in places: an offer to answer, and what they wait for from others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, StaffGroup, User
from hub.work import WorkItem, WorkKind, WorkQueue
from training.models import Place, PlaceState
from training.models.places.place import PlaceQuerySet


def _places() -> PlaceQuerySet:
    return Place.objects.select_related("cohort", "organisation", "person")


def offers_to_answer(person: User) -> PlaceQuerySet:
    """Places offered to a person who can still answer."""
    return _places().filter(person=person).open_offers(timezone.now())


def offers_of_others(person: User) -> PlaceQuerySet:
    """Offers that others have to answer, for those who are told of the answer."""
    rows = _places().open_offers(timezone.now()).exclude(person=person)
    if person.has_perm("training.manage_cohort"):
        return rows
    return rows.filter(organisation__in=person.organisations(Membership.Role.NOMINATOR))


def places_to_confirm(person: User) -> PlaceQuerySet:
    """A person's places that they accepted, in cohorts that are not certain yet."""
    rows = _places().filter(person=person, state=PlaceState.ACCEPTED)
    return rows.order_by("accepted_at", "pk")


def places_waited_for(person: User) -> PlaceQuerySet:
    """A person's places on a waiting list."""
    rows = _places().filter(person=person, state=PlaceState.WAITING)
    return rows.order_by("requested_at", "pk")


def _offer(place: Place) -> WorkItem:
    return _item(place, str(place.cohort), place.offered_at, place.offer_expires_at)


def _offer_of_other(place: Place) -> WorkItem:
    text = f"{place.person}, {place.cohort}"
    return _item(place, text, place.offered_at, place.offer_expires_at)


def _accepted(place: Place) -> WorkItem:
    return _item(place, str(place.cohort), place.accepted_at)


def _waiting(place: Place) -> WorkItem:
    return _item(place, str(place.cohort or "The next cohort"), place.requested_at)


def _item(place: Place, text: str, since: Any, until: Any = None) -> WorkItem:
    """A place as a row; its page is where an offer is accepted or declined."""
    return WorkItem(
        text=f"{place.reference}: {text}",
        href=place.get_absolute_url(),
        since=since,
        until=until,
        organisation=place.organisation.name,
    )


def _own_places(person: User) -> str:
    return reverse("training:place_list")


def _places_run(person: User) -> str:
    may = person.has_perm("training.manage_cohort")
    return reverse("training:workspace" if may else "training:department_place_list")


WORK = (
    WorkQueue(
        "training.offers",
        "Answer the offer of an induction place",
        offers_to_answer,
        _offer,
        order=60,
        whole=_own_places,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "training.offers_of_others",
        "People answer the offer of an induction place",
        offers_of_others,
        _offer_of_other,
        order=60,
        others_act=True,
        whole=_places_run,
        offices=(StaffGroup.TRAINERS, Membership.Role.NOMINATOR),
    ),
    WorkQueue(
        "training.places_to_confirm",
        "A trainer confirms the cohort of your induction place",
        places_to_confirm,
        _accepted,
        order=61,
        others_act=True,
        whole=_own_places,
    ),
    WorkQueue(
        "training.places_waited_for",
        "A trainer makes an induction place available",
        places_waited_for,
        _waiting,
        order=62,
        others_act=True,
        whole=_own_places,
    ),
)
