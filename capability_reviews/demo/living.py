"""Reviews, advice and building in today's departments, dated relative to today."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from capability_reviews.actions.services import move_team, plan_team, plan_training
from capability_reviews.leadership.services import appoint_digital_leader
from capability_reviews.models import CapabilityReview, ReviewTheme, ThemeRating
from capability_reviews.org_design.services import log_meeting, move_engagement, request_advice
from capability_reviews.reviews.pages import ReviewIndexPage, ReviewPage
from capability_reviews.reviews.services.findings import raise_need_from_finding, record_finding
from capability_reviews.reviews.services.ratings import (
    assure_rating,
    follow_up_rating,
    rate_theme,
)
from capability_reviews.reviews.services.reviews import move_review, plan_review, set_scope
from hub.directory import organisation, person
from hub.models import FrameworkRole, FrameworkVersion, HomePage

REVIEWER = "reviewer@hub.example.gov.uk"
WAY = (
    "start_scoping",
    "start_self_assessment",
    "gather_evidence",
    "start_challenge",
    "write_draft",
    "send_for_factual_check",
    "agree",
    "publish",
    "start_follow_up",
)
# In which theme something was found, what, and the role that is lacking.
Found = tuple[int, str, str]
# The first need of a finding that is followed to its end: filled, inducted, rated again.
ANSWERED: Found = (4, "Some services have nobody who is responsible for them.", "service-owner")
# Department, how many days ago it was planned, how far it has come, and what was found.
REVIEWS: tuple[tuple[str, int, int, tuple[Found, ...]], ...] = (
    (
        "DWP",
        300,
        9,
        (
            (10, "Vacancies for user researchers stay open for months.", "user-researcher"),
            ANSWERED,
        ),
    ),
    (
        "HMRC",
        240,
        8,
        ((3, "Product managers are shared by three services each.", "product-manager"),),
    ),
    # Published so lately that its follow-up is not due.
    ("MoJ", 130, 8, ((9, "Few services publish how they perform.", "performance-analyst"),)),
    (
        "DEFRA",
        150,
        6,
        ((6, "Nobody tests with farmers before a service is built.", "service-designer"),),
    ),
    (
        "HO",
        120,
        4,
        ((7, "Development environments take weeks to set up.", "infrastructure-engineer"),),
    ),
    ("DfT", 60, 2, ()),
    ("DBT", 20, 1, ()),
    ("DSIT", 5, 0, ()),
)
ADVICE = (
    ("DEFRA", 90, ("start_scoping", "agree_terms", "give_advice", "accept")),
    ("DfT", 40, ("start_scoping", "agree_terms", "describe_current_state")),
    ("DBT", 12, ("start_scoping",)),
    ("DSIT", 3, ()),
)


def load() -> None:
    """Make the records around today; what is there already stays as it is."""
    if CapabilityReview.objects.filter(organisation__code="DSIT").exists():
        return
    now = timezone.now()
    for code, age, steps, found in REVIEWS:
        _review(code, now - timedelta(days=age), steps, found)
    for code, age, moves in ADVICE:
        _engagement(code, now - timedelta(days=age), moves)
    _building(now)
    _publish_page()


def rate_again() -> None:
    """The theme whose need a campaign has met is rated better, a month ago: the need is closed."""
    theme, text, _ = ANSWERED
    rating = ThemeRating.objects.filter(
        review__organisation__code="DWP",
        review__state=CapabilityReview.State.FOLLOW_UP,
        review__findings__text=text,
        theme__number=theme,
        follow_up_rating=None,
    ).first()
    if rating is not None and rating.assured_rating:
        follow_up_rating(
            rating=rating,
            new_rating=min(rating.assured_rating + 2, 5),
            actor=person(REVIEWER),
            at=timezone.now() - timedelta(days=24),
        )


def _review(code: str, planned: datetime, steps: int, found: tuple[Found, ...]) -> None:
    reviewer, lead = person(REVIEWER), person(f"lead.{code.lower()}@example.gov.uk")
    leader = person(f"leader.{code.lower()}@example.gov.uk")
    review = plan_review(
        organisation=organisation(code),
        actor=lead,
        lead=lead,
        assurer=reviewer,
        summary="Whether the department can run and improve its digital services.",
        at=planned,
    )
    themes = {item.number: item for item in ReviewTheme.objects.filter(version="1")}
    for number, move in enumerate(WAY[:steps]):
        # C5: a follow-up begins three months after the review was published.
        after = 92 if move == "start_follow_up" else 0
        at = planned + timedelta(days=12 * (number + 1) + after)
        if move == "start_self_assessment":
            set_scope(review=review, bodies_are_in=False, actor=lead, at=at)
        if move == "gather_evidence":
            for item in themes.values():
                rate_theme(
                    review=review,
                    theme=item,
                    self_rating=2 + (item.number + len(code)) % 3,
                    evidence="Described in the department’s own assessment.",
                    actor=lead,
                    at=at,
                )
        if move == "write_draft" and found:
            lowered = {theme for theme, _, _ in found}
            for item in themes.values():
                rating = review.ratings.get(theme=item).self_rating
                lower = item.number in lowered
                assure_rating(
                    review=review,
                    theme=item,
                    assured_rating=max(1, (rating or 3) - 1) if lower else rating or 3,
                    reason="The evidence shows less than the department claims." if lower else "",
                    actor=reviewer,
                    at=at,
                )
            for theme, text, role in found:
                finding = record_finding(
                    review=review,
                    theme=themes[theme],
                    text=text,
                    priority="high",
                    strategy_action=3,
                    role=_role(role),
                    actor=reviewer,
                    at=at,
                )
                if steps > len(WAY) - 3:
                    raise_need_from_finding(finding=finding, reason=text, actor=lead, at=at)
        by = leader if move == "agree" else reviewer
        review = move_review(review=review, move=move, actor=by, at=at)


def _engagement(code: str, asked: datetime, moves: tuple[str, ...]) -> None:
    reviewer, leader = person(REVIEWER), person(f"leader.{code.lower()}@example.gov.uk")
    engagement = request_advice(
        organisation=organisation(code),
        question="Should the digital teams of our agencies report to one chief digital officer?",
        actor=leader,
        at=asked,
    )
    for number, move in enumerate(moves):
        at = asked + timedelta(days=7 * (number + 1))
        engagement = move_engagement(
            engagement=engagement,
            move=move,
            advice="Yes, for services used by the public." if move == "give_advice" else "",
            actor=leader if move in ("agree_terms", "accept") else reviewer,
            at=min(at, timezone.now()),
        )
    if len(moves) > 1:
        log_meeting(
            engagement=engagement,
            on=timezone.localdate(asked + timedelta(days=10)),
            note="First reading of the current structure",
            actor=reviewer,
        )


def _building(now: datetime) -> None:
    appoint_digital_leader(
        organisation=organisation("DBT"),
        post_title="Chief Digital Officer",
        started_on=timezone.localdate(now - timedelta(days=30)),
        is_on_board=True,
        actor=person("lead.dbt@example.gov.uk"),
    )
    team = plan_team(
        organisation=organisation("DSIT"),
        functions=["product_management", "service_design"],
        description="For services that joined the department.",
        actor=person("lead.dsit@example.gov.uk"),
        at=now - timedelta(days=45),
    )
    move_team(team=team, move="start", actor=None, at=now - timedelta(days=20))
    plan_training(
        organisation=organisation("DEFRA"),
        description="Data skills for policy staff.",
        actor=person("lead.defra@example.gov.uk"),
        at=now - timedelta(days=15),
    )


def _publish_page() -> None:
    """The public summary of the first of the published reviews."""
    home = HomePage.objects.first()
    review = CapabilityReview.objects.filter(published_at__isnull=False).order_by("pk").first()
    if home is None or review is None:
        return
    index = ReviewIndexPage.objects.first()
    if index is None:
        index = home.add_child(
            instance=ReviewIndexPage(
                title="Published capability reviews",
                slug="capability-reviews",
                introduction="What departments can do, and what they will do about it.",
            )
        )
    page = index.add_child(
        instance=ReviewPage(
            title=f"Digital capability review: {review.organisation.name}",
            slug=f"review-{review.reference.lower()}",
            review=review,
            summary="Demonstration data: the department leads well and lacks specialists.",
        )
    )
    page.save_revision().publish()


def _role(slug: str) -> FrameworkRole | None:
    version = FrameworkVersion.objects.current()
    return FrameworkRole.objects.filter(family__version=version, slug=slug).first()
