"""The living support requests that have no campaign: one in every other state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from hub.demo import morning, working_day
from hub.models import FrameworkVersion
from roles.campaigns.services.posts import accept_post
from roles.demo.people import Cast, adviser, adviser_away, grade, role_and_level
from roles.models import Outcome, SupportKind, SupportRequest
from roles.support.services import outcomes, request_questions, requests, sift_help
from roles.support.services.activities import log_activity


@dataclass(frozen=True)
class RequestStory:
    """A request of some days ago, and how far it has come. Told apart by its reason."""

    department: str
    kinds: tuple[str, ...]
    level: str
    grade: str
    days_ago: int
    state: str
    reason: str
    answer: str = ""
    posts: int = 1
    # Why the hub does not help with the sift, and only with the rest (H4).
    no_sift_because: str = ""
    # Whether its adviser is the colleague who is away, for whom the other stands in.
    is_colleagues: bool = False


STORIES = (
    RequestStory(
        "DWP",
        (SupportKind.SIFT, SupportKind.SHORTLIST),
        "senior-user-researcher",
        "g7",
        0,
        "submitted",
        "We expect 200 applications and have one person who can judge them.",
        posts=2,
    ),
    RequestStory(
        "DfT",
        (SupportKind.PANEL,),
        "lead-data-engineer",
        "g7",
        8,
        "submitted",
        "We have nobody on the panel who knows data engineering.",
    ),
    RequestStory(
        "DEFRA",
        (SupportKind.JOB_DESCRIPTION_FEEDBACK,),
        "service-designer",
        "seo",
        3,
        "triaged",
        "Our last advert brought nobody with the right experience.",
    ),
    RequestStory(
        "MoJ",
        (SupportKind.JOB_DESCRIPTION_AGREEMENT, SupportKind.HEADHUNT),
        "chief-digital-and-information-officer",
        "scs2",
        6,
        "accepted",
        "The post has been empty since June and two searches found nobody.",
        "We brief the search firm with you this week.",
        is_colleagues=True,
    ),
    RequestStory(
        "HMRC",
        (SupportKind.ROUTE_TO_MARKET,),
        "principal-technical-architect",
        "g6",
        12,
        "redirected",
        "We need an architect for four months only.",
        "A contract fits better than a post. The commercial team helps you with the framework.",
    ),
    RequestStory(
        "DfT",
        (SupportKind.SHORTLIST,),
        "content-designer",
        "heo",
        15,
        "declined",
        "We would like somebody to shortlist 60 applications by Friday.",
        "No content designer is free before Friday. We can train your own sifters instead.",
    ),
    RequestStory(
        "HO",
        (SupportKind.PANEL,),
        "performance-analyst",
        "seo",
        11,
        "withdrawn",
        "We need somebody on the panel who knows performance analysis.",
        "The post is not funded any more.",
    ),
    RequestStory(
        "HO",
        (SupportKind.SALARY,),
        "security-architect",
        "g7",
        10,
        "waiting_on_department",
        "Candidates turn us down because of pay.",
        "Send us your pay scales and the last three offers.",
    ),
    RequestStory(
        "DBT",
        (SupportKind.ORGANISATION_DESIGN,),
        "head-of-product",
        "g6",
        20,
        "in_progress",
        "We do not know whether we need one head of product or two.",
        "We look at your teams and come back with options.",
    ),
    RequestStory(
        "MoJ",
        (SupportKind.SIFT, SupportKind.INTERVIEW),
        "senior-content-designer",
        "seo",
        9,
        "in_progress",
        "We expect 150 applications and have nobody who can judge content design.",
        "A content designer of ours sits with you at the interviews.",
        no_sift_because="No content designer in our register is free before the sift begins. "
        "We can train your own sifters in an afternoon instead.",
    ),
    RequestStory(
        "DSIT",
        (SupportKind.INTERVIEW,),
        "lead-machine-learning-engineer",
        "g7",
        32,
        "outcome_recorded",
        "Nobody here can judge machine learning engineers at interview.",
        "Two of our engineers sat on the panel.",
    ),
    RequestStory(
        "HMRC",
        (SupportKind.RESERVE_LIST,),
        "delivery-manager",
        "seo",
        45,
        "closed",
        "We need a delivery manager before the January peak.",
        "We passed on three names from a reserve list.",
    ),
)


def load() -> None:
    """Make the requests that are not there."""
    version = FrameworkVersion.objects.current()
    for story in STORIES:
        rows = SupportRequest.objects.filter(organisation__code=story.department)
        if not rows.filter(reason=story.reason).exists():
            with transaction.atomic():
                _make(version, story)


def is_calmer(story: RequestStory) -> bool:
    """Whether the hub sees it as less urgent than the department, and looks again today."""
    return story.state == "triaged"


def _make(version: FrameworkVersion, story: RequestStory) -> None:
    cast, helper = Cast.of(story.department), adviser()
    role, level = role_and_level(version, story.level)
    day = timezone.localdate() - timedelta(days=story.days_ago)
    # Today's was sent an hour ago, whatever the time is.
    at = morning(day) if story.days_ago else timezone.now() - timedelta(minutes=50)
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=story.kinds,
        role=role,
        level=level,
        grade=grade(story.grade),
        posts_wanted=story.posts,
        reason=story.reason,
        requested_urgency="urgent" if is_calmer(story) else "soon",
        actor=cast.requester,
        at=at,
    )
    if story.state == "submitted":
        return
    at = morning(day + timedelta(days=1))
    requests.triage(
        request=request,
        urgency="soon",
        urgency_reason="The posts are needed in three months." if is_calmer(story) else "",
        adviser=adviser_away() if story.is_colleagues else helper,
        actor=helper,
        follow_up_on=timezone.localdate() if is_calmer(story) else None,
        at=at,
    )
    if story.state == "triaged":
        return
    at = morning(day + timedelta(days=1), 12)
    if story.state == "withdrawn":
        outcomes.withdraw(request=request, reason=story.answer, actor=cast.requester, at=at)
        return
    if story.state in ("redirected", "declined"):
        answer = requests.redirect if story.state == "redirected" else requests.decline
        answer(request=request, reason=story.answer, actor=helper, at=at)
        return
    promised = "" if story.state == "waiting_on_department" else story.answer
    requests.accept(request=request, answer=promised, actor=helper, at=at)
    if story.state != "accepted":
        _work(story, request, day + timedelta(days=4))


def _work(story: RequestStory, request: SupportRequest, day: date) -> None:
    helper = adviser()
    log_activity(
        request=request,
        type="advice",
        on=working_day(day),
        post=request.posts.first(),
        actor=helper,
        at=morning(day),
    )
    if story.state == "waiting_on_department":
        request_questions.ask(
            request=request,
            text=story.answer,
            follow_up_on=working_day(timezone.localdate() + timedelta(days=4)),
            actor=helper,
            at=morning(day + timedelta(days=1)),
        )
    if story.no_sift_because:
        sift_help.decline_sift_help(
            request=request,
            reason=story.no_sift_because,
            actor=helper,
            at=morning(day + timedelta(days=1)),
        )
    if story.state in ("outcome_recorded", "closed"):
        at = morning(day + timedelta(days=15))
        if SupportKind.RESERVE_LIST in story.kinds:
            # One of the names took the post, by the department's own record of the offer.
            reference = f"{story.department}/HR/{day:%Y}/17"
            accept_post(
                post=request.posts.get(), person=None, reference=reference, actor=helper, at=at
            )
        outcomes.record_outcome(
            request=request,
            outcome=Outcome.FILLED_FROM_RESERVE
            if SupportKind.RESERVE_LIST in story.kinds
            else Outcome.ADVICE_GIVEN,
            reason="The department has what it asked for.",
            actor=helper,
            at=at,
        )
        if story.state == "closed":
            outcomes.close(request=request, actor=helper, at=morning(day + timedelta(days=17)))
