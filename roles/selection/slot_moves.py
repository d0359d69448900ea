"""What can be done to times for interviews, by those who arrange them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.moves import Move
from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.slot import Slot
from roles.selection.forms.slots import ReplaceForm
from roles.selection.services import slots
from roles.selection.services.slot_choices import confirm_arrangements

ARRANGING = "roles.set_up_panel"


def _facts(slot: Slot) -> list[tuple[str, Any]]:
    return [
        ("When", slot.when),
        ("How", slot.get_medium_display()),
        ("Where", slot.place),
    ]


def _gone(slot: Slot) -> Any:
    return slot.seats.gone().order_by("pk").select_related("place__person").first()


def _who_is_gone(slot: Slot) -> list[tuple[str, Any]]:
    seat = _gone(slot)
    return [*_facts(slot), ("Not available", seat.place.name if seat else "")]


def _nobody_free(slot: Slot) -> str:
    if slots.who_can_replace(slot):
        return ""
    return (
        "Nobody else on the panel is free then. Invite somebody else to the panel, or change the "
        "interview on the page of the application"
    )


SLOT_MOVES = (
    Move(
        slug="close",
        label="Close this time",
        permission=ARRANGING,
        may=lambda slot: slot.is_free,
        already=lambda slot: slots.NotFreeError.reason,
        service=slots.close_slot,
        facts=_facts,
        explain="Candidates cannot choose this time any more. You cannot undo this, but you can "
        "offer the time again.",
        says=lambda slot, result: "The time is closed",
    ),
    Move(
        slug="replace",
        label="Choose somebody else to hold this interview",
        permission=ARRANGING,
        may=lambda slot: _gone(slot) is not None,
        already=lambda slot: "Everybody who holds this interview can be there",
        obstacle=_nobody_free,
        service=slots.replace_holder,
        form=ReplaceForm,
        form_kwargs=lambda slot, user: {"slot": slot},
        facts=_who_is_gone,
        explain="We will email the person you choose. The candidate’s time does not change.",
        says=lambda slot, result: "We have told them when the interview is",
    ),
)


def _has_free(campaign: Campaign) -> bool:
    return campaign.slots.free().to_come(timezone.now()).exists()


CAMPAIGN_SLOT_MOVES = (
    Move(
        slug="close-free",
        label="Close all free times",
        permission=ARRANGING,
        may=_has_free,
        already=lambda campaign: "There are no free times to close",
        service=slots.close_free_slots,
        explain="Candidates cannot choose these times any more. Interviews that are booked stay.",
        says=lambda campaign, closed: f"You have closed {plural(closed, 'interview time')}",
        is_warning=True,
    ),
)


def _to_arrange(application: Application) -> bool:
    choice = InterviewChoice.objects.filter(application=application).first()
    return choice is None or choice.arranged_at is None


ARRANGED = Move(
    slug="arranged",
    label="Confirm the arrangements for the interview",
    permission="roles.view_adjustments",
    may=lambda application: (
        application.state == Application.State.INTERVIEW_BOOKED and _to_arrange(application)
    ),
    already=lambda application: "The arrangements for this interview are confirmed",
    service=confirm_arrangements,
    facts=lambda application: (
        application.interview_slot.in_words if application.interview_slot else []
    ),
    explain="The candidate chose this time and asked for adjustments. Read them on the page of the "
    "application, then make sure that the time and place work. If they do not, change the "
    "interview first.",
    says=lambda application, result: "The arrangements are confirmed",
)
