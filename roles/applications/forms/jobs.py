"""The employment history of an application, job by job."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hub.forms import FieldOptions, Form
from roles.models.applications.application_answers import Employment

FIRST_YEAR = 1940


class JobForm(Form):
    """One job: whose, what, from which month to which, and what was done."""

    employer = forms.CharField(max_length=150, label="Employer")
    job_title = forms.CharField(max_length=150, label="Job title")
    started_month = forms.IntegerField(label="Month you started", help_text="For example, 3")
    started_year = forms.IntegerField(label="Year you started", help_text="For example, 2019")
    is_current = forms.BooleanField(required=False, label="I still work there")
    ended_month = forms.IntegerField(
        required=False,
        label="Month you left (optional)",
        help_text="Leave empty if you still work there.",
    )
    ended_year = forms.IntegerField(required=False, label="Year you left (optional)")
    duties = forms.CharField(
        widget=forms.Textarea,
        max_length=10_000,
        label="What did you do?",
        help_text="Do not include your name.",
    )

    field_options: ClassVar[dict[str, FieldOptions]] = {
        "employer": FieldOptions(noun="the employer", autocomplete="off"),
        "job_title": FieldOptions(noun="the job title", autocomplete="off"),
        "started_month": FieldOptions(noun="the month you started", width="2"),
        "started_year": FieldOptions(noun="the year you started", width="4"),
        "ended_month": FieldOptions(noun="the month you left", width="2"),
        "ended_year": FieldOptions(noun="the year you left", width="4"),
        "duties": FieldOptions(noun="what you did", rows=8, max_words=250),
    }

    @staticmethod
    def initial_of(job: Employment) -> dict[str, Any]:
        """What the page shows of a job."""
        ended = job.ended_on
        return {
            "employer": job.employer,
            "job_title": job.job_title,
            "started_month": job.started_on.month,
            "started_year": job.started_on.year,
            "is_current": ended is None,
            "ended_month": ended.month if ended else None,
            "ended_year": ended.year if ended else None,
            "duties": job.duties,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.started_on = self._month("started")
        self.ended_on = None
        if not cleaned.get("is_current"):
            for name in ("ended_month", "ended_year"):
                if cleaned.get(name) is None and name not in self.errors:
                    asks = "month" if name == "ended_month" else "year"
                    self.add_error(
                        name, f"Enter the {asks} you left, or select that you still work there"
                    )
            self.ended_on = self._month("ended")
            if self.started_on and self.ended_on and self.ended_on < self.started_on:
                self.add_error("ended_year", "The month you left must be after you started")
        return cleaned

    def _month(self, which: str) -> date | None:
        month = self.cleaned_data.get(f"{which}_month")
        year = self.cleaned_data.get(f"{which}_year")
        verb = "started" if which == "started" else "left"
        today = timezone.localdate()
        if month is not None and not 1 <= month <= 12:
            self.add_error(f"{which}_month", f"The month you {verb} must be between 1 and 12")
            return None
        if year is not None and not FIRST_YEAR <= year <= today.year:
            self.add_error(
                f"{which}_year",
                f"The year you {verb} must be between {FIRST_YEAR} and {today.year}",
            )
            return None
        if month is None or year is None:
            return None
        found = date(year, month, 1)
        if found > today:
            self.add_error(f"{which}_month", f"The month you {verb} must be in the past")
            return None
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """The job as it is kept."""
        names = ("employer", "job_title", "duties")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**facts, "started_on": self.started_on, "ended_on": self.ended_on}


class AnotherJobForm(Form):
    """Whether there is another job to add."""

    another = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No, I have added them all")],
        widget=forms.RadioSelect,
        label="Add another job?",
        error_messages={"required": "Select yes if you want to add a job"},
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "another": FieldOptions(noun="if you want to add a job")
    }


class RemoveJobForm(Form):
    """Confirms that a job is removed; nothing to fill in."""
