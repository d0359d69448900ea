"""Who stands in for somebody who is away: choosing a colleague, and ending it early."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.forms.stand_ins import StandInForm
from hub.models import StandIn, User
from hub.refusals import RefusedError
from hub.stand_ins import StandInOverError, arrange_stand_in, colleagues_of, end_stand_in
from hub.tables import Column, Empty, Link, Table, Tag
from hub.views.base import CreatingFormView, GuardedTemplateView, GuardedView, refused


def _state(stand_in: StandIn) -> Tag:
    today = timezone.localdate()
    if stand_in.starts_on > today:
        return Tag("Planned", "yellow")
    if not stand_in.is_in_effect(today):
        return Tag("No longer the same access", "red")
    return Tag("Now", "green")


def _end(stand_in: StandIn) -> Link:
    about = f"{stand_in.colleague} for {stand_in.person}, from {date_gb(stand_in.starts_on)}"
    return Link("End", reverse("stand_in_end", args=[stand_in.pk]), about)


STAND_INS = Table(
    "Who stands in for whom",
    (
        Column("Away", lambda row: row.person),
        Column("Stands in", lambda row: row.colleague),
        Column("First day", lambda row: row.starts_on),
        Column("Last day", lambda row: row.ends_on),
        Column("State", _state),
        Column("Change", _end, heading_is_hidden=True),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "Nobody stands in for you, and you do not stand in for anybody.",
        "Before you go on leave, choose a colleague with the same access to do your work.",
    ),
)


def not_over(person: User) -> Any:
    """What a person arranged, and what was arranged with them, and is not over."""
    rows = StandIn.objects.visible_to(person).not_over(timezone.localdate())
    return rows.select_related("person", "colleague")


class StandInListView(GuardedTemplateView):
    """Who stands in for a person, and for whom they do, today and later."""

    permission = "hub.arrange_stand_in"
    template_name = "hub/work/stand_ins.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            stand_ins=STAND_INS.of(not_over(self.person)),
            has_colleagues=colleagues_of(self.person).exists(),
            **kwargs,
        )


class StandInArrangeView(CreatingFormView):
    """Choose a colleague who stands in."""

    permission = "hub.arrange_stand_in"
    template_name = "hub/work/arrange_stand_in.html"
    form_class = StandInForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.person}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            stand_in = arrange_stand_in(actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        days = f"from {date_gb(stand_in.starts_on)} to {date_gb(stand_in.ends_on)}"
        told = "We have emailed them"
        messages.success(self.request, f"{stand_in.colleague} stands in for you {days}. {told}.")
        return redirect("stand_in_list")


class StandInEndView(GuardedView):
    """End it early, by either of the two; what it means is read first."""

    permission = "hub.end_stand_in"
    stand_in: StandIn

    def get_permission_object(self) -> StandIn:
        rows = StandIn.objects.visible_to(self.person).select_related("person", "colleague")
        self.stand_in = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.stand_in

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not not_over(self.person).filter(pk=self.stand_in.pk).exists():
            messages.warning(request, f"{StandInOverError.reason}.")
            return redirect("stand_in_list")
        context = {"stand_in": self.stand_in, "is_own": self.stand_in.person == self.person}
        return render(request, "hub/work/end_stand_in.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            end_stand_in(stand_in=self.stand_in, actor=self.person)
        except RefusedError as error:
            messages.warning(request, f"{error}, so nothing has changed.")
        else:
            row = self.stand_in
            messages.success(request, f"{row.colleague} no longer stands in for {row.person}.")
        return redirect("stand_in_list")
