"""Roles in organisations: who has them, giving one to somebody else, ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.filters import Filters
from hub.forms.roles import ConfirmOfficeForm, EndRoleForm, GiveRoleForm
from hub.memberships import end_membership, give_role
from hub.models import Membership, PendingOffice
from hub.offices import confirm_office, confirmers_of, refuse_office, version_of_office
from hub.open_work import left_without, open_with, who_hears
from hub.refusals import RefusedError
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView
from hub.views.tables import ROLES, pending_offices

PAGE = 30


def refused(form: Any, error: RefusedError) -> None:
    """Put the reasons of a refusal beside the answer they are about."""
    for reason in error.reasons:
        form.add_error(error.field if error.field in form.fields else None, reason)


class RoleListView(GuardedTemplateView):
    """Who can do what for your organisation today or later, where this person gives them."""

    permission = "hub.add_membership"
    template_name = "hub/roles/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Membership.objects.managed_by(self.person).not_over(timezone.localdate())
        rows = rows.select_related("user", "organisation", "given_by")
        filters = Filters(self.request.GET)
        page = filters.page_of(Paginator(rows.order_by("organisation__name", "role", "pk"), PAGE))
        waiting = PendingOffice.objects.managed_by(self.person)
        waiting = waiting.select_related("user", "group", "organisation", "given_by")
        return super().get_context_data(
            page_of_roles=page,
            not_understood=filters.not_understood,
            roles=ROLES.of(page),
            waiting=pending_offices(self.person).of(waiting),
            **kwargs,
        )


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
        return redirect("role_list")


def said_of(pending: PendingOffice) -> str:
    """What is said to whoever gives an office that waits."""
    if not confirmers_of(pending):
        return (
            f"{pending}, {pending.user.email}: nobody else here can confirm this. Ask the "
            "technical team that runs this service to confirm it"
        )
    return (
        f"{pending}, {pending.user.email}: a second person has to confirm this. We have emailed "
        "everyone who can"
    )


class OfficeConfirmView(GuardedFormView):
    """Confirm an office of power that somebody else gave, or say no; who is told may say no."""

    permission = "hub.object_to_office"
    template_name = "hub/roles/confirm.html"
    form_class = ConfirmOfficeForm
    pending: PendingOffice

    def get_permission_object(self) -> PendingOffice:
        rows = PendingOffice.objects.told_to(self.person)
        rows = rows.select_related("user", "group", "organisation", "given_by")
        self.pending = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.pending

    def get_form_kwargs(self) -> dict[str, Any]:
        may_confirm = self.person.has_perm("hub.confirm_office", self.pending)
        return {
            **super().get_form_kwargs(),
            "pending": self.pending,
            "may_confirm": may_confirm,
            "read": version_of_office(self.pending),
        }

    @property
    def back(self) -> str:
        """The list of roles, for who gives them; their account for everybody else."""
        gives = self.person.has_perm("hub.add_membership")
        return reverse("role_list" if gives else "account")

    def form_valid(self, form: Any) -> HttpResponse:
        name, office = self.pending.user.email, str(self.pending)
        try:
            if form.cleaned_data["answer"] == "yes":
                read = form.cleaned_data["facts_version"]
                confirm_office(pending=self.pending, actor=self.person, read=read)
                messages.success(self.request, f"You have confirmed this for {name}: {office}")
            else:
                refuse_office(pending=self.pending, actor=self.person)
                messages.success(self.request, f"You have refused this for {name}: {office}")
        except PendingOffice.DoesNotExist:
            messages.warning(self.request, "Somebody has already answered, so nothing has changed.")
        except RefusedError as error:
            refused(form, error)
            # From here on they have read it as it is now.
            self.pending = self.get_permission_object()
            form.data = form.data.copy()
            form.data["facts_version"] = version_of_office(self.pending)
            return self.form_invalid(form)
        return redirect(self.back)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pending=self.pending, back=self.back, **kwargs)


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
        return redirect("role_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, body = self.membership.user, self.membership.organisation
        return super().get_context_data(
            membership=self.membership,
            still_open=open_with(person, body),
            stand_ins=who_hears(person, body, self.person),
            left_empty=left_without(self.membership),
            **kwargs,
        )
