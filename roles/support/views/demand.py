"""What departments asked for, and how much of it nobody on a reserve list could meet (H3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from hub.keyset import HeldRows
from hub.tables import Table
from hub.views.record_lists import RecordListView
from roles.models.support.support_request import SupportRequest
from roles.support.outcome_tables import DEMAND

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


class DemandView(RecordListView):
    """Requests of the last twelve months by role and level, those without a match beside them."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_demand.html"
    url_name = "roles:support_demand"
    title = "Demand for people"
    export_filename = "demand"
    called = ("role and level", "roles and levels")

    def get_records(self) -> HeldRows:
        self.filters.without_others()
        rows = SupportRequest.objects.visible_to(self.request.user).filter(
            submitted_at__gt=timezone.now() - YEAR, reserve_matches__isnull=False
        )
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
        return HeldRows(
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

    def get_table(self, records: Sequence[Demand]) -> Table:
        return DEMAND
