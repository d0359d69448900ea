"""Forms about conflicts of interest: what somebody on a panel declares, and what is decided."""

from __future__ import annotations

from typing import Any

from django import forms

from hub.forms import DISCLOSED, FieldOptions, Form
from hub.models import User
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import PanelMember
from roles.selection.services.conflicts import named_to

YES_NO = (("yes", "Yes"), ("no", "No"))
NAMES_HINT = (
    "One person on each line: their full name, and how you know them. Only the people who arrange "
    "the selection can read this."
)


class DeclareForm(Form):
    """Whom somebody on a panel knows who may apply, before any name is seen."""

    knows_somebody = forms.TypedChoiceField(
        choices=YES_NO,
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        label="Do you know anybody who has applied for this role, or who may apply?",
        help_text="For example family, friends, people you work with, manage or have managed, and "
        "people you have had a dispute with.",
    )
    names = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        label="If yes, who do you know?",
        help_text=NAMES_HINT,
    )
    field_options = {
        "knows_somebody": FieldOptions(noun="whether you know anybody who may apply"),
        "names": FieldOptions(noun="who you know"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("knows_somebody") and not cleaned.get("names"):
            self.add_error("names", "Enter who you know")
        if cleaned.get("knows_somebody") is False and cleaned.get("names"):
            self.add_error("names", "Select “Yes” if you know them, or clear the box")
        return cleaned


class AddToDeclarationForm(Form):
    """Somebody who came to mind later."""

    names = forms.CharField(
        widget=forms.Textarea, max_length=2000, label="Who else do you know?", help_text=NAMES_HINT
    )
    field_options = {"names": FieldOptions(noun="who else you know")}


class RecogniseForm(Form):
    """Whom somebody thinks they recognised, and how they know them."""

    said = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        label="Who do you think wrote this, and how do you know them? (optional)",
        help_text="This helps to decide whether it is a conflict of interest. Only the people who "
        "arrange the selection, and are not on any of its panels, can read this.",
    )
    field_options = {"said": FieldOptions(noun="how you know the candidate", rows=4)}

    def __init__(self, *args: Any, is_met: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_met:
            self.fields["said"].label = "How do you know this candidate? (optional)"


class CandidateField(forms.ModelMultipleChoiceField):
    """Candidates who were invited, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class DeclareOnNamesForm(Form):
    """Which of the candidates who were invited somebody on a panel knows."""

    applications = CandidateField(
        Application.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Which of these candidates do you know?",
        help_text="Select everybody you know in any way. If you do not know any of them, do not "
        "select anybody and continue.",
    )
    names = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        label="If you selected somebody, how do you know them?",
        help_text="Only the people who arrange the selection can read this.",
    )
    field_options = {
        "applications": FieldOptions(noun="which candidates you know"),
        "names": FieldOptions(noun="how you know them"),
    }

    def __init__(self, *args: Any, member: PanelMember, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model_choice("applications").queryset = named_to(member, user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("applications") and not cleaned.get("names"):
            self.add_error("names", "Enter how you know them")
        return cleaned


class DecideConflictForm(Form):
    """Whether it is a conflict of interest, and why."""

    is_conflict = forms.TypedChoiceField(
        choices=(
            ("yes", "Yes, so they can no longer see the application"),
            ("no", "No, so they can assess the candidate"),
        ),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        label="Is it a conflict of interest?",
    )
    reason = forms.CharField(
        widget=forms.Textarea, max_length=1000, label="Why?", help_text=DISCLOSED
    )
    field_options = {
        "is_conflict": FieldOptions(noun="whether it is a conflict of interest"),
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True),
    }


class LookAgainForm(Form):
    """What became of the decisions that somebody with a conflict of interest took."""

    finding = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="What did you find, and what did you do?",
        help_text=DISCLOSED,
    )
    field_options = {
        "finding": FieldOptions(
            noun="what you found and did", says_something=True, count_characters=True
        ),
    }


class PersonField(forms.ModelChoiceField):
    """People on the panels, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class RecordConflictForm(Form):
    """A conflict that somebody told who arranges the selection."""

    person = PersonField(
        User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Which person on the panel has the conflict of interest?",
    )
    application = forms.CharField(
        max_length=20,
        label="What is the reference of the application?",
        help_text="For example, A-7HAN-4PN3. It is in the list of applications.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="What is the conflict of interest, and how did you find out?",
        help_text=DISCLOSED,
    )
    field_options = {
        "person": FieldOptions(noun="the person on the panel"),
        "application": FieldOptions(noun="the reference of the application"),
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True),
    }

    def __init__(self, *args: Any, campaign: Campaign, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign, self.user = campaign, user
        sitting = PanelMember.objects.sitting().filter(panel__campaign=campaign)
        people = User.objects.filter(pk__in=sitting.order_by().values("person"))
        self.model_choice("person").queryset = people.order_by("first_name", "last_name", "pk")

    def clean_application(self) -> Application:
        given = str(self.cleaned_data["application"]).strip().upper()
        rows = self.campaign.applications.handled_by(self.user)
        found = rows.filter(reference=given).first()
        if found is None:
            raise forms.ValidationError("Enter the reference of an application for this role")
        return found


def decided_as(conflict: Conflict) -> dict[str, Any]:
    """What the form begins with where it was decided before."""
    known = {Conflict.State.CONFIRMED: "yes", Conflict.State.CLEARED: "no"}
    return {"is_conflict": known.get(Conflict.State(conflict.state), "")}
