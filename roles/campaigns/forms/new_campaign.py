"""A campaign made afresh, or from a need, without a support request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html

from hub.forms import DISCLOSED, ConfirmField, FieldOptions, confirmed
from hub.models import (
    Membership,
    Organisation,
    User,
)
from hub.permissions import is_hub_staff
from roles.campaigns.forms.reserve_reason import OPTIONS as RESERVE_REASON
from roles.campaigns.forms.reserve_reason import ReserveReasonField, who_could_do_it
from roles.campaigns.forms.wanted_posts import NumberOfPostsField, WantedPostsForm
from roles.campaigns.services.drafting import ReserveListFirstError, people_who_could_do
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
    # Asked only when people on reserve lists could do the job.
    reserve_reason = ReserveReasonField(required=False)
    # Asked only when there is one like it already, anybody's.
    second_to = ConfirmField()
    field_order = ("organisation", "title", "role", "level", "grade", "posts")
    field_options = {
        **WantedPostsForm.field_options,
        "posts": FieldOptions(noun="the number of posts", width="3"),
        "title": FieldOptions(noun="the title of the role", longest_word=3),
        "audience": FieldOptions(noun="who may apply"),
        "reserve_reason": RESERVE_REASON,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["second_to"]
            del self.fields["reserve_reason"]

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
        self._ask_why_anew(cleaned)
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

    def _ask_why_anew(self, cleaned: dict[str, Any]) -> None:
        job: dict[str, Any] = {name: cleaned.get(name) for name in ("role", "level", "grade")}
        people = people_who_could_do(**job)
        if not people:
            del self.fields["reserve_reason"]
            cleaned.pop("reserve_reason", None)
            return
        # The field on the page: it was bound before anybody was looked for.
        self["reserve_reason"].help_text = format_html("{} {}", who_could_do_it(people), DISCLOSED)
        if not cleaned.get("reserve_reason") and "reserve_reason" not in self.errors:
            self.add_error("reserve_reason", ReserveListFirstError.reason)
