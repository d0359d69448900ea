"""What is next for a campaign: by its state, what it lacks, its applications and its posts.

Each answer is a row of steps: the first that a person can take is theirs, the last says who acts
for everybody else.
"""

from __future__ import annotations

from django.db.models import Min
from django.utils import timezone
from django_fsm import can_proceed

from hub.dates import date_gb, datetime_gb
from hub.numbers import plural
from hub.states import Step
from roles.campaigns.advert_facts import ADD_A_STAGE
from roles.campaigns.panel_steps import steps_of_panels
from roles.campaigns.services.exemptions import (
    ASKED,
    waits_until,
    why_advert_waits,
    why_never,
)
from roles.campaigns.services.readiness import (
    lacking_dates,
    lacking_for_approval,
    lacking_for_opening,
)
from roles.campaigns.waiting import awaiting_agreement
from roles.models.adverts.review_state import ReviewState
from roles.models.applications.application import Application, ApplicationQuerySet
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING, CampaignState
from roles.models.campaigns.post import Post, PostQuerySet
from roles.models.campaigns.post_state import PostState
from roles.models.campaigns.stage_plan import StagePlan

Steps = tuple[Step, ...]
# Before the order of merit: who was not decided on; one not sifted is where that was undone.
STILL_TO_MEET = (
    ApplicationState.SUBMITTED,
    ApplicationState.SIFT_PASS,
    ApplicationState.INTERVIEW_INVITED,
    ApplicationState.INTERVIEW_BOOKED,
    ApplicationState.INTERVIEWED,
)


def steps_of(campaign: Campaign, *, names_offers: bool = False, may_end: bool = False) -> Steps:
    """What may be next, from the campaign's own moves and pages to who else acts.

    ``names_offers`` says whose answer is waited for, to those who handle the applications;
    ``may_end`` speaks to whoever can end it.
    """
    state = CampaignState(campaign.state)
    if campaign.is_ended:
        return _after_the_end(campaign)
    if campaign.is_editable and StagePlan.objects.is_without_a_stage(campaign):
        words = "The department adds a stage to the stage plan."
        return (Step(f"{ADD_A_STAGE}.", page="stages"), Step(words))
    if state == CampaignState.DRAFT and not lacking_for_approval(campaign):
        hub = _and_the_hub(campaign)
        return (
            Step(f"Ask for approval.{hub}", move="ask-approval"),
            Step(f"The department asks for approval.{hub}"),
        )
    if state == CampaignState.APPROVED and (before := _before_publishing(campaign)):
        return before
    if state in ASSESSING and (
        chosen := _while_choosing(campaign, names_offers=names_offers, may_end=may_end)
    ):
        return chosen
    if opens := waits_until(campaign):
        if never := why_never(campaign, opens):
            return (Step(f"The advert has to wait until the pre-election period is over. {never}"),)
        wait = "The advert has to wait until the pre-election period is over."
        asked = f" {ASKED}" if campaign.exemptions.waiting().exists() else ""
        return (Step(f"{wait} It opens on {datetime_gb(opens)}.{asked}"),)
    return steps_of_panels(campaign) or state.facts.steps


def _and_the_hub(campaign: Campaign) -> str:
    """That the hub has a say in a senior post, too (R4), to follow another sentence."""
    if not campaign.is_senior or campaign.job_description_agreed_at:
        return ""
    return " A hub lead has to agree the job description before the advert."


def _before_publishing(campaign: Campaign) -> Steps:
    """What an approved campaign lacks before its advert can be published; () when nothing."""
    if not hasattr(campaign, "page"):
        return (
            Step("Draft the advert.", move="draft-advert"),
            Step("The department or the hub team drafts the advert."),
        )
    if (review := campaign.reviews.first()) and review.state == ReviewState.CHANGED:
        why = "it was changed after it was approved"
        return (
            Step(f"Check the advert again: {why}.", page="check"),
            Step(f"The hub team checks the advert again: {why}."),
        )
    if why := why_advert_waits(campaign):
        return (Step(f"{why.removesuffix('.')}."),)
    if lacking := lacking_for_opening(campaign):
        if lacking_dates(campaign):
            return (
                Step("Set the dates, so that it can be advertised.", move="dates"),
                Step("The department sets the dates, so that it can be advertised."),
            )
        hub = _and_the_hub(campaign)
        if len(lacking) == 1 and hub:
            return (Step(hub.strip()),)
        return (Step("Add what is missing before it can be advertised."),)
    if campaign.reviews.waiting().exists():
        return (
            Step("Check the advert, then publish it.", page="check"),
            Step("The hub team checks the advert and publishes it."),
        )
    if review is None or review.state != ReviewState.PASSED:
        # Not the move: nobody has sent it, or it was returned.
        return tuple(step for step in CampaignState.APPROVED.facts.steps if not step.move)
    return ()


def why_not_approved(campaign: Campaign) -> tuple[str, str] | None:
    """What an approver decided against it, and why; None where that does not stand."""
    if campaign.state not in (CampaignState.RETURNED, CampaignState.REFUSED):
        return None
    decision = campaign.approvals.filter(decision=campaign.state).first()
    return (f"{campaign.get_state_display()} because", decision.reason) if decision else None


def _while_choosing(campaign: Campaign, *, names_offers: bool, may_end: bool) -> Steps:
    """What the applications and the posts say of a campaign that has closed; () when no more."""
    is_nobody_left = _is_nobody_left(campaign, knows_decisions=names_offers)
    if campaign.state == CampaignState.OFFERING and (
        after := _after_the_last_offer(
            campaign, names_offers=names_offers, is_nobody_left=is_nobody_left
        )
    ):
        return after
    off = _interviews_off(campaign, names_them=names_offers)
    if is_nobody_left:
        who = "You" if may_end else "The department"
        words = f"{who} can end the campaign without filling every post.{off}"
        return (Step(f"No applications are left to choose from. {words}"),)
    if campaign.state == CampaignState.INTERVIEWING:
        steps = CampaignState.INTERVIEWING.facts.steps
        if names_offers and (wait := _until_interviews(campaign)):
            return (Step(f"{wait}{off}"),)
        if _going_on(campaign).filter(state__in=STILL_TO_MEET):
            # Not the move: somebody is still to be met or decided on.
            steps = tuple(step for step in steps if not step.move)
        return tuple(Step(f"{step.words}{off}", step.move, step.page) for step in steps)
    if (
        campaign.state == CampaignState.OFFERING
        and names_offers
        and (wait := _until_told(campaign))
    ):
        return (Step(wait),)
    late = _late(_offered(campaign), names_offers=False)
    if campaign.state == CampaignState.OFFERING and (more := f"{_hub_agrees(campaign)}{late}"):
        steps = CampaignState.OFFERING.facts.steps
        return tuple(Step(f"{step.words} {more}".strip(), step.move, step.page) for step in steps)
    return ()


def _hub_agrees(campaign: Campaign) -> str:
    """That the hub has to agree before senior posts are offered, for which of them (R4)."""
    if not campaign.is_senior:
        return ""
    posts = awaiting_agreement(Post.objects.filter(campaign=campaign), campaign.reader)
    named = ", ".join(post.reference for post in posts)
    what = "A hub lead has to agree to the appointment before you make an offer for"
    return f"{what} {named}. " if posts else ""


def _interviews_off(campaign: Campaign, *, names_them: bool) -> str:
    """The interviews to come that candidates have withdrawn from, to follow another sentence."""
    rows = campaign.applications_shown.filter(
        withdrawn_at__isnull=False, interview__starts_at__gt=timezone.now()
    )
    off = [row for row in rows.select_related("interview") if row.interview.is_off]
    if not off:
        return ""
    which = [f"{row.reference} on {datetime_gb(row.interview.starts_at)}" for row in off]
    named = f": {'; '.join(which)}" if names_them else ""
    who = "the candidate has" if len(off) == 1 else "the candidates have"
    return f" {plural(len(off), 'interview')} will not take place, as {who} withdrawn{named}."


def _until_interviews(campaign: Campaign) -> str:
    """What the panel waits for: interviews that are booked, and candidates who are yet to be told.

    "" while somebody is to be invited, booked in, recorded or decided on.
    """
    now = timezone.now()
    rows = _going_on(campaign).filter(state__in=STILL_TO_MEET)
    told = rows.filter(state=ApplicationState.SIFT_PASS, release_at__gt=now)
    booked = rows.filter(state=ApplicationState.INTERVIEW_BOOKED, interview__starts_at__gt=now)
    first = booked.aggregate(at=Min("interview__starts_at"))["at"]
    first_told = told.aggregate(at=Min("release_at"))["at"]
    if rows.count() > told.count() + booked.count() or not (first or first_told):
        return ""
    words = f"Wait for the interviews. The next is on {datetime_gb(first)}." if first else ""
    if first_told:
        words += (
            f" On {datetime_gb(first_told)}, we tell candidates that they passed the sift. You can "
            "invite them from then on."
        )
    return words.strip()


def _until_told(campaign: Campaign) -> str:
    """That everybody left to be offered a post has yet to be told of the reserve list (R19)."""
    left = campaign.applications_shown.that_can_be_chosen()
    if left.but_untold_reserves(timezone.now()).exists():
        return ""
    told = datetime_gb(left.aggregate(at=Min("release_at"))["at"])
    return (
        f"On {told}, we tell candidates that they are on the reserve list. You can make offers "
        "from then on."
    )


def _going_on(campaign: Campaign) -> ApplicationQuerySet:
    return campaign.applications_shown.going_on().sent()


def _is_nobody_left(campaign: Campaign, *, knows_decisions: bool) -> bool:
    """Whether no application can come to anything: none to judge, or none to be offered a post.

    To those who do not handle them, one goes on until its candidate was told otherwise (R19).
    """
    if campaign.applications_shown.that_can_be_chosen().exists():
        return False
    untold = _going_on(campaign).filter(release_at__gt=timezone.now())
    return knows_decisions or not untold.exists()


def _of_shown(campaign: Campaign, posts: PostQuerySet) -> PostQuerySet:
    """The posts that are not offered to somebody hidden from the reader (S4)."""
    keys = campaign.hidden_applications
    hidden = campaign.applications.filter(pk__in=keys).order_by().values("reference")
    return posts.exclude(offer_reference__in=hidden) if keys else posts


def _offered(campaign: Campaign) -> list[tuple[str, Application | None]]:
    """Each offer that waits for its answer, in words, with its application where it is here."""
    offered = campaign.posts.filter(state=PostState.OFFERED).order_by("offered_at")
    posts = list(_of_shown(campaign, offered))
    rows = campaign.applications.filter(reference__in=[post.offer_reference for post in posts])
    applications = {row.reference: row for row in rows.select_related("offer_terms")}
    found = []
    for post in posts:
        words = f"{post.offer_reference}, offered on {date_gb(timezone.localdate(post.offered_at))}"
        application = applications.get(post.offer_reference)
        if application and (terms := application.terms_offered):
            due = "answer was due" if application.is_answer_late else "answer due"
            words += f", {due} by {date_gb(terms.answer_by)}"
        found.append((words, application))
    return found


def _late(offers: list[tuple[str, Application | None]], *, names_offers: bool) -> str:
    """How many answers are late, and which or since when (R22)."""
    late = [
        (words, application.terms_offered.answer_by)
        for words, application in offers
        if application and application.is_answer_late and application.terms_offered
    ]
    if not late:
        return ""
    number = f"{len(late)} of {len(offers)} answers {'is' if len(late) == 1 else 'are'} late"
    since = f". The first was due by {date_gb(min(day for _, day in late))}"
    which = f": {'; '.join(words for words, _ in late)}" if names_offers else since
    return f"{number}{which}. Give more time to answer, or withdraw the offer."


def _wait(offers: list[tuple[str, Application | None]], *, names_offers: bool) -> str:
    """That the others still have time to answer."""
    words = [
        words for words, application in offers if not (application and application.is_answer_late)
    ]
    named = f": {'; '.join(words)}" if names_offers else ""
    return f"Wait for the answer to {plural(len(words), 'offer')}{named}." if words else ""


def _after_the_last_offer(campaign: Campaign, *, names_offers: bool, is_nobody_left: bool) -> Steps:
    """What is next when nobody can be offered a post: none is free, or nobody is left; else ()."""
    is_post_free = campaign.posts.filter(state=PostState.OPEN).exists()
    if is_post_free and not is_nobody_left:
        return ()
    if waiting := _offered(campaign):
        late = _late(waiting, names_offers=names_offers)
        wait = _wait(waiting, names_offers=names_offers)
        if not late:
            return (Step(wait),)
        words = f"{late} {wait}".rstrip()
        return (Step(f"Read the applications. {words}", page="applications"), Step(words))
    return () if is_post_free else _to_start(campaign)


def _to_start(campaign: Campaign) -> Steps:
    """Who was appointed and has not started, of those whose application the hub has; () if none.

    A post that was filled without an application has nothing here to be recorded.
    """
    here = campaign.applications_shown.order_by().values("reference")
    posts = campaign.posts.filter(state=PostState.ACCEPTED, offer_reference__in=here)
    if not (number := posts.count()):
        return ()
    people = f"Still to start: {plural(number, 'person', 'people')}."
    what = "the checks, the formal offer and the start"
    return (
        Step(f"Read the applications and record {what}. {people}", page="applications"),
        Step(f"The department records {what}. {people}"),
    )


def _after_the_end(campaign: Campaign) -> Steps:
    if to_start := _to_start(campaign):
        return to_start
    if campaign.awaits_feedback:
        return (
            Step("Tell the hub team how it ended.", page="feedback"),
            Step("The department tells the hub team how it ended."),
        )
    request = campaign.support_request
    if request is not None and request.awaits_outcome:
        return (
            Step(f"Record the outcome of support request {request.reference}.", page="request"),
            Step(f"The hub team records the outcome of support request {request.reference}."),
        )
    if still_wanted := campaign.posts.open().count():
        left = f"Still to be filled: {plural(still_wanted, 'post')}"
        rest = f"or withdraw posts that are not needed. {left}"
        if can_proceed(campaign.readvertise):
            return (
                Step(f"Advertise again, {rest}.", move="again"),
                Step(f"The department can advertise again, {rest}."),
            )
        return (
            Step(f"Start a campaign, {rest}.", page="make"),
            Step(f"The department can start a campaign, {rest}."),
        )
    return CampaignState(campaign.state).facts.steps
