"""How a support request ended: what its posts say, and which outcomes they contradict (H7, R17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from hub.dates import date_gb
from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.applications.application_state import OFFER_ACCEPTED, ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.support.request_state import Outcome
from roles.models.support.support_request import SupportRequest

WAITING = ApplicationState.PROVISIONAL_OFFER


def why_not_from_reserve(request: SupportRequest) -> str:
    """Why it did not end by a reserve list: what lacks until a post of it is filled so (H7, R17).

    A post that the department filled with no application here may have been.
    """
    filled = request.posts.filled()
    from_reserve = Application.objects.filter(post__in=filled, state__in=OFFER_ACCEPTED).filter(
        Q(offer_terms__request=request) | Q(reserve_at__isnull=False)
    )
    here = Application.objects.filter(post__in=filled, state__in=OFFER_ACCEPTED)
    if from_reserve.exists() or filled.exclude(pk__in=here.values("post")).exists():
        return _still_to_fill(request)
    nobody = "No post of this request has been filled from a reserve list"
    people = request.referrals.select_related("application").order_by("pk")
    if selected := people.awaiting_offer().first():
        who = f"The candidate with application {selected.application.reference}"
        return f"{nobody}. {who} does not have an offer yet"
    waiting = people.offered().filter(application__state=WAITING)
    if offered := waiting.first():
        who = f"The candidate with application {offered.application.reference}"
        return f"{nobody}. {who} has not answered the offer yet"
    return f"{nobody}. Select how it ended"


def why_not_by_campaign(request: SupportRequest) -> str:
    """Why it did not end by a campaign: what lacks until one has filled a post of it (H7, R17)."""
    filled = request.posts.filled()
    by_campaign = filled.filter(campaign__isnull=False).exclude(pk__in=_from_reserve(request))
    if by_campaign.exists():
        return _still_to_fill(request) or _no_work(request, by_campaign)
    nobody = "No campaign has filled a post of this request"
    return nobody if going_on(request) else f"{nobody}. Select how it ended"


def why_not_yet(request: SupportRequest) -> str:
    """That a campaign for it goes on, so that how it ends is not known: which, and what to do.

    Not once every post of the request is filled or withdrawn: what is left of the campaign, such as
    checks, says nothing more of it.
    """
    running = going_on(request)
    has_left = request.posts.wanted().exclude(pk__in=request.posts.filled().values("pk")).exists()
    if not running or (request.posts.exists() and not has_left):
        return ""
    names = ", ".join(campaign.reference for campaign in running)
    ends = "it ends" if len(running) == 1 else "they end"
    return (
        f"Still running: {names}. Record the outcome once {ends}. The department ends "
        "a campaign by filling or withdrawing every post, or by cancelling it"
    )


def _from_reserve(request: SupportRequest) -> Any:
    """The keys of posts that people put forward for the request have."""
    people = Application.objects.filter(offer_terms__request=request, post__isnull=False)
    return people.order_by().values("post")


def _still_to_fill(request: SupportRequest) -> str:
    """That posts of it are neither filled nor withdrawn, so that how it ended is not known yet."""
    left = request.posts.wanted().exclude(pk__in=request.posts.filled().values("pk"))
    if not (found := list(left.values_list("reference", flat=True))):
        return ""
    number = f"{plural(len(found), 'post')} ({', '.join(found)})"
    return (
        f"{number} of this request {'is' if len(found) == 1 else 'are'} still to be filled. Record "
        "this once the department has filled or withdrawn every post"
    )


def _no_work(request: SupportRequest, posts: Any) -> str:
    """That the hub has logged no work for the posts that a campaign filled (H5)."""
    for_them = Q(post=None) | Q(post__in=posts.order_by().values("pk"))
    if request.activities.filter(for_them).exists():
        return ""
    return (
        "The hub team has logged no work on a post that a campaign filled. Log the work first, or "
        "select ‘Filled in another way’"
    )


def what_posts_say(request: SupportRequest) -> str:
    """The outcome that its posts add up to, by which most were filled; "" where they say none."""
    if request.posts.wanted().exclude(pk__in=request.posts.filled().values("pk")).exists():
        return ""
    filled = request.posts.filled()
    if not filled.exists():
        return Outcome.UNFILLED if request.posts.filter(campaign__isnull=False).exists() else ""
    from_reserve = filled.filter(pk__in=_from_reserve(request))
    by_campaign = filled.filter(campaign__isnull=False).exclude(pk__in=from_reserve.values("pk"))
    if by_campaign.count() < from_reserve.count():
        return Outcome.FILLED_FROM_RESERVE
    supported = by_campaign.exists() and not why_not_by_campaign(request)
    return Outcome.FILLED_BY_CAMPAIGN if supported else Outcome.FILLED_OTHERWISE


def posts_in_words(request: SupportRequest) -> str:
    """What became of each post, which the outcome has to agree with."""
    posts = [
        f"{post.reference} ({post.get_state_display().lower()})" for post in request.posts.all()
    ]
    return f"Posts of this request: {', '.join(posts)}." if posts else ""


def why_not_without_a_post(request: SupportRequest) -> str:
    """Why it did not end with no post filled: one is, or an offer of one stands (H7, R17)."""
    if filled := list(request.posts.filled().values_list("reference", flat=True)):
        is_one = len(filled) == 1
        which = f"Post {filled[0]} is" if is_one else f"Posts {', '.join(filled)} are"
        return f"{which} filled. Select how {'it was' if is_one else 'they were'} filled"
    stands = offer_that_stands(request)
    return f"{stands}. Record the outcome once the offer is accepted or has ended" if stands else ""


def offer_that_stands(request: SupportRequest) -> str:
    """Whose offer of a post of the request waits for its answer, else who has accepted one."""
    offered = Application.objects.filter(offer_terms__request=request).order_by("pk")
    if waiting := offered.filter(state=WAITING).select_related("offer_terms").first():
        terms = waiting.terms_offered
        until = f" and can answer it until the end of {date_gb(terms.answer_by)}" if terms else ""
        who = f"The candidate with application {waiting.reference}"
        return f"{who} has an offer of a post of this request{until}"
    if accepted := offered.filter(state__in=OFFER_ACCEPTED).first():
        who = f"The candidate with application {accepted.reference}"
        return f"{who} has accepted an offer of a post of this request"
    return ""


# What an outcome says of the posts has to be so.
WHY_NOT: dict[str, Callable[[SupportRequest], str]] = {
    Outcome.WITHDRAWN: why_not_without_a_post,
    Outcome.UNFILLED: why_not_without_a_post,
    Outcome.ADVICE_GIVEN: why_not_without_a_post,
    Outcome.FILLED_BY_CAMPAIGN: why_not_by_campaign,
    Outcome.FILLED_FROM_RESERVE: why_not_from_reserve,
}


def going_on(request: SupportRequest) -> list[Campaign]:
    """The campaigns for its posts that have not ended, and go on when the request ends."""
    return list(Campaign.objects.about(request).unfinished().distinct())
