"""Forms of complaints (R19)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form
from hub.models import User
from roles.models.applications.application import Application
from roles.models.selection.complaint import Complaint
from roles.selection.services.complaints import handlers_for

BY_HAND = [choice for choice in Complaint.How.choices if choice[0] != Complaint.How.ACCOUNT]
LONGEST = 5000


class _Words(Form):
    """What is complained about, and what would put it right."""

    about = forms.ChoiceField(
        choices=Complaint.About.choices,
        widget=forms.RadioSelect,
        label="What is the complaint about?",
    )
    words = forms.CharField(
        widget=forms.Textarea, max_length=LONGEST, label="What happened, and why was it not fair?"
    )
    wanted = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        label="What would put it right? (optional)",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "about": FieldOptions(noun="what the complaint is about"),
        "words": FieldOptions(
            noun="what happened, and why it was not fair",
            says_something=True,
            count_characters=True,
        ),
        "wanted": FieldOptions(noun="what would put it right", count_characters=True),
    }


class ComplainForm(_Words):
    """A candidate's complaint, from their account."""


class RecordComplaintForm(_Words):
    """A complaint of somebody who wrote or rang."""

    how = forms.ChoiceField(
        choices=BY_HAND, widget=forms.RadioSelect, label="How was the complaint made?"
    )
    received_on = DateField(label="When was it received?")
    name = forms.CharField(max_length=150, label="Who is complaining?")
    contact = forms.CharField(
        max_length=300,
        label="What are their contact details?",
        help_text="An email address, postal address or phone number.",
    )
    application = forms.CharField(
        max_length=20,
        required=False,
        label="Which application is it about? (optional)",
        help_text="For example, A-7KQ2-M8XD. Leave this empty if you do not know it, or if the "
        "complaint is not about one application.",
    )
    field_order = ("how", "received_on", "name", "contact", "application")
    field_options: ClassVar[dict[str, FieldOptions]] = {
        **_Words.field_options,
        "how": FieldOptions(noun="how the complaint was made"),
        "received_on": FieldOptions(noun="the day it was received"),
        "name": FieldOptions(noun="who is complaining", width="20"),
        "contact": FieldOptions(noun="their contact details"),
        "application": FieldOptions(noun="the number of the application", width="10"),
    }

    def __init__(self, *args: Any, applications: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications = applications

    def clean_application(self) -> Application | None:
        typed = self.cleaned_data["application"].strip().upper()
        if not typed:
            return None
        found = self.applications.filter(reference=typed).first()
        if found is None:
            raise forms.ValidationError("There is no application with this number in this campaign")
        return found


class AnswerComplaintForm(Form):
    """What was found, what the person is told, and what was changed."""

    outcome = forms.ChoiceField(
        choices=Complaint.Outcome.choices,
        widget=forms.RadioSelect,
        label="What did you find?",
    )
    answer = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        label="What is your answer?",
        help_text="The person who complained will read this. Say what you looked at, what you "
        "found and why.",
    )
    changed = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        label="What was changed?",
        help_text="The person who complained will read this too. It goes into the record of "
        "decision and may be disclosed under the Freedom of Information Act. Do not name "
        "anyone. You can leave it empty if you do not uphold the complaint.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "outcome": FieldOptions(noun="what you found"),
        "answer": FieldOptions(noun="your answer", says_something=True, count_characters=True),
        "changed": FieldOptions(noun="what was changed", count_characters=True),
    }


class GiveComplaintForm(Form):
    """Somebody else to deal with a complaint."""

    handler = forms.ModelChoiceField(
        User.objects.none(),
        label="Who should deal with it?",
        help_text="You can choose somebody who arranges selections in the department, or a hub "
        "lead, if they were not involved.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "handler": FieldOptions(noun="who should deal with it")
    }

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [person.pk for person in handlers_for(complaint)]
        rows = User.objects.filter(pk__in=keys)
        if complaint.handler_id:
            rows = rows.exclude(pk=complaint.handler_id)
        self.model_choice("handler").queryset = rows.order_by("last_name", "first_name", "pk")


class ToCommissionForm(Form):
    """That somebody took their complaint to the Commission."""

    on = DateField(label="When did they complain to the Commission?")
    reference = forms.CharField(
        max_length=60, required=False, label="What is the Commission’s reference? (optional)"
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "on": FieldOptions(noun="the day they complained to the Commission"),
        "reference": FieldOptions(noun="the Commission’s reference", width="20"),
    }


class CommissionAnswerForm(Form):
    """What the Commission found."""

    on = DateField(label="When did the Commission answer?")
    outcome = forms.ChoiceField(
        choices=Complaint.Outcome.choices,
        widget=forms.RadioSelect,
        label="What did the Commission find?",
    )
    changed = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        label="What was changed after that? (optional)",
        help_text="It is in the record of decision and may be disclosed under the Freedom of "
        "Information Act. Do not name anyone.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "on": FieldOptions(noun="the day the Commission answered"),
        "outcome": FieldOptions(noun="what the Commission found"),
        "changed": FieldOptions(noun="what was changed after that", count_characters=True),
    }


def today_first() -> dict[str, Any]:
    """The day that most forms are about."""
    return {"initial": {"on": timezone.localdate()}}
