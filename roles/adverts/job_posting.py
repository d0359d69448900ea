"""An advert as schema.org's JobPosting, with what search engines require and recommend."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

from django.utils.html import escape, strip_tags
from markupsafe import Markup

from hub.addresses import absolute
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_terms import CampaignTerms

LONDON = "London"
# What would end the script element, or be a line break to JavaScript alone.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6]|div|summary|blockquote)>")
_ITEMS = re.compile(r"((?:<li>[^<]*</li>)+)")
_EMPLOYMENT = {
    CampaignTerms.WorkingPattern.FULL_TIME: ["FULL_TIME"],
    CampaignTerms.WorkingPattern.PART_TIME: ["PART_TIME"],
    CampaignTerms.WorkingPattern.FLEXIBLE: ["FULL_TIME", "PART_TIME"],
}


class Advert(Protocol):
    """What is read of the page of a vacancy, which is made of this module."""

    title: Any
    summary: Any
    body: Any
    welsh_title: Any
    welsh_summary: Any

    @property
    def welsh_blocks(self) -> Any: ...

    @property
    def shows_welsh(self) -> Any: ...

    @property
    def url(self) -> Any: ...


@dataclass(frozen=True)
class AdvertWords:
    """The words of an advert in one language, as web pages name it."""

    language: str
    title: str
    summary: str
    body: Any
    criteria: list[str]
    path: str


def words_of(page: Advert, campaign: Campaign, language: str = "") -> AdvertWords:
    """The advert's own words, or with "cy" those in Welsh of an advert in both languages."""
    path = page.url or ""
    if language == "cy" and page.shows_welsh:
        return AdvertWords(
            "cy",
            page.welsh_title,
            page.welsh_summary,
            page.welsh_blocks,
            campaign.criteria_in_welsh,
            f"{path}cymraeg/",
        )
    return AdvertWords(
        campaign.text_language, page.title, page.summary, page.body, campaign.criteria, path
    )


def job_posting(
    page: Advert, campaign: Campaign, *, posts: int, language: str = ""
) -> dict[str, Any]:
    """The advert as plain data; what the campaign does not say is left out."""
    words = words_of(page, campaign, language)
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": words.title,
        "description": description_html(page, campaign, language),
        "inLanguage": words.language,
        "identifier": {
            "@type": "PropertyValue",
            "name": campaign.organisation.name,
            "value": campaign.reference,
        },
        "datePosted": campaign.public_since.isoformat() if campaign.public_since else None,
        "validThrough": campaign.closes_at.isoformat() if campaign.closes_at else None,
        "employmentType": _employment(campaign),
        "hiringOrganization": _organisation(campaign),
        "jobLocation": [_place(name) for name in campaign.locations],
        "jobLocationType": "TELECOMMUTE" if campaign.home_working else None,
        "applicantLocationRequirements": {"@type": "Country", "name": "United Kingdom"}
        if campaign.home_working
        else None,
        "baseSalary": _salary(campaign),
        "qualifications": "; ".join(words.criteria),
        "skills": f"Welsh: {campaign.welsh_text}" if campaign.asks_for_welsh else None,
        "workHours": f"{float(campaign.hours_per_week):g} hours a week",
        "occupationalCategory": campaign.role.name,
        "industry": "Government",
        "totalJobOpenings": posts or 1,
        "directApply": True,
        "url": absolute(words.path),
    }
    return {key: value for key, value in data.items() if value not in (None, [], "")}


def description_html(page: Advert, campaign: Campaign, language: str = "") -> str:
    """The whole advert as HTML of paragraphs and lists, which is what search engines show."""
    words = words_of(page, campaign, language)
    parts = [_paragraph(words.summary), *(_plain(str(block)) for block in words.body)]
    if words.criteria:
        items = "".join(f"<li>{escape(line)}</li>" for line in words.criteria)
        heading = "Meini prawf hanfodol:" if words.language == "cy" else "Essential criteria:"
        parts.append(f"<p>{heading}</p><ul>{items}</ul>")
    if campaign.asks_for_welsh:
        parts.append(_paragraph(f"Welsh language skills: {campaign.welsh_text}."))
    parts.append(_paragraph(campaign.fluency_statement))
    return "".join(parts)


def _plain(markup: str) -> str:
    """Rich text with nothing left of it but paragraphs and lists."""
    found = []
    for part in _BLOCK_ENDS.split(markup):
        words = unescape(strip_tags(part)).strip()
        if words:
            found.append(f"<li>{escape(words)}</li>" if "<li" in part else _paragraph(words))
    return _ITEMS.sub(r"<ul>\1</ul>", "".join(found))


def _paragraph(words: str) -> str:
    return f"<p>{escape(words.strip())}</p>" if words.strip() else ""


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
    """The scale of the places that the advert names: London's where it names no other."""
    national = (campaign.salary_min, campaign.salary_max)
    london = (campaign.london_salary_min, campaign.london_salary_max)
    only_london = bool(campaign.locations) and {*campaign.locations} == {LONDON}
    first, second = (london, national) if only_london else (national, london)
    lowest, highest = first if any(first) else second
    if not lowest and not highest:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": "YEAR"}
    if lowest:
        value["minValue"] = lowest
    if highest:
        value["maxValue"] = highest
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}
