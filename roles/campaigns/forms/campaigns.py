"""Forms of the campaigns workspace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from hub.forms import DISCLOSED, DateField, FieldOptions, Form
from roles.campaigns.forms.terms import DatesForm
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation


class AuthorityForm(Form):
    """Who an approval rests on (R1)."""

    authority = forms.ChoiceField(
        choices=Approval.Authority.choices,
        widget=forms.RadioSelect,
        label="Who gives this approval?",
        help_text="You can only open a role to people outside the civil service if a minister or "
        "chief executive decided it, or delegated the decision to you. Then say below which "
        "delegation it is, or where the decision is kept.",
    )
    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        required=False,
        label="If it is a delegation, which one?",
        empty_label="No delegation",
        error_messages={
            "invalid_choice": "This delegation is not in force any more. Select another one"
        },
    )
    evidence = forms.CharField(
        required=False,
        max_length=150,
        label="If it is the minister or chief executive, where is the decision kept?",
        help_text="The file reference of the letter or minute. Do not name anyone.",
    )
    field_options = {
        "authority": FieldOptions(noun="who gives this approval"),
        "delegation": FieldOptions(noun="the delegation"),
        "evidence": FieldOptions(noun="where the decision is kept"),
    }

    def __init__(
        self, *args: Any, delegations: Any = None, has_barred: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.model_choice("delegation")
        # Django documents that it may be replaced so.
        field.label_from_instance = lambda obj: str(obj.label)  # type: ignore[method-assign]
        if delegations is not None:
            field.queryset = delegations
            if has_barred:
                field.help_text = (
                    "You cannot use a delegation that was recorded by somebody who has worked on "
                    "this campaign. Another HR contact or a hub lead can record a new one."
                )
            elif not delegations.exists():
                field.help_text = (
                    "You do not have a delegation that is in force. The department’s HR contact "
                    "or the hub team can record one."
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
    posts = forms.IntegerField(
        min_value=1, max_value=200, label="If you approve it, how many posts at most?"
    )
    max_salary = forms.IntegerField(
        min_value=1, max_value=1_000_000, label="If you approve it, what is the highest salary?"
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
        label="If you do not approve it, why?",
        help_text="The people who asked can read this. " + DISCLOSED,
    )
    field_options = {
        "decision": FieldOptions(noun="what you decide"),
        "reason": FieldOptions(noun="the reason", says_something=True, count_characters=True),
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
        (Approval.Decision.APPROVED, "Approve it, with the limits I set below"),
        (Approval.Decision.RETURNED, "Return it for changes"),
        (
            Approval.Decision.REFUSED,
            "Refuse it. The role will not be advertised and you cannot undo this",
        ),
    )
    field_order = ("decision", *ApproveForm.field_order, "reason")


class AudienceDecisionForm(DecisionForm, AuthorityForm):
    """Approve the wider audience that was asked for, or refuse it (R1, R2)."""

    decisions = (
        (Approval.Decision.APPROVED, "Approve it. More people can apply from now on"),
        (Approval.Decision.REFUSED, "Refuse it. The role stays open to the same people"),
    )
    field_order = ("decision", "authority", "delegation", "evidence", "reason")


class ExtendForm(DatesForm):
    """A later closing date (R7), and the dates after it that may have to move with it (R5)."""

    closes_on = DateField(
        years_ahead=None,
        label="What is the new closing date?",
        help_text="At 11:55pm on this day.",
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
