"""April to June 2013: totals are the report's; dates, findings and who advised are invented."""

from __future__ import annotations

from datetime import date, datetime

from capability_reviews.actions.services import (
    move_team,
    move_training,
    plan_team,
    plan_training,
)
from capability_reviews.leadership.services import appoint_digital_leader
from capability_reviews.models import (
    CapabilityReview,
    ReviewTheme,
    TeamBuild,
)
from capability_reviews.org_design.services import move_engagement, request_advice
from capability_reviews.reviews.services.findings import raise_need_from_finding, record_finding
from capability_reviews.reviews.services.ratings import assure_rating, rate_theme
from capability_reviews.reviews.services.reviews import move_review, plan_review, set_scope
from hub.directory import organisation, person
from hub.models import FrameworkRole, FrameworkVersion
from hub.periods import LONDON

REVIEWER = "reviewer@hub.example.gov.uk"
Function = TeamBuild.Function
# Own rating, assured rating, and why they differ, by theme number.
BIS_RATINGS: dict[int, tuple[int, int, str]] = {
    1: (4, 4, ""),
    2: (3, 3, ""),
    3: (3, 2, "Nearly every specialist is a contractor, and no post is budgeted for next year."),
    4: (3, 3, ""),
    5: (3, 3, ""),
    6: (3, 2, "Two of five exemplars had not yet tested anything with users."),
    7: (3, 3, ""),
    8: (3, 3, ""),
    9: (2, 2, ""),
    10: (3, 2, "Posts took longer than half a year to fill because funding came late."),
}
TO_AGREED = (
    ("start_scoping", (2, 4)),
    ("start_self_assessment", (2, 18)),
    ("gather_evidence", (3, 11)),
    ("start_challenge", (4, 8)),
    ("write_draft", (4, 29)),
    ("send_for_factual_check", (5, 20)),
    ("agree", (6, 25)),
)
ADVISED = {"DWP": (4, 24), "HMRC": (5, 15), "HO": (6, 12)}


def moment(month: int, day: int) -> datetime:
    """Ten in the morning in London, in 2013."""
    return datetime(2013, month, day, 10, tzinfo=LONDON)


def load() -> None:
    """Make the records of the quarter; what is there already stays as it is."""
    if CapabilityReview.objects.filter(organisation__code="BIS", planned_at__year=2013).exists():
        return
    _reviews()
    _advice()
    _leaders()
    _teams_and_training()


def _reviews() -> None:
    reviewer, lead = person(REVIEWER), person("lead.bis@example.gov.uk")
    bis = organisation("BIS")
    review = plan_review(
        organisation=bis,
        actor=lead,
        lead=lead,
        assurer=reviewer,
        summary="Digital demand and capability across the department and its partner bodies.",
        at=moment(1, 21),
    )
    move_review(review=review, move="start_scoping", actor=lead, at=moment(2, 4))
    set_scope(
        review=review,
        bodies_are_in=True,
        bodies=bis.bodies.order_by("code"),
        actor=lead,
        at=moment(2, 11),
    )
    themes = {theme.number: theme for theme in ReviewTheme.objects.filter(version="1")}
    for move, (month, day) in TO_AGREED[1:4]:
        if move == "gather_evidence":
            for number, (own, _, _) in BIS_RATINGS.items():
                theme = themes[number]
                rate_theme(review=review, theme=theme, self_rating=own, actor=lead, at=moment(3, 1))
        move_review(review=review, move=move, actor=reviewer, at=moment(month, day))
    for number, (_, assured, reason) in BIS_RATINGS.items():
        assure_rating(
            review=review,
            theme=themes[number],
            assured_rating=assured,
            reason=reason,
            actor=reviewer,
            at=moment(4, 22),
        )
    finding = record_finding(
        review=review,
        theme=themes[3],
        text="Exemplar services have nobody of their own to lead them day to day.",
        priority="high",
        strategy_action=2,
        role=_service_owner(),
        actor=reviewer,
        at=moment(5, 2),
    )
    record_finding(
        review=review,
        theme=themes[6],
        text="User research is bought in late, when most of the design is fixed.",
        priority="medium",
        strategy_action=5,
        actor=reviewer,
        at=moment(5, 2),
    )
    leader = person("leader.bis@example.gov.uk")
    for move, (month, day) in TO_AGREED[4:]:
        by = leader if move == "agree" else reviewer
        move_review(review=review, move=move, actor=by, at=moment(month, day))
    raise_need_from_finding(
        finding=finding,
        reason="Each exemplar needs a service manager who can decide and who is measured by it.",
        headcount=2,
        actor=lead,
        at=moment(6, 27),
    )
    moj = plan_review(
        organisation=organisation("MoJ"),
        actor=person("lead.moj@example.gov.uk"),
        lead=person("lead.moj@example.gov.uk"),
        assurer=reviewer,
        summary="Digital capability of the department, with help from GDS.",
        at=moment(5, 13),
    )
    move_review(review=moj, move="start_scoping", actor=reviewer, at=moment(6, 3))
    set_scope(review=moj, bodies_are_in=False, actor=reviewer, at=moment(6, 4))
    move_review(review=moj, move="start_self_assessment", actor=reviewer, at=moment(6, 17))


def _service_owner() -> FrameworkRole | None:
    version = FrameworkVersion.objects.current()
    return FrameworkRole.objects.filter(family__version=version, slug="service-owner").first()


def _advice() -> None:
    reviewer = person(REVIEWER)
    for code, (month, day) in ADVISED.items():
        leader = person(f"leader.{code.lower()}@example.gov.uk")
        engagement = request_advice(
            organisation=organisation(code),
            question="How should digital and technology be led, and who reports to whom?",
            actor=leader,
            at=moment(3, 12),
        )
        for number, move in enumerate(("start_scoping", "agree_terms", "describe_current_state")):
            move_engagement(
                engagement=engagement,
                move=move,
                actor=leader if move == "agree_terms" else reviewer,
                at=moment(3, 18 + 3 * number),
            )
        move_engagement(
            engagement=engagement,
            move="give_advice",
            advice=(
                "Name one chief digital officer on the board and one chief technology officer. "
                "Let each service on mission IT have a service manager who reports to digital."
            ),
            actor=reviewer,
            at=moment(month, day),
        )
    # Not one of the seven: it asked, and was not counted.
    request_advice(
        organisation=organisation("HMT"),
        question="Which digital posts does a small department need?",
        actor=None,
        at=moment(5, 7),
    )


def _leaders() -> None:
    appoint_digital_leader(
        organisation=organisation("MoJ"),
        post_title="Director of Digital Services",
        started_on=date(2013, 5, 7),
        is_on_board=True,
        actor=None,
        at=moment(5, 7),
    )
    bodies = organisation("BIS").bodies.filter(code__in=("CH", "IPO", "LR"))
    for body in bodies.order_by("code"):
        appoint_digital_leader(
            organisation=body,
            post_title="Director of Digital",
            started_on=date(2013, 6, 3),
            actor=None,
            at=moment(6, 3),
        )


def _teams_and_training() -> None:
    built = (
        (
            "FCO",
            (Function.PORTFOLIO, Function.PRODUCT, Function.TRAINING, Function.POLICY),
            (4, 15),
            (5, 20),
        ),
        (
            "DECC",
            (Function.PROGRAMME, Function.CAPABILITY, Function.DESIGN, Function.DELIVERY),
            (4, 22),
            (6, 10),
        ),
        ("MOD", (), (4, 29), None),
        ("DFID", (), (5, 13), None),
    )
    # What was under way at the end of the quarter was finished in the year.
    later = {"MOD": (9, 16), "DFID": (10, 7), "DCLG": (9, 9), "DCMS": (9, 23)}
    for code, functions, started, established in built:
        team = plan_team(
            organisation=organisation(code),
            kind=TeamBuild.Kind.SETTING_UP if established else TeamBuild.Kind.CREATING_ROLES,
            functions=functions,
            description="" if established else "New roles, or job descriptions repurposed.",
            actor=None,
            at=moment(4, 8),
        )
        move_team(team=team, move="start", actor=None, at=moment(*started))
        move_team(team=team, move="establish", actor=None, at=moment(*(established or later[code])))
    for code, planned in (("DCLG", (5, 21)), ("DCMS", (6, 4))):
        plan = plan_training(
            organisation=organisation(code),
            description="Digital skills for policy and corporate staff.",
            actor=None,
            at=moment(*planned),
        )
        move_training(plan=plan, move="start", actor=None, at=moment(*later[code]))
        move_training(plan=plan, move="finish", actor=None, at=moment(12, 2))
