"""The places of a cohort as a list: sorted, filtered, taken as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from hub.tables import Table
from hub.views.record_lists import RecordListView
from training.cohorts.tables import COHORT_PLACES
from training.cohorts.views.workspace import find_cohort
from training.models import Cohort, Place, PlaceState


class CohortPlacesView(RecordListView):
    """The places of a cohort, the waiting list too, by state."""

    permission = "training.manage_cohort"
    template_name = "training/cohorts/cohort_places.html"
    url_name = "training:cohort_places"
    title = "Places"
    called = ("place", "places")

    @cached_property
    def cohort(self) -> Cohort:
        """The cohort that the address names. Raises ``Http404``."""
        return find_cohort(self)

    @cached_property
    def state(self) -> str:
        """The state that is shown; "" for all."""
        self.filters.without_others("state")
        return self.filters.chosen("state", PlaceState.values, "state")

    def get_records(self) -> QuerySet[Place]:
        rows = Place.objects.filter(cohort=self.cohort)
        rows = rows.filter(state=self.state) if self.state else rows
        attended = Count("attendances", filter=Q(attendances__is_present=True))
        rows = rows.select_related("person", "organisation", "service")
        return rows.annotate(attended=attended).order_by("requested_at", "pk")

    def get_table(self, records: Sequence[Place]) -> Table:
        return COHORT_PLACES

    @property
    def called_in_log(self) -> str:
        return f" of {self.cohort.name}"

    def get_filename(self) -> str:
        """Whose places they are."""
        return f"places-{self.cohort.slug}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Place.objects.filter(cohort=self.cohort).order_by()
        counts = Counter(found.values_list("state", flat=True))
        return super().get_context_data(
            cohort=self.cohort,
            state=self.state,
            number=counts.total(),
            states=[
                (value, label, counts[value])
                for value, label in PlaceState.choices
                if counts[value] or value == self.state
            ],
            **kwargs,
        )
