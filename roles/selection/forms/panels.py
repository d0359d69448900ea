"""Forms about panels: who sits on one, and what those answer who are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from hub.dates import date_gb
from hub.forms import DateField, FieldOptions, Form
from hub.models import User
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import needs_commissioner
from roles.selection.services.panel_people import who_can_sit
from roles.selection.services.panels import why_not_answered_by, why_not_set_up

WHO = (
    "You can invite people with an assessor’s certificate from the department, from the hub team "
    "if it helps with this selection, and experts the hub team has booked for it."
)
COMMISSIONER_NAME = "the name of the Commissioner"


def _until(person: Any) -> str:
    until = person.certificate_until
    said = "until" if until >= timezone.localdate() else "ended on"
    return f"{person}, certificate {said} {date_gb(until)}"


class PersonField(forms.ModelChoiceField):
    """Somebody who can sit on a panel, and until when they may assess (R9)."""

    def label_from_instance(self, obj: Any) -> str:
        return _until(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    """Some of those."""

    def label_from_instance(self, obj: Any) -> str:
        return _until(obj)


class AnswerByField(DateField):
    """The last day on which people can answer."""

    def __init__(self) -> None:
        super().__init__(
            label="When do they need to answer by?",
            help_text="We will remind them 2 days before. The invitation ends after this day.",
        )


class SetUpPanelForm(Form):
    """Who chairs a panel, who else sits on it, and by when they have to answer."""

    commissioner = forms.CharField(
        max_length=120,
        label="Which Civil Service Commissioner chairs the panel?",
        help_text="A Commissioner chairs panels for senior posts of this grade.",
    )
    chair = PersonField(
        User.objects.none(),
        label="Who chairs the panel?",
        help_text="A civil servant with an assessor’s certificate.",
    )
    members = PeopleField(
        User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Who else is on the panel?",
        help_text=(
            "A panel usually has 3 people, including the chair. You can select people with an "
            "assessor’s certificate from the department, from the hub team if it helps with this "
            "selection, and experts the hub team has booked for it."
        ),
    )
    answer_by = AnswerByField()
    field_options = {
        "commissioner": FieldOptions(noun=COMMISSIONER_NAME, says_something=True),
        "chair": FieldOptions(noun="who chairs the panel"),
        "members": FieldOptions(noun="who else is on the panel", small=True),
        "answer_by": FieldOptions(noun="the last day to answer"),
    }

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        people = who_can_sit(panel.campaign)
        self.model_choice("members").queryset = people
        if needs_commissioner(panel.campaign):
            del self.fields["chair"]
        else:
            self.model_choice("chair").queryset = people
            del self.fields["commissioner"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _check_day(self, self.panel)
        members = list(cleaned.get("members") or ())
        for field, why in why_not_set_up(self.panel, cleaned.get("chair"), members):
            # Where nobody is selected at all, that is what is said.
            if not (field == "members" and not members):
                self.add_error(field, why)
        return cleaned


class InviteForm(Form):
    """One more person for a panel."""

    person = PersonField(User.objects.none(), label="Who do you want to invite?", help_text=WHO)
    role = forms.ChoiceField(
        choices=PanelMember.Role.choices,
        widget=forms.RadioSelect,
        label="Will they chair the panel or be a member?",
    )
    answer_by = AnswerByField()
    field_options = {
        "person": FieldOptions(noun="who you want to invite"),
        "role": FieldOptions(noun="whether they will chair the panel or be a member"),
        "answer_by": FieldOptions(noun="the last day to answer"),
    }

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        rows = panel.members.holding_a_place()
        people = who_can_sit(panel.campaign)
        self.model_choice("person").queryset = people.exclude(
            pk__in=rows.filter(person__isnull=False).order_by().values("person")
        )
        is_chaired = needs_commissioner(panel.campaign) or rows.filter(role="chair").exists()
        self.fields["role"].initial = PanelMember.Role.MEMBER if is_chaired else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _check_day(self, self.panel)
        return cleaned


class InviteFromOutsideForm(Form):
    """Somebody who has no access to this service, for one panel."""

    name = forms.CharField(max_length=120, label="What is their name?")
    email = forms.EmailField(label="What is their email address?")
    outside_of = forms.CharField(
        max_length=100,
        label="Where do they work?",
        help_text="For example, the name of a university. Other people on the panel can see this.",
    )
    answer_by = AnswerByField()
    field_options = {
        "name": FieldOptions(noun="their name", says_something=True, width="20"),
        "email": FieldOptions(noun="their email address"),
        "outside_of": FieldOptions(noun="where they work", says_something=True, width="20"),
        "answer_by": FieldOptions(noun="the last day to answer"),
    }

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _check_day(self, self.panel)
        return cleaned


class CommissionerForm(Form):
    """Which Commissioner chairs a panel (R10)."""

    commissioner = forms.CharField(
        max_length=120, label="Which Civil Service Commissioner chairs the panel?"
    )
    field_options = {"commissioner": FieldOptions(noun=COMMISSIONER_NAME, says_something=True)}


class AnswerForm(Form):
    """Whether somebody sits on a panel; who declines says why, in one of a few words."""

    answer = forms.ChoiceField(
        choices=(("accept", "Accept"), ("decline", "Decline")),
        widget=forms.RadioSelect,
        label="Do you accept the invitation?",
        help_text="You cannot change your answer. If you accept, you can leave the panel later.",
    )
    why = forms.ChoiceField(
        choices=PanelMember.Why.choices,
        widget=forms.RadioSelect,
        required=False,
        label="If you decline, why?",
        help_text="Those who set up the panel can read this.",
    )
    field_options = {
        "answer": FieldOptions(noun="whether you accept"),
        "why": FieldOptions(noun="why you decline"),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "decline" and not cleaned.get("why"):
            self.add_error("why", "Select why you decline")
        return cleaned


class WhyNotForm(Form):
    """Why somebody does not sit on a panel, in one of a few words."""

    why = forms.ChoiceField(
        choices=PanelMember.Why.choices,
        widget=forms.RadioSelect,
        label="Why?",
        help_text="The people who set up the panel can read this.",
    )
    field_options = {"why": FieldOptions(noun="why you will not be on the panel")}


def _check_day(form: Any, panel: Panel) -> None:
    day = form.cleaned_data.get("answer_by")
    if day and (why := why_not_answered_by(panel, day, timezone.localdate())):
        form.add_error("answer_by", why)
