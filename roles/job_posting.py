"""An advert as schema.org's JobPosting, with what search engines require and recommend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.html import escape, strip_tags
from markupsafe import Markup

from roles.models.campaign import Campaign
from roles.models.campaign_terms import CampaignTerms

if TYPE_CHECKING:
    from roles.pages import VacancyPage

# What would end the script element, or be a line break to JavaScript alone.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_EMPLOYMENT = {
    CampaignTerms.WorkingPattern.FULL_TIME: ["FULL_TIME"],
    CampaignTerms.WorkingPattern.PART_TIME: ["PART_TIME"],
    CampaignTerms.WorkingPattern.FLEXIBLE: ["FULL_TIME", "PART_TIME"],
}


def job_posting(page: VacancyPage, campaign: Campaign, *, posts: int) -> dict[str, Any]:
    """The advert as plain data; what the campaign does not say is left out."""
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": page.title,
        "description": description_html(page, campaign),
        "identifier": {
            "@type": "PropertyValue",
            "name": campaign.organisation.name,
            "value": campaign.reference,
        },
        "datePosted": campaign.opened_at.isoformat() if campaign.opened_at else None,
        "validThrough": campaign.closes_at.isoformat() if campaign.closes_at else None,
        "employmentType": _employment(campaign),
        "hiringOrganization": _organisation(campaign),
        "jobLocation": [_place(name) for name in campaign.locations],
        "baseSalary": _salary(campaign),
        "qualifications": "; ".join(campaign.criteria),
        "workHours": f"{campaign.hours_per_week:g} hours a week",
        "occupationalCategory": campaign.role.name,
        "industry": "Government",
        "totalJobOpenings": posts or 1,
        "directApply": True,
        "url": page.full_url,
    }
    return {key: value for key, value in data.items() if value not in (None, [], "")}


def description_html(page: VacancyPage, campaign: Campaign) -> str:
    """The whole advert as HTML of paragraphs and lists, which is what search engines show."""
    prose = [strip_tags(str(block).replace("</p>", "</p>\n")) for block in page.body]
    lines = [page.summary, *(line for text in prose for line in text.splitlines())]
    parts = [f"<p>{escape(line.strip())}</p>" for line in lines if line.strip()]
    if campaign.criteria:
        items = "".join(f"<li>{escape(line)}</li>" for line in campaign.criteria)
        parts.append(f"<p>Essential criteria:</p><ul>{items}</ul>")
    return "".join(parts)


def json_for_script(data: Any) -> Markup:
    """JSON that may stand inside a script element, whatever is in it."""
    text = json.dumps(data, ensure_ascii=False)
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 (every character that could end the script is escaped)


def _organisation(campaign: Campaign) -> dict[str, Any]:
    organisation, department = campaign.organisation, campaign.organisation.department
    data: dict[str, Any] = {"@type": "Organization", "name": organisation.name}
    if department != organisation:
        data["parentOrganization"] = {"@type": "Organization", "name": department.name}
    return data


def _place(name: str) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": name, "addressCountry": "GB"}
    return {"@type": "Place", "address": address}


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
