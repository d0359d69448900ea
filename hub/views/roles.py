"""Roles in organisations: who has them, giving one to somebody else, ending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from hub.coming_back import FormerAddressError
from hub.dates import date_gb
from hub.forms.roles import EndRoleForm, GiveRoleForm
from hub.forms.second_person import NO, YES
from hub.list_memory import back_to
from hub.memberships import end_membership, give_role
from hub.models import Membership, PendingOffice
from hub.offices import (
    confirm_office,
    confirmers_of,
    refuse_office,
    said_of_asking,
    version_of_office,
)
from hub.open_work import left_without, open_with, who_hears
from hub.refusals import RefusedError
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedFormView, refused
from hub.views.record_lists import RecordListView
from hub.views.second_person import SecondPersonView
from hub.views.tables import ROLES, pending_offices


class RoleListView(RecordListView):
    """Who can do what for your organisation today or later, where this person gives them."""

    permission = "hub.add_membership"
    template_name = "hub/roles/list.html"
    url_name = "role_list"
    title = "Who can do what"
    export_filename = "access"
    called = ("entry", "entries")

    def get_records(self) -> QuerySet[Membership]:
        rows = Membership.objects.managed_by(self.person).not_over(timezone.localdate())
        rows = rows.select_related("user", "organisation", "given_by")
        return rows.order_by("organisation__name", "role", "pk")

    def get_table(self, records: Sequence[Membership]) -> Table:
        return ROLES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = PendingOffice.objects.managed_by(self.person)
        waiting = waiting.select_related("user", "group", "organisation", "given_by")
        return super().get_context_data(waiting=pending_offices(self.person).of(waiting), **kwargs)


class RoleGiveView(CreatingFormView):
    """Give somebody else a role."""

    permission = "hub.add_membership"
    template_name = "hub/roles/give.html"
    form_class = GiveRoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everywhere = self.person.gives_roles_everywhere
        return super().get_context_data(gives_roles_everywhere=everywhere, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            given = give_role(actor=self.person, **form.cleaned_data)
        except FormerAddressError as error:
            if self.person.gives_roles_everywhere:
                form.ask_whether_another()
            else:
                error.field = "email"
                refused(form, error)
            return self.form_invalid(form)
        except RefusedError as error:
            error.field = "email" if error.field == "user" else error.field
            refused(form, error)
            return self.form_invalid(form)
        if isinstance(given, PendingOffice):
            messages.success(self.request, said_of(given))
        else:
            since = given.valid_from
            when = f"has access from {date_gb(since)}"
            has = when if since > timezone.localdate() else "now has access"
            messages.success(self.request, f"{given.user.email} {has}: {given}")
        return back_to(self.request, "role_list")


def said_of(pending: PendingOffice) -> str:
    """What is said to whoever gives an office that waits."""
    return said_of_asking(f"{pending}, {pending.user.email}", confirmers_of(pending))


class OfficeConfirmView(SecondPersonView):
    """Confirm an office of power that somebody else gave, or refuse it, as who is told may."""

    permission = "hub.object_to_office"
    template_name = "hub/roles/confirm.html"
    model = PendingOffice
    emailed = "hub.office_given"
    logged = frozenset(
        {
            "hub.office_confirmed",
            "hub.office_refused",
            "hub.office_lapsed",
            "hub.office_lapsed_with_address",
        }
    )
    confirming = "hub.confirm_office"
    question = "Should this person have this access?"
    pending: PendingOffice

    def rows(self) -> Any:
        rows = PendingOffice.objects.told_to(self.person)
        return rows.select_related("user", "group", "organisation", "given_by")

    def record(self) -> Any:
        return self.pending.user

    def where(self, record: Any) -> str:
        """The list of roles, for who gives them; what waits for them, for everybody else."""
        return reverse("role_list" if self.person.has_perm("hub.add_membership") else "work")

    def answers(self) -> list[tuple[str, str]]:
        says = "should no longer have" if self.pending.is_ending else "should have"
        may_confirm = self.person.has_perm("hub.confirm_office", self.pending)
        yes = [(YES, f"Yes, they {says} this access")] if may_confirm else []
        return [*yes, (NO, "No, refuse it")]

    def version(self) -> str:
        return version_of_office(self.pending)

    def confirm(self, read: str) -> str:
        words = f"{self.pending.user.email}: {self.pending}"
        confirm_office(pending=self.pending, actor=self.person, read=read)
        return f"You have confirmed this for {words}"

    def refuse(self, reason: str) -> str:
        words = f"{self.pending.user.email}: {self.pending}"
        refuse_office(pending=self.pending, reason=reason, actor=self.person)
        return f"You have refused this for {words}"


class RoleEndView(GuardedFormView):
    """End a role, at once or on a later day."""

    permission = "hub.change_membership"
    template_name = "hub/roles/end.html"
    form_class = EndRoleForm
    membership: Membership

    def get_permission_object(self) -> Membership:
        rows = Membership.objects.managed_by(self.person).select_related("user", "organisation")
        self.membership = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.membership

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            ended = end_membership(
                membership=self.membership, on=form.cleaned_data["on"], actor=self.person
            )
        except RefusedError as error:
            error.field = "on"
            refused(form, error)
            return self.form_invalid(form)
        until = form.cleaned_data["on"]
        when = f"ends on {date_gb(until)}" if until else "has ended"
        messages.success(self.request, f"The access of {ended.user.email} {when}: {ended}")
        return back_to(self.request, "role_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, body = self.membership.user, self.membership.organisation
        return super().get_context_data(
            membership=self.membership,
            still_open=open_with(person, body),
            stand_ins=who_hears(person, body, self.person),
            left_empty=left_without(self.membership),
            **kwargs,
        )
