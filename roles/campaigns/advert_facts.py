"""What an advert must state (R6), and which of it a campaign lacks; the list is data."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import StagePlan
from roles.models.policy import RecruitmentPolicy

# How candidates are assessed is said by the stage plan once one was begun, not in the terms.
ADD_A_STAGE = "Add a stage to the stage plan"
FILE = files("roles") / "data" / "advert_facts.json"


@lru_cache(maxsize=1)
def facts() -> tuple[tuple[str, str], ...]:
    """Each fact's name, and the words that say what to do when the campaign lacks it."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple((row["fact"], row["missing"]) for row in rows)


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    """In which section of the terms each fact is entered; not those that stand elsewhere."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["fact"]: row.get("section", "") for row in rows}


def missing_by_section(campaign: Campaign) -> list[tuple[str, str]]:
    """What the campaign lacks: the section of the terms it belongs to, and what to do.

    The section is "" for what is not entered in the terms.
    """
    given = facts_of(campaign)
    lacks_a_stage = StagePlan.objects.is_without_a_stage(campaign)
    return [
        (
            _sections()[fact],
            ADD_A_STAGE if fact == "stages" and lacks_a_stage else missing,
        )
        for fact, missing in facts()
        if not given[fact]
    ]


def missing_facts(campaign: Campaign) -> list[str]:
    """What the campaign lacks of them, in words that say what to do."""
    return [missing for _, missing in missing_by_section(campaign)]


def facts_of(campaign: Campaign) -> dict[str, Any]:
    """Each fact that the advert must state (R6), by its name in ``facts``."""
    policy = RecruitmentPolicy.load()
    permanent = campaign.contract == campaign.Contract.PERMANENT
    return {
        "title": campaign.title.strip(),
        "highest_salary": campaign.salary_min and campaign.highest_salary,
        "closes_on": campaign.closes_on,
        "has_places": campaign.places.exists(),
        "criteria": campaign.criteria,
        "stages": campaign.stages,
        "has_contact": campaign.contact_name and campaign.contact_email,
        "has_contract_length": permanent or campaign.contract_months,
        "has_reserve_list_statement": campaign.reserve_list_statement
        or policy.reserve_list_statement,
        "has_complaints_route": campaign.complaints_route or policy.complaints_route,
        "has_adjustments_statement": policy.adjustments_statement,
        "has_welsh_level": campaign.welsh == campaign.Welsh.NOT_NEEDED
        or campaign.welsh_spoken
        or campaign.welsh_written,
        "has_welsh_criteria": not campaign.is_bilingual
        or len(campaign.criteria_in_welsh) == len(campaign.criteria),
        "has_posts": campaign.posts.exists(),
    }
