"""What departments asked for, and how much of it nobody on a reserve list could meet (H3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from hub.keyset import HeldRows
from hub.models import User
from hub.narrowing import NONE, Narrowing
from hub.tables import Table
from hub.views.record_lists import RecordListView
from roles.models.support.support_request import SupportRequest, SupportRequestQuerySet
from roles.support.outcome_tables import DEMAND, DEMANDED

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Demand:
    """What was asked for of one role and level."""

    role: str
    level: str | None
    requests: int
    wanted: int
    unmet: int
    unmet_posts: int

    @property
    def called(self) -> str:
        """The level where one was asked for, else the role."""
        return self.level or self.role

    @property
    def address(self) -> str:
        """Where the requests are."""
        asked = {"role": self.role, "level": self.level or NONE}
        return f"{reverse('roles:support_demand_rows')}?{urlencode(asked)}"


def demanded(person: User) -> SupportRequestQuerySet:
    """The requests of the last twelve months that a person may see, where it was counted who could
    meet them."""
    return SupportRequest.objects.visible_to(person).filter(
        submitted_at__gt=timezone.now() - YEAR, reserve_matches__isnull=False
    )


class DemandView(RecordListView):
    """Requests of the last twelve months by role and level, those without a match beside them."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_demand.html"
    url_name = "roles:support_demand"
    title = "Demand for people"
    export_filename = "demand"
    called = ("role and level", "roles and levels")

    narrowed_by = (Narrowing("role", "Role", "role"),)

    def get_records(self) -> HeldRows:
        rows = demanded(self.person)
        unmet = Q(reserve_matches=0)
        demand = (
            rows.order_by()
            .values("role__name", "level__name")
            .annotate(
                requests=Count("pk"),
                wanted=Sum("posts_wanted"),
                unmet=Count("pk", filter=unmet),
                unmet_posts=Sum("posts_wanted", filter=unmet, default=0),
            )
            .order_by("-unmet_posts", "role__name", "level__name")
        )
        found = HeldRows(
            [
                Demand(
                    role=each["role__name"],
                    level=each["level__name"],
                    requests=each["requests"],
                    wanted=each["wanted"],
                    unmet=each["unmet"],
                    unmet_posts=each["unmet_posts"],
                )
                for each in demand
            ]
        )
        narrowed: HeldRows = self.narrow(found)
        return narrowed

    def get_table(self, records: Sequence[Demand]) -> Table:
        return DEMAND


class DemandRowsView(RecordListView):
    """The requests that the demand is counted from, of one role or of all."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_demand_rows.html"
    url_name = "roles:support_demand_rows"
    title = "Requests behind these numbers"
    export_filename = "demand-requests"
    called = ("request", "requests")
    narrowed_by = (
        Narrowing("role", "Role", "role__name"),
        Narrowing("level", "Level", "level__name"),
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
    )

    def get_records(self) -> QuerySet[SupportRequest]:
        rows = demanded(self.person).select_related("organisation", "role", "level")
        narrowed: QuerySet[SupportRequest] = self.narrow(rows.order_by("-submitted_at", "-pk"))
        return narrowed

    def get_table(self, records: Sequence[SupportRequest]) -> Table:
        return DEMANDED
