"""Every service verb against every kind of user: found automatically, failing on one left out."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from hub.authorisation import as_nobody, requirement_of
from tests.access import EVERYONE
from tests.harness.test_access_matrix import APPS
from tests.hub.world import new_world

# It writes down what a verb did.
NO_VERBS = frozenset({"hub.audit.log"})
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
            if is_keyword or name in atomic or requirement_of(function):
                found[f"{module.__name__}.{name}"] = function
    return {name: verb for name, verb in found.items() if name not in NO_VERBS}


def named(permission: Any) -> list[str]:
    """The permissions that a requirement may ask: one, or those that its function chooses from."""
    if callable(permission):
        return sorted(permission.choices)
    return [permission] if permission else []


def expected() -> dict[str, tuple[str, ...]]:
    """Which kinds of user hold each permission on the world's record, as each app says."""
    found: dict[str, tuple[str, ...]] = {}
    for app in APPS:
        found.update(getattr(import_module(f"tests.{app}.access"), "PERMISSIONS", {}))
    return found


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
