"""The candidate's choice of an interview time: choose, change, cancel, or say that none suits.

Opening an address does nothing (SC28): each change is a form that the candidate sends.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django_fsm import TransitionNotAllowed

from hub.dates import date_gb, datetime_gb, day_gb, time_gb
from hub.moves import ConfirmForm
from hub.refusals import in_a_sentence
from hub.views.base import GuardedFormView, refused
from roles.applications.status import moved_on
from roles.applications.views.applications import OwnApplicationView
from roles.models.applications.application import Application
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.slot import Slot, last_day_to_change, last_day_to_choose
from roles.selection.forms.slots import ChooseTimeForm, NoneSuitsForm
from roles.selection.services.interview_clashes import is_outside, said_of
from roles.selection.services.slot_choices import (
    Choice,
    ChoiceRefusedError,
    cancel_interview,
    choose_time,
    say_none_suits,
    times_for,
    why_no_change,
    why_no_choice,
)


def by_day(choices: list[Choice]) -> list[tuple[date, list[Choice]]]:
    """Times by their day."""
    days = groupby(choices, key=lambda each: timezone.localdate(each.slot.starts_at))
    return [(day, list(found)) for day, found in days]


def said_of_day(campaign: Campaign, day: date, last: date) -> str:
    """Until when an interview on a day can be changed or cancelled; what the advert says of it."""
    if last < timezone.localdate():
        words = "You cannot change or cancel an interview on this day here after you book it."
    else:
        until = date_gb(last)
        words = f"You can change or cancel an interview on this day until the end of {until}."
    if not is_outside(campaign, day):
        return words
    said = said_of(campaign, day)
    return f"{words} This day is not in the advert, which says that interviews are {said}."


def _booked_until(last: date) -> str:
    if last < timezone.localdate():
        return "You cannot change or cancel it here."
    return f"You can change or cancel it until the end of {date_gb(last)}."


class ChoosingView(OwnApplicationView, GuardedFormView):
    """A page about the interview of one's own application."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slot = self.application.interview_slot
        is_booked = self.application.awaits_interview and slot is not None
        return super().get_context_data(
            booked=datetime_gb(slot.starts_at) if slot and is_booked else "",
            change_by=date_gb(last_day_to_change(slot.starts_at)) if slot and is_booked else "",
            **kwargs,
        )

    def late_answer(self) -> HttpResponse | None:
        """Whoever only opened the page has not tried to change anything."""
        why = self.too_late()
        if why and self.request.method == "GET":
            messages.warning(self.request, in_a_sentence(why))
            return redirect(self.moved_on_url())
        return super().late_answer()


class ChooseTimeView(ChoosingView):
    """The times that are free, by day; choosing one books the interview."""

    form_class = ChooseTimeForm
    template_name = "roles/selection/interview_choose.html"

    @cached_property
    def choices(self) -> list[Choice]:
        """The times that the candidate is shown."""
        return times_for(self.application, timezone.now())

    def too_late(self) -> str:
        return why_no_choice(self.application, timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        keys = [choice.slot.pk for choice in self.choices if not choice.why_not]
        return {**super().get_form_kwargs(), "keys": keys}

    def form_valid(self, form: ChooseTimeForm) -> HttpResponse:
        slot = get_object_or_404(Slot, pk=form.cleaned_data["slot"])
        try:
            application = choose_time(application=self.application, slot=slot, actor=self.person)
        except ChoiceRefusedError as error:
            refused(form, error)
            del self.choices
            return self.form_invalid(form)
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            return self.nothing_changed(moved_on(self.application))
        when = datetime_gb(slot.starts_at)
        last = last_day_to_change(slot.starts_at)
        messages.success(
            self.request,
            f"Your interview is on {when}. {_booked_until(last)} We have emailed you",
        )
        return redirect(application)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice = InterviewChoice.objects.filter(application=self.application).first()
        free = [each for each in self.choices if not each.why_not]
        policy = RecruitmentPolicy.load()
        last = free[-1].slot.starts_at if free else None
        return super().get_context_data(
            days=[
                (
                    day_gb(day),
                    said_of_day(
                        self.application.campaign,
                        day,
                        last_day_to_change(found[0].slot.starts_at, policy),
                    ),
                    [self.shown(each) for each in found],
                )
                for day, found in by_day(free)
            ],
            choose_by=last_day_to_choose(last, policy) if last else None,
            clashing=[each for each in self.choices if each.why_not],
            said_at=choice.none_suits_at if choice else None,
            **kwargs,
        )

    def shown(self, choice: Choice) -> dict[str, Any]:
        """One time as the radio buttons take it; the script writes the reader's own zone beside."""
        slot = choice.slot
        words = f"{time_gb(slot.starts_at)} to {time_gb(slot.ends_at)}"
        moment = slot.starts_at.isoformat()
        return {
            "value": str(slot.pk),
            "html": format_html('{}<span data-hub-moment="{}"></span>', words, moment),
            "hint": {"text": slot.get_medium_display()},
            "checked": self.request.POST.get("slot") == str(slot.pk),
        }


class CancelInterviewView(ChoosingView):
    """Asks, then gives up the time; another can be chosen."""

    form_class = ConfirmForm
    template_name = "roles/selection/interview_cancel.html"

    def too_late(self) -> str:
        if self.application.shown_state == Application.State.INTERVIEW_INVITED:
            return "You have no interview to cancel"
        return why_no_change(self.application, timezone.now())

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        try:
            application = cancel_interview(application=self.application, actor=self.person)
        except (ChoiceRefusedError, TransitionNotAllowed):
            self.application.refresh_from_db()
            return self.nothing_changed(moved_on(self.application))
        messages.success(self.request, "You have cancelled your interview")
        return redirect(application)


class NoneSuitsView(ChoosingView):
    """What would suit the candidate, in their words, to the department."""

    form_class = NoneSuitsForm
    template_name = "roles/selection/interview_none_suits.html"

    def too_late(self) -> str:
        if self.application.shown_state == Application.State.INTERVIEW_BOOKED:
            return "You have an interview"
        return why_no_choice(self.application, timezone.now())

    def form_valid(self, form: NoneSuitsForm) -> HttpResponse:
        try:
            say_none_suits(
                application=self.application,
                words=form.cleaned_data["words"],
                actor=self.person,
            )
        except TransitionNotAllowed:
            self.application.refresh_from_db()
            return self.nothing_changed(moved_on(self.application))
        department = self.application.campaign.organisation.name
        messages.success(self.request, f"We have told {department}. They will contact you")
        return redirect(self.application)
