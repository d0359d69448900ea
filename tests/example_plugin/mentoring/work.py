"""What waits for people in mentoring: an offer to answer, and one that somebody else answers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from hub.models import User
from hub.work import WorkItem, WorkKind, WorkQueue
from mentoring.models import Pairing


def _offered() -> QuerySet[Pairing]:
    rows = Pairing.objects.filter(state=Pairing.State.OFFERED).order_by("offered_at", "pk")
    return rows.select_related("need__organisation", "mentor")


def offers_to_answer(person: User) -> QuerySet[Pairing]:
    """Mentors offered to a person."""
    return _offered().filter(mentee=person)


def offers_to_be_mentor(person: User) -> QuerySet[Pairing]:
    """Offers with this person as the mentor."""
    return _offered().filter(mentor=person)


def _item(pairing: Pairing) -> WorkItem:
    return WorkItem(
        text=f"{pairing.reference}: {pairing.mentor}",
        href=reverse("mentoring:pairing_list"),
        since=pairing.offered_at,
        organisation=pairing.organisation.name,
    )


MENTORING_WORK = (
    WorkQueue(
        "mentoring.offers",
        "Accept a mentor",
        offers_to_answer,
        _item,
        order=50,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "mentoring.mentors",
        "Somebody new decides whether you are their mentor",
        offers_to_be_mentor,
        _item,
        order=50,
        others_act=True,
    ),
)
