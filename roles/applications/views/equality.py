"""Equality totals: how far people of each answer came, never who they are."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from hub.models import Organisation
from hub.suppression import threshold
from hub.views.base import GuardedTemplateView
from roles.applications.services.equality import equality_tables, totals_for
from roles.applications.tables import equality_totals


class EqualityTotalsView(GuardedTemplateView):
    """The totals of every department, or of one with its bodies."""

    permission = "roles.view_monitoringtotal"
    template_name = "roles/applications/equality_totals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        departments = Organisation.objects.filter(
            pk__in=totals_for(None).values("campaign__organisation")
        )
        options = sorted({organisation.department for organisation in departments}, key=str)
        chosen = self._chosen()
        bodies = None
        if chosen:
            bodies = [body.pk for body in departments if body.department == chosen]
        return super().get_context_data(
            tables=[equality_totals(totals) for totals in equality_tables(totals_for(bodies))],
            departments=options,
            chosen=chosen,
            threshold=threshold(),
            **kwargs,
        )

    def _chosen(self) -> Organisation | None:
        code = self.request.GET.get("department", "")
        if not code:
            return None
        found = None if "\x00" in code else Organisation.objects.filter(code=code).first()
        if found is None:
            raise Http404
        return found
