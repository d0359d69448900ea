"""Departments and the bodies under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property
from django.utils.timezone import localdate

from hub.keyset import HeldRows
from hub.models import Organisation
from hub.narrowing import Narrowing
from hub.organisation_tree import ORGANISATIONS, Place, picture_of, places
from hub.tables import Table
from hub.views.record_lists import RecordListView


class OrganisationTreeView(RecordListView):
    """Every department with its bodies, and what they were before: drawn, and as a list."""

    permission = "hub.view_services"
    template_name = "hub/services/organisations.html"
    url_name = "organisation_tree"
    title = "Departments and bodies"
    export_filename = "organisations"
    called = ("organisation", "organisations")
    page_size = 100
    narrowed_by = (
        Narrowing("state", "State", "standing"),
        Narrowing("part", "Kind", "organisation__kind", labels=dict(Organisation.Kind.choices)),
        Narrowing(
            "department",
            "Under",
            "organisation__parent__code",
            "organisation__parent__name",
            none="No department",
        ),
    )

    @cached_property
    def places(self) -> list[Place]:
        """The organisations in the order of the picture."""
        return places(localdate())

    def get_records(self) -> HeldRows:
        narrowed: HeldRows = self.narrow(HeldRows(self.places))
        return narrowed

    def get_table(self, records: Sequence[Place]) -> Table:
        return ORGANISATIONS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tree=picture_of(self.places), **kwargs)
