"""The reference data agree with themselves and with each other; no database is needed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "hub" / "data"
TODAY = "framework-government-digital-and-data-2025.json"
FORERUNNER = "framework-recruitment-hub-2013.json"
FRAMEWORKS = (TODAY, FORERUNNER)
SKILL_LEVELS = ["awareness", "working", "practitioner", "expert"]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

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
DEPARTMENTS_2013 = "AGO BIS CO DCLG DCMS DECC DEFRA DFID DWP DfE DfT DH FCO HMRC HMT HO MOD MoJ"
BODIES_TODAY = "CH DBS DVLA EA GDS HMPPS IPO IS LR OPG RPA SLC TNA"
BODIES_2013 = {
    "GDS": "CO",
    "LR": "BIS",
    "IS": "BIS",
    "IPO": "BIS",
    "NAS": "BIS",
    "SLC": "BIS",
    "CH": "BIS",
    "EA": "DEFRA",
    "RPA": "DEFRA",
    "DVLA": "DfT",
    "DBS": "HO",
    "OPG": "MoJ",
    "NOMS": "MoJ",
    "TNA": "MoJ",
}
# By exemplar number: the public dashboard of 29 July 2013, the demonstration's split for 30 June.
PHASES_29_JULY = {
    "discovery": [2, 3, 7, 10, 11, 13, 19, 20, 24],
    "alpha": [4, 5, 8, 21, 22],
    "beta": [1, 9, 12, 14, 15, 16, 17, 18, 23, 25],
    "live": [6],
}
PHASES_30_JUNE = {
    "discovery": [2, 3, 7, 10, 11, 13, 17, 18, 19, 20, 22, 23, 24],
    "alpha": [4, 5, 8, 16, 21, 25],
    "beta": [1, 9, 12, 14, 15],
    "live": [6],
}


def read(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def words(items: Iterable[str]) -> str:
    return " ".join(sorted(items))


def words_in_order(items: Iterable[dict[str, Any]]) -> str:
    return " ".join(item["code"] for item in items)


def roles(framework: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for family in framework["families"]:
        yield from family["roles"]


def organisations() -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in read("organisations-2013.json")["organisations"]}


def in_being(item: dict[str, Any], day: str) -> bool:
    return (item["valid_from"] or day) <= day <= (item["valid_to"] or day)


def day_after(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


def event_as_at(exemplar: dict[str, Any], day: str) -> dict[str, Any] | None:
    return max(
        (event for event in exemplar["phases"] if event["on"] <= day),
        key=lambda event: event["on"],
        default=None,
    )


def phases_as_at(day: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        event = event_as_at(exemplar, day)
        if event:
            found.setdefault(event["phase"], []).append(exemplar["number"])
    return found


def unsound(items: list[dict[str, Any]]) -> list[str]:
    """Slugs that are ill-formed or occur more than once."""
    slugs = [item["slug"] for item in items]
    return [slug for slug in slugs if not SLUG.fullmatch(slug) or slugs.count(slug) > 1]


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


def test_organisation_codes_differ_whatever_their_case() -> None:
    codes = [item["code"].lower() for item in read("organisations-2013.json")["organisations"]]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Za-z0-9-]{2,20}", code) for code in codes)


def test_organisations_of_2013_are_those_of_the_report() -> None:
    found = [item for item in organisations().values() if item["in_2013"]]
    departments = [item["code"] for item in found if item["kind"] == "department"]
    bodies = {i["code"]: i["parents"][0]["code"] for i in found if i["kind"] != "department"}
    assert (words(departments), bodies) == (
        words(DEPARTMENTS_2013.split()),
        BODIES_2013,
    )
    assert [item["code"] for item in found if not in_being(item, "2013-06-30")] == []
    major = {item["code"] for item in found if item["major_transactional"]}
    assert major == {"HMRC", "DfT", "DWP", "BIS", "DEFRA", "MoJ", "HO"}
    without_strategy = set(departments) - {i["code"] for i in found if i["digital_strategy"]}
    assert without_strategy == {"DCLG"}


def test_organisations_not_of_2013_carry_no_marks_of_2013() -> None:
    marked = [
        item["code"]
        for item in organisations().values()
        if not item["in_2013"] and (item["major_transactional"] or item["digital_strategy"])
    ]
    assert marked == []


def test_successors_exist_and_take_over_on_the_day_after_the_end() -> None:
    known = organisations()
    for item in known.values():
        assert bool(item["successors"]) or item["valid_to"] is None, item["code"]
        for successor in item["successors"]:
            assert in_being(known[successor["code"]], successor["on"]), item["code"]
            if item["valid_to"]:
                assert successor["on"] == day_after(item["valid_to"]), item["code"]


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("BIS", {"DBT", "DESNZ", "DSIT", "DfE"}),
        ("DECC", {"DBT", "DESNZ", "DSIT"}),
        ("FCO", {"FCDO"}),
        ("DFID", {"FCDO"}),
        ("DCLG", {"MHCLG"}),
        ("DH", {"DHSC"}),
        ("NOMS", {"HMPPS"}),
        ("NAS", {"DfE"}),
    ],
)
def test_ended_organisations_lead_to_those_of_today(code: str, today: set[str]) -> None:
    known = organisations()
    open_codes, ends = [code], set()
    while open_codes:
        item = known[open_codes.pop()]
        if item["valid_to"] is None:
            ends.add(item["code"])
        else:
            open_codes += [successor["code"] for successor in item["successors"]]
    assert ends == today


def test_parents_exist_follow_each_other_and_hold_no_cycle() -> None:
    known = organisations()
    for item in known.values():
        assert bool(item["parents"]) == (item["kind"] != "department"), item["code"]
        for before, after in zip(item["parents"], item["parents"][1:], strict=False):
            assert after["from"] == day_after(before["to"]), item["code"]
        for parent in item["parents"]:
            owner = known[parent["code"]]
            assert owner["kind"] == "department", item["code"]
            for end in (parent["from"], parent["to"]):
                assert end is None or in_being(owner, end), (
                    item["code"],
                    owner["code"],
                )
        if item["parents"]:
            assert item["parents"][-1]["to"] == item["valid_to"], item["code"]


def test_todays_departments_and_bodies_are_there() -> None:
    current = [item for item in organisations().values() if item["valid_to"] is None]
    ministerial = [item for item in current if item.get("ministerial")]
    assert len(ministerial) == 24
    bodies = words(item["code"] for item in current if item["kind"] != "department")
    assert bodies == BODIES_TODAY
    parents = {i["code"]: i["parents"][-1]["code"] for i in current if i["parents"]}
    assert (parents["GDS"], parents["IPO"], parents["CH"]) == ("DSIT", "DSIT", "DBT")


def test_names_of_an_organisation_end_with_the_name_it_has() -> None:
    for item in organisations().values():
        for before, after in zip(item.get("names", []), item.get("names", [])[1:], strict=False):
            assert after["from"] == day_after(before["to"]), item["code"]
        if "names" in item:
            assert item["names"][-1]["name"] == item["name"]


def test_exemplars_are_twenty_five_over_eight_departments() -> None:
    exemplars = read("exemplars-2013.json")["exemplars"]
    assert [item["number"] for item in exemplars] == list(range(1, 26))
    assert unsound(exemplars) == []
    assert Counter(item["department"] for item in exemplars) == {
        "CO": 1,
        "BIS": 5,
        "DEFRA": 2,
        "DfT": 3,
        "DWP": 3,
        "HMRC": 4,
        "HO": 3,
        "MoJ": 4,
    }
    for item in exemplars:
        assert item["body"] is None or BODIES_2013[item["body"]] == item["department"]


def test_exemplar_volumes_agree_with_their_text() -> None:
    scale = {"k": 1_000, "m": 1_000_000}
    for item in read("exemplars-2013.json")["exemplars"]:
        text = item["volume_text"]
        number = round(float(text.lstrip(">")[:-1]) * scale[text[-1]])
        qualifier = "more_than" if text.startswith(">") else "about"
        found = (item["transactions_per_year"], item["transactions_qualifier"])
        assert found == (number, qualifier), item["slug"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2013-06-30", PHASES_30_JUNE), ("2013-07-29", PHASES_29_JULY)],
)
def test_exemplars_stand_in_the_phases_of_the_day(day: str, expected: dict[str, list[int]]) -> None:
    assert phases_as_at(day) == expected


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2013-06-30", (13, 6, 5, 1)),
        ("2013-07-12", (11, 4, 9, 1)),
        ("2013-07-29", (9, 5, 10, 1)),
    ],
)
def test_exemplars_by_phase_agree_with_the_public_counts(
    day: str, counts: tuple[int, int, int, int]
) -> None:
    found = phases_as_at(day)
    phases = ("discovery", "alpha", "beta", "live")
    assert tuple(len(found[phase]) for phase in phases) == counts


def test_exemplars_begun_by_the_end_of_march_agree_with_the_first_report() -> None:
    found = {phase: len(items) for phase, items in phases_as_at("2013-03-31").items()}
    assert found.pop("discovery") == 4
    assert sum(found.values()) == 9
    assert set(found) == {"alpha", "beta"}


def test_only_the_live_exemplar_is_partial_on_30_june() -> None:
    partial = []
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        event = event_as_at(exemplar, "2013-06-30")
        if event and event["partial"]:
            partial.append((exemplar["number"], event["phase"]))
    assert partial == [(6, "live")]


def test_exemplars_begin_with_discovery_and_go_forward_on_invented_days() -> None:
    order = ["discovery", "alpha", "beta", "live"]
    for exemplar in read("exemplars-2013.json")["exemplars"]:
        events = exemplar["phases"]
        assert events[0]["phase"] == "discovery", exemplar["slug"]
        days = [date.fromisoformat(event["on"]) for event in events]
        steps = [order.index(event["phase"]) for event in events]
        assert days == sorted(set(days)), exemplar["slug"]
        assert steps == sorted(set(steps)), exemplar["slug"]
        assert all(event["demo"] and len(event["note"]) <= 200 for event in events)
