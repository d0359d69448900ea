"""The capability frameworks, grades and strategy agree with themselves. No database is needed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from tests.hub.reference_data import read, unsound, words

TODAY = "framework-government-digital-and-data-2025.json"
FORERUNNER = "framework-recruitment-hub-2013.json"
FRAMEWORKS = (TODAY, FORERUNNER)
SKILL_LEVELS = ["awareness", "working", "practitioner", "expert"]
ROLES_TODAY = {
    "architecture": "business-architect data-architect enterprise-architect network-architect"
    " security-architect solution-architect technical-architect",
    "chief-digital-and-data": "chief-data-officer chief-digital-and-information-officer"
    " chief-information-security-officer chief-technology-officer",
    "data": "analytics-engineer data-analyst data-engineer data-ethicist data-governance-manager"
    " data-scientist machine-learning-engineer performance-analyst",
    "it-operations": "application-operations-engineer business-relationship-manager"
    " change-and-release-manager command-and-control-centre-manager end-user-computing-engineer"
    " incident-manager infrastructure-engineer infrastructure-operations-engineer"
    " it-service-manager problem-manager service-desk-manager service-transition-manager",
    "product-and-delivery": "agile-coach business-analyst delivery-manager"
    " digital-portfolio-manager product-manager programme-delivery-manager service-owner",
    "quality-assurance-testing": "quality-assurance-test-analyst test-engineer test-manager",
    "software-development": "development-operations-engineer frontend-developer software-developer",
    "user-centred-design": "accessibility-specialist content-designer content-strategist"
    " graphic-designer interaction-designer service-designer technical-writer user-researcher",
}


def words_in_order(items: Iterable[dict[str, Any]]) -> str:
    return " ".join(item["code"] for item in items)


def roles(framework: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for family in framework["families"]:
        yield from family["roles"]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_framework_names_its_source_licence_and_date(name: str) -> None:
    framework = read(name)
    assert framework["licence"] == "Open Government Licence v3.0"
    assert date.fromisoformat(framework["published_on"]) < date(2026, 1, 1)
    assert [level["slug"] for level in framework["skill_levels"]] == SKILL_LEVELS
    assert [level["order"] for level in framework["skill_levels"]] == [1, 2, 3, 4]


def test_newest_framework_is_todays() -> None:
    assert read(TODAY)["published_on"] > read(FORERUNNER)["published_on"]
    assert (read(TODAY)["code"], read(FORERUNNER)["code"]) == ("2025", "2013")


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_slugs_are_sound_and_unique_within_their_owner(name: str) -> None:
    framework = read(name)
    assert unsound(framework["families"]) == []
    assert unsound(framework["skills"]) == []
    assert unsound(list(roles(framework))) == []
    assert [role["slug"] for role in roles(framework) if unsound(role["levels"])] == []


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_skills_used_and_skills_described_are_the_same(name: str) -> None:
    framework = read(name)
    used = {
        skill for role in roles(framework) for level in role["levels"] for skill in level["skills"]
    }
    assert used == {skill["slug"] for skill in framework["skills"]}
    assert [skill["slug"] for skill in framework["skills"] if not skill["description"]] == []


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_levels_are_in_order_with_known_grades_and_skill_levels(name: str) -> None:
    grades = {grade["code"]: grade for grade in read("grades.json")["grades"]}
    for role in roles(read(name)):
        assert role["summary"].endswith("."), role["slug"]
        orders = [level["order"] for level in role["levels"]]
        assert orders == list(range(1, len(orders) + 1)), role["slug"]
        for level in role["levels"]:
            assert level["grades"], level["slug"]
            assert {grades[code]["is_scs"] for code in level["grades"]} == {level["is_scs"]}
            assert set(level["skills"].values()) <= set(SKILL_LEVELS), level["slug"]
            assert level["skills"], level["slug"]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_more_is_asked_of_the_highest_level_than_of_the_lowest(name: str) -> None:
    def asked(level: dict[str, Any]) -> int:
        return sum(SKILL_LEVELS.index(held) + 1 for held in level["skills"].values())

    for role in roles(read(name)):
        asks = [asked(level) for level in role["levels"]]
        assert len(asks) == 1 or asks[0] < asks[-1], role["slug"]


def test_todays_framework_has_the_eight_families_and_all_their_roles() -> None:
    found = {
        family["slug"]: words(role["slug"] for role in family["roles"])
        for family in read(TODAY)["families"]
    }
    assert found == ROLES_TODAY


def test_each_role_of_today_has_five_to_eight_skills() -> None:
    for role in roles(read(TODAY)):
        skills = {skill for level in role["levels"] for skill in level["skills"]}
        assert 5 <= len(skills) <= 8, role["slug"]


def test_only_chief_roles_of_today_are_senior_civil_service() -> None:
    for family in read(TODAY)["families"]:
        found = {level["is_scs"] for role in family["roles"] for level in role["levels"]}
        assert found == {family["slug"] == "chief-digital-and-data"}, family["slug"]


def test_product_manager_has_the_five_public_levels() -> None:
    product = next(role for role in roles(read(TODAY)) if role["slug"] == "product-manager")
    assert [level["name"] for level in product["levels"]] == [
        "Associate product manager",
        "Product manager",
        "Senior product manager",
        "Lead product manager",
        "Head of product",
    ]


def test_2013_roles_point_to_roles_of_today() -> None:
    known = {role["slug"] for role in roles(read(TODAY))}
    mapped = {role["slug"]: role["today"] for role in roles(read(FORERUNNER))}
    assert {slug for today in mapped.values() for slug in today} <= known
    assert mapped["service-manager"] == ["service-owner"]
    assert mapped["web-ops"] == ["development-operations-engineer"]
    assert mapped["designer"] == ["interaction-designer", "graphic-designer"]
    assert mapped["portfolio-manager"] == ["digital-portfolio-manager"]
    assert [slug for slug, today in mapped.items() if not today] == ["agile-coach"]


def test_2013_families_hold_six_senior_and_fifteen_specialist_roles() -> None:
    families = {family["slug"]: family["roles"] for family in read(FORERUNNER)["families"]}
    assert {slug: len(items) for slug, items in families.items()} == {
        "senior-civil-service": 6,
        "digital-specialists": 15,
    }
    below = [
        level["slug"]
        for role in families["senior-civil-service"]
        for level in role["levels"]
        if not level["is_scs"]
    ]
    assert below == ["service-manager"]


def test_grades_rise_without_gaps() -> None:
    grades = read("grades.json")["grades"]
    assert words_in_order(grades) == "AA AO EO HEO SEO G7 G6 SCS1 SCS2 SCS3 SCS4"
    assert [grade["order"] for grade in grades] == list(range(1, 12))
    senior = [grade for grade in grades if grade["is_scs"]]
    assert words_in_order(senior) == "SCS1 SCS2 SCS3 SCS4"


def test_strategy_has_fourteen_actions() -> None:
    strategy = read("strategy-actions-2012.json")
    assert strategy["version"] == "2012-11"
    assert [action["number"] for action in strategy["actions"]] == list(range(1, 15))
    assert all(action["theme"] and action["paraphrase"] for action in strategy["actions"])
    for action in strategy["actions"]:
        for milestone in action["milestones"]:
            assert date.fromisoformat(milestone["by"]) >= date(2013, 1, 1)
