"""Equality answers of ended campaigns are counted, and then let go."""

from __future__ import annotations

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hub.authorisation import internal
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
