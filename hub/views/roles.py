"""Roles in organisations: who has them, giving one to somebody else, ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from hub.dates import date_gb
from hub.directory import end_membership, give_role
from hub.forms.roles import EndRoleForm, GiveRoleForm
from hub.models import Membership
from hub.refusals import RefusedError
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView
from hub.views.tables import ROLES

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
        page = Paginator(rows.order_by("organisation__name", "role", "pk"), PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(page_of_roles=page, roles=ROLES.of(page), **kwargs)


class RoleGiveView(CreatingFormView):
    """Give somebody else a role."""

    permission = "hub.add_membership"
    template_name = "hub/roles/give.html"
    form_class = GiveRoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.person}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            given = give_role(actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            error.field = "email" if error.field == "user" else error.field
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{given.user.email} is now {given}")
        return redirect("role_list")


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
        when = f"until {date_gb(until)}" if until else "no longer"
        messages.success(self.request, f"{ended.user.email} is {ended} {when}")
        return redirect("role_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(membership=self.membership, **kwargs)
