"""Who has a support request and what is next, in words."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.numbers import plural
from hub.states import Step
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.selection.referral_state import ReferralState
from roles.models.support.request_state import RequestState
from roles.models.support.support_request import SupportRequest


def who_has_it(request: SupportRequest) -> str:
    """Who has to act next."""
    waits_for = RequestState(request.state).facts.waits_for
    if waits_for == "nobody":
        return f"Nobody: it is {request.get_state_display().lower()}"
    if waits_for == "department":
        return f"{request.organisation.name}"
    return (
        str(request.adviser) if request.adviser else "The hub team. It does not have an adviser yet"
    )


def _of_people(request: SupportRequest, reader: Any) -> tuple[Step, ...]:
    """What is next for somebody put forward: a decision, an offer, its answer, the start."""
    people = request.referrals.shown_to(reader).select_related("application").order_by("pk")
    department = request.organisation.name
    if selected := people.awaiting_offer().first():
        candidate = f"the candidate with application {selected.application.reference}"
        return (
            Step(f"Make an offer to {candidate}, whom your department selected.", page="offer"),
            Step(f"{department} makes an offer to {candidate}, whom it selected."),
        )
    offered = people.offered()
    if waiting := offered.filter(application__state=ApplicationState.PROVISIONAL_OFFER).first():
        name = waiting.application.reference
        words = f"Wait for the candidate with application {name} to answer the offer."
        return (Step(words),)
    if waiting := people.filter(state=ReferralState.REFERRED).first():
        candidate = f"the candidate with application {waiting.application.reference}"
        return (
            Step(f"Decide whether to select {candidate}, who has been put forward.", page="decide"),
            Step(f"{department} decides whether to select {candidate}."),
        )
    to_start = offered.filter(application__state__in=_AFTER_ACCEPTING)
    if appointed := to_start.first():
        name = appointed.application.reference
        do, done = _AFTER_ACCEPTING[ApplicationState(appointed.application.state)]
        return (
            Step(f"{do} application {name}.", page="start"),
            Step(f"{department} {done} application {name}."),
        )
    return ()


# What the department that employs somebody does next, for it and for everybody else.
_AFTER_ACCEPTING = {
    ApplicationState.ACCEPTED: (
        "Start the checks for",
        "has filled the post and starts the checks for",
    ),
    ApplicationState.CHECKS: (
        "Record the checks and make the formal offer to",
        "carries out the checks for",
    ),
    ApplicationState.FORMAL_OFFER: (
        "Record the start, on the start date, of",
        "records the start of",
    ),
}


def facts_of_request(request: SupportRequest) -> list[tuple[str, Any]]:
    """What a decision about a request is about: who asks for whom, which help and why."""
    return [
        ("State", request.get_state_display()),
        ("Kind of help", request.what_for),
        ("Organisation", request.organisation.name),
        ("Role", request.level or request.role),
        ("Grade", request.grade),
        ("Posts", request.posts_wanted),
        ("Service", request.service),
        ("Needed by", date_gb(request.needed_by) if request.needed_by else ""),
        ("Why", request.reason),
        ("Urgency", request.get_urgency_display() or request.get_requested_urgency_display()),
        ("Adviser", request.adviser),
    ]


def _open_question(request: SupportRequest) -> tuple[Step, ...]:
    """The first question that waits for an answer, named, for who answers it and for the others.

    Before the hub works on the request, its own answer to that comes first for it.
    """
    waiting = [question for question in request.questions.all() if question.is_open]
    if not waiting:
        return ()
    question = next((each for each in waiting if each.is_from_hub), waiting[0])
    asked = f"of {date_gb(localdate(question.asked_at))}: “{Truncator(question.text).chars(100)}”"
    if question.is_from_hub:
        own = Step(f"Answer the hub team’s question {asked}", page="answer_hub")
        theirs = Step(f"{request.organisation.name} answers the hub team’s question {asked}")
    else:
        own = Step(f"Answer the department’s question {asked}", page="answer_department")
        theirs = Step(f"The hub team answers the department’s question {asked}")
    return (own, theirs) if request.is_worked_on else (own,)


def steps_of(request: SupportRequest, reader: Any = None) -> tuple[Step, ...]:
    """What may be next, from an open question and the request's own moves to who else acts.

    Of whom a conflict of interest hides from the reader, nothing is said (R9).
    """
    return (*_open_question(request), *_without_questions(request, reader))


def _without_questions(request: SupportRequest, reader: Any) -> tuple[Step, ...]:
    """What may be next once every question is answered."""
    if request.awaits_outcome:
        people = _of_people(request, reader)
        still = f" {people[-1].words}" if people else ""
        return (
            Step(f"Record the outcome: every post is filled.{still}", move="outcome"),
            *people,
            Step("Every post is filled: the hub team records the outcome."),
        )
    if request.is_taken:
        adviser = request.adviser
        return (
            Step(
                "Triage the request: set how urgent it is, and keep it or choose another adviser.",
                move="triage",
            ),
            Step(f"{adviser} from the hub team looks at it and says how urgent it is."),
        )
    if request.awaits_feedback:
        return (
            Step("Tell the hub team how this request ended.", page="feedback"),
            Step("The department tells the hub team how it ended."),
        )
    steps = RequestState(request.state).facts.steps
    if request.is_worked_on and (people := _of_people(request, reader)):
        return (*people, *steps)
    if request.is_worked_on and (left := _after_somebody_left(request, reader)):
        return (*left, *steps)
    if SupportRequest.objects.awaiting_a_campaign().filter(pk=request.pk).exists():
        own, *rest = steps
        words = "Start a campaign for its posts when you are ready to advertise."
        return (own, Step(f"{words} {rest[-1].words}", move="campaign"), *rest)
    return _after_its_campaign(request, steps) if request.is_worked_on else steps


def _after_somebody_left(request: SupportRequest, reader: Any) -> tuple[Step, ...]:
    """What is next when whoever was selected fills no post: it is to be filled otherwise."""
    shown = request.referrals.shown_to(reader)
    left = shown.leaving_posts_free().select_related("application").last()
    if left is None:
        return ()
    free = plural(request.posts.free().count(), "post")
    words = (
        f"The candidate with application {left.application.reference} is no longer available. "
        f"Still to be filled: {free}."
    )
    rest = "start a campaign, or withdraw posts that are not needed"
    return (
        Step(f"{words} Put somebody else forward if you can.", page="refer"),
        Step(f"{words} Wait for somebody else from a reserve list, {rest}.", move="campaign"),
        Step(f"{words} The hub team can put somebody else forward. The department can {rest}."),
    )


def _after_its_campaign(request: SupportRequest, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """What is next once its campaign has paused or ended: its posts are to be filled otherwise."""
    campaigns = Campaign.objects.about(request).distinct().order_by("-draft_at", "-pk")
    if paused := campaigns.filter(state=CampaignState.PAUSED).first():
        words = f"Campaign {paused.reference} is paused, so nobody can apply."
        return tuple(Step(f"{words} {step.words}", step.move, step.page) for step in steps)
    last = campaigns.first()
    if last is None or campaigns.unfinished().exists():
        return steps
    how = last.get_state_display().lower()
    ended = f"Campaign {last.reference} has ended: {how}."
    if last.state == CampaignState.CANCELLED:
        ended = f"Campaign {last.reference} was cancelled."
    if not request.posts.wanted().exists():
        left = f"{ended} There are no posts left to fill."
        return (
            Step(f"Record the outcome. {left}", move="outcome"),
            Step(f"{left} The hub team records the outcome."),
        )
    if not (free := request.posts.free().count()):
        return steps
    ended = f"{ended} Still to be filled: {plural(free, 'post')}."
    rest = "or withdraw posts that are not needed"
    return (
        Step(f"{ended} Start another campaign, {rest}.", move="campaign"),
        Step(f"{ended} The department can start another campaign, {rest}."),
    )
