"""The plugin contract, of lifecycles: each state is declared once, and gives nothing unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields

from django.apps import AppConfig
from django_fsm import FSMFieldMixin

from hub.states import StateFacts, StateField, States, targets_of


def lifecycles(config: AppConfig) -> Iterator[type[States]]:
    """The declared states of each model of an app that has any, in the order of the models."""
    for model in config.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, StateField) and field.states is not None:
                yield field.states


def its_states_are_declared_once(config: AppConfig) -> list[str]:
    """Every state has its facts, no transition knows another; flags are False unless said."""
    found = []
    for model in config.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, FSMFieldMixin):
                continue
            name = f"{model.__name__}.{field.name}"
            states = getattr(field, "states", None)
            if states is None:
                found.append(f"{name} is no StateField with a default out of States.")
                continue
            named = {
                str(value)
                for move in field.get_all_transitions(model)
                for value in (move.source, *targets_of(move))
                if value not in ("*", "+", None)
            }
            found += [
                f"{name} moves to {state!r}, undeclared." for state in named - {*states.values}
            ]
            found += [
                f"{name} declares {twice} twice."
                for twice, state in states.__members__.items()
                if twice != state.name
            ]
    for states in lifecycles(config):
        for facts in {type(state.facts) for state in states}:
            found += [f"{facts.__name__}.{flag} is not False unless said." for flag in _open(facts)]
    return found


def _open(facts: type[StateFacts]) -> list[str]:
    return [
        field.name for field in fields(facts) if field.default not in (MISSING, False, "", (), None)
    ]
