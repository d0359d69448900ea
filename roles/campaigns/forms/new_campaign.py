"""A campaign made afresh, or from a need, without a support request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from hub.forms import ConfirmField, FieldOptions, confirmed
from hub.models import (
    Membership,
    Organisation,
    User,
)
from hub.permissions import is_hub_staff
from roles.campaigns.forms.wanted_posts import NumberOfPostsField, WantedPostsForm
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience

MAKERS = (Membership.Role.HIRING_MANAGER, Membership.Role.RESOURCING, Membership.Role.REQUESTER)


class NewCampaignForm(WantedPostsForm):
    """Who the campaign is for and what it fills; its terms come after."""

    title = forms.CharField(
        max_length=120,
        label="What is the title of the role?",
        help_text="Say what the person does, in words people search for.",
    )
    posts = NumberOfPostsField()
    audience = forms.ChoiceField(
        choices=Audience.choices, widget=forms.RadioSelect, label="Who may apply?"
    )
    # Asked only when there is one like it already, anybody's.
    second_to = ConfirmField()
    field_order = ("organisation", "title", "role", "level", "grade", "posts")
    field_options = {
        **WantedPostsForm.field_options,
        "posts": FieldOptions(noun="the number of posts", width="3"),
        "title": FieldOptions(noun="the title of the role", longest_word=3),
        "audience": FieldOptions(noun="who may apply"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["second_to"]

    def organisations_of(self, user: User) -> QuerySet[Organisation]:
        return Organisation.objects.all() if is_hub_staff(user) else user.organisations(*MAKERS)

    def similar(self) -> Campaign | None:
        """A campaign that is not ended for the same need, or the organisation's role and grade."""
        rows = Campaign.objects.unfinished()
        if self.need is not None:
            return rows.filter(need=self.need).first()
        given = [self.data.get(name, "") for name in ("organisation", "role", "grade")]
        if not all(value.isascii() and value.isdigit() and len(value) < 10 for value in given):
            return None
        return rows.filter(organisation=given[0], role=given[1], grade=given[2]).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        question, other = "", self.similar()
        if other is not None:
            what = "role and grade" if self.need is None else "need"
            question = (
                f"Campaign {other.reference}, “{other.title}”, is for the same {what} and has not "
                "ended. Select “Yes” if you need a second one"
            )
        label = f"Yes, make a second campaign as well as {other.reference if other else ''}"
        is_meant = confirmed(self, "second_to", question, label)
        cleaned["second_to"] = other if is_meant else None
        return cleaned
