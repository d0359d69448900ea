"""The quarterly return to the Civil Service Commission: the campaigns that ended in a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from hub.periods import Quarter
from hub.tables import Table
from hub.views.record_lists import RecordListView
from roles.campaigns import exception_table, return_table
from roles.models.campaigns.by_exception import AppointmentByException
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import FILLED
from roles.models.selection.complaint import Complaint
from roles.models.selection.panel import Panel

# So many quarters can be chosen, this one and those before it.
QUARTERS = 8


class CommissionReturnView(RecordListView):
    """Each campaign that ended in a quarter, with what the Commission asks; as a file to send."""

    permission = "roles.view_commission_return"
    template_name = "roles/campaigns/commission_return.html"
    url_name = "roles:commission_return"
    title = "Quarterly return for the Civil Service Commission"
    called = ("campaign", "campaigns")

    @cached_property
    def quarters(self) -> list[Quarter]:
        """Those to choose from, the latest first."""
        found = [Quarter.containing(timezone.now())]
        while len(found) < QUARTERS:
            found.append(found[-1].previous)
        return found

    @cached_property
    def quarter(self) -> Quarter:
        """The one that is shown: the last that is over, unless another is asked for."""
        codes = {quarter.code for quarter in self.quarters}
        asked = self.filters.chosen("period", codes, "quarter")
        return Quarter.parse(asked) if asked else self.quarters[1]

    @property
    def is_filtered(self) -> bool:
        # A quarter leaves nothing out: each is a return of its own.
        return False

    def get_records(self) -> QuerySet[Campaign]:
        rows = Campaign.objects.visible_to(self.person).ended_within(self.quarter)
        commissioned = Panel.objects.filter(campaign=OuterRef("pk")).exclude(commissioner="")
        return (
            rows.select_related("organisation", "grade", "role")
            .annotate(
                posts_count=Count("posts"),
                filled_count=Count("posts", filter=Q(posts__state__in=FILLED)),
                is_commissioned=Exists(commissioned),
            )
            .order_by("reference")
        )

    def get_table(self, records: Sequence[Campaign]) -> Table:
        return return_table.RETURN

    @property
    def called_in_log(self) -> str:
        return f" for the return of {self.quarter.code}"

    def get_filename(self) -> str:
        return f"commission-return-{self.quarter.code}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = AppointmentByException.objects.visible_to(self.person).begun_within(self.quarter)
        rows = rows.select_related(
            "organisation", "grade", "decided_by", "continues__continues__continues"
        )
        complaints = Complaint.objects.visible_to(self.person).received_within(self.quarter)
        exceptions = exception_table.in_the_return(timezone.localdate()).of(rows)
        return super().get_context_data(
            quarter=self.quarter,
            quarters=self.quarters,
            exceptions=exceptions,
            complaints=return_table.complaints(complaints)
            if self.person.has_perm("roles.view_complaint")
            else None,
            **kwargs,
        )
