"""The needs workspace: the list, a need with its thread, raising, closing, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django_fsm import TransitionNotAllowed

from hub import thread, timeline
from hub.dates import date_gb
from hub.forms import Way, WayForm
from hub.forms.needs import RaiseNeedForm, ReasonForm
from hub.history import by_day
from hub.last_change import last_changed
from hub.models import Need, User
from hub.models.need_state import STAGES, NeedState
from hub.narrowing import Narrowing
from hub.needs import NeedAnswer, answers, close_need, raise_need, withdraw_need
from hub.refusals import done_already, kept_words
from hub.states import stages_of
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.pdf_files import asks_for_pdf, pdf_at, picture_as_pdf
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
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
    )
    selected_by = ("show",)

    @cached_property
    def show(self) -> str:
        """Which are shown."""
        return self.filters.chosen("show", SHOWN, "filter") or "open"

    def get_records(self) -> QuerySet[Need]:
        needs = Need.objects.visible_to(self.request.user).select_related(
            "organisation", "role", "level", "service"
        )
        narrowed: QuerySet[Need] = self.narrow(needs if self.show == "all" else needs.open())
        return narrowed

    def get_table(self, records: Sequence[Need]) -> Table:
        return ALL_NEEDS if self.show == "all" else NEEDS

    @property
    def is_filtered(self) -> bool:
        """Which are shown is no filter to remove: the one that leaves some out is the usual one."""
        return bool(self.filters.chosen_by_name.get("organisation"))

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

    def say_it_is_done(self, kept: str = "") -> None:
        """Say that somebody was quicker, who it was, and what was not saved."""
        why = done_already(str(self.need), self.need.get_state_display())
        messages.warning(self.request, f"{why} {last_changed(self.need, self.person)}{kept}")


def ways_to_meet(need: Need, person: User) -> list[tuple[NeedAnswer, str]]:
    """The ways to meet a need that a person may start, and where each starts."""
    if need.state not in need.UNMET_STATES:
        return []
    return [
        (answer, answer.start_url(need)) for answer in answers if answer.may_start(person, need)
    ]


def may_withdraw(need: Need, person: User) -> bool:
    """Whether a person may say that a need no longer stands."""
    return need.state in need.UNMET_STATES and person.has_perm("hub.withdraw_need", need)


def may_close(need: Need, person: User) -> bool:
    """Whether a person may say that the gap is closed."""
    return need.state in need.OPEN_STATES and person.has_perm("hub.change_need", need)


def next_step_of(need: Need, person: User) -> str:
    """What is next for a need, in the words for this person."""
    pages = set()
    if ways_to_meet(need, person) and may_withdraw(need, person):
        pages.add("meet")
    if may_close(need, person):
        pages.add("close")
    steps = NeedState(need.state).facts.steps
    return next((step.words for step in steps if not step.page or step.page in pages), "")


class NeedDetailView(RecordPage, NeedView, GuardedTemplateView):
    """A need, its thread, and the ways to answer it."""

    of, listed_in = Need, NeedListView
    template_name = "hub/needs/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not asks_for_pdf(request):
            return super().get(request, *args, **kwargs)
        need = self.need
        return picture_as_pdf(
            request,
            thread.picture_of(need, self.person),
            f"need-{need.reference}",
            title=f"{need}: {need.headcount} × {need.level or need.role or 'people'}",
            caption=need.organisation.name,
            words=f"On {date_gb(timezone.now())} the state of this need is: "
            f"{need.get_state_display()}.",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, need = self.request.user, self.need
        prefetch_related_objects([need], "links")
        return super().get_context_data(
            record=need,
            need=need,
            stages=stages_of(need, STAGES),
            picture=thread.picture_of(need, self.person),
            pdf=pdf_at(need.get_absolute_url()),
            thread=by_day(
                self.request,
                timeline.lines_of_thread(
                    timeline.newest_first(timeline.of_need(need, user)), str(need)
                ),
            ),
            answers=ways_to_meet(need, self.person),
            next_step=next_step_of(need, self.person),
            may_close=may_close(need, self.person),
            may_withdraw=may_withdraw(need, self.person),
            **kwargs,
        )


class NeedMeetView(NeedView, GuardedFormView):
    """Decide how to meet a need: one choice, which leads to the form of what was chosen."""

    permission = "hub.withdraw_need"
    template_name = "hub/needs/meet.html"
    form_class = WayForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.too_late() or super().post(request, *args, **kwargs)

    def too_late(self) -> HttpResponse | None:
        """Lead to a need that is met or has ended, and say so."""
        if self.need.state in self.need.UNMET_STATES:
            return None
        self.say_it_is_done()
        return redirect(self.need)

    def get_form_kwargs(self) -> dict[str, Any]:
        ways = [
            Way(answer.slug, answer.label, answer.description, start)
            for answer, start in ways_to_meet(self.need, self.person)
        ]
        address = reverse("need_withdraw", args=[self.need.reference])
        hint = "The organisation no longer needs these people."
        ways.append(Way("withdraw", "Withdraw the need", hint, address))
        return {**super().get_form_kwargs(), "ways": ways}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(need=self.need, **kwargs)

    def form_valid(self, form: WayForm) -> HttpResponse:
        return redirect(form.address)


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
            self.say_it_is_done(kept_words([form.cleaned_data["reason"]]))
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
