"""The delegations on record: listed, recorded, ended (R1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from hub.list_memory import back_to
from hub.refusals import RefusedError
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedFormView
from hub.views.record_lists import RecordListView
from roles.campaigns import tables
from roles.campaigns.forms.delegations import DelegationForm
from roles.campaigns.forms.last_day import LastDayForm
from roles.campaigns.services.delegations import end_delegation, record_delegation
from roles.models.campaigns.delegation import Delegation


class DelegationListView(RecordListView):
    """The delegations a person may see, the latest first, ended ones too."""

    permission = "roles.view_delegation"
    template_name = "roles/campaigns/delegation_list.html"
    url_name = "roles:delegation_list"
    title = "Delegations"
    export_filename = "delegations"
    called = ("delegation", "delegations")

    @cached_property
    def may_record(self) -> bool:
        """Whether the person puts delegations on record, and so ends them."""
        return self.person.has_perm("roles.record_delegation")

    @cached_property
    def in_force(self) -> set[Delegation]:
        """Those by which somebody may decide today."""
        rows = Delegation.objects.visible_to(self.person)
        return set(rows.in_force(timezone.localdate()))

    def get_records(self) -> QuerySet[Delegation]:
        rows = Delegation.objects.visible_to(self.person)
        return rows.select_related("organisation", "given_to")

    def get_table(self, records: Sequence[Delegation]) -> Table:
        today = timezone.localdate()
        endable = {
            row.pk
            for row in records
            if (row.valid_to is None or row.valid_to >= today)
            and row.given_to_id != self.person.pk
            and self.person.has_perm("roles.record_delegation", row)
        }
        return tables.delegations(today, self.in_force, endable, may_record=self.may_record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_record=self.may_record, **kwargs)


class DelegationRecordView(CreatingFormView):
    """Put a delegation on record."""

    permission = "roles.record_delegation"
    template_name = "roles/campaigns/delegation_form.html"
    form_class = DelegationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: DelegationForm) -> HttpResponse:
        try:
            delegation = record_delegation(actor=self.person, **form.record())
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(error.field, reason)
            return self.form_invalid(form)
        messages.success(self.request, f"{delegation} is on record")
        return back_to(self.request, "roles:delegation_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Record a delegation", **kwargs)


class DelegationEndView(GuardedFormView):
    """Give a delegation its last day."""

    permission = "roles.record_delegation"
    template_name = "roles/campaigns/delegation_form.html"
    form_class = LastDayForm
    record: Delegation

    def get_permission_object(self) -> Delegation:
        rows = Delegation.objects.visible_to(self.request.user).select_related("organisation")
        self.record = get_object_or_404(rows, reference=self.kwargs["reference"])
        return self.record

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.record}

    def form_valid(self, form: LastDayForm) -> HttpResponse:
        try:
            end_delegation(
                delegation=self.record, actor=self.person, valid_to=form.cleaned_data["valid_to"]
            )
        except RefusedError as error:
            form.add_error(error.field, error.reasons)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.record} now has a last day")
        return back_to(self.request, "roles:delegation_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="End a delegation", record=self.record, **kwargs)
