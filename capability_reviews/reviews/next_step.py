"""What is next for a review, for who reads its page: a move, a form, or what others do.

A form is the reader's next step where it is in their To do: both ask the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from capability_reviews.models import CapabilityReview, ReviewState, ReviewTheme
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from capability_reviews.reviews import waiting
from capability_reviews.reviews.services.reviews import why_not_due
from hub.dates import date_gb
from hub.models import User
from hub.states import Step

S = ReviewState
# The steps, and the label and address of the form on which one is done, by the name of the step.
Steps = tuple[tuple[Step, ...], dict[str, tuple[str, str]]]


class OwnForm(NamedTuple):
    """A form that is somebody's next step: in which rows, how it is called and what else is said.

    ``label`` and ``note`` take the theme, by its number and name, and how many are left.
    """

    rows: Callable[[User], waiting.Rows]
    route: str
    label: str
    note: str = ""


FORMS = {
    S.SCOPING: OwnForm(waiting.to_scope, "review_scope", "Say whether agencies are in scope"),
    S.SELF_ASSESSMENT: OwnForm(
        waiting.to_rate, "review_rate", "Rate theme {theme}", "Themes to rate: {left}."
    ),
    S.CHALLENGE: OwnForm(
        waiting.to_assure,
        "review_rate",
        "Give an assured rating to theme {theme}",
        "Themes to rate: {left}.",
    ),
    S.FOLLOW_UP: OwnForm(
        waiting.to_rate_again,
        "review_follow_up",
        "Give a follow-up rating to theme {theme}",
        "Themes to rate again: {left}.",
    ),
}


def next_step_of(review: CapabilityReview, reader: User) -> Steps:
    """What may be next: a form of the reader's, a move, and what others do."""
    *moves, last = _steps(review, reader)
    if last.words.startswith("The department") and _is_of_department(review, reader):
        last = Step(last.words.replace("The department", "Your department", 1))
    own = FORMS.get(ReviewState(review.state))
    row = own and own.rows(reader).filter(pk=review.pk).first()
    if not own or row is None:
        return (*moves, last), {}
    page, note = _page(own, row)
    step = Step(" ".join(filter(None, (f"{page[0]}.", note))), page="form")
    return (step, *moves, last), {"form": page}


def _page(own: OwnForm, row: Any) -> tuple[tuple[str, str], str]:
    """The label and the address of a form, and what is said beside its label."""
    arguments, words = [row.reference], {}
    if number := getattr(row, "next_theme", None):
        theme = ReviewTheme.objects.get(version=row.framework_version, number=number)
        arguments.append(number)
        words = {"theme": f"{number}, {theme.name}", "left": str(row.themes_left)}
    address = reverse(f"capability_reviews:{own.route}", args=arguments)
    return (own.label.format(**words), address), own.note.format(**words)


def _is_of_department(review: CapabilityReview, reader: User) -> bool:
    own = CapabilityReview.objects.led_by(reader, *CAPABILITY_ROLES)
    return own.filter(pk=review.pk).exists()


def _steps(review: CapabilityReview, reader: User) -> tuple[Step, ...]:
    """What its state says, with the day of a follow-up, and no end before all is rated again."""
    steps = ReviewState(review.state).facts.steps
    if review.state == S.PUBLISHED and (due := review.follow_up_due_on):
        day = date_gb(due)
        if why_not_due(review, timezone.localdate()):
            return (Step(f"The department does what was agreed. The follow-up is due on {day}."),)
        move, _ = steps
        since = f"It has been due since {day}."
        return (
            Step(f"{move.words} {since}", move=move.move),
            Step(f"The hub team starts the follow-up. {since}"),
        )
    if review.state == S.FOLLOW_UP and review.ratings.filter(follow_up_rating=None).exists():
        return steps[1:]
    return steps or (Step(""),)
