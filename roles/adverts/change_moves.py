"""What can be done about a change of a public advert that nobody has published."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.dates import datetime_gb
from hub.models import User
from hub.moves import Move, reason_read_by
from hub.tables import lines
from roles.adverts.pages import VacancyPage
from roles.adverts.services import changes
from roles.models.campaigns.campaign import Campaign

PUBLISHING = "roles.publish_campaign"


def _own_change(campaign: Campaign, user: User) -> str:
    """Why who may return a change does not return this one: they wrote some of it."""
    if not user.has_perm(PUBLISHING, campaign) or not changes.may_be_returned(campaign):
        return ""
    why = campaign.page.why_own(user)
    return f"{why}." if why else ""


def _change_as_it_is(campaign: Campaign) -> list[tuple[str, Any]]:
    """The change that waits, for whoever publishes or returns it."""
    page = VacancyPage.objects.filter(campaign=campaign).first()
    latest = page.get_latest_revision() if page else None
    if page is None or latest is None:
        return []
    saved = f"{datetime_gb(latest.created_at)}, {latest.user or 'by the hub team'}"
    return [
        ("Public advert", page.title),
        ("Change saved", saved),
        ("What it changes", lines(*changes.changes_waiting(page))),
    ]


def _change_gone(campaign: Campaign) -> str:
    """Why no change of it waits: who returned or published it, and when."""
    page = VacancyPage.objects.filter(campaign=campaign).first()
    if page is not None and (review := page.returned_change):
        who = review.answered_by or "The hub team"
        return f"{who} returned this change on {datetime_gb(review.answered_at)}"
    nothing = "No change to the public advert is waiting to be published"
    last = changes.last_published(page) if page is not None else None
    if last is None:
        return nothing
    who = last.user or "The hub team"
    return f"{nothing}. {who} published what it says now on {datetime_gb(last.timestamp)}"


def _after_change(campaign: Campaign, user: User) -> str:
    """The advert in its campaign, for who may see that, else where work waits."""
    address = campaign.page.campaign_for(user)
    return f"{address}advert/" if address else reverse("work")


RETURN_CHANGE = Move(
    slug="return-change",
    label="Return the change",
    permission=PUBLISHING,
    barred_by=_own_change,
    may=changes.may_be_returned,
    service=changes.return_change,
    form=reason_read_by("Whoever wrote the change"),
    facts=_change_as_it_is,
    is_bound_to_facts=True,
    next_address=lambda review, user: _after_change(review.campaign, user),
    explain="The public will still see the advert as it is. We will tell whoever wrote the change "
    "what has to be different. They can then change it and save it again.",
    already=_change_gone,
    says=lambda campaign, review: "The change has been returned to whoever wrote it",
)
