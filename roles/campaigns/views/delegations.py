"""The delegations on record: listed, recorded, ended (R1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from hub.refusals import RefusedError
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView
from roles.campaigns import tables
from roles.campaigns.forms.delegations import DelegationForm
from roles.campaigns.forms.last_day import LastDayForm
from roles.campaigns.services.delegations import end_delegation, record_delegation
from roles.models.campaigns.delegation import Delegation


class DelegationListView(GuardedTemplateView):
    """The delegations a person may see, the latest first, ended ones too."""

    permission = "roles.view_delegation"
    template_name = "roles/campaigns/delegation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        rows = Delegation.objects.visible_to(user).select_related("organisation", "given_to")
        may_record = user.has_perm("roles.record_delegation")
        endable = {
            row.pk
            for row in rows
            if (row.valid_to is None or row.valid_to >= today)
            and row.given_to_id != self.person.pk
            and user.has_perm("roles.record_delegation", row)
        }
        return super().get_context_data(
            delegations=tables.delegations(
                today, set(rows.in_force(today)), endable, may_record=may_record
            ).of(rows),
            may_record=may_record,
            **kwargs,
        )


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
        return redirect(delegation)

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
        return redirect(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="End a delegation", record=self.record, **kwargs)
