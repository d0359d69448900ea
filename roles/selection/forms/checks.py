"""What those who handle an application record of its pre-employment checks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hub.forms import DateField, FieldOptions, Form
from hub.models import User
from roles.models.applications.application import Application
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.campaigns.check_kinds import checks_missing, checks_needed
from roles.selection.services.check_steps import ASKED, RECEIVED, owners_for


class OfChecksForm(Form):
    """A form about checks in its field ``kinds``: of those that are needed, first those missing."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "kinds": [str(kind) for kind in checks_missing(application)],
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.choice("kinds").choices = [
            (kind.value, kind.label) for kind in checks_needed(application.campaign)
        ]


class ChecksForm(OfChecksForm):
    """Which checks were made, when, and whether they were passed (R16)."""

    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="Which checks are you recording?",
        help_text="Select all that have the same result and date. You can record the others later.",
    )
    result = forms.ChoiceField(
        choices=PreEmploymentCheck.Result.choices,
        widget=forms.RadioSelect,
        label="What was the result?",
        help_text="Do not record what was found. Keep documents only as long as you need them.",
    )
    checked_on = DateField(is_past=True, label="When were the checks completed?")
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=500,
        label="If a check was not passed before and now is, what has changed? (optional)",
        help_text="Answer this only if you have already recorded that the check was not passed. "
        "Do not record what the check found.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "kinds": FieldOptions(noun="the checks you are recording"),
        "result": FieldOptions(noun="the result of the checks"),
        "checked_on": FieldOptions(noun="the date the checks were completed"),
        "reason": FieldOptions(noun="what has changed", count_characters=True),
    }


class CheckStepsForm(OfChecksForm):
    """Which checks were asked for or received, when, and whose they are."""

    kinds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label="Which checks is this about?"
    )
    step = forms.ChoiceField(
        choices=[(ASKED, "We have asked for them"), (RECEIVED, "We have received what they need")],
        widget=forms.RadioSelect,
        label="What has happened?",
        error_messages={"required": "Select what has happened"},
    )
    on = DateField(is_past=True, label="On which day?")
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Who is responsible for them? (optional)",
        empty_label="Nobody else than now",
    )
    evidence = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=500,
        label="What was received? (optional)",
        help_text="Only name the papers, such as “passport, two payslips”. We delete this once the "
        "check is decided.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "kinds": FieldOptions(noun="the checks this is about"),
        "step": FieldOptions(noun="what has happened"),
        "on": FieldOptions(noun="the day"),
        "owner": FieldOptions(noun="who is responsible"),
        "evidence": FieldOptions(noun="what was received", count_characters=True),
    }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, application=application, **kwargs)
        people = [person.pk for person in owners_for(application)]
        self.model_choice("owner").queryset = User.objects.filter(pk__in=people)


class DoubtForm(Form):
    """What is in doubt about one check, in words that the candidate reads."""

    kind = forms.ChoiceField(widget=forms.RadioSelect, label="Which check is this about?")
    words = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="What do you want to ask the candidate?",
        help_text="They read your words on their page, and answer there.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "kind": FieldOptions(noun="the check"),
        "words": FieldOptions(
            noun="what you want to ask", says_something=True, count_characters=True
        ),
    }

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("kind").choices = [
            (kind.value, kind.label) for kind in checks_missing(application)
        ]


class DoubtAnswerForm(Form):
    """What the candidate says to a doubt."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=3000,
        label="Your answer",
        help_text="Only those who decide on the check read this. We delete it once they have.",
    )
    field_options: ClassVar[dict[str, FieldOptions]] = {
        "text": FieldOptions(noun="your answer", count_characters=True)
    }
