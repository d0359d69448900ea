"""Findings of a review, and the needs that they raise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from capability_reviews.models import CapabilityReview, Finding, ReviewTheme
from capability_reviews.reviews.services.reviews import NotNowError, locked_review
from hub.audit import log
from hub.authorisation import requires
from hub.models import FrameworkRole, Need, NeedLink, User
from hub.needs import needs_of, raise_need


@requires("capability_reviews.rate_review", "review")
@transaction.atomic
def record_finding(
    *,
    review: CapabilityReview,
    theme: ReviewTheme,
    text: str,
    priority: str,
    actor: User | None,
    strategy_action: int | None = None,
    role: FrameworkRole | None = None,
    at: datetime | None = None,
) -> Finding:
    """Record what the review found. Raises ``NotNowError`` after it is agreed."""
    moment = at or timezone.now()
    locked = locked_review(review)
    if not locked.is_open:
        raise NotNowError("You cannot add findings after the review is agreed")
    finding = Finding.objects.create(
        review=locked,
        theme=theme,
        text=text,
        priority=priority,
        strategy_action=strategy_action,
        role=role,
        found_at=moment,
    )
    log(
        locked,
        "capability_reviews.finding_recorded",
        actor=actor,
        at=moment,
        data={"detail": theme.name},
    )
    log(finding, "capability_reviews.finding_recorded", actor=actor, at=moment)
    return finding


@requires("capability_reviews.rate_review", "finding")
@transaction.atomic
def raise_need_from_finding(
    *,
    finding: Finding,
    reason: str,
    actor: User | None,
    role: FrameworkRole | None = None,
    headcount: int = 1,
    at: datetime | None = None,
) -> Need:
    """Raise a need from a gap (C7); a finding raises one need, asked twice it gives the same."""
    # One at a time: the second of two finds the need of the first.
    review = CapabilityReview.objects.select_for_update().get(pk=finding.review_id)
    existing = needs_of(finding).first()
    if existing is not None:
        return existing
    need = raise_need(
        organisation=review.organisation,
        role=role or finding.role,
        headcount=headcount,
        reason=reason,
        actor=actor,
        origin=finding,
        at=at,
    )
    log(finding, "capability_reviews.need_raised", actor=actor, at=at)
    return need


def with_needs(findings: Iterable[Finding], reader: User) -> list[tuple[Finding, Need | None]]:
    """Each finding with the need that it raised, None where the reader may see none."""
    rows = list(findings)
    links = NeedLink.objects.filter(
        content_type__app_label="capability_reviews",
        content_type__model="finding",
        object_id__in=[str(row.pk) for row in rows],
        need__in=Need.objects.visible_to(reader),
    ).select_related("need")
    needs = {int(link.object_id): link.need for link in links}
    return [(row, needs.get(row.pk)) for row in rows]
