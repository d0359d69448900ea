"""The days of campaigns, in the calendars of those who run them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hub.calendars import CalendarSource, Happening
from hub.models import User
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign


def days_of_campaigns(person: User, first: date, last: date) -> Iterator[Happening]:
    """When the sifts and the interviews of the campaigns of a person's organisations are."""
    if not person.has_perm("roles.view_campaign"):
        return
    rows = Campaign.objects.visible_to(person).unfinished().between(first, last)
    for campaign in rows.filter(organisation__in=person.organisations(*RUNNING_CAMPAIGNS)):
        href = campaign.get_absolute_url()
        if campaign.sift_on:
            yield Happening(
                f"sift-{campaign.reference}",
                f"Sift begins: {campaign.title}",
                href,
                campaign.sift_on,
            )
        if campaign.interviews_from:
            yield Happening(
                f"interviews-{campaign.reference}",
                f"Interviews: {campaign.title}",
                href,
                campaign.interviews_from,
                until=campaign.interviews_to,
            )


CAMPAIGN_CALENDAR = (
    CalendarSource("roles.campaign_days", "Sifts and interviews of campaigns", days_of_campaigns),
)
