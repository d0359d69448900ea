"""Equality monitoring: count the answers of ended campaigns, then let them go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from hub.authorisation import internal
from hub.suppression import suppressed
from roles.applications.equality_questions import EQUALITY_QUESTIONS, MonitoringQuestion
from roles.models.applications.application import Application
from roles.models.applications.application_state import OFFER_ACCEPTED
from roles.models.applications.equality import EqualityAnswers, EqualityTotal
from roles.models.campaigns.campaign_state import ENDED
from roles.models.policy import RecruitmentPolicy

Stage = EqualityTotal.Stage
A_RUN = 1000


def due_for_folding(at: datetime) -> QuerySet[EqualityAnswers]:
    """Answers of campaigns that have ended, or that closed long ago and never did."""
    before = at - relativedelta(months=RecruitmentPolicy.load().equality_months)
    return EqualityAnswers.objects.filter(
        Q(application__campaign__state__in=ENDED) | Q(application__campaign__closes_at__lt=before)
    )


@internal
def fold_due(at: datetime | None = None) -> int:
    """Fold the answers that are due, each in a transaction of its own; returns how many.

    At most ``A_RUN`` of them: the next run takes the rest.

    Safe to run twice or beside itself: an answer is counted and deleted together, under its lock.
    """
    keys = list(due_for_folding(at or timezone.now()).values_list("pk", flat=True)[:A_RUN])
    return sum(fold(key) for key in keys)


@internal
@transaction.atomic
def fold(key: int) -> bool:
    """Add one person's answers to the totals of each stage they reached, and delete them.

    Answers of a draft that was never sent are only deleted.
    """
    row = (
        EqualityAnswers.objects.select_for_update(of=("self",))
        .select_related("application")
        .filter(pk=key)
        .first()
    )
    if row is None:
        return False
    for stage in stages_reached(row.application):
        for question, answer in row.answers.items():
            total, _ = EqualityTotal.objects.get_or_create(
                campaign_id=row.application.campaign_id,
                stage=stage,
                question=question,
                answer=answer,
            )
            EqualityTotal.objects.filter(pk=total.pk).update(count=F("count") + 1)
    row.delete()
    return True


def stages_reached(application: Application) -> list[str]:
    """How far an application came, as the totals count it."""
    reached = [
        (Stage.APPLIED, application.submitted_at),
        (Stage.INVITED, application.interview_invited_at),
        (Stage.APPOINTABLE, application.recommended_at or application.reserve_at),
        (Stage.APPOINTED, application.state in OFFER_ACCEPTED),
    ]
    return [stage for stage, happened in reached if happened]


@dataclass(frozen=True)
class EqualityTable:
    """The answers to one question, by stage; None stands for a number too small to be shown."""

    question: MonitoringQuestion
    stages: list[str]
    rows: list[tuple[str, list[int | None]]]


def equality_tables(totals: QuerySet[EqualityTotal]) -> list[EqualityTable]:
    """The totals of a set of campaigns, each stage's answers suppressed together (QC6)."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    summed = totals.order_by().values("question", "stage", "answer").annotate(number=Sum("count"))
    for row in summed:
        counts[row["question"], row["stage"]][row["answer"]] = row["number"]
    return [
        _table(question, counts)
        for question in EQUALITY_QUESTIONS
        if any((question.slug, stage.value) in counts for stage in Stage)
    ]


def _table(
    question: MonitoringQuestion, counts: dict[tuple[str, str], dict[str, int]]
) -> EqualityTable:
    columns = [
        suppressed(
            {
                answer: counts.get((question.slug, stage.value), {}).get(answer, 0)
                for answer, _ in question.choices
            }
        )
        for stage in Stage
    ]
    return EqualityTable(
        question=question,
        stages=[str(stage.label) for stage in Stage],
        rows=[
            (label, [column[answer] for column in columns]) for answer, label in question.choices
        ],
    )


def totals_for(organisations: Iterable[int] | None) -> QuerySet[EqualityTotal]:
    """The totals of every department, or of some organisations' campaigns."""
    rows = EqualityTotal.objects.all()
    if organisations is not None:
        rows = rows.filter(campaign__organisation__in=organisations)
    return rows
