"""The demonstration: a need at DWP, answered with a mentor."""

from __future__ import annotations

from hub.directory import organisation, person
from hub.models import Need
from hub.needs import raise_need
from mentoring.models import Pairing
from mentoring.services import accept_pairing, offer_mentor


def load() -> None:
    """Offer a mentor to the candidate of the stories, who accepts; again changes nothing."""
    if Pairing.objects.filter(is_demo=True).exists():
        return
    leader = person("leader.dwp@example.gov.uk")
    need = raise_need(
        organisation=organisation("DWP"),
        reason="The product manager is new and has nobody to learn from.",
        actor=leader,
    )
    mentee = person("amira.okafor@example.com")
    pairing = offer_mentor(need=need, mentor=leader, mentee=mentee, actor=leader)
    accept_pairing(pairing=pairing, actor=mentee)


def clear() -> None:
    """Remove what ``load`` made."""
    made = Pairing.objects.filter(is_demo=True)
    needs = list(made.values_list("need", flat=True))
    made.delete()
    Need.objects.filter(pk__in=needs).delete()
