"""Each state is declared once, and a new one shows nothing until somebody says so."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from hub.models import Need, ReportingPeriod, Upload
from hub.plugins import enabled
from hub.states import StateFacts, States
from hub.testing.states import its_states_are_declared_once, lifecycles

APPS = ["hub", *(config.label for config in enabled())]
LIFECYCLES = [states for label in APPS for states in lifecycles(apps.get_app_config(label))]
ROOT = Path(__file__).parents[2]
NEW = "new_state"


@pytest.mark.parametrize("label", APPS)
def test_each_state_of_each_lifecycle_has_one_declaration(label):
    assert its_states_are_declared_once(apps.get_app_config(label)) == []
    assert len(LIFECYCLES) == len(set(LIFECYCLES)) == 22


@pytest.mark.parametrize("states", LIFECYCLES, ids=lambda states: states.__name__)
def test_a_new_state_shows_nothing_and_gives_no_right_until_somebody_says_so(states):
    grown, named = _with_a_new_state(states)
    new = grown(NEW)
    assert [name for name in _flags(grown) if new in grown.where(name)] == []
    assert [name for name, found in named.items() if NEW in found] == []


def test_the_test_of_new_states_sees_a_set_of_all_but_some():
    grown, named = _with_a_new_state(Letter)
    assert (grown(NEW) in named["EVERY_ONE_BUT"], grown(NEW) in named["READ"]) == (True, False)


@dataclass(frozen=True, kw_only=True)
class LetterFacts(StateFacts):
    is_read: bool = False


class Letter(States):
    facts: LetterFacts

    SENT = LetterFacts("sent", "Sent", "blue")
    OPENED = LetterFacts("opened", "Opened", "green", is_read=True)


READ = Letter.where("is_read")
EVERY_ONE_BUT = frozenset(Letter) - {Letter.SENT}


def test_a_state_has_its_label_its_value_and_its_facts():
    assert Letter.choices == [("sent", "Sent"), ("opened", "Opened")]
    assert (Letter.OPENED == "opened", str(Letter.OPENED), Letter.OPENED.label) == (
        True,
        "opened",
        "Opened",
    )
    assert Letter("opened").facts.colour == "green"
    assert {Letter.OPENED} == READ
    with pytest.raises(AttributeError):
        Letter.where("is_raed")


def test_a_state_without_its_facts_stops_the_start():
    with pytest.raises((TypeError, AttributeError)):

        class Parcel(States):
            SENT = "sent", "Sent"

    with pytest.raises(TypeError):
        StateFacts("sent", "Sent")  # type: ignore[call-arg]


def test_a_record_has_the_facts_of_its_state():
    assert Need(state="met").state_facts == Need.State.MET.facts
    assert Upload().state_facts.label == "Waiting to be checked"
    assert Upload(state="clean").get_state_display() == "Checked"
    with pytest.raises(ValueError, match="'lost' is not a valid"):
        Upload(state="lost").state_facts  # noqa: B018


def test_no_set_of_states_is_made_by_leaving_some_out():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name in ("hub", *(apps.get_app_config(label).name for label in APPS[1:]))
        for path in sorted((ROOT / name).rglob("*.py"))
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _is_whole(node.left)
    ]
    assert found == []


def test_no_query_outside_the_records_leaves_states_out_or_spells_them():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for name in ("hub", *(apps.get_app_config(label).name for label in APPS[1:]))
        for path in sorted((ROOT / name).rglob("*.py"))
        # What breaks a rule is all but what keeps it: an invariant gives nobody anything.
        if not {"migrations", "models", "invariants.py"} & set(path.parts)
        for line in _loose(path.read_text())
    ]
    assert found == []


def test_a_query_that_leaves_a_state_out_or_spells_it_is_found():
    loose = """
rows.exclude(state__in=ENDED)
rows.exclude(Q(campaign__state=OPEN))
rows.filter(~Q(state=OPEN))
rows.filter(state="open")
Count("pk", filter=Q(post__state__in=["open", "offered"]))
rows.exclude(pk=1).filter(state__in=LIVE, name="open").get(state=State.OPEN)
"""
    assert _loose(loose) == [2, 3, 4, 5, 6]


def test_what_the_states_of_the_hub_say():
    assert _values(Need.OPEN_STATES) == ["answered", "met", "raised"]
    assert _values(Need.UNMET_STATES) == ["answered", "raised"]
    assert _values(ReportingPeriod.FROZEN_STATES) == ["corrected", "frozen", "published"]
    assert _values(Upload.State.where("may_be_opened")) == ["clean"]
    assert _values(Upload.State.where("awaits_scan")) == ["received", "scanning"]
    assert _values(Upload.State.where("has_no_scanner")) == ["unscanned"]


def _loose(source: str) -> list[int]:
    """The lines with a query that leaves states out, or compares them with text."""
    lines = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            if any(map(_state_asked, _calls(node.operand))):
                lines.add(node.lineno)
            continue
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        is_left_out = called == "exclude" and any(map(_state_asked, _calls(node)))
        if is_left_out or (called in ("filter", "get", "Q") and _is_spelt(node)):
            lines.add(node.lineno)
    return sorted(lines)


def _calls(node: ast.expr) -> list[ast.Call]:
    """A call and those in its arguments, not those it is chained to."""
    inner = [node, *node.args] if isinstance(node, ast.Call) else [node]
    return [item for item in inner if isinstance(item, ast.Call)]


def _state_asked(call: ast.Call) -> list[ast.expr]:
    """What a query's call compares states with."""
    return [item.value for item in call.keywords if "state" in (item.arg or "").split("__")]


def _is_spelt(call: ast.Call) -> bool:
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str)
        for value in _state_asked(call)
        for part in ([value, *value.elts] if isinstance(value, (ast.List, ast.Tuple)) else [value])
    )


def _values(states: Any) -> list[str]:
    return sorted(state.value for state in states)


def _is_whole(node: ast.expr) -> bool:
    """Whether it is the set of all states of a lifecycle, as ``frozenset(ApplicationState)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return False
    names = {states.__name__ for states in LIFECYCLES} | {"_S", "S", "State", "Phase"}
    of = node.args[0] if node.args else None
    name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
    return node.func.id in ("frozenset", "set", "list", "tuple") and name in names


def _flags(states: type[States]) -> list[str]:
    """The facts that a state is in or out of."""
    return [field.name for field in fields(_facts_of(states)) if field.type in ("bool", bool)]


def _facts_of(states: type[States]) -> type[StateFacts]:
    return type(next(iter(states)).facts)


def _with_a_new_state(states: type[States]) -> tuple[type[States], dict[str, Any]]:
    """A lifecycle with one state more, which says only what it must, and the sets beside it.

    The module's own source is run again with the state in it: whatever it makes of the states, by
    whatever means, it makes of that one too.
    """
    source = inspect.getsource(sys.modules[states.__module__])
    tree = ast.parse(source)
    facts = _facts_of(states)
    given = ", ".join(
        f"{field.name}={_least(field.type)}" for field in fields(facts)[3:] if _is_needed(field)
    )
    line = f"NEW_STATE = {facts.__name__}({NEW!r}, 'New state', 'grey', {given})"
    declared = next(
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == states.__name__
    )
    declared.body += ast.parse(line).body
    space: dict[str, Any] = {"__name__": states.__module__, "__file__": __file__}
    exec(compile(tree, states.__module__, "exec"), space)
    named = {
        name: value
        for name, value in space.items()
        if isinstance(value, (frozenset, set, tuple, list, dict)) and not name.startswith("__")
    }
    return space[states.__name__], named


def _is_needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _least(kind: Any) -> object:
    return {"bool": False, "str": ""}.get(str(kind)).__repr__()
