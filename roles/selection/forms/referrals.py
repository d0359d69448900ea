"""Forms about people on reserve lists: why one looks, who is put forward, who agrees to it."""

from __future__ import annotations

from django import forms

from hub.forms import FieldOptions, Form
from roles.models.selection.referral import Referral
from roles.support.forms.support_moves import FollowUpField


class LookForm(Form):
    """Why a person looks at who they are; kept with their name (R15)."""

    why = forms.CharField(
        max_length=200,
        label="Why do you need to see who they are?",
        help_text="This is kept with your name and the time. Do not name anyone.",
    )
    field_options = {
        "why": FieldOptions(noun="why you need to see who they are", says_something=True)
    }


class ReferForm(Form):
    """Put a person forward, and look again on a day."""

    follow_up_on = FollowUpField()
    field_options = {"follow_up_on": FieldOptions(noun="the date to follow up on")}


class ReferralReasonForm(Form):
    """Why a person is not put forward, or not wanted."""

    reason = forms.ChoiceField(
        choices=Referral.Reason.choices, widget=forms.RadioSelect, label="Why?"
    )
    field_options = {"reason": FieldOptions(noun="why")}


class SharingForm(Form):
    """Whether other departments may be shown that one is on a reserve list."""

    share = forms.ChoiceField(
        choices=[("yes", "Yes, put me forward"), ("no", "No, do not")],
        widget=forms.RadioSelect,
        label="Do you want to be put forward for similar roles in other departments?",
    )
    field_options = {"share": FieldOptions(noun="whether you want to be put forward")}
