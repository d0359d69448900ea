"""The conflicts of interest of a campaign, for the resourcing officer alone (R9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from hub.moves import MoveView
from hub.refusals import RefusedError
from hub.views.base import GuardedFormView, GuardedTemplateView, refused
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.conflict import Conflict, ConflictDeclaration, ConflictQuerySet
from roles.selection import panel_tables
from roles.selection.forms.conflicts import RecordConflictForm
from roles.selection.panel_moves import CONFLICT_MOVES
from roles.selection.services.conflict_finding import lines_naming
from roles.selection.services.conflicts import record_conflict


class ConflictListView(CampaignRecordView, GuardedTemplateView):
    """What those on the panels declared, what was found, and what is decided."""

    permission = "roles.decide_conflict"
    template_name = "roles/selection/conflict_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.record
        found = Conflict.objects.of(campaign).listed().open_to(self.person).by_reference()
        found = found.select_related("application__campaign", "person")
        declared = ConflictDeclaration.objects.filter(member__panel__campaign=campaign)
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            to_decide=panel_tables.TO_DECIDE.of(self._with_words(found.to_decide())),
            decided=panel_tables.DECIDED.of(self._decided(found)),
            declared=panel_tables.DECLARED.of(
                declared.select_related("member__person", "member__panel")
            ),
            **kwargs,
        )

    def _decided(self, found: ConflictQuerySet) -> list[Any]:
        waits = set(found.to_look_at_again().order_by().values_list("pk", flat=True))
        rows = self._with_words(found.decided())
        for row in rows:
            row.is_to_look_at_again = row.pk in waits
        return rows

    def _with_words(self, found: Iterable[Conflict]) -> list[Any]:
        """Each with what its person declared of the candidate."""
        rows: list[Any] = list(found)
        said = lines_naming(self.record, rows)
        for row in rows:
            row.lines_naming = said[row.pk]
        return rows


class ConflictRecordView(CampaignRecordView, GuardedFormView):
    """A conflict that somebody told who arranges the selection."""

    permission = "roles.decide_conflict"
    template_name = "roles/selection/conflict_record.html"
    form_class = RecordConflictForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "campaign": self.record, "user": self.person}

    def form_valid(self, form: RecordConflictForm) -> HttpResponse:
        try:
            record_conflict(campaign=self.record, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "The conflict of interest is recorded")
        return redirect("roles:conflict_list", self.record.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("roles:conflict_list", args=[self.record.reference])
        return super().get_context_data(record=self.record, back=back, **kwargs)


class ConflictMoveView(MoveView):
    """A decision on one conflict of interest."""

    moves = CONFLICT_MOVES
    record_argument = "conflict"

    def find_record(self) -> Conflict:
        campaigns = Campaign.objects.visible_to(self.person)
        rows = Conflict.objects.listed().filter(
            application__campaign__in=campaigns.order_by().values("pk")
        )
        return get_object_or_404(
            rows.select_related("application__campaign__organisation__parent", "person"),
            application__campaign__reference=self.kwargs["reference"],
            pk=self.kwargs["conflict"],
        )
