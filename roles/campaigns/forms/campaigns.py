"""Forms of the campaigns workspace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.forms import DateField, FieldOptions, Form, ModelForm, SharedForm
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation
from roles.models.campaigns.stage_plan import StagePlan
from roles.models.policy import RecruitmentPolicy


def _salary(asks: str) -> FieldOptions:
    return FieldOptions(noun=asks, width="10", prefix="£")


class DatesForm(SharedForm, Form):
    """The closing, sift and interview dates, in order (R5)."""

    closes_on = DateField(label="When does it close?", help_text="At 11:55pm on this day.")
    sift_on = DateField(label="When does the sift begin?")
    interviews_from = DateField(label="When do interviews begin?")
    interviews_to = DateField(required=False, label="When do interviews end? (optional)")
    field_options = {
        "closes_on": FieldOptions(noun="the closing date"),
        "sift_on": FieldOptions(noun="the date the sift begins"),
        "interviews_from": FieldOptions(noun="the date interviews begin"),
        "interviews_to": FieldOptions(noun="the date interviews end"),
    }

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day <= timezone.localdate():
            raise ValidationError("The closing date must be in the future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for earlier, later, words in (
            ("closes_on", "sift_on", "The sift must begin after the closing date"),
            ("sift_on", "interviews_from", "Interviews must begin after the sift begins"),
            ("interviews_from", "interviews_to", "Interviews must end after they begin"),
        ):
            first, second = cleaned.get(earlier), cleaned.get(later)
            if first and second and second < first:
                self.add_error(later, words)
        return cleaned


class TermsForm(DatesForm, ModelForm):
    """Everything the advert promises (R6), the dates among it."""

    class Meta:
        model = Campaign
        fields = [
            "title",
            "audience",
            "salary_min",
            "salary_max",
            "london_salary_min",
            "london_salary_max",
            "allowance",
            "contract",
            "contract_months",
            "working_pattern",
            "hours_per_week",
            "places",
            "home_working",
            "essential_criteria",
            "assessment",
            "statement_word_limit",
            "experience",
            "closes_on",
            "sift_on",
            "interviews_from",
            "interviews_to",
            "security_level",
            "nationality",
            "contact_name",
            "contact_email",
            "takes_questions",
            "feedback_offered",
            "reserve_list_statement",
            "complaints_route",
        ]
        widgets = {
            "audience": forms.RadioSelect,
            "contract": forms.RadioSelect,
            "working_pattern": forms.RadioSelect,
            "security_level": forms.RadioSelect,
            "nationality": forms.RadioSelect,
            "experience": forms.RadioSelect,
            "feedback_offered": forms.RadioSelect,
            "places": forms.CheckboxSelectMultiple,
        }
        labels = {
            "title": "Title of the role",
            "audience": "Who may apply?",
            "contract": "What kind of contract is it?",
            "working_pattern": "What is the working pattern?",
            "hours_per_week": "Hours a week",
            "places": "Where can the person be based?",
            "home_working": "The work can be done from home, wherever that is",
            "nationality": "Which nationals may apply?",
            "security_level": "Which security check is needed?",
            "statement_word_limit": "Longest statement, in words",
            "experience": "What do candidates tell of their experience?",
            "takes_questions": "Answer questions on the advert",
            "feedback_offered": "Who gets feedback?",
        }

    # A model form sorts its own fields first; these are asked where ``field_order`` puts them.
    field_order = Meta.fields
    field_options = {
        "title": FieldOptions(noun="the title of the role"),
        "audience": FieldOptions(noun="who may apply"),
        "salary_min": _salary("the lowest salary"),
        "salary_max": _salary("the highest salary"),
        "london_salary_min": _salary("the lowest salary in London"),
        "london_salary_max": _salary("the highest salary in London"),
        "allowance": _salary("the allowance"),
        "contract": FieldOptions(noun="the kind of contract"),
        "contract_months": FieldOptions(noun="the length of the contract in months", width="3"),
        "working_pattern": FieldOptions(noun="the working pattern"),
        "hours_per_week": FieldOptions(noun="the hours a week", width="4"),
        "places": FieldOptions(noun="where the person can be based", small=True),
        "essential_criteria": FieldOptions(noun="the essential criteria", rows=6),
        "assessment": FieldOptions(noun="how candidates are assessed", rows=6),
        "statement_word_limit": FieldOptions(noun="the longest statement", width="4"),
        "experience": FieldOptions(noun="what candidates tell of their experience"),
        "feedback_offered": FieldOptions(noun="who gets feedback"),
        "security_level": FieldOptions(noun="the security check"),
        "nationality": FieldOptions(noun="which nationals may apply"),
        "contact_name": FieldOptions(noun="the contact team"),
        "contact_email": FieldOptions(noun="the team's email address"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("salary_min", "salary_max", "places", "essential_criteria", "assessment"):
            self.fields[name].required = True
        if StagePlan.objects.filter(campaign=self.instance.pk).exists():
            # The plan writes it: see services.stage_plans.
            self.fields["assessment"].disabled = True
            self.fields["assessment"].required = False
            self.fields["assessment"].help_text = "Written by the stage plan: change it there."
        for name in ("contact_name", "contact_email"):
            self.fields[name].required = True
        # One of the two is always chosen beforehand.
        self.fields["feedback_offered"].required = False

    def clean_feedback_offered(self) -> str:
        """What it was, where nothing is chosen."""
        return self.cleaned_data["feedback_offered"] or self.instance.feedback_offered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for low, high in (
            ("salary_min", "salary_max"),
            ("london_salary_min", "london_salary_max"),
        ):
            first, second = cleaned.get(low), cleaned.get(high)
            if first and second and second < first:
                self.add_error(high, "The highest salary must not be below the lowest")
        self._check_contract(cleaned)
        return cleaned

    def _check_contract(self, cleaned: dict[str, Any]) -> None:
        months = cleaned.get("contract_months")
        if cleaned.get("contract") == Campaign.Contract.PERMANENT:
            cleaned["contract_months"] = None
        elif not months:
            self.add_error("contract_months", "Enter the length of the contract in months")
        elif months > (most := RecruitmentPolicy.load().fixed_term_months):
            self.add_error(
                "contract_months", f"The length of the contract must be {most} months or less"
            )


class AuthorityForm(Form):
    """Who an approval rests on (R1)."""

    authority = forms.ChoiceField(
        choices=Approval.Authority.choices,
        widget=forms.RadioSelect,
        label="Who gives this approval?",
        help_text="An external audience needs the minister, the chief executive or a delegation.",
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        required=False,
        label="If it is a delegation, which one? (optional)",
        empty_label="None",
    )
    evidence = forms.CharField(
        required=False,
        max_length=150,
        label="If it is the minister or chief executive, where is the decision kept? (optional)",
        help_text="The file reference of the letter or minute. Do not name anyone.",
    )
    field_options = {
        "authority": FieldOptions(noun="who gives this approval"),
        "delegation": FieldOptions(noun="the delegation"),
        "evidence": FieldOptions(noun="where the decision is kept"),
    }

    def __init__(self, *args: Any, delegations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.model_choice("delegation")
        # Django documents that it may be replaced so.
        field.label_from_instance = lambda obj: str(obj.label)  # type: ignore[method-assign]
        if delegations is not None:
            field.queryset = delegations
            if not delegations.exists():
                field.help_text = (
                    "No delegation to you is on record and in force. The department’s HR contact "
                    "or the hub can record one."
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        authority = cleaned.get("authority")
        if authority == Approval.Authority.DELEGATED:
            if not cleaned.get("delegation") and "delegation" not in self.errors:
                self.add_error("delegation", "Select the delegation")
        elif authority in Approval.EXTERNAL_AUTHORITIES and not cleaned.get("evidence"):
            self.add_error("evidence", "Enter where the decision is kept")
        return cleaned


class ApproveForm(AuthorityForm):
    """The scope of an approval, and who it rests on (R1)."""

    audience = forms.ChoiceField(
        choices=Audience.choices,
        widget=forms.RadioSelect,
        label="What is the widest audience you approve?",
    )
    posts = forms.IntegerField(min_value=1, max_value=200, label="How many posts, at most?")
    max_salary = forms.IntegerField(
        min_value=1, max_value=1_000_000, label="What is the highest salary you approve?"
    )
    field_order: tuple[str, ...] = (
        *("audience", "posts", "max_salary"),
        *("authority", "delegation", "evidence"),
    )
    field_options = {
        **AuthorityForm.field_options,
        "audience": FieldOptions(noun="the widest audience"),
        "posts": FieldOptions(noun="the number of posts", width="3"),
        "max_salary": FieldOptions(noun="the highest salary", width="10", prefix="£"),
    }


class DecisionForm(Form):
    """A decision about what somebody asked an approver for, and the reason for any but yes.

    Mixed into the form of what a yes needs: those questions count with a yes alone.
    """

    decision = forms.ChoiceField(widget=forms.RadioSelect, label="What do you decide?")
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=1000,
        label="If you do not approve it, why? (optional)",
        help_text="The people who asked read this, and it may be disclosed. Do not name anyone.",
    )
    field_options = {
        "decision": FieldOptions(noun="what you decide"),
        "reason": FieldOptions(noun="the reason", count_characters=True),
    }
    # The decisions that may be made, in words; the first is the yes.
    decisions: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("decision").choices = self.decisions

    def clean(self) -> dict[str, Any]:
        """A yes needs the answers about it, and anything else the reason."""
        cleaned = super().clean() or self.cleaned_data
        decision, yes = cleaned.get("decision"), self.decisions[0][0]
        if decision == yes:
            cleaned.pop("reason", None)
        elif decision:
            for name in set(self.fields) - {"decision", "reason"}:
                self.errors.pop(name, None)
                cleaned.pop(name, None)
            if not cleaned.get("reason") and "reason" not in self.errors:
                self.add_error("reason", "Enter the reason")
        return cleaned


class ApprovalDecisionForm(DecisionForm, ApproveForm):
    """Approve a campaign within a scope, return it, or refuse it (R1)."""

    decisions = (
        (Approval.Decision.APPROVED, "Approve it, within what you answer below"),
        (Approval.Decision.RETURNED, "Return it for changes"),
        (Approval.Decision.REFUSED, "Refuse it: there will be no advert, and you cannot undo this"),
    )
    field_order = ("decision", *ApproveForm.field_order, "reason")


class AudienceDecisionForm(DecisionForm, AuthorityForm):
    """Approve the wider audience that was asked for, or refuse it (R1, R2)."""

    decisions = (
        (Approval.Decision.APPROVED, "Approve it: more people may apply from now on"),
        (Approval.Decision.REFUSED, "Refuse it: the campaign goes on with the audience it has"),
    )
    field_order = ("decision", "authority", "delegation", "evidence", "reason")


class ExtendForm(DatesForm):
    """A later closing date (R7), and the dates after it that may have to move with it (R5)."""

    closes_on = DateField(
        label="What is the new closing date?", help_text="At 11:55pm on this day."
    )
    field_options = {"closes_on": FieldOptions(noun="the new closing date")}

    def clean_closes_on(self) -> Any:
        """Any day: the service says that it must be later than the one now."""
        return self.cleaned_data["closes_on"]


class AudienceForm(Form):
    """A wider audience (R2)."""

    audience = forms.ChoiceField(
        choices=Audience.choices, widget=forms.RadioSelect, label="Who may apply?"
    )
    field_options = {"audience": FieldOptions(noun="who may apply")}

    def __init__(self, *args: Any, audiences: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("audience").choices = [
            (value, label) for value, label in Audience.choices if value in audiences
        ]


class AppointmentForm(Form):
    """The application whose candidate the hub agrees to (R4)."""

    application = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="Which application do you agree to?",
        help_text="Those that the panel recommended or put on the reserve list.",
    )
    field_options = {"application": FieldOptions(noun="the application you agree to")}

    def __init__(self, *args: Any, references: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("application").choices = [(item, item) for item in references]
