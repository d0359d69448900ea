"""How times that were kept for interviews come free, or are closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.dates import datetime_gb
from hub.models import User
from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import Slot, SlotQuerySet, SlotSeat


@internal
def keep_or_free(application: Application, starts_at: datetime, minutes: int) -> None:
    """Let go of the time that a candidate chose, unless the interview stays in it."""
    for slot in Slot.objects.filter(application=application):
        ends_at = starts_at + timedelta(minutes=minutes)
        if slot.starts_at != starts_at or slot.ends_at < ends_at:
            free_time(application)


@internal
def free_time(application: Application, at: datetime | None = None) -> None:
    """Nobody has the time any more that this candidate had; somebody else can choose it.

    Not where somebody holds it who has left the panel: it is closed, as nobody interviews alone.
    """
    slots = list(Slot.objects.filter(application=application).values_list("pk", flat=True))
    if not slots:
        return
    now = timezone.now()
    Slot.objects.filter(pk__in=slots).update(application=None, taken_at=None, freed_at=at or now)
    left = SlotSeat.objects.filter(slot__in=slots).off_the_panel().order_by()
    short = Slot.objects.to_come(now).filter(pk__in=left.values("slot"))
    close_times(short, application.campaign, None, now)


@internal
@transaction.atomic
def close_times(slots: SlotQuerySet, campaign: Campaign, actor: User | None, at: datetime) -> int:
    """Close those of the times that are free at this moment; returns how many.

    Each by an update that finds it free: who takes it at the same moment has it, or does not.
    """
    closed = [
        slot
        for slot in slots.free().order_by("pk")
        if Slot.objects.free().filter(pk=slot.pk).update(closed_at=at)
    ]
    if not closed:
        return 0
    SlotSeat.objects.filter(slot__in=closed).update(is_held=False)
    first = min(closed, key=lambda slot: slot.starts_at)
    words = f"{plural(len(closed), 'time')}, from {datetime_gb(first.starts_at)}"
    log(campaign, "roles.slots_closed", actor=actor, at=at, data={"detail": words})
    return len(closed)


@internal
def close_with_member(member: PanelMember, actor: User | None, at: datetime) -> None:
    """Close the free times that somebody holds who leaves the panel (S31).

    Of those that are taken To do lists which need somebody else.
    """
    seats = SlotSeat.objects.held().filter(place=member).order_by()
    slots = Slot.objects.to_come(at).filter(pk__in=seats.values("slot"))
    close_times(slots, member.campaign, actor, at)


@internal
def close_with_campaign(*, campaign: Campaign, actor: User | None, at: datetime) -> None:
    """Nobody keeps a time free for interviews of a campaign that has ended."""
    close_times(Slot.objects.to_come(at).filter(campaign=campaign), campaign, actor, at)
