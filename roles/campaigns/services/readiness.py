"""What a campaign still lacks before it can be approved or opened, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.refusals import RefusedError
from roles.campaigns.advert_facts import ADD_A_STAGE, missing_facts
from roles.campaigns.services.exemptions import why_advert_waits
from roles.campaigns.services.movers import first_sight_until, listed_from
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import job_of


class NotReadyError(RefusedError):
    """The campaign lacks something."""


def lacking_for_approval(campaign: Campaign) -> list[str]:
    """What the terms lack before anybody can approve them (R1, R6)."""
    return missing_facts(campaign)


def terms_first(campaign: Campaign, missing: list[str] | None = None) -> str:
    """Why what rests on the terms has to wait; "" once they are complete.

    ``missing`` is what they lack, where it is known.
    """
    lacking = lacking_for_approval(campaign) if missing is None else missing
    others = [line for line in lacking if line != ADD_A_STAGE]
    if len(others) == len(lacking):
        return "Complete the terms first." if others else ""
    return (
        f"Complete the terms, and {_in_a_sentence(ADD_A_STAGE)}." if others else f"{ADD_A_STAGE}."
    )


def _in_a_sentence(line: str) -> str:
    return line[:1].lower() + line[1:]


def lacking_for_agreement(campaign: Campaign) -> list[str]:
    """What a senior post lacks before the hub can agree its job description (R4)."""
    found = []
    if not campaign.highest_salary:
        found.append("Enter the salary")
    if not campaign.criteria:
        found.append("Enter the essential criteria")
    job = job_of(campaign)
    if job is None or not job.duty_lines:
        found.append("Write in the job description what the person does")
    if job is None or not job.reporting_line.strip():
        found.append("Add the reporting line to the job description")
    return found


def lacking_for_opening(campaign: Campaign, at: datetime | None = None) -> list[str]:
    """What it lacks before the advert can be published (R1 to R5, R23)."""
    moment = at or timezone.now()
    found = lacking_for_approval(campaign)
    found += _lacking_approval(campaign)
    if why := why_advert_waits(campaign, moment):
        found.append(why)
    found += lacking_dates(campaign, moment)
    if campaign.is_senior and not campaign.job_description_agreed_at:
        found.append(
            "The hub team must agree the job description of a Senior Civil Service technology post"
        )
    return found


def lacking_dates(campaign: Campaign, at: datetime | None = None) -> list[str]:
    """What is wrong with its dates before the advert can be published (R3, R5, R7)."""
    moment, found = at or timezone.now(), []
    if not campaign.sift_on or not campaign.interviews_from:
        found.append("Set the sift and interview dates. They must be set before the advert opens")
    if campaign.closes_at and campaign.closes_at <= moment:
        is_over = campaign.closes_at <= timezone.now()
        passed = "The closing date has passed: enter a later one"
        found.append(passed if is_over else opens_too_late(campaign.closes_at))
    first = listed_from(campaign, first_sight_until(campaign, moment))
    if first and campaign.closes_at and campaign.closes_at <= first:
        found.append(
            f"Priority movers see it first until {date_gb(first)}: enter a later closing date"
        )
    if campaign.sift_on and campaign.closes_on and campaign.sift_on < campaign.closes_on:
        found.append("The sift is before the closing date: change one of the two")
    return found


def opens_too_late(closes_at: datetime) -> str:
    """Why an advert cannot open at a moment, where the role closes before it."""
    return (
        f"The advert would open after the role closes on {datetime_gb(closes_at)}: "
        "open it earlier, or set a later closing date first"
    )


def _lacking_approval(campaign: Campaign) -> list[str]:
    if not campaign.is_ready:
        return ["It has not been approved yet"]
    approval = campaign.approvals.given().first()
    if approval is None:
        return ["Nobody has approved this campaign"]
    return approval.exceeded_by(campaign, campaign.posts.wanted().count())
