"""A list without rows says what is not there, and what its reader may do about it.

Each table declares it (``hub.tables.Empty``), or that it is never shown without rows; so does each
``empty_state`` of a template. A new list cannot forget it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rules
from django.urls import reverse

from hub.tables import NEVER_EMPTY, Column, Empty, EmptyLink, Table
from hub.views.record_lists import RecordListView
from tests.factories.hub import make_person, signed_in
from tests.harness.test_access_matrix import routes
from tests.harness.test_templates import templates

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub", "roles", "training", "capability_reviews", "tests/example_plugin")
# What waits for somebody is in groups that have something, or its page says that nothing waits.
ELSEWHERE = {"hub/views/work.py", "hub/jinja2/hub/work/list.html"}
# A call of the macro, to the end of its arguments.
CALL = re.compile(r"\{\{ ?empty_state\((.*?)\) ?\}\}", re.DOTALL)


def declared() -> Iterator[tuple[str, ast.Call]]:
    """Where each table is declared."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Table":
                    yield name, node


def test_each_table_says_what_it_is_without_rows():
    found = list(declared())
    assert len(found) > 75
    silent = [
        f"{name}:{node.lineno}"
        for name, node in found
        if name not in ELSEWHERE and "empty" not in {word.arg for word in node.keywords}
    ]
    assert silent == []


def test_each_empty_state_of_a_template_says_what_to_do_or_when_something_comes():
    calls, silent = 0, []
    for path in templates():
        if path.relative_to(ROOT).as_posix() in ELSEWHERE:
            continue
        for words in CALL.findall(path.read_text()):
            calls += 1
            if not re.search(r"\b(hint|href)=", words):
                silent.append(f"{path.name}: {words}")
    assert calls > 30
    assert silent == []


@pytest.mark.parametrize(("what", "then"), [("", "Ask."), ("None.", ""), ("None", "Ask.")])
def test_nothing_and_half_sentences_are_no_empty_state(what, then):
    with pytest.raises(ValueError, match="whole sentences"):
        Empty(what, then)


def empties() -> Iterator[ast.Call]:
    """Each way that an empty table offers."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "EmptyLink":
                    yield node


def test_each_way_leads_somewhere_and_asks_for_a_permission_that_there_is():
    ways = [[ast.literal_eval(each) for each in node.args] for node in empties()]
    assert len(ways) >= 7
    for label, url_name, permission in ways:
        assert reverse(url_name).startswith("/"), label
        assert rules.perm_exists(permission), permission


def test_the_link_is_for_whoever_may_follow_it():
    class Person:
        def __init__(self, *permissions: str) -> None:
            self.permissions = permissions

        def has_perm(self, permission: str) -> bool:
            return permission in self.permissions

    empty = Empty(
        "There are none.", "Ask.", EmptyLink("Raise a need", "need_raise", "hub.add_need")
    )
    assert empty.with_link_for(Person("hub.add_need")).href == "/needs/raise/"
    assert empty.with_link_for(Person()).href == ""
    assert empty.with_link_for(Person()).then == "Ask."
    table = Table("Things", (Column("Name", str),), empty=empty)
    assert table.of([]).empty.what == "There are none."
    never = Table("Things", (Column("Name", str),), empty=NEVER_EMPTY)
    assert never.of(["x"]).rows == [[{"text": "x"}]]


def lists() -> Iterator[tuple[type[RecordListView], str]]:
    """The lists whose address names no record."""
    for path, _, route in routes():
        view = getattr(route.callback, "view_class", None)
        if view and issubclass(view, RecordListView) and "<" not in path:
            yield view, f"/{path}"


@pytest.mark.django_db
def test_each_list_without_rows_says_what_is_not_there_and_what_to_do():
    person = make_person()
    person.is_superuser = True
    person.save()
    client, seen = signed_in(person), 0
    for view, address in lists():
        page = client.get(address)
        if page.status_code != 200 or page.context_data["listed"].table.rows:
            continue
        seen += 1
        empty = page.context_data["listed"].table.empty
        assert empty.what in page.text.replace("&#39;", "'"), address
        assert (empty.then or empty.href) != "", address
        assert "There is nothing to show." not in page.text, view
        assert "match what you chose" not in page.text, view
    assert seen >= 9


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "query"),
    [("/campaigns/", "?state=draft"), ("/support/", "?clock=late"), ("/support/", "?state=closed")],
)
def test_a_list_that_its_filters_leave_empty_offers_to_remove_them(address, query):
    person = make_person()
    person.is_superuser = True
    person.save()
    page = signed_in(person).get(address + query).text
    assert "match what you chose." in page
    assert f'href="{address}">Remove the filters</a>' in page
    whole = signed_in(person).get("/needs/?show=all").text
    assert "There are no needs that you can see." in whole
    assert "Remove the filters" not in whole
    assert "There are no open needs that you can see." in signed_in(person).get("/needs/").text
    # A value that there is not narrows nothing, and "all" leaves nothing out.
    for nothing in ("?state=nonsense", "?sort=state"):
        assert "Remove the filters" not in signed_in(person).get(address + nothing).text
