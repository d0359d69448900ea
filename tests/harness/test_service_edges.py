"""Every service verb against every kind of user: found automatically, failing on one left out."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from hub.authorisation import as_nobody, as_system, requirement_of
from tests.access import EVERYONE
from tests.harness.test_access_matrix import APPS
from tests.hub.world import new_world

# It writes down what a verb did.
NO_VERBS = frozenset({"hub.audit.log"})
# How a function changes what is stored, or calls others to; ``update`` of a dictionary takes no
# keywords, and ``add`` to a set is asked of a plain name: ``locked.places.add`` writes.
WRITING = frozenset(
    {
        "add_child", "bulk_create", "bulk_update", "create", "delete", "erase", "get_or_create",
        "log_action", "publish", "save", "save_revision", "send", "send_robust", "unpublish",
        "update_or_create", "write",
    }
)  # fmt: skip
WRITING_OF_A_RELATION = frozenset({"add", "clear", "remove", "set"})
SIGNED_IN = tuple(kind for kind in EVERYONE if kind != "anonymous")


def service_modules() -> Iterator[Any]:
    """Each module called ``services``, or in a package of that name, and those that say verbs."""
    for app in APPS:
        package = import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            parts = found.name.split(".")
            if "migrations" in parts or "demo" in parts or "testing" in parts:
                continue
            source = Path(found.module_finder.path) / f"{parts[-1]}.py"
            if "services" in parts or (source.exists() and "actor: " in source.read_text()):
                yield import_module(found.name)


def writes(function: Callable[..., Any], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function of ours changes what is stored, itself or through another, by its code."""
    function = inspect.unwrap(function)
    name = f"{function.__module__}.{function.__qualname__}"
    if name in seen or function.__module__.split(".")[0] not in APPS:
        return False
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    parameters = set(inspect.signature(function).parameters) - {"self", "cls"}
    module = sys.modules[function.__module__]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called, of = node.func.attr, node.func.value
            if called in WRITING or (called == "update" and node.keywords and not node.args):
                return True
            if called in WRITING_OF_A_RELATION and isinstance(of, ast.Attribute):
                return True
            other = getattr(getattr(module, getattr(of, "id", ""), None), called, None)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if getattr(node.value, "id", None) in parameters:
                return True
            continue
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            other = getattr(module, node.id, None)
        else:
            continue
        if not inspect.isfunction(other) or inspect.unwrap(other) is function:
            continue
        if requirement_of(other) or writes(other, seen | {name}):
            return True
    return False


@cache
def verbs() -> dict[str, Callable[..., Any]]:
    """Public functions of services that take an actor or change records, by their full name."""
    found = {}
    for module in service_modules():
        tree = ast.parse(Path(module.__file__).read_text())
        atomic = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and any("atomic" in ast.unparse(item) for item in node.decorator_list)
        }
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or name.startswith("_"):
                continue
            if function.__module__ != module.__name__:
                continue
            parameter = inspect.signature(function).parameters.get("actor")
            is_keyword = parameter is not None and parameter.kind == parameter.KEYWORD_ONLY
            is_receiver = "receivers" in module.__name__.split(".")
            is_writer = not is_receiver and writes(function)
            if is_keyword or name in atomic or requirement_of(function) or is_writer:
                found[f"{module.__name__}.{name}"] = function
    return {name: verb for name, verb in found.items() if name not in NO_VERBS}


def named(permission: Any) -> list[str]:
    """The permissions that a requirement may ask: one, or those that its function chooses from."""
    if callable(permission):
        return sorted(permission.choices)
    return [permission] if permission else []


@cache
def expected() -> dict[str, tuple[str, ...]]:
    """Which kinds of user hold each permission on the world's record, as each app says."""
    found: dict[str, tuple[str, ...]] = {}
    for app in APPS:
        found.update(getattr(import_module(f"tests.{app}.access"), "PERMISSIONS", {}))
    return found


@cache
def records() -> dict[str, str]:
    """The attribute of the world for a parameter or permission, where it has another name."""
    found: dict[str, str] = {}
    for app in APPS:
        found.update(getattr(import_module(f"tests.{app}.access"), "RECORDS", {}))
    return found


def record_for(world: Any, name: str, permission: str) -> Any:
    """The world's record for a verb's parameter."""
    known = records()
    return getattr(world, known.get(permission) or known.get(name) or name)


def test_every_verb_that_takes_any_fields_names_those_it_takes_and_refuses_others():
    """Each verb with ``**fields``; one that named nothing would let nothing through."""
    found = {}
    for name, verb in verbs().items():
        parameters = inspect.signature(verb).parameters.values()
        if any(each.kind == each.VAR_KEYWORD for each in parameters):
            found[name] = requirement_of(verb)
            with as_system(), pytest.raises(TypeError, match="does not take: state"):
                verb(state="approved", actor=None)
    assert len(found) >= 12
    assert [name for name, asked in found.items() if not asked or not asked.taken] == []


def test_every_verb_says_who_may_call_it():
    silent = sorted(name for name, verb in verbs().items() if requirement_of(verb) is None)
    assert silent == [], "nobody classified: " + " ".join(silent)


def test_every_permission_that_a_verb_asks_exists_and_is_classified():
    asked = {
        name
        for verb in verbs().values()
        for name in named(requirement_of(verb) and requirement_of(verb).permission)
    }
    assert [name for name in sorted(asked) if not rules.perm_exists(name)] == []
    assert sorted(asked - set(expected())) == []
    assert sorted(set(expected()) - asked) == []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all verbs, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = new_world()
        for app in APPS:
            import_module(f"tests.{app}.world").build_world(made)
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", SIGNED_IN)
def test_a_verb_refuses_everybody_else(world, django_db_blocker, kind):
    wrong = []
    actor = world.people[kind]
    with django_db_blocker.unblock():
        for name, verb in verbs().items():
            requirement = requirement_of(verb)
            if requirement is None or requirement.is_public:
                continue
            for permission in named(requirement.permission) or [None]:
                may = permission is not None and kind in expected()[permission]
                record = record_for(world, requirement.on, permission) if requirement.on else None
                if permission and actor.has_perm(permission, record) != may:
                    wrong.append(f"{permission} of {name} as {kind}: expected {may}")
                if (
                    not may
                    and not callable(requirement.permission)
                    and not refuses(verb, actor, requirement.on, record)
                ):
                    wrong.append(f"{name} as {kind} was not refused")
    assert wrong == [], "\n".join(wrong)


def refuses(verb: Callable[..., Any], actor: Any, on: str | None, record: Any) -> bool:
    """Whether a call with nothing but the actor and the record is refused before all else."""
    try:
        with as_nobody(), transaction.atomic():
            verb(actor=actor, **({on: record} if on else {}))
    except PermissionDenied:
        return True
    except Exception:
        return False
    return False
