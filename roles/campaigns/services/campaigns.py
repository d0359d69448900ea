"""Campaigns from the opening of the advert to the last stage of selection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import User
from hub.needs import look_again
from hub.refusals import RefusedError
from roles.campaigns.services.completion import NotJudgedError, close_posts
from roles.campaigns.services.dates import ClosingNotLaterError
from roles.campaigns.services.movers import first_sight_until, listed_from, notify_movers
from roles.campaigns.services.readiness import NotReadyError, lacking_for_opening
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import why_for
from roles.models.campaigns.met_by_panel import not_judged
from roles.models.campaigns.post import FILLED, Post, PostState
from roles.models.campaigns.selection_order import check_order
from roles.notifying import notify_people, role_words, told_of
from roles.signals import advert_changed, campaign_ended, interviews_began, sift_began
from roles.telling import tell_candidate

# The moves between the stages of selection, and what the audit trail says of each.
STAGE_ACTIONS = {
    "start_sift": "roles.campaign_sifting",
    "start_interviews": "roles.campaign_interviewing",
    "agree_merit": "roles.campaign_merit_agreed",
    "start_offers": "roles.campaign_offering",
}


class OffersMadeError(RefusedError):
    """Somebody counts on a post of it."""

    reason = (
        "You cannot cancel this campaign because a post has been offered or filled. You can "
        "end it without filling every post instead"
    )


@internal
@transaction.atomic
def open_campaign(
    *, campaign: Campaign, actor: User | None, at: datetime | None = None
) -> Campaign:
    """Take applications: its advert is published. Opening an open one changes nothing.

    Where somebody is surplus or at risk at its grade, they see it first (R3).

    Raises ``NotReadyError`` when it is not approved within its scope (R1, R2), the job description
    is not agreed (R4) or the selection dates are not set (R5).
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.opened_at:
        return locked
    if reasons := lacking_for_opening(locked, moment):
        raise NotReadyError(reasons)
    locked.open(moment)
    locked.movers_window = first_sight_until(locked, moment)
    locked.movers_until = listed_from(locked, locked.movers_window)
    locked.save()
    log(locked, "roles.campaign_opened", actor=actor, at=moment)
    advert_changed.send(sender=None, campaign=locked)
    if locked.movers_until:
        notify_movers(locked, moment)
    return locked


@internal
@transaction.atomic
def schedule_campaign(
    *,
    campaign: Campaign,
    opens_at: datetime,
    actor: User | None,
    at: datetime | None = None,
) -> Campaign:
    """Record that the advert is to be published later. Raises ``NotReadyError`` (R1, R4, R5)."""
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.opens_at == opens_at:
        return locked
    if reasons := lacking_for_opening(locked, opens_at):
        raise NotReadyError(reasons)
    locked.schedule(moment)
    locked.opens_at = opens_at
    locked.save()
    log(
        locked,
        "roles.campaign_scheduled",
        actor=actor,
        at=moment,
        data={"detail": f"for {datetime_gb(opens_at)}"},
    )
    return locked


@requires("roles.run_campaign", "campaign")
@transaction.atomic
def pause_campaign(
    *, campaign: Campaign, reason: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Take no applications for now; the advert says so."""
    moment = at or timezone.now()
    locked = _locked(campaign)
    locked.pause(moment)
    locked.save()
    log(locked, "roles.campaign_paused", actor=actor, at=moment, data={"detail": reason})
    advert_changed.send(sender=None, campaign=locked)
    _notify_of_pause("paused", locked, actor, moment)
    return locked


@requires("roles.run_campaign", "campaign")
@transaction.atomic
def resume_campaign(*, campaign: Campaign, actor: User, at: datetime | None = None) -> Campaign:
    """Take applications again. Raises ``ClosingNotLaterError`` past the closing time (R7)."""
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.closes_at and locked.closes_at <= moment:
        raise ClosingNotLaterError
    locked.resume(moment)
    locked.save()
    log(locked, "roles.campaign_resumed", actor=actor, at=moment)
    advert_changed.send(sender=None, campaign=locked)
    _notify_of_pause("resumed", locked, actor, moment)
    return locked


@internal
def close_due_campaigns(at: datetime | None = None) -> int:
    """Close every campaign that is past its closing time; returns how many (R7).

    The public already cannot apply: the clock decided that. Safe to run twice.
    """
    moment = at or timezone.now()
    due = list(Campaign.objects.due_to_close(moment))
    return sum(close_campaign(campaign=campaign, at=moment) for campaign in due)


@internal
@transaction.atomic
def close_campaign(*, campaign: Campaign, at: datetime | None = None) -> bool:
    """Close one campaign as of its closing time; False when it is not due any more (R7)."""
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.closes_at is None or locked.closes_at > moment or not can_proceed(locked.close):
        return False
    locked.close(locked.closes_at)
    locked.save()
    log(locked, "roles.campaign_closed", actor=None, at=locked.closes_at)
    advert_changed.send(sender=None, campaign=locked)
    return True


@requires("roles.select_campaign", "campaign")
@transaction.atomic
def move_campaign(
    *, campaign: Campaign, move: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Make one of the declared moves between the stages of selection.

    Raises ``TooEarlyError`` when something else comes first, ``TransitionNotAllowed`` when it is
    not legal now or has a service of its own.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if move in STAGE_ACTIONS and can_proceed(getattr(locked, move), check_conditions=False):
        check_order(locked, move, actor)
    if move not in STAGE_ACTIONS or not can_proceed(getattr(locked, move)):
        raise TransitionNotAllowed(f"{move} is not a move from {locked.state}.", object=locked)
    getattr(locked, move)(moment)
    locked.save()
    log(locked, STAGE_ACTIONS[move], actor=actor, at=moment)
    if move == "start_sift":
        sift_began.send(sender=None, campaign=locked, at=moment)
    if move == "start_interviews":
        interviews_began.send(sender=None, campaign=locked, at=moment)
    return locked


@requires("roles.cancel_campaign", "campaign")
@transaction.atomic
def cancel_campaign(
    *,
    campaign: Campaign,
    reason: str,
    actor: User,
    closed_posts: Iterable[Post] = (),
    at: datetime | None = None,
) -> Campaign:
    """Cancel a campaign, with a reason; all who worked on it are told, and at once every candidate
    who knows of no end: the same to each whatever decision rests (R19).

    ``closed_posts`` are those that are not to be filled at all; the others stay wanted. Whoever is
    on the reserve list stays on it, and whoever is recommended goes on it, as at any other end
    (R14, R21). Raises ``TransitionNotAllowed`` when it has ended, ``OffersMadeError`` when a post
    of it is offered or filled, ``NotJudgedError`` while somebody interviewed waits for a decision
    (R19).
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if has_offers(locked):
        raise OffersMadeError
    if can_proceed(locked.cancel) and (why := why_for(actor, locked, not_judged)):
        raise NotJudgedError([why])
    locked.cancel(moment)
    locked.end_reason = reason
    locked.save()
    log(locked, "roles.campaign_cancelled", actor=actor, at=moment, data={"detail": reason})
    look_again(subject=locked, actor=actor, at=moment)
    close_posts(campaign=locked, posts=closed_posts, reason=reason, actor=actor, at=moment)
    advert_changed.send(sender=None, campaign=locked)
    rows = Application.objects.in_process(moment).filter(campaign=locked)
    applications = list(rows.select_related("candidate"))
    _notify_candidates_of_cancelling(locked, applications, moment)
    notify_people(
        "roles.campaign_stopped",
        told_of(locked, but=actor),
        locked,
        at=moment,
        candidates=bool(applications),
        **role_words(locked),
    )
    campaign_ended.send(sender=None, campaign=locked, actor=actor, at=moment)
    return locked


def _notify_candidates_of_cancelling(
    campaign: Campaign, applications: list[Application], at: datetime
) -> None:
    """Everybody who knows of no end, each in words that are the same whatever rests (R19).

    Whoever was interviewed hears that the result is still to come, whoever knows that they are on
    the reserve list that they stay on it. Of two applications of one person, what goes on is told.
    """
    ahead = sorted(applications, key=lambda row: (row.is_set_aside, not row.awaits_result))
    for row in ahead:
        is_on_reserve = row.shown_state == ApplicationState.RESERVE
        tell_candidate(
            "roles.campaign_cancelled",
            row,
            subject=campaign,
            at=at,
            occasion="",
            is_on_reserve=is_on_reserve and not row.is_set_aside,
            awaits_result=row.awaits_result,
            **role_words(campaign),
        )


def _notify_of_pause(what: str, campaign: Campaign, actor: User, at: datetime) -> None:
    """Everybody it concerns, and those who have begun an application and cannot send it."""
    drafts = Application.objects.drafts().filter(campaign=campaign).select_related("candidate")
    occasion = at.isoformat()
    notify_people(
        f"roles.campaign_{what}",
        told_of(campaign, but=actor),
        campaign,
        at=at,
        occasion=occasion,
        reference=campaign.reference,
    )
    notify_people(
        f"roles.role_{what}",
        [draft.candidate for draft in drafts],
        campaign,
        at=at,
        occasion=occasion,
        **role_words(campaign),
    )


def has_offers(campaign: Campaign) -> bool:
    """Whether a post of it is offered or filled, so that somebody counts on it."""
    return campaign.posts.filter(state__in=[PostState.OFFERED, *FILLED]).exists()


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade", "role").get(pk=campaign.pk)
