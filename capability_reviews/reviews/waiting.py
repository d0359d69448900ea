"""Reviews that wait for somebody: whose they are, and what is to be done with them."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from capability_reviews.longest_first import in_states
from capability_reviews.models import CapabilityReview, Finding, ReviewPart, ReviewState
from capability_reviews.models.reviews.rating import RATED_BEFORE, with_themes_left
from capability_reviews.models.reviews.review import CAPABILITY_ROLES, ReviewQuerySet
from hub.indicators import figures_waiting
from hub.models import Membership, User

S = ReviewState
Part = ReviewPart.Part
OF_THE_HUB = (S.EVIDENCE, S.CHALLENGE, S.DRAFT, S.FOLLOW_UP)
# What the department no longer rates: what it has rated, or who assures has.
RATED = RATED_BEFORE["gather_evidence"][0]
# With what a row of the list shows beside the review itself.
Rows = QuerySet[Any]


# --- Whose reviews: what the permissions say of one, for all at once ------------------------------


def assured_by(person: User) -> ReviewQuerySet:
    """All, for who assures: ``capability_reviews.assure_review``."""
    rows = CapabilityReview.objects.all()
    return rows if person.has_perm("capability_reviews.assure_review") else rows.none()


def led_by(person: User) -> ReviewQuerySet:
    """Those of the person's own departments."""
    return CapabilityReview.objects.led_by(person, *CAPABILITY_ROLES)


def moved_by(person: User) -> ReviewQuerySet:
    """Those of which the person takes the first steps: ``capability_reviews.move_review``."""
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.all()
    return led_by(person)


def _without_part(rows: Rows, person: User, part: str) -> Rows:
    """Without those in which the person played the part of the other side (C2)."""
    return rows.exclude(pk__in=ReviewPart.objects.reviews_of(person, part))


# --- What is to be done with them ----------------------------------------------------------------


def to_scope(person: User) -> Rows:
    """Reviews of which nobody has said what is in scope (C1)."""
    return in_states(moved_by(person).without_scope(), S.SCOPING)


def to_begin(person: User) -> Rows:
    """Reviews with a scope, so that the department can rate itself."""
    return in_states(moved_by(person).with_scope(), S.SCOPING)


def to_rate(person: User) -> Rows:
    """Reviews of the person's department with themes for it to rate.

    The form takes an assured rating from who assures, and a theme that is assured takes no other.
    """
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.none()
    rows = _without_part(in_states(led_by(person), S.SELF_ASSESSMENT), person, Part.ASSURED)
    rows = with_themes_left(rows, *RATED)
    return rows.filter(next_theme__isnull=False)


def rated_by_others(person: User) -> Rows:
    """Reviews that departments are rating, for who assures them afterwards."""
    rows = with_themes_left(in_states(assured_by(person), S.SELF_ASSESSMENT), *RATED)
    return rows.filter(next_theme__isnull=False)


def to_evidence(person: User) -> Rows:
    """Reviews in which the department has rated every theme."""
    rows = with_themes_left(in_states(moved_by(person), S.SELF_ASSESSMENT), *RATED)
    return rows.filter(next_theme__isnull=True)


def to_assure(person: User) -> Rows:
    """Reviews with themes that have no assured rating, for who never rated for the department."""
    rows = _without_part(in_states(assured_by(person), S.CHALLENGE), person, Part.RATED)
    return with_themes_left(rows, "assured_rating").filter(next_theme__isnull=False)


def to_draft(person: User) -> Rows:
    """Reviews in which every theme is assured."""
    rows = with_themes_left(in_states(assured_by(person), S.CHALLENGE), "assured_rating")
    return rows.filter(next_theme__isnull=True)


def to_sign(person: User) -> Rows:
    """Checked reviews of a Digital Leader's department, none of whose ratings they assured."""
    own = CapabilityReview.objects.led_by(person, Membership.Role.DIGITAL_LEADER)
    return _without_part(in_states(own, S.FACTUAL_CHECK), person, Part.ASSURED)


def signed_by_others(person: User) -> Rows:
    """Checked reviews that somebody else signs."""
    rows = in_states(moved_by(person), S.FACTUAL_CHECK)
    return rows.exclude(pk__in=to_sign(person).values("pk"))


def to_publish(person: User) -> Rows:
    """Signed reviews that need not wait for an election, and that somebody else signed."""
    rows = in_states(assured_by(person), S.AGREED)
    rows = rows.filter(Q(signed_by__isnull=True) | ~Q(signed_by__in=person.side_keys))
    return rows.exclude(organisation__in=figures_waiting(timezone.now()))


def to_follow_up(person: User) -> Rows:
    """Published reviews whose first follow-up is due (C5)."""
    return in_states(assured_by(person).due_for_follow_up(timezone.localdate()), S.PUBLISHED)


def _in_follow_up(person: User) -> Rows:
    """With the next theme to rate again, those in which something was found before the others."""
    left = Q(ratings__follow_up_rating__isnull=True)
    found = Finding.objects.filter(review=OuterRef("pk"), theme=OuterRef("ratings__theme"))
    number = "ratings__theme__number"
    return in_states(assured_by(person), S.FOLLOW_UP).annotate(
        next_theme=Coalesce(Min(number, filter=left & Q(Exists(found))), Min(number, filter=left)),
        themes_left=Count("ratings", filter=left),
    )


def to_rate_again(person: User) -> Rows:
    """Reviews with themes to rate again, for who never rated for the department (C5)."""
    rows = _in_follow_up(person).filter(next_theme__isnull=False)
    return _without_part(rows, person, Part.RATED)


def to_close(person: User) -> Rows:
    """Reviews in which every theme is rated again."""
    return _in_follow_up(person).filter(next_theme__isnull=True)


def reviewed_by_hub(person: User) -> Rows:
    """Reviews of the person's department with which the hub team goes on."""
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.none()
    return in_states(led_by(person), *OF_THE_HUB)


def published_by_hub(person: User) -> Rows:
    """Signed reviews of the person's department, with whether each ``waits`` for an election."""
    if person.has_perm("capability_reviews.assure_review"):
        return CapabilityReview.objects.none()
    waits = Q(organisation__in=figures_waiting(timezone.now()))
    wait = ExpressionWrapper(waits, output_field=BooleanField())
    return in_states(led_by(person), S.AGREED).annotate(waits=wait)
