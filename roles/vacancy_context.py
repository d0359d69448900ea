"""What the public page of a vacancy shows: the facts of R6, and the same for search engines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from markupsafe import Markup

from roles.models.application import Application
from roles.models.campaign import Campaign
from roles.models.campaign_terms import CampaignTerms
from roles.models.policy import RecruitmentPolicy

if TYPE_CHECKING:
    from roles.pages import VacancyPage

# What would end the script element, or be a line break to JavaScript alone.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_EMPLOYMENT = {
    CampaignTerms.WorkingPattern.FULL_TIME: ["FULL_TIME"],
    CampaignTerms.WorkingPattern.PART_TIME: ["PART_TIME"],
    CampaignTerms.WorkingPattern.FLEXIBLE: ["FULL_TIME", "PART_TIME"],
}


def vacancy_context(page: VacancyPage, request: HttpRequest) -> dict[str, Any]:
    """The template's context: the campaign, how it stands, the policy, the reader's own."""
    campaign = (
        Campaign.objects.select_related("organisation__parent", "role__family", "level", "grade")
        .prefetch_related("places", "posts")
        .get(pk=page.campaign_id)
    )
    user = getattr(request, "user", None)
    own = Application.objects.of(user).filter(campaign=campaign).first() if user else None
    return {
        "campaign": campaign,
        "standing": standing(campaign),
        "family": (campaign.role.today.select_related("family").first() or campaign.role).family,
        "policy": RecruitmentPolicy.load(request),
        "application": own,
        "posts": len([post for post in campaign.posts.all() if not post.withdrawn_at]),
        "description": page.search_description or page.summary,
        "job_posting": json_for_script(job_posting(page, campaign)) if campaign.is_open else "",
        "canonical": page.full_url,
    }


def standing(campaign: Campaign) -> str:
    """How the advert stands: "open", "paused", "closed", "withdrawn", or "draft" in a preview."""
    state = campaign.State
    if campaign.state == state.CANCELLED:
        return "withdrawn"
    if campaign.state == state.PAUSED:
        return "paused"
    if campaign.is_open:
        return "open"
    return "closed" if campaign.opened_at else "draft"


def job_posting(page: VacancyPage, campaign: Campaign) -> dict[str, Any]:
    """The advert as a schema.org JobPosting."""
    organisation = campaign.organisation
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": page.title,
        "description": _description(page, campaign),
        "identifier": {
            "@type": "PropertyValue",
            "name": organisation.name,
            "value": campaign.reference,
        },
        "datePosted": campaign.opened_at.isoformat() if campaign.opened_at else None,
        "validThrough": campaign.closes_at.isoformat() if campaign.closes_at else None,
        "employmentType": _employment(campaign),
        "hiringOrganization": {"@type": "Organization", "name": organisation.name},
        "jobLocation": [
            {
                "@type": "Place",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": place,
                    "addressCountry": "GB",
                },
            }
            for place in campaign.locations
        ],
        "occupationalCategory": campaign.role.name,
        "industry": "Government",
        "totalJobOpenings": len(campaign.posts.all()) or 1,
        "directApply": True,
        "url": page.full_url,
    }
    if salary := _salary(campaign):
        data["baseSalary"] = salary
    return {key: value for key, value in data.items() if value not in (None, [], "")}


def json_for_script(data: Any) -> Markup:
    """JSON that may stand inside a script element, whatever is in it."""
    text = json.dumps(data, ensure_ascii=False)
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 (every character that could end the script is escaped)


def _description(page: VacancyPage, campaign: Campaign) -> str:
    """The prose as plain paragraphs; the schema wants the whole advert in one text."""
    parts = [page.summary, page.plain_text]
    if campaign.criteria:
        parts.append("Essential criteria: " + "; ".join(campaign.criteria))
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _employment(campaign: Campaign) -> list[str]:
    kinds = list(_EMPLOYMENT[CampaignTerms.WorkingPattern(campaign.working_pattern)])
    if campaign.contract != Campaign.Contract.PERMANENT:
        kinds.append("TEMPORARY")
    return kinds


def _salary(campaign: Campaign) -> dict[str, Any] | None:
    lowest = min(filter(None, (campaign.salary_min, campaign.london_salary_min)), default=None)
    highest = campaign.highest_salary
    if not lowest and not highest:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": "YEAR"}
    if lowest:
        value["minValue"] = lowest
    if highest:
        value["maxValue"] = highest
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
