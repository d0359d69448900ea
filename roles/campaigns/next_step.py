"""What is next for a campaign, in words: by its state, what it lacks, and its posts once filled."""

from __future__ import annotations

from django.utils import timezone
from django_fsm import can_proceed

from hub.dates import date_gb, datetime_gb
from hub.numbers import plural
from roles.campaigns.services.exemptions import waits_until, why_advert_waits
from roles.campaigns.services.readiness import lacking_for_approval, lacking_for_opening
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.post_state import PostState


def next_step_of(campaign: Campaign, *, names_offers: bool = False) -> str:
    """The next step; "nothing more" only when whoever was appointed has started.

    ``names_offers`` says whose answer is waited for, to those who handle the applications.
    """
    if campaign.is_ended:
        return _after_the_end(campaign)
    if campaign.state == CampaignState.DRAFT and not lacking_for_approval(campaign):
        return f"Ask for approval.{_and_the_hub(campaign)}"
    if campaign.is_ready and campaign.state != CampaignState.SCHEDULED:
        if not hasattr(campaign, "page"):
            return "Draft the advert."
        if (review := campaign.reviews.first()) and review.state == ReviewState.CHANGED:
            return "Check the advert again: it was changed after the hub passed it."
        if why := why_advert_waits(campaign):
            return f"{why}."
        if lacking := lacking_for_opening(campaign):
            if len(lacking) == 1 and (hub := _and_the_hub(campaign)):
                return hub.strip()
            return "Add what is missing before it can be advertised."
    if campaign.state == CampaignState.OFFERING and (
        after := _after_the_last_offer(campaign, names_offers=names_offers)
    ):
        return after
    if opens := waits_until(campaign):
        return f"The advert has to wait for the election, and opens on {datetime_gb(opens)}."
    return CampaignState(campaign.state).facts.next_step


def _and_the_hub(campaign: Campaign) -> str:
    """That the hub has a say in a senior post, too (R4), to follow another sentence."""
    if not campaign.is_senior or campaign.job_description_agreed_at:
        return ""
    return " A hub lead has to agree the job description before the advert."


def why_not_approved(campaign: Campaign) -> tuple[str, str] | None:
    """What an approver decided against it, and why; None where that does not stand."""
    if campaign.state not in (CampaignState.RETURNED, CampaignState.REFUSED):
        return None
    decision = campaign.approvals.filter(decision=campaign.state).first()
    return (f"{campaign.get_state_display()} because", decision.reason) if decision else None


def _unanswered(campaign: Campaign) -> list[str]:
    """Each offer that waits for its answer: whose, since when, and by when it was to come."""
    applications = {
        application.reference: application
        for application in campaign.applications.select_related("offer_terms")
    }
    found = []
    for post in campaign.posts.filter(state=PostState.OFFERED).order_by("offered_at"):
        words = f"{post.offer_reference}, offered on {date_gb(timezone.localdate(post.offered_at))}"
        application = applications.get(post.offer_reference)
        if application and (terms := application.terms_offered):
            late = "late, was to answer" if application.is_answer_late else "to answer"
            words += f" and {late} by {date_gb(terms.answer_by)}"
        found.append(words)
    return found


def _after_the_last_offer(campaign: Campaign, *, names_offers: bool) -> str:
    """What is next when every post is offered or filled; "" while one is not."""
    posts = campaign.posts
    if posts.filter(state=PostState.OPEN).exists():
        return ""
    if waiting := _unanswered(campaign):
        named = f": {'; '.join(waiting)}" if names_offers else ""
        return f"Wait for the answer to {plural(len(waiting), 'offer')}{named}."
    if to_start := posts.filter(state=PostState.ACCEPTED).count():
        people = plural(to_start, "person", "people")
        return f"Record the checks, the formal offer and the start. To start: {people}."
    return ""


def _after_the_end(campaign: Campaign) -> str:
    if to_start := campaign.posts.filter(state=PostState.ACCEPTED).count():
        people = plural(to_start, "person", "people")
        return f"Record the checks, the formal offer and the start. To start: {people}."
    if campaign.awaits_feedback:
        return "Tell the hub team how it ended."
    request = campaign.support_request
    if request is not None and request.awaits_outcome:
        return f"The hub team records the outcome of support request {request.reference}."
    if still_wanted := campaign.posts.open().count():
        posts = plural(still_wanted, "post")
        further = "Advertise again" if can_proceed(campaign.readvertise) else "Make a new campaign"
        return f"{further}, or withdraw what is not wanted. Still to be filled: {posts}."
    return CampaignState(campaign.state).facts.next_step
