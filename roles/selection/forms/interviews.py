"""What those who handle an application say about its interview."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hub.dates import date_gb, datetime_gb, too_far
from hub.forms import ConfirmField, DateField, FieldOptions, Form, TimeField, confirmed
from hub.periods import LONDON
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.models.policy import RecruitmentPolicy
from roles.selection.services.attendance import HELD
from roles.selection.services.interview_clashes import why_clash, why_outside
from roles.selection.services.interviews import HOURS, is_at_night


class HeldForm(Form):
    """How an interview went, where it was held."""

    attendance = forms.ChoiceField(
        choices=[(way.value, way.label) for way in HELD],
        initial=HELD[0],
        required=False,
        widget=forms.RadioSelect,
        label="How did the interview go?",
        help_text="This is kept apart from the marks.",
    )
    field_options = {"attendance": FieldOptions(noun="how the interview went")}

    def clean_attendance(self) -> str:
        return self.cleaned_data["attendance"] or HELD[0]


class InterviewForm(Form):
    """When, how and where the candidate is met, and whom to ask about it."""

    day = DateField(years_ahead=None, label="On which day is the interview?")
    hour = TimeField(label="At what time?")
    minutes = forms.IntegerField(
        min_value=10, max_value=480, initial=60, label="How long is it, in minutes?"
    )
    medium = forms.ChoiceField(
        choices=Interview.Medium.choices,
        initial=Interview.Medium.VIDEO,
        widget=forms.RadioSelect,
        label="How will the interview take place?",
    )
    place = forms.CharField(
        max_length=300,
        label="Where is it, or how does the candidate join?",
        help_text="The address of the building, the link to the video call, or who will phone.",
    )
    contact_name = forms.CharField(
        max_length=100,
        label="Who should the candidate contact about it?",
        help_text="You can give the name of a team.",
    )
    contact_email = forms.EmailField(label="What is the contact’s email address?")
    # Asked only once another candidate turns out to be met then, or somebody needed elsewhere.
    together = ConfirmField()
    # Asked only once the day turns out to be none of those that the advert says.
    outside = ConfirmField()
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "day": FieldOptions(noun="the day of the interview"),
        "hour": FieldOptions(noun="the time of the interview", width="5"),
        "minutes": FieldOptions(noun="the length of the interview in minutes", width="4"),
        "medium": FieldOptions(noun="how the interview will take place"),
        "place": FieldOptions(noun="where the interview is", says_something=True),
        "contact_name": FieldOptions(
            noun="who the candidate should contact", says_something=True, width="20"
        ),
        "contact_email": FieldOptions(noun="the contact’s email address"),
    }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        slot, campaign = application.interview_slot, application.campaign
        known: dict[str, Any] = {
            "contact_name": campaign.contact_name,
            "contact_email": campaign.contact_email,
        }
        if slot is not None:
            starts = timezone.localtime(slot.starts_at)
            shown = ("minutes", "medium", "place", "contact_name", "contact_email")
            known = {name: getattr(slot, name) for name in shown}
            known |= {"day": starts.date(), "hour": f"{starts:%H:%M}"}
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.application = application
        if not self.is_bound:
            del self.fields["together"], self.fields["outside"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, hour = cleaned.pop("day", None), cleaned.pop("hour", None)
        known = self.initial.get("day")
        if day and day != known:
            what, today = "The day of the interview", timezone.localdate()
            why = RecruitmentPolicy.load().no_working_day(what, day)
            if day < today:
                why = "The day of the interview must be in the future"
            if why := why or too_far(what, day, after=today, named="today"):
                # One mistake is told once: nothing else is asked of this day.
                self.add_error("day", why)
                if hour is not None and is_at_night(datetime.combine(day, hour, LONDON)):
                    self.add_error("hour", HOURS)
                day = None
        if day and hour is not None:
            cleaned["starts_at"] = datetime.combine(day, hour, LONDON)
            if cleaned["starts_at"] <= timezone.now():
                self.add_error("day", "The day of the interview must be in the future")
            if is_at_night(cleaned["starts_at"]):
                self.add_error("hour", HOURS)
        self._ask_about_clashes(cleaned)
        self._ask_about_the_day(cleaned)
        return cleaned

    def _ask_about_clashes(self, cleaned: dict[str, Any]) -> None:
        """Ask whether both are meant where another interview is held at the time."""
        named = ("starts_at", "minutes", "place")
        slot = {name: cleaned[name] for name in named if cleaned.get(name)}
        clash = why_clash(self.application, **slot) if len(slot) == len(named) else ""
        when = datetime_gb(slot["starts_at"]) if clash else ""
        label = f"Yes, the interviews can overlap on {when}"
        cleaned["together"] = confirmed(self, "together", clash, label)

    def _ask_about_the_day(self, cleaned: dict[str, Any]) -> None:
        """Ask whether a day is meant that the advert does not say."""
        starts_at = cleaned.get("starts_at")
        other_days = why_outside(self.application, starts_at) if starts_at else ""
        label = f"Yes, hold the interview on {date_gb(starts_at) if other_days else ''}"
        cleaned["outside"] = confirmed(self, "outside", other_days, label)
