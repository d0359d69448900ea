"""What the list shows of an advert, and the text it is found by: made from campaign and page."""

from __future__ import annotations

from typing import Any

from roles.adverts.pages import VacancyPage
from roles.models.campaigns.campaign import Campaign
from roles.search import text_search


def projected(campaign: Campaign, page: VacancyPage) -> dict[str, Any]:
    """What the listing holds of an advert, apart from its places."""
    department = campaign.organisation.department
    role = campaign.role
    today = role.today.select_related("family").order_by("pk").first() or role
    return {
        "page_id": page.pk,
        "path": page.url or "",
        "title": page.title[:200],
        "summary": page.summary[:500],
        "organisation_name": campaign.organisation.name,
        "department_code": department.code,
        "department_name": department.name,
        "family_slug": today.family.slug,
        "family_name": today.family.name,
        "role_slug": today.slug,
        "role_name": role.name,
        "grade_code": campaign.grade.code,
        "grade_name": campaign.grade.name,
        "grade_order": campaign.grade.order,
        "places_text": ", ".join(campaign.locations)[:500],
        "home_working": campaign.home_working,
        "salary_from": campaign.lowest_salary or 0,
        "salary_text": campaign.salary_text[:200],
        "audience": campaign.audience,
        "contract": campaign.contract,
        "working_pattern": campaign.working_pattern,
        "language": "both" if page.shows_welsh else campaign.text_language,
        "welsh": campaign.welsh,
        "welsh_title": page.welsh_title[:200] if page.shows_welsh else "",
        "contract_text": campaign.contract_text[:200],
        "posts": campaign.posts.wanted().count() or 1,
        "opens_at": campaign.public_since,
        "closes_at": campaign.closes_at,
    }


def document(campaign: Campaign, page: VacancyPage) -> text_search.Document:
    """The text that a listing is found by."""
    values = projected(campaign, page)
    aliases = " ".join(campaign.role.aliases)
    return text_search.Document(
        title=values["title"],
        facts=" ".join(
            [
                campaign.reference,
                values["role_name"],
                aliases,
                values["family_name"],
                values["grade_name"],
                values["organisation_name"],
                values["department_name"],
                values["department_code"],
            ]
        ),
        places=values["places_text"],
        body=" ".join(
            [values["summary"], page.plain_text, *(_welsh(page) if page.shows_welsh else [])]
        ),
    )


def _welsh(page: VacancyPage) -> list[str]:
    """The Welsh words of an advert in both languages: people search in either."""
    return [page.welsh_title, page.welsh_summary, page.welsh_body]
