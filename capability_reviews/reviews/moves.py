"""What can be done with a review, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone
from django_fsm import can_proceed

from capability_reviews.models import CapabilityReview, ReviewTheme
from capability_reviews.models.reviews.rating import themes_left
from capability_reviews.reviews.services.reviews import (
    MOVE_PERMISSIONS,
    move_review,
    who_assured,
    who_signed,
    why_not_due,
)
from capability_reviews.reviews.tables import whole_rating
from hub.dates import date_gb
from hub.indicators import why_figures_wait
from hub.models import User
from hub.moves import Move, can
from hub.tables import lines


def _scope_is_next(review: CapabilityReview) -> bool:
    return bool(can_proceed(review.start_self_assessment, check_conditions=False))


def _scope_to_say(review: CapabilityReview) -> str:
    said = can_proceed(review.start_self_assessment)
    if said:
        return ""
    return "First say whether agencies and bodies are in scope."


def _move(
    name: str,
    label: str,
    said: str,
    may: Callable[[CapabilityReview], bool] | None = None,
    **more: Any,
) -> Move:
    """The move whose transition has this name, and what is said when it is made."""
    return Move(
        slug=name,
        label=label,
        permission=MOVE_PERMISSIONS[name],
        may=may or can(name),
        service=partial(move_review, move=name),
        says=lambda review, result: said,
        transition=name,
        **more,
    )


def _waits_for_its_day(review: CapabilityReview) -> str:
    return why_not_due(review, timezone.localdate())


def _waits_for_election(review: CapabilityReview) -> str:
    why = why_figures_wait(timezone.now(), review.organisation)
    return f"{why}." if why else ""


def _own_assurance(review: CapabilityReview, user: User) -> str:
    """What a Digital Leader is told who has assured the review, and so does not sign it."""
    return who_assured(review, user) if user.has_perm(MOVE_PERMISSIONS["agree"], review) else ""


def _rated(review: CapabilityReview) -> list[tuple[str, str]]:
    """How many themes have which rating, and how many findings there are."""
    themes = ReviewTheme.objects.filter(version=review.framework_version).count()
    own = review.ratings.filter(self_rating__isnull=False).count()
    assured = review.ratings.filter(assured_rating__isnull=False).count()
    return [
        ("Rated by the department", f"{own} of {themes} themes"),
        ("Assured", f"{assured} of {themes} themes"),
        ("Findings", str(review.findings.count())),
    ]


def _rated_again(review: CapabilityReview) -> list[tuple[str, str]]:
    """The same, how many themes a follow-up rated, and which follow-ups are still to come."""
    ratings = review.ratings.all()
    again = ratings.filter(follow_up_rating__isnull=False).count()
    to_come = [day for day in review.follow_up_days if day > timezone.localdate()]
    return [
        *_rated(review),
        ("Rated again", f"{again} of {ratings.count()} themes"),
        *([("Upcoming follow-ups", ", ".join(map(date_gb, to_come)))] if to_come else []),
    ]


def _signed(review: CapabilityReview) -> list[tuple[str, Any]]:
    """All that is signed: the scope, each rating with its reasons, and each finding."""
    ratings = review.ratings.select_related("theme")
    findings = [
        f"{finding.theme.name} ({finding.get_priority_display().lower()}): {finding.text}"
        for finding in review.findings.select_related("theme")
    ]
    return [
        ("In scope", lines(review.organisation.name, *review.bodies.all())),
        *((f"{row.theme.number}. {row.theme.name}", whole_rating(row)) for row in ratings),
        ("Findings", lines(*findings)),
    ]


REVIEW_MOVES = (
    _move(
        "start_scoping",
        "Start scoping",
        "Scoping has started",
        explain="Next, you say whether agencies and bodies are in scope.",
        for_several="For reviews that are planned. Next, you say for each whether agencies and "
        "bodies are in scope.",
    ),
    _move(
        "start_self_assessment",
        "Start the self-assessment",
        "The self-assessment has started",
        may=_scope_is_next,
        obstacle=_scope_to_say,
        explain="Next, the department rates itself on each theme.",
        for_several="For reviews with a scope. Next, each department rates itself on each theme.",
    ),
    _move(
        "gather_evidence",
        "Go on to evidence",
        "The self-assessment is finished. Next, gather the evidence",
        obstacle=partial(themes_left, move="gather_evidence"),
        explain="Next, gather the evidence for the department’s ratings.",
        facts=_rated,
    ),
    _move(
        "start_challenge",
        "Go on to challenge",
        "The challenge has started",
        explain="Next, a reviewer challenges the ratings and gives an assured one to each theme.",
        facts=_rated,
    ),
    _move(
        "write_draft",
        "Go on to the draft",
        "The challenge is finished. Next, write the draft",
        obstacle=partial(themes_left, move="write_draft"),
        explain="The challenge ends and the report is written. You cannot go back.",
        facts=_rated,
    ),
    _move(
        "send_for_factual_check",
        "Send for factual check",
        "The draft is sent for factual check",
        explain="We will email the department’s capability leads and Digital Leaders to ask them "
        "to check the facts.",
        facts=_rated,
    ),
    _move(
        "agree",
        "Sign as agreed",
        "The review is signed as agreed",
        explain="The review is complete. Its ratings and findings cannot be changed afterwards. "
        "You cannot undo this.",
        is_decision=True,
        barred_by=_own_assurance,
        facts=_signed,
    ),
    _move(
        "publish",
        "Publish",
        "The review is published",
        obstacle=_waits_for_election,
        barred_by=who_signed,
        explain="Every department will be able to read the ratings and findings. We will email "
        "the department that was reviewed. You cannot undo this.",
        facts=_rated,
    ),
    _move(
        "start_follow_up",
        "Start the follow-up",
        "The follow-up has started",
        obstacle=_waits_for_its_day,
        explain="Themes can be rated again now. A better rating closes the needs that the theme "
        "raised.",
        for_several="For published reviews whose follow-up is due. After this, themes can be rated "
        "again. "
        "A better rating closes the needs that the theme raised.",
        facts=_rated,
    ),
    _move(
        "close",
        "Close the review",
        "The review is closed",
        obstacle=partial(themes_left, move="close"),
        explain="Every theme with a finding has been rated again. You cannot undo this.",
        facts=_rated_again,
    ),
)
