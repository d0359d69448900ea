"""Each rule that the code names has a test that bears its name (domain.md, section 3)."""

from __future__ import annotations

import re
from pathlib import Path

from hub.plugins import enabled

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"\b(?:[HRICD]\d{1,2}|QC\d)\b")
TEST = re.compile(r"def test_((?:[HRICD]\d{1,2}|QC\d)(?:_(?:[HRICD]\d{1,2}|QC\d))*)_")
# Rules of parts that are not finished: each goes from here with its first test.
WAITING = frozenset({"C6", "D1", "D6", "QC1"})


def named_by_code() -> set[str]:
    """The rules that docstrings, comments and help texts refer to."""
    found: set[str] = set()
    for package in ("hub", *(config.name for config in enabled())):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                found.update(RULE.findall(path.read_text()))
    return found


def named_by_tests() -> set[str]:
    """The rules that tests have in their names."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for names in TEST.findall(path.read_text()):
            found.update(names.split("_"))
    return found


def test_every_rule_that_the_code_names_has_a_test_of_that_name():
    missing = sorted(named_by_code() - named_by_tests() - WAITING)
    assert missing == [], "no test names: " + " ".join(missing)


def test_every_rule_of_requests_and_campaigns_has_a_test():
    rules = {f"H{number}" for number in range(1, 10)} | {f"R{number}" for number in range(1, 8)}
    assert sorted(rules - named_by_tests()) == []
