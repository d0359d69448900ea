"""What waits for trainers in delivery: sessions that were held, without attendance."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from hub.models import StaffGroup, User
from hub.work import WorkItem, WorkKind, WorkQueue
from training.models import CohortState, Place, Session


def sessions_to_record(person: User) -> QuerySet[Session]:
    """Days of running cohorts, today's too, of which nobody has said who was there (I6)."""
    if not person.has_perm("training.manage_cohort"):
        return Session.objects.none()
    rows = Session.objects.filter(
        Exists(Place.objects.expected().filter(cohort=OuterRef("cohort"))),
        cohort__state=CohortState.RUNNING,
        on__lte=timezone.localdate(),
        recorded_at__isnull=True,
    )
    return rows.select_related("cohort").order_by("on", "pk")


def _session(session: Session) -> WorkItem:
    return WorkItem(
        text=f"{session}: {session.title}",
        href=session.get_absolute_url(),
        since=session.on,
        # I6: on the same day.
        until=session.on,
    )


WORK = (
    WorkQueue(
        "training.attendance",
        "Record attendance",
        sessions_to_record,
        _session,
        order=63,
        offices=(StaffGroup.TRAINERS,),
        kind=WorkKind.RECORD,
    ),
)
