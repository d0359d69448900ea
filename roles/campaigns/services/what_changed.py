"""What an approver was asked when they returned a campaign, and what is another since (R1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst

from hub.dates import date_gb
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.campaigns.job_description import GAPS, job_of
from roles.models.campaigns.stage_plan import pass_marks_of

# Not terms: when the hub was asked to help; the elements are in the words of the stages.
NO_TERMS = {"sift_help_requested_at", "written_elements"}


def terms_in_words(campaign: Campaign) -> dict[str, str]:
    """Everything that is approved, in words by what it is called."""
    terms = [field for field in CampaignTerms._meta.get_fields() if field.name not in NO_TERMS]
    found = {"Title": campaign.title, "Posts": str(campaign.posts.count())}
    found |= {_label(field): _value(campaign, field) for field in terms}
    found["Locations"] = "\n".join(sorted(campaign.locations))
    found["Pass marks"] = pass_marks_of(campaign)
    if job := job_of(campaign):
        fields = [job._meta.get_field(name) for name in ("summary", "duties", *GAPS)]
        found |= {f"Job description: {_label(each).lower()}": _value(job, each) for each in fields}
    return found


def last_return(campaign: Campaign) -> Approval | None:
    """How an approver last returned it; None where nobody did."""
    return campaign.approvals.returned().first()


def changed_since(returned: Approval) -> list[str] | None:
    """What is another since a campaign was returned, by what it is called.

    None where it is not known what was asked then: it was returned before that was kept.
    """
    if not returned.asked:
        return None
    now, then = terms_in_words(returned.campaign), returned.asked
    names = [*now, *(name for name in then if name not in now)]
    return [name for name in names if now.get(name, "") != then.get(name, "")]


def _label(field: Any) -> str:
    return str(capfirst(field.verbose_name))


def _value(record: models.Model, field: Any) -> str:
    value = getattr(record, field.name)
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return date_gb(value)
    return "" if value is None else str(value).strip()
