"""The needs workspace: the list, a need with its thread, raising, closing, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django_fsm import TransitionNotAllowed

from hub import thread, timeline
from hub.forms.needs import RaiseNeedForm, ReasonForm
from hub.history import by_day
from hub.models import Need
from hub.models.need_state import STAGES
from hub.needs import answers, close_need, raise_need, withdraw_need
from hub.refusals import done_already, kept_words
from hub.states import stages_of
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage
from hub.views.tables import ALL_NEEDS, NEEDS

SHOWN = ("open", "all")


class NeedListView(RecordListView):
    """The needs a person may see, open ones first unless all are asked for."""

    permission = "hub.view_need"
    template_name = "hub/needs/list.html"
    url_name = "need_list"
    title = "Needs"
    export_filename = "needs"
    called = ("need", "needs")

    @cached_property
    def show(self) -> str:
        """Which are shown."""
        self.filters.without_others("show")
        return self.filters.chosen("show", SHOWN, "filter") or "open"

    def get_records(self) -> QuerySet[Need]:
        needs = Need.objects.visible_to(self.request.user).select_related(
            "organisation", "role", "level", "service"
        )
        return needs if self.show == "all" else needs.open()

    def get_table(self, records: Sequence[Need]) -> Table:
        return ALL_NEEDS if self.show == "all" else NEEDS

    @property
    def is_filtered(self) -> bool:
        """Neither choice is a filter to remove: the one that leaves some out is the usual one."""
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_raise = self.request.user.has_perm("hub.add_need")
        return super().get_context_data(show=self.show, may_raise=may_raise, **kwargs)


class NeedView(GuardedView):
    """A view of one need, found by its reference among those the person may see."""

    permission = "hub.view_need"
    need: Need

    def get_permission_object(self) -> Need:
        self.need = get_object_or_404(
            Need.objects.visible_to(self.request.user).select_related(
                "organisation__parent", "role", "level", "service", "raised_by"
            ),
            reference=self.kwargs["reference"],
        )
        return self.need


class NeedDetailView(RecordPage, NeedView, GuardedTemplateView):
    """A need, its thread, and the ways to answer it."""

    of, listed_in = Need, NeedListView
    template_name = "hub/needs/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, need = self.request.user, self.need
        prefetch_related_objects([need], "links")
        offered = [
            (answer, answer.start_url(need))
            for answer in answers
            if need.state in need.UNMET_STATES and answer.may_start(user, need)
        ]
        return super().get_context_data(
            record=need,
            need=need,
            stages=stages_of(need, STAGES),
            picture=thread.picture_of(need, self.person),
            thread=by_day(
                self.request,
                timeline.lines_of_thread(timeline.newest_first(timeline.of_need(need, user))),
            ),
            answers=offered,
            may_close=need.state in need.OPEN_STATES and user.has_perm("hub.change_need", need),
            may_withdraw=need.state in need.UNMET_STATES
            and user.has_perm("hub.withdraw_need", need),
            **kwargs,
        )


class NeedRaiseView(CreatingFormView):
    """Raise a need."""

    permission = "hub.add_need"
    template_name = "hub/needs/raise.html"
    form_class = RaiseNeedForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        need = raise_need(actor=self.person, **form.cleaned_data)
        messages.success(self.request, f"{need} has been raised")
        return redirect(need)


class NeedEndView(NeedView, GuardedFormView):
    """Ask for the reason, then end the need by the service the route names."""

    template_name = "hub/needs/end.html"
    form_class = ReasonForm
    heading = button = done = ""
    service: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            need=self.need, heading=self.heading, button=self.button, **kwargs
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            type(self).service(
                need=self.need, reason=form.cleaned_data["reason"], actor=self.request.user
            )
        except TransitionNotAllowed:
            self.need.refresh_from_db()
            state = self.need.get_state_display()
            kept = kept_words([form.cleaned_data["reason"]])
            messages.warning(self.request, done_already(str(self.need), state) + kept)
        else:
            messages.success(self.request, f"{self.need} is {self.done}")
        return redirect(reverse("need_detail", args=[self.need.reference]))


class NeedCloseView(NeedEndView):
    """Close a need whose gap is closed."""

    permission = "hub.change_need"
    heading, button, done = "Close this need", "Close need", "closed"
    service = staticmethod(close_need)


class NeedWithdrawView(NeedEndView):
    """Withdraw a need that no longer stands."""

    permission = "hub.withdraw_need"
    heading, button, done = "Withdraw this need", "Withdraw need", "withdrawn"
    service = staticmethod(withdraw_need)
