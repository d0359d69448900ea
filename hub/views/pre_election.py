"""Pre-election periods: who works here reads them, a hub lead sets, changes and ends them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from wagtail.log_actions import registry

from hub import timeline
from hub.forms.pre_election import EndPreElectionForm, PreElectionForm
from hub.history import entries_by_day
from hub.models import PendingPolicy, PreElectionPeriod
from hub.models.log_entry import actions_hidden_from
from hub.policies import said_of_waiting
from hub.pre_election import PeriodOverError, held_back
from hub.pre_election_changes import PeriodWaitsError, change_period, end_period, set_period
from hub.refusals import RefusedError
from hub.second_person import waiting_for_second
from hub.states import ShownStage
from hub.views.base import (
    CreatingFormView,
    GuardedFormView,
    GuardedTemplateView,
    GuardedView,
    person_of,
    refused,
)
from hub.views.checked import CHANGE, SEND, STEP
from hub.views.record_page import Crumb, RecordPage
from hub.views.tables import PRE_ELECTION_PERIODS

VIEWING, SETTING = "hub.view_preelectionperiod", "hub.set_preelectionperiod"


def say_what_waits(request: HttpRequest, period: PreElectionPeriod, done: str) -> None:
    """Say that it was done and who hears of it, or that a second person has to confirm it."""
    if pending := period.asked.first():
        messages.warning(request, said_of_waiting(pending, person_of(request)))
    elif period.is_waiting:
        messages.success(request, f"{period} has been called off")
    else:
        messages.success(request, f"{period} {done}. We are emailing the people concerned")


class PeriodListView(GuardedTemplateView):
    """Every period, the latest first."""

    permission = VIEWING
    template_name = "hub/pre_election/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            periods=PRE_ELECTION_PERIODS.of(
                PreElectionPeriod.objects.visible_to(self.person).prefetch_related("departments")
            ),
            may_set=self.request.user.has_perm(SETTING),
            **kwargs,
        )


class PeriodSetView(CreatingFormView):
    """Set a period."""

    permission = SETTING
    template_name = "hub/pre_election/form.html"
    form_class = PreElectionForm

    def form_valid(self, form: PreElectionForm) -> HttpResponse:
        try:
            period = set_period(actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        say_what_waits(self.request, period, "is set")
        return redirect(period)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Set a pre-election period", **kwargs)


class OnePeriodView(GuardedView):
    """A page of one period."""

    period: PreElectionPeriod

    def get_permission_object(self) -> None:
        """Find the period among those the person may see. Raises ``Http404``."""
        rows = PreElectionPeriod.objects.visible_to(self.person)
        rows = rows.select_related("set_by", "ended_by")
        self.period = get_object_or_404(rows, pk=self.kwargs["pk"])


def stages_of_period(period: PreElectionPeriod) -> list[ShownStage]:
    """From the asking to the day after; a period that nobody confirmed never begins."""
    now = timezone.now()
    begins = ShownStage("In force", "next", period.starts_on)
    over = ShownStage("Ended", "next", period.first_day_after)
    if period.is_waiting:
        shown = [ShownStage(period.status, "now", None)]
        return shown if period.is_over_at(now) else [*shown, begins, over]
    confirmed = ShownStage("Confirmed", "done", None)
    if period.is_over_at(now):
        was_on = localdate(period.until)
        began = [replace(begins, place="done")] if period.starts_on < was_on else []
        return [confirmed, *began, ShownStage(period.status, "now", was_on)]
    if period.is_in_force_at(now):
        return [confirmed, replace(begins, place="now"), over]
    return [replace(confirmed, place="now"), begins, over]


class PeriodDetailView(RecordPage, OnePeriodView, GuardedTemplateView):
    """What waits, until when, why, and what was done."""

    of = PreElectionPeriod
    is_asked_of_record = False
    permission = VIEWING
    template_name = "hub/pre_election/detail.html"

    @classmethod
    def list_of(cls, request: HttpRequest, record: PreElectionPeriod) -> Crumb:
        return Crumb("Pre-election periods", reverse("pre_election_list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_set = self.request.user.has_perm(SETTING)
        is_over = self.period.is_over_at(timezone.now())
        return super().get_context_data(
            record=self.period,
            period=self.period,
            is_over=is_over,
            terms=(terms := self.period.terms),
            held_back=held_back(self.period, terms) if may_set and not is_over else [],
            asked=(asked := self.asked() if may_set else None),
            may_answer=asked and self.person.has_perm("hub.confirm_policy", asked),
            waiting=asked and waiting_for_second("hub.confirm_policy", asked, self.person),
            may_change=may_set and not is_over and not asked,
            may_end=may_set and not is_over,
            confirmed_by=self.confirmed_by(),
            stages=stages_of_period(self.period),
            history=entries_by_day(self.request, self.history()),
            **kwargs,
        )

    def confirmed_by(self) -> str:
        """Who let it begin as the second person; "" while it waits or where nobody had to."""
        rows = registry.get_logs_for_instance(self.period).filter(action="hub.pre_election_set")
        log = rows.select_related("user").first()
        if log is None or "asked_by" not in log.data:
            return ""
        return str(log.user or "the technical team that runs this service")

    def history(self) -> list[timeline.Entry]:
        """What was done, without what the reader may not know was asked for."""
        hidden = actions_hidden_from(self.person, PreElectionPeriod)
        return timeline.of(self.period, without=hidden)

    def asked(self) -> PendingPolicy | None:
        """What waits for a second person, of this period."""
        return self.period.asked.select_related("given_by").first()


class PeriodChangingView(OnePeriodView, GuardedFormView):
    """A form that changes a period that is not over."""

    permission = SETTING
    template_name = "hub/pre_election/form.html"
    done = ""

    def change(self, answers: dict[str, Any]) -> None:
        """Call the service with what the form says."""
        raise NotImplementedError

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.is_over() or super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.is_over() or super().post(request, *args, **kwargs)

    def is_over(self) -> HttpResponse | None:
        """Back to the period where it has ended; None while it can be changed."""
        if not self.period.is_over_at(timezone.now()):
            return None
        messages.warning(self.request, PeriodOverError.reason)
        return redirect(self.period)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.change(form.cleaned_data)
        except (PeriodOverError, PeriodWaitsError) as error:
            messages.warning(self.request, str(error))
            return redirect(self.period)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        say_what_waits(self.request, self.period, self.done)
        return redirect(self.period)


class PeriodChangeView(PeriodChangingView):
    """Change its days, what waits, or whom it concerns."""

    form_class = PreElectionForm
    done = "has been changed"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "period": self.period}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get(STEP) == CHANGE and not self.is_over():
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """What would change is read once more, because everybody concerned is emailed."""
        if self.request.POST.get(STEP) == SEND:
            return super().form_valid(form)
        chosen = [department.pk for department in form.cleaned_data["departments"]]
        values = {**form.cleaned_data, "departments": chosen}
        changes, then = self.period.said_of(values), self.period.terms_with(values)
        if not changes:
            messages.info(self.request, "You have not changed anything.")
            return redirect(self.period)
        unsaid = ("csrfmiddlewaretoken", STEP)
        context = {
            "period": self.period,
            "changes": changes,
            "waits": then.needs_confirming_after(self.period.terms),
            "held_back": held_back(self.period, then),
            "given": [
                (name, value)
                for name, values in self.request.POST.lists()
                for value in values
                if name not in unsaid
            ],
        }
        return render(self.request, "hub/pre_election/check.html", context)

    def change(self, answers: dict[str, Any]) -> None:
        self.period = change_period(period=self.period, actor=self.person, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = "Change the pre-election period"
        return super().get_context_data(title=title, period=self.period, **kwargs)


class PeriodEndView(PeriodChangingView):
    """End it early, or call it off."""

    form_class = EndPreElectionForm
    done = "has ended"

    def change(self, answers: dict[str, Any]) -> None:
        self.period = end_period(period=self.period, actor=self.person, **answers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = "End the pre-election period early"
        return super().get_context_data(title=title, period=self.period, is_ending=True, **kwargs)
