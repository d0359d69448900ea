"""Forms of what can be done to a support request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from hub.dates import too_far
from hub.forms import DISCLOSED, ConfirmField, DateField, FieldOptions, Form, SharedForm
from hub.models import User
from hub.permissions import StaffGroup, is_hub_staff
from roles.campaigns.forms.reserve_reason import OPTIONS as RESERVE_REASON
from roles.campaigns.forms.reserve_reason import ReserveReasonField
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.post import Post
from roles.models.support.activity import SupportActivity
from roles.models.support.request_state import Outcome, Urgency
from roles.models.support.support_request import SupportRequest
from roles.support.services.handing_over import who_could_hold


class FollowUpField(DateField):
    """An optional date for the next look at a request."""

    def __init__(self) -> None:
        super().__init__(required=False, label="Follow up on (optional)")

    def validate(self, value: Any) -> None:
        super().validate(value)
        what, today = "The date to follow up on", timezone.localdate()
        if value and value < today:
            raise ValidationError(f"{what} must be today or in the future")
        if value and (why := too_far(what, value, after=today, named="today")):
            raise ValidationError(why)


class TriageForm(SharedForm, Form):
    """How urgent it is and who has it (H2); who has taken it meanwhile is not passed over."""

    urgency = forms.ChoiceField(
        choices=Urgency.choices, widget=forms.RadioSelect, label="How urgent is it?"
    )
    urgency_reason = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=500,
        label="If you change the urgency, why?",
        help_text="The department reads this. Do not name anyone.",
    )
    adviser = forms.ModelChoiceField(User.objects.none(), label="Who is the adviser?")
    follow_up_on = FollowUpField()
    accepts = forms.BooleanField(
        required=False,
        label="Accept the request as well",
        help_text="The hub team will help. This makes one post for each person the department "
        "needs.",
    )
    field_options = {
        "urgency": FieldOptions(noun="how urgent it is"),
        "urgency_reason": FieldOptions(noun="why you changed the urgency", rows=3),
        "adviser": FieldOptions(noun="the adviser"),
        "follow_up_on": FieldOptions(noun="the date to follow up on"),
    }

    def __init__(
        self, *args: Any, user: User, request: SupportRequest | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = self.urgency_before(request) if request else ""
        self.fields["urgency"].initial = self.before
        advisers = User.objects.filter(
            groups__name__in=[StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS], is_active=True
        )
        self.model_choice("adviser").queryset = advisers.distinct().order_by("first_name", "email")
        self.fields["adviser"].initial = (request and request.adviser) or user
        if not user.has_perm("roles.answer_supportrequest", request):
            del self.fields["accepts"]

    def urgency_before(self, request: SupportRequest) -> str:
        """The department's own, which triage may change with a reason."""
        return request.requested_urgency

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        urgency, reason = cleaned.get("urgency"), cleaned.get("urgency_reason", "").strip()
        if self.before and urgency and urgency != self.before and not reason:
            self.add_error("urgency_reason", "Explain why you changed the urgency")
        return cleaned


class AssignForm(TriageForm):
    """Another adviser or urgency than triage gave it."""

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.fields.pop("accepts", None)
        self.fields["adviser"].initial = request.adviser
        self.fields["follow_up_on"].initial = request.follow_up_on

    def urgency_before(self, request: SupportRequest) -> str:
        """What triage, or somebody since, said."""
        return request.urgency


class AcceptForm(Form):
    """What the hub will do."""

    answer = forms.CharField(
        widget=forms.Textarea,
        required=False,
        max_length=1000,
        label="What will the hub team do? (optional)",
        help_text="The department reads this. Do not name anyone.",
    )
    field_options = {
        "answer": FieldOptions(noun="what the hub team will do", count_characters=True)
    }


class QuestionForm(Form):
    """A question to the other side."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="What do you want to ask?",
    )
    follow_up_on = FollowUpField()
    field_options = {
        "text": FieldOptions(noun="your question", count_characters=True),
        "follow_up_on": FieldOptions(noun="the date to follow up on"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = "the department" if is_hub_staff(user) else "the hub team"
        self.fields["text"].help_text = format_html(
            "We will email {} your question. {}", asked, DISCLOSED
        )
        if not is_hub_staff(user):
            del self.fields["follow_up_on"]


class AnswerForm(Form):
    """The answer to a question."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=2000,
        label="Your answer",
        help_text=DISCLOSED,
    )
    field_options = {"text": FieldOptions(noun="your answer", count_characters=True, rows=8)}


class HandOverForm(Form):
    """Which colleague has the request from now on."""

    to = forms.ModelChoiceField(User.objects.none(), label="Who takes it over?")
    field_options = {"to": FieldOptions(noun="who takes it over")}

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [person.pk for person in who_could_hold(request)]
        people = User.objects.filter(pk__in=known).order_by("first_name", "email")
        self.model_choice("to").queryset = people


class OutcomeForm(Form):
    """How it ended (H7)."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices, widget=forms.RadioSelect, label="How did it end?"
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why?",
        help_text=DISCLOSED,
    )
    field_options = {
        "outcome": FieldOptions(noun="how it ended"),
        "reason": FieldOptions(noun="the reason", count_characters=True, says_something=True),
    }


class ActivityForm(Form):
    """One piece of the hub's work (H5)."""

    type = forms.ChoiceField(
        choices=SupportActivity.Type.choices, widget=forms.RadioSelect, label="What was done?"
    )
    post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        empty_label="No particular post",
        label="For which post? (optional)",
    )
    on = DateField(is_past=True, label="When was it done?")
    hours = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=200,
        max_digits=5,
        decimal_places=2,
        label="How many hours did it take? (optional)",
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label="Note (optional)",
        help_text=DISCLOSED,
    )
    field_options = {
        "type": FieldOptions(noun="what was done"),
        "post": FieldOptions(noun="the post"),
        "on": FieldOptions(noun="the date of the work"),
        "hours": FieldOptions(noun="the hours", width="4"),
        "note": FieldOptions(noun="the note"),
    }

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = request.posts.all()
        self.model_choice("post").queryset = posts
        if len(posts) == 1:
            self.fields["post"].initial = posts[0]
        if self.fields["on"].initial is None:
            self.fields["on"].initial = timezone.localdate()


class MakeCampaignForm(Form):
    """The first two answers of a campaign; its terms come after."""

    title = forms.CharField(
        max_length=120,
        label="What is the title of the role?",
        help_text="Say what the person does, in words people search for.",
    )
    audience = forms.ChoiceField(
        choices=Audience.choices, widget=forms.RadioSelect, label="Who may apply?"
    )
    reserve_reason = ReserveReasonField()
    again = ConfirmField()
    field_options = {
        "title": FieldOptions(noun="the title of the role", longest_word=3),
        "audience": FieldOptions(noun="who may apply"),
        "reserve_reason": RESERVE_REASON,
    }

    def __init__(
        self, *args: Any, other: Campaign | None = None, people: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not people:
            del self.fields["reserve_reason"]
        if other is None:
            del self.fields["again"]
        else:
            question = (
                f"Campaign {other.reference}, “{other.title}”, is for the same request and has not "
                "ended. If every post is in it already, this opens one more post."
            )
            again: Any = self.fields["again"]
            again.help_text = question
            again.ask(question, f"Yes, make a second campaign as well as {other.reference}")
