"""Forms about Digital Leaders."""

from __future__ import annotations

from django import forms

from capability_reviews.organisation_form import OrganisationForm
from hub.forms import DateField, FieldOptions


class LeaderForm(OrganisationForm):
    """A Digital Leader took office."""

    post_title = forms.CharField(
        max_length=150, label="What is the post?", help_text="The post, not the person."
    )
    started_on = DateField(label="When did they take office?")
    is_on_board = forms.BooleanField(required=False, label="The post is on the board")
    field_options = {
        "post_title": FieldOptions(noun="the post"),
        "started_on": FieldOptions(noun="the date they took office"),
    }
