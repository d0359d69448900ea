"""The organisations agree with themselves, with 2013 and with today. No database is needed."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.hub.reference_data import BODIES_2013, read, words

DEPARTMENTS_2013 = "AGO BIS CO DCLG DCMS DECC DEFRA DFID DWP DfE DfT DH FCO HMRC HMT HO MOD MoJ"
BODIES_TODAY = "CH DBS DVLA EA GDS HMPPS IPO IS LR OPG RPA SLC TNA"


def organisations() -> dict[str, dict[str, Any]]:
    return {item["code"]: item for item in read("organisations-2013.json")["organisations"]}


def in_being(item: dict[str, Any], day: str) -> bool:
    return (item["valid_from"] or day) <= day <= (item["valid_to"] or day)


def day_after(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=1)).isoformat()


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
