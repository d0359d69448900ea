"""What can be done to a campaign once it is open, in the order in which it is offered."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone
from django_fsm import can_proceed

from hub.forms import Form
from hub.moves import ConfirmForm, Move, can, can_from, reason_read_by
from hub.numbers import plural
from roles.campaigns.forms.campaigns import ExtendForm
from roles.campaigns.forms.ending import CancellingForm, EndingForm
from roles.campaigns.forms.reserve_reason import NewAdvertForm, who_could_do_it
from roles.campaigns.moves.preparing import closing_day, selection_dates
from roles.campaigns.services import campaigns
from roles.campaigns.services.completion import (
    end_campaign,
    waits_to_end,
    waits_to_end_unfilled,
)
from roles.campaigns.services.dates import extend_closing
from roles.campaigns.services.drafting import people_who_could_fill
from roles.campaigns.services.rounds import readvertise_campaign
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.selection_order import obstacle_to
from roles.telling import whom_to_phone

RUNNING = "roles.run_campaign"
SELECTING = "roles.select_campaign"
WhyForm = reason_read_by("People in your department and the hub team who work on this campaign")


def _who_learns(campaign: Campaign) -> str:
    """Whom cancelling it concerns: candidates only once it has opened."""
    if campaign.opened_at is None:
        return "Nobody has applied. You cannot undo this."
    told = (
        "We will tell candidates at once that the role has been withdrawn. Those who were "
        "interviewed get their result on the day that is set for it. You cannot undo this."
    )
    recommended = campaign.applications_shown.undecided().filter(state=ApplicationState.RECOMMENDED)
    kept = campaign.applications_shown.going_on().filter(state=ApplicationState.RESERVE).count()
    on_reserve = _go_on_reserve(recommended.count()) + _stay_on_reserve(kept)
    return told + on_reserve + whom_to_phone(campaign.applications_shown.in_process(timezone.now()))


def _go_on_reserve(recommended: int) -> str:
    if not recommended:
        return ""
    return f" {plural(recommended, 'recommended candidate')} will go on the reserve list."


def _stay_on_reserve(kept: int) -> str:
    return f" {plural(kept, 'candidate')} on the reserve list will stay on it." if kept else ""


def _why_anew(campaign: Campaign) -> type[Form]:
    return NewAdvertForm if people_who_could_fill(campaign) else ConfirmForm


def _a_new_round(campaign: Campaign) -> str:
    people = people_who_could_fill(campaign)
    first = f"{who_could_do_it(people)} " if people else ""
    return (
        f"{first}A new round is drafted with the same terms for the posts that are not filled. It "
        "needs new dates and a new approval. This campaign stays as it is, linked to the new one."
    )


def _kept_from_selection(campaign: Campaign, user: Any) -> str:
    """Why the hub leaves it to the department (H4)."""
    is_theirs = user.is_hub_staff and user.has_perm(RUNNING, campaign)
    return left_to_department(campaign) if is_theirs else ""


def left_to_department(campaign: Campaign) -> str:
    """Why the hub makes no move of the selection, and who does; "" where it was asked to help."""
    why = campaign.why_hub_does_not_select
    return f"{why}, so only {campaign.organisation.name} can do this." if why else ""


def _who_is_left(campaign: Campaign) -> str:
    """What becomes of those on whom nobody has decided."""
    ends = "The campaign ends as part filled, or as unfilled if no post is filled."
    undecided = campaign.applications_shown.undecided()
    recommended = undecided.filter(state=ApplicationState.RECOMMENDED).count()
    others = undecided.count() - recommended
    told = f" We will tell {plural(others, 'candidate')} that the role has ended."
    phoned = whom_to_phone(undecided)
    return ends + _go_on_reserve(recommended) + (told if others else "") + phoned


def _who_knows_the_dates(campaign: Campaign) -> str:
    return (
        "You can only choose a later day, and only before the campaign has closed. "
        "The advert shows the new dates at once. We email candidates, staff and booked experts."
    ) + whom_to_phone(campaign.applications_shown.live())


def _has_offers(campaign: Campaign) -> str:
    if not can_proceed(campaign.cancel):
        return f"{campaign} has ended, so it cannot be cancelled"
    return campaigns.OffersMadeError.reason if campaigns.has_offers(campaign) else ""


RUNNING_MOVES = (
    Move(
        slug="extend",
        label="Extend the closing date",
        permission=RUNNING,
        may=lambda campaign: campaign.is_live,
        service=extend_closing,
        form=ExtendForm,
        form_kwargs=lambda campaign, user: {"initial": selection_dates(campaign)},
        already=lambda campaign: (
            "You can only extend the closing date while the campaign is open or paused"
        ),
        explain=_who_knows_the_dates,
        done=lambda campaign: f"now closes on {closing_day(campaign)}",
    ),
    Move(
        slug="pause",
        label="Pause",
        permission=RUNNING,
        may=can("pause"),
        service=campaigns.pause_campaign,
        form=WhyForm,
        explain="Nobody can apply until you resume it. The closing date does not change.",
        done="is paused",
    ),
    Move(
        slug="resume",
        label="Resume",
        permission=RUNNING,
        may=can("resume"),
        service=campaigns.resume_campaign,
        explain="People can apply again, until the closing date.",
        done="is open again",
    ),
    Move(
        slug="sift",
        label="Start the sift",
        permission=SELECTING,
        barred_by=_kept_from_selection,
        may=can_from("start_sift"),
        obstacle=partial(obstacle_to, move="start_sift"),
        service=partial(campaigns.move_campaign, move="start_sift"),
        explain="You can then sift the applications.",
        done="is being sifted",
    ),
    Move(
        slug="interviews",
        label="Start interviews",
        permission=SELECTING,
        barred_by=_kept_from_selection,
        may=can_from("start_interviews"),
        obstacle=partial(obstacle_to, move="start_interviews"),
        service=partial(campaigns.move_campaign, move="start_interviews"),
        explain="You can then interview the candidates who passed the sift.",
        done="is at interviews",
    ),
    Move(
        slug="merit",
        label="Agree the order of merit",
        permission=SELECTING,
        barred_by=_kept_from_selection,
        may=can_from("agree_merit"),
        obstacle=partial(obstacle_to, move="agree_merit"),
        service=partial(campaigns.move_campaign, move="agree_merit"),
        explain="Do this when the panel has agreed the order of merit.",
        done="has an agreed order of merit",
    ),
    Move(
        slug="offers",
        label="Start offers",
        permission=SELECTING,
        barred_by=_kept_from_selection,
        may=can_from("start_offers"),
        obstacle=partial(obstacle_to, move="start_offers"),
        service=partial(campaigns.move_campaign, move="start_offers"),
        explain="You can then make offers, in the order of merit.",
        done="is making offers",
    ),
    Move(
        slug="end",
        label="End without filling every post",
        permission=SELECTING,
        barred_by=_kept_from_selection,
        may=can("leave_unfilled"),
        service=end_campaign,
        obstacle=waits_to_end_unfilled,
        form=EndingForm,
        form_kwargs=lambda campaign, user: {"campaign": campaign},
        explain=_who_is_left,
        done="has ended",
    ),
    Move(
        slug="again",
        label="Advertise again",
        permission="roles.draft_campaign",
        transition="readvertise",
        may=lambda campaign: can_proceed(campaign.readvertise) and campaign.posts.open().exists(),
        service=readvertise_campaign,
        form=_why_anew,
        next_address=lambda campaign, user: campaign.get_absolute_url(),
        already=lambda campaign: (
            "You can advertise a campaign again once, if it ended with a post still to be filled"
        ),
        explain=_a_new_round,
        done="is advertised again: this is the new round",
        is_creating=True,
    ),
    Move(
        slug="cancel",
        label="Cancel the campaign",
        permission="roles.cancel_campaign",
        barred_by=_kept_from_selection,
        may=lambda campaign: can_proceed(campaign.cancel) and not campaigns.has_offers(campaign),
        service=campaigns.cancel_campaign,
        obstacle=waits_to_end,
        form=CancellingForm,
        form_kwargs=lambda campaign, user: {"campaign": campaign},
        explain=_who_learns,
        already=_has_offers,
        done="is cancelled",
        is_warning=True,
    ),
)
