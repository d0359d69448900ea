"""What you can do with pairings: each ends with an audit entry and tells whom it concerns."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import Need, User
from hub.needs import answer
from hub.notifications import notify
from hub.references import new_reference
from mentoring.models import Pairing


@requires("mentoring.offer_pairing", "need")
@transaction.atomic
def offer_mentor(
    *, need: Need, mentor: User, mentee: User, actor: User | None, at: datetime | None = None
) -> Pairing:
    """Offer a mentor to a person for a need; the same person for the same need is offered once."""
    moment = at or timezone.now()
    pairing, created = Pairing.objects.get_or_create(
        need=need,
        mentee=mentee,
        defaults={
            "reference": new_reference("M"),
            "mentor": mentor,
            "offered_at": moment,
            "is_demo": mentee.is_demo,
        },
    )
    if created:
        answer(need=need, subject=pairing, slug="mentoring.pairing", actor=actor, at=moment)
        log(pairing, "mentoring.pairing_offered", actor=actor, at=moment)
        notify("mentoring.pairing_offered", recipient=mentee, subject=pairing)
    return pairing


@requires("mentoring.accept_pairing", "pairing")
@transaction.atomic
def accept_pairing(*, pairing: Pairing, actor: User, at: datetime | None = None) -> Pairing:
    """The person accepts. Raises ``TransitionNotAllowed`` when it is accepted or over."""
    moment = at or timezone.now()
    locked = Pairing.objects.select_for_update().get(pk=pairing.pk)
    locked.mark_accepted(moment)
    locked.save()
    log(locked, "mentoring.pairing_accepted", actor=actor, at=moment)
    notify("mentoring.pairing_accepted", recipient=locked.mentor, subject=locked)
    return locked


@internal
def forget_pairing(pairing: Pairing) -> None:
    """Remove a pairing whose time has come; its audit entries name nobody."""
    pairing.delete()
