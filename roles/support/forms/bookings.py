"""Forms about experts' bookings and a department's feedback."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone

from hub.dates import date_gb
from hub.forms import DateField, FieldOptions, Form
from roles.campaigns.assessors import ASSESSOR
from roles.models.campaigns.post import Post
from roles.models.support.expert import Booking, Expert
from roles.models.support.request_feedback import RequestFeedback
from roles.models.support.support_request import SupportRequest


class ExpertField(forms.ModelChoiceField):
    """An expert of the register, and until when they may assess (R9)."""

    def label_from_instance(self, obj: Any) -> str:
        until = obj.certificate_until
        if until is None:
            return f"{obj}, no certificate"
        said = "until" if until >= timezone.localdate() else "ended on"
        return f"{obj}, certificate {said} {date_gb(until)}"


class BookForm(Form):
    """Book an expert of the register for a request (H6)."""

    kind = forms.ChoiceField(
        choices=Booking.Kind.choices, widget=forms.RadioSelect, label="What is the expert for?"
    )
    expert = ExpertField(Expert.objects.none(), label="Which expert?")
    post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        empty_label="Every post of the request",
        label="For which post? (optional)",
    )
    place = forms.CharField(
        max_length=200,
        required=False,
        label="Where? (optional)",
        help_text="A building and its town, or “by video”. The expert sees it.",
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    field_options = {
        "kind": FieldOptions(noun="what the expert is for"),
        "expert": FieldOptions(noun="the expert"),
        "post": FieldOptions(noun="the post"),
        "place": FieldOptions(noun="where it is"),
        "starts_on": FieldOptions(noun="the first day"),
        "ends_on": FieldOptions(noun="the last day"),
    }

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody is left out who applies for the role: that would tell it (R25).
        experts = Expert.objects.filter(user__is_active=True).with_certificate(ASSESSOR.slug)
        self.model_choice("expert").queryset = experts.select_related("user", "role", "grade")
        self.model_choice("post").queryset = request.posts.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must be the same as or after the first")
        return cleaned


class FeedbackForm(Form):
    """What became of a request, and how the hub did; of a campaign, what became of it (H7, H9)."""

    filled = forms.ChoiceField(
        choices=RequestFeedback.Filled.choices,
        widget=forms.RadioSelect,
        label="Were the posts filled?",
    )
    how = forms.ChoiceField(
        choices=RequestFeedback.How.choices,
        widget=forms.RadioSelect,
        required=False,
        label="If so, how were most of them filled?",
    )
    why_not = forms.ChoiceField(
        choices=RequestFeedback.WhyNot.choices,
        widget=forms.RadioSelect,
        required=False,
        label="If not all were, what was the main reason?",
    )
    satisfaction = forms.TypedChoiceField(
        choices=RequestFeedback.Satisfaction.choices,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        label="How satisfied are you with the hub team’s help? (optional)",
        help_text="Shown only together with the answers of others, never on its own.",
    )
    field_options = {
        "filled": FieldOptions(noun="whether the posts were filled"),
        "how": FieldOptions(noun="how they were filled"),
        "why_not": FieldOptions(noun="the main reason"),
        "satisfaction": FieldOptions(noun="how satisfied you are"),
    }

    def __init__(self, *args: Any, feedback: RequestFeedback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if feedback.campaign_id:
            hub = RequestFeedback.How.CAMPAIGN
            how = [choice for choice in RequestFeedback.How.choices if choice[0] != hub]
            cast("forms.ChoiceField", self.fields["how"]).choices = how
            del self.fields["satisfaction"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        filled = cleaned.get("filled")
        if filled and filled != RequestFeedback.Filled.NONE and not cleaned.get("how"):
            self.add_error("how", "Select how they were filled")
        if filled and filled != RequestFeedback.Filled.ALL and not cleaned.get("why_not"):
            self.add_error("why_not", "Select the main reason")
        if filled == RequestFeedback.Filled.NONE:
            cleaned["how"] = ""
        if filled == RequestFeedback.Filled.ALL:
            cleaned["why_not"] = ""
        return cleaned
