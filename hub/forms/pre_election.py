"""Forms of pre-election periods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.forms.base import Form
from hub.forms.dates import DateField
from hub.forms.field_options import DISCLOSED, FieldOptions
from hub.models import Organisation, PreElectionPeriod


class PreElectionForm(Form):
    """When it is, why, whom it concerns, and what waits until it is over."""

    title = forms.CharField(
        max_length=120,
        label="Which election is it?",
        help_text="For example, UK general election, 7 May 2015.",
    )
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea,
        label="Which guidance do you follow, and why do these things have to wait?",
        help_text="Staff and departments can read this. " + DISCLOSED,
    )
    starts_on = DateField(years_ahead=None, label="What is the first day?")
    ends_on = DateField(
        years_ahead=None,
        label="What is the last day?",
        help_text="This is usually the day of the vote.",
    )
    adverts = forms.ChoiceField(
        choices=PreElectionPeriod.Adverts.choices,
        widget=forms.RadioSelect,
        label="Which new adverts have to wait?",
        help_text=(
            "Campaigns that are open carry on: people apply, have interviews and get offers."
            " The usual guidance is that routine recruitment carries on and senior posts wait."
        ),
    )
    stops_figures = forms.BooleanField(
        required=False,
        label="Quarterly figures and reports have to wait",
        help_text="No quarter is closed, and no equality totals or reviews are published.",
    )
    stops_alerts = forms.BooleanField(
        required=False,
        label="Emails about new roles have to wait",
        help_text="People get them afterwards, for the roles that are still open.",
    )
    departments = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Which departments does it apply to? (optional)",
        help_text="Leave this empty if it applies to all of government.",
    )
    field_options = {
        "title": FieldOptions(noun="the name of the election", fewest_words=2),
        "reason": FieldOptions(
            noun="the guidance and the reason", fewest_words=5, count_characters=True
        ),
        "starts_on": FieldOptions(noun="the first day"),
        "ends_on": FieldOptions(noun="the last day"),
        "adverts": FieldOptions(noun="which new adverts have to wait"),
        "departments": FieldOptions(noun="the departments", small=True),
    }

    def __init__(self, *args: Any, period: PreElectionPeriod | None = None, **kwargs: Any) -> None:
        if period is not None:
            names = (*("title", "reason", "starts_on", "ends_on"), "adverts")
            given = {name: getattr(period, name) for name in (*names, "stops_figures")}
            given["stops_alerts"] = period.stops_alerts
            given["departments"] = [department.pk for department in period.departments.all()]
            kwargs["initial"] = {**given, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        today = Organisation.objects.departments().as_at(timezone.localdate())
        self.model_choice("departments").queryset = today.order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first day")
        return cleaned


class EndPreElectionForm(Form):
    """Why it ends early."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why are you ending it early?",
        help_text="Staff and departments can read this. " + DISCLOSED,
    )
    field_options = {
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True)
    }
