"""An activity in one line: its usual answers, to choose from; the whole form takes the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hub.dates import day_gb
from hub.forms import FieldOptions, Form
from roles.models.support.activity import SupportActivity
from roles.models.support.support_request import SupportRequest

# Work is logged on the day or soon after; the whole form takes any other day and time.
DAYS = 7
HOURS = (
    ("", "Not recorded"),
    ("0.25", "15 minutes"),
    ("0.5", "30 minutes"),
    ("1", "1 hour"),
    ("1.5", "1 hour 30 minutes"),
    ("2", "2 hours"),
    ("3", "3 hours"),
    ("4", "4 hours"),
    ("7.5", "7 hours 30 minutes"),
)


class ActivityLineForm(Form):
    """What was done, when, for how long, and for which post."""

    type = forms.ChoiceField(
        choices=[("", "Select what was done"), *SupportActivity.Type.choices],
        label="What was done?",
    )
    on = forms.ChoiceField(label="When was it done?")
    hours = forms.ChoiceField(choices=HOURS, label="How long did it take?", initial="")
    post = forms.ChoiceField(label="For which post?")
    field_options = {
        "type": FieldOptions(noun="what was done"),
        "on": FieldOptions(noun="the date of the work"),
        "hours": FieldOptions(noun="how long it took"),
        "post": FieldOptions(noun="the post"),
    }

    def __init__(self, *args: Any, request: SupportRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        days = [today - timedelta(days=number) for number in range(DAYS)]
        asked_on = timezone.localdate(request.submitted_at)
        called = dict(zip(days, ("Today", "Yesterday"), strict=False))
        self.choice("on").choices = [
            (day.isoformat(), called.get(day) or day_gb(day)) for day in days if day >= asked_on
        ]
        posts = list(request.posts.all())
        named = [(post.pk, str(post)) for post in posts]
        self.choice("post").choices = [("", "No particular post"), *named]
        if len(posts) == 1:
            self.fields["post"].initial = posts[0].pk
