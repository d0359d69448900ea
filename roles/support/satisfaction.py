"""How satisfied departments were with the hub's help, quarter by quarter (H9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.periods import Quarter
from hub.suppression import printed, survey_hidden_up_to
from roles.models.support.request_feedback import RequestFeedback

QUARTERS_SHOWN = 4
SATISFIED = RequestFeedback.Satisfaction.SATISFIED


@dataclass(frozen=True)
class Satisfaction:
    """How satisfied departments were in one quarter; a hidden number is None (H9)."""

    quarter: Quarter
    answers: int | None
    satisfied: int | None


def satisfaction(at: datetime) -> list[Satisfaction]:
    """The last four quarters that have ended before a moment, the newest first.

    An answer counts in one quarter only and never while it lasts, so that nobody can tell what the
    newest answer was from a number that moved.
    """
    quarters, quarter = [], Quarter.containing(at)
    for _ in range(QUARTERS_SHOWN):
        quarter = quarter.previous
        quarters.append(quarter)
    counts: dict[tuple[str, str], int] = {
        (quarter.code, of): 0 for quarter in quarters for of in ("all", "satisfied")
    }
    given = RequestFeedback.objects.filter(
        satisfaction__isnull=False,
        answered_at__gte=quarters[-1].start_at,
        answered_at__lt=quarters[0].end_at,
    )
    for feedback in given.only("answered_at", "satisfaction"):
        assert feedback.answered_at is not None, "only answers are asked for"
        assert feedback.satisfaction is not None, "the same"
        code = Quarter.containing(feedback.answered_at).code
        counts[code, "all"] += 1
        counts[code, "satisfied"] += feedback.satisfaction >= SATISFIED
    # How many were not satisfied is printed nowhere, so that no number can be worked out.
    hidden_up_to = survey_hidden_up_to()
    shown = {cell: printed(number, hidden_up_to) for cell, number in counts.items()}
    return [Satisfaction(q, shown[q.code, "all"], shown[q.code, "satisfied"]) for q in quarters]
