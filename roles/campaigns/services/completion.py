"""How campaigns end: filled, part filled, unfilled; and how they go on after a fall-through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_fsm import can_proceed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import User
from hub.needs import look_again
from hub.refusals import RefusedError
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import LEFT_TO_OTHERS, why_for
from roles.models.campaigns.met_by_panel import not_judged
from roles.models.campaigns.post import Post, PostState
from roles.notifying import advisers_for, notify_people, role_words, told_of
from roles.signals import campaign_ended

# Of whom they are made beside, it is said at once that the role has ended.
TOLD_BESIDE = (ApplicationState.SIFT_PASS, ApplicationState.SIFT_FAIL, ApplicationState.NO_SHOW)


class OfferWaitsError(RefusedError):
    """An offer is on its way: the post may still be filled."""

    reason = (
        "A candidate has not answered an offer yet, so the campaign cannot end. "
        "Wait for the answer, withdraw the offer after its date, or record that it fell through"
    )


class NotJudgedError(RefusedError):
    """Somebody was met and has a right to a decision with feedback (R19)."""


def waits_to_end(campaign: Campaign) -> str:
    """Why a campaign cannot end yet: an offer is on its way, or the panel owes a decision.

    The same however it ends: filled, unfilled or cancelled.
    """
    if campaign.posts.filter(state=PostState.OFFERED).exists():
        return OfferWaitsError.reason
    return not_judged(campaign)


class NotToldError(RefusedError):
    """Decisions rest: who is told at once that the role ended would know that they passed (R19)."""


def waits_to_end_unfilled(campaign: Campaign) -> str:
    """Why a campaign cannot end with posts unfilled yet: the same, or a decision that rests."""
    return waits_to_end(campaign) or _not_told(campaign, timezone.now())


def _not_told(campaign: Campaign, at: datetime) -> str:
    """When candidates are told who passed, and who did not attend; "" once all are told."""
    rows = campaign.applications_shown.filter(state__in=TOLD_BESIDE, release_at__gt=at)
    last = rows.aggregate(last=Max("release_at"))["last"]
    told = "Candidates will be told the last decision on"
    return f"{told} {datetime_gb(last)}. You can do this from then on." if last else ""


@internal
@transaction.atomic
def settle_campaign(*, campaign: Campaign, actor: User | None, at: datetime) -> None:
    """End a campaign whose every post is filled or withdrawn; otherwise change nothing.

    Who has its support request is asked for the outcome when the request has no post left (H7).
    """
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    posts = list(locked.posts.wanted())
    if not can_proceed(locked.fill) or not posts or not all(post.is_filled for post in posts):
        return
    locked.fill(at)
    locked.save()
    log(locked, "roles.campaign_filled", actor=actor, at=at)
    look_again(subject=locked, actor=actor, at=at)
    _notify_of_the_end(locked, actor, at)
    campaign_ended.send(sender=None, campaign=locked, actor=actor, at=at)
    request = locked.support_request
    if request is not None and request.awaits_outcome:
        notify_people(
            "roles.support_outcome_due",
            advisers_for(request),
            request,
            at=at,
            occasion=f"{locked.reference} {at:%Y%m%d}",
            reference=request.reference,
        )


@internal
@transaction.atomic
def reopen_ended_campaign(*, campaign: Campaign, actor: User | None, at: datetime) -> None:
    """Let a campaign that had ended make offers again: a post is to be filled once more (R17)."""
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not can_proceed(locked.reoffer):
        return
    locked.reoffer(at)
    locked.save()
    log(locked, "roles.campaign_reoffering", actor=actor, at=at)
    look_again(subject=locked, actor=actor, at=at)


@internal
@transaction.atomic
def close_posts(
    *, campaign: Campaign, posts: Iterable[Post], reason: str, actor: User, at: datetime
) -> None:
    """Withdraw those of a campaign's open posts that nobody is to fill once it has ended."""
    keys = [post.pk for post in posts]
    for post in campaign.posts.select_for_update(of=("self",)).open().filter(pk__in=keys):
        close_post(post=post, reason=reason, actor=actor, at=at)


@internal
def close_post(*, post: Post, reason: str, actor: User | None, at: datetime) -> None:
    """Withdraw one open post that is locked; who calls it says so to those it concerns."""
    post.withdraw(at)
    post.save()
    log(post, "roles.post_withdrawn", actor=actor, at=at, data={"detail": reason})


def _notify_of_the_end(campaign: Campaign, actor: User | None, at: datetime) -> None:
    notify_people(
        "roles.campaign_ended",
        told_of(campaign, but=actor),
        campaign,
        at=at,
        occasion=at.isoformat(),
        **role_words(campaign),
    )


def _decides_on_hidden(campaign: Campaign, actor: User) -> bool:
    """Whether ending it would reject somebody with whom the actor has a conflict of interest."""
    waiting = campaign.applications.undecided()
    hidden = waiting.hidden_from(actor)
    return bool(hidden) and waiting.filter(pk__in=hidden).exists()


@requires("roles.select_campaign", "campaign")
@transaction.atomic
def end_campaign(
    *,
    campaign: Campaign,
    reason: str,
    actor: User,
    closed_posts: Iterable[Post] = (),
    at: datetime | None = None,
) -> Campaign:
    """End a campaign that will fill no more posts: part filled or unfilled, as the posts stand.

    ``closed_posts`` are those that are not to be filled at all; the others stay wanted. Whoever is
    undecided is told that the role ended, or goes on the reserve list.
    Raises ``TransitionNotAllowed`` before it has closed or after it ended, ``OfferWaitsError``
    while an offer waits for its answer, ``NotJudgedError`` while somebody interviewed waits for a
    decision, or where it would reject somebody who is hidden from the actor (R9), ``NotToldError``
    while a decision rests beside which others end at once (R19).
    """
    moment = at or timezone.now()
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    posts = list(locked.posts.all())
    if can_proceed(locked.leave_unfilled) and _decides_on_hidden(locked, actor):
        raise NotJudgedError([LEFT_TO_OTHERS])
    if any(post.state == post.State.OFFERED for post in posts):
        raise OfferWaitsError
    if can_proceed(locked.leave_unfilled) and (why := why_for(actor, locked, not_judged)):
        raise NotJudgedError([why])
    if can_proceed(locked.leave_unfilled) and (
        why := why_for(actor, locked, partial(_not_told, at=moment))
    ):
        raise NotToldError([why])
    if any(post.is_filled for post in posts):
        locked.part_fill(moment)
        action = "roles.campaign_part_filled"
    else:
        locked.leave_unfilled(moment)
        action = "roles.campaign_unfilled"
    locked.end_reason = reason
    locked.save()
    log(locked, action, actor=actor, at=moment)
    look_again(subject=locked, actor=actor, at=moment)
    close_posts(campaign=locked, posts=closed_posts, reason=reason, actor=actor, at=moment)
    _notify_of_the_end(locked, actor, moment)
    campaign_ended.send(sender=None, campaign=locked, actor=actor, at=moment)
    return locked
