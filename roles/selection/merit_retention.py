"""How long merit lists are kept: the order stays, the people in it go with their applications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from roles.applications.retention import applications_of
from roles.models import MeritList, MeritPlace, RecruitmentPolicy, Score
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.agenda import shown


def _oldest(at: datetime) -> datetime:
    return at - relativedelta(months=RecruitmentPolicy.load().requester_months)


def _due_merit_lists(at: datetime) -> QuerySet[MeritList]:
    has_words = ~Q(commissioner="") | ~Q(reason="") | Q(ties__reason__gt="")
    rows = MeritList.objects.filter(has_words, campaign__closed_at__lt=_oldest(at))
    return rows.distinct()


def _forget_words_of_list(row: MeritList) -> None:
    """The order stays, so that what was decided on it stays true."""
    MeritList.objects.filter(pk=row.pk).update(commissioner="", reason="")
    row.ties.update(reason="", salt="")


def _places_of(person: User) -> QuerySet[MeritPlace]:
    """A candidate's place in a list that counts, once they have been told of it (R19)."""
    told = Score.objects.released(timezone.now()).exclude(result__kind=Stage.Kind.SIFT)
    own = applications_of(person).filter(pk__in=told.order_by().values("result__application"))
    rows = MeritPlace.objects.filter(
        application__in=own.order_by().values("pk"),
        merit_list__in=MeritList.objects.in_force().order_by().values("pk"),
    )
    return rows.select_related("merit_list__campaign", "application")


def _place(row: MeritPlace) -> Mapping[str, Any]:
    """The place and the sum of the marks; of others nothing is said."""
    return {
        "Role": row.merit_list.campaign.title,
        "Application": row.application.reference if row.application else "",
        "Version of the list": row.merit_list.version,
        "Place": row.rank or "Below the minimum",
        "Points": shown(row.total),
    }


def _of_no_list(row: MeritPlace) -> None:
    row.forget()


def _due_places(at: datetime) -> QuerySet[MeritPlace]:
    # They go with the application: with that their person goes from the list.
    return MeritPlace.objects.filter(application__erased_at__isnull=False)


def _of_no_list_here(person: User) -> QuerySet[MeritList]:
    return MeritList.objects.none()


def _nothing_of_list(row: MeritList) -> None:
    return None


MERIT_RETENTION = (
    RetentionPolicy(
        slug="roles.merit_place",
        label="Your place in a merit list",
        covers={"roles.MeritPlace": ("salt",)},
        purpose="To choose people for posts on merit, after fair and open competition.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 10).",
        period="Until the application is deleted.",
        who_sees="The chair of the panel and the people who run the selection.",
        due=_due_places,
        erase=_of_no_list,
        held_on=_places_of,
        export=_place,
    ),
    RetentionPolicy(
        slug="roles.merit_list",
        label="Why a merit list was made as it is",
        covers={
            "roles.MeritList": ("commissioner", "reason"),
            "roles.MeritTie": ("reason",),
        },
        purpose="To show that people were chosen on merit.",
        basis="Public task (Constitutional Reform and Governance Act 2010, section 10).",
        period="24 months after the role closed.",
        who_sees="The chair of the panel and the people who run the selection.",
        due=_due_merit_lists,
        erase=_forget_words_of_list,
        held_on=_of_no_list_here,
        export=_nothing_of_list,
        for_staff=True,
    ),
)
