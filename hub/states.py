"""The states of a thing: each declared once, and changed by declared transitions alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Self

from django.db import models
from django.utils.timezone import localdate
from django_fsm import FSMField

Colour = Literal["grey", "blue", "yellow", "green", "orange", "red", "purple"]


@dataclass(frozen=True)
class StateFacts:
    """What is so in one state: its value in the database, its label for those who handle the thing,
    the colour of its tag.

    A lifecycle that needs more adds fields. What gives sight of something or a right to it is a
    ``bool`` that is False unless a state says otherwise; all else has no default, so that no state
    can be declared without it.
    """

    value: str
    label: str
    colour: Colour
    # Somebody with access acts next: it is in somebody's To do, which the daily check looks at.
    # False where a candidate, the public or the clock does, or where nothing is left to do.
    waits_on_people: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Step:
    """What is next for a record: in words, by one of its moves or on a page of it.

    By neither, others or the clock act, as the words say. ``is_choice`` says that the move is one
    of several that answer the same question: none of them is named before the others.
    """

    words: str
    move: str = ""
    page: str = ""
    is_choice: bool = False


class States(models.TextChoices):
    """The states of a lifecycle, each with its facts."""

    facts: StateFacts

    # Any: calling the class looks a state up by its value, and type checkers read only this.
    def __new__(cls, facts: Any) -> Self:
        state = str.__new__(cls, facts.value)
        state._value_ = facts.value
        state.facts = facts
        return state

    @property
    def label(self) -> str:
        """The state in the words of those who handle the thing."""
        return self.facts.label

    @classmethod
    def where(cls, fact: str) -> frozenset[Self]:
        """The states that name a fact. Raises ``AttributeError`` for one that is not declared."""
        return frozenset(state for state in cls if getattr(state.facts, fact))


class StateField(FSMField):
    """A state that only a transition may change.

    A default out of ``States`` says which lifecycle it is, and gives the record
    ``<field>_facts``: the facts of the state it is in. To migrations it is a plain ``CharField``
    of 50 characters: history needs no transitions and no words, and a data migration may set a
    state.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("protected", True)
        default = kwargs.get("default")
        self.states = type(default) if isinstance(default, States) else None
        if self.states is not None:
            kwargs["choices"] = self.states.choices
        super().__init__(*args, **kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        super().contribute_to_class(cls, name, private_only, **kwargs)
        if (states := self.states) is not None:
            setattr(cls, f"{name}_facts", property(lambda row: states(getattr(row, name)).facts))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


@dataclass(frozen=True)
class Stage:
    """A part of a life: in which states a record is in it, and the field that says since when.

    ``due`` is the field of the day on which it is set to begin, where there is one. One that
    ``is_optional`` is no part of what comes, such as a reserve list: it shows once it is reached.
    """

    label: str
    states: tuple[States, ...]
    since: str = ""
    due: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class ShownStage:
    """A stage of one record: behind it, where it stands, or to come; ``on`` is when it began.

    Of one to come ``on`` is the day that is set for it, None where none is; ``words`` says what it
    waits for.
    """

    label: str
    place: str
    on: date | None
    words: str = ""


def stages_of(
    record: Any, stages: Sequence[Stage], *, resting: Sequence[States] = ()
) -> list[ShownStage]:
    """The stages of a record; of those behind it the ones that it was in.

    One that ended early, as by being cancelled, has those that it reached, and its end. One that is
    ``resting``, as by being paused, has those to come, too.
    """
    now = next((i for i, stage in enumerate(stages) if record.state in stage.states), None)
    if now is None:
        reached = [stage for stage in stages if _day(record, stage.since)]
        behind = [ShownStage(stage.label, "done", _day(record, stage.since)) for stage in reached]
        end = _day(record, f"{record.state}_at")
        to_come = [each for each in stages if each not in reached and not each.is_optional]
        ahead = to_come if record.state in resting else []
        return [
            *behind,
            ShownStage(record.get_state_display(), "now", end),
            *(ShownStage(stage.label, "next", _day(record, stage.due)) for stage in ahead),
        ]
    shown = []
    for number, stage in enumerate(stages):
        place = "done" if number < now else "now" if number == now else "next"
        on = _day(record, stage.due if place == "next" else stage.since)
        if place == "next" and stage.is_optional:
            continue
        if on or place != "done":
            shown.append(ShownStage(stage.label, place, on))
    return shown


def _day(record: Any, field: str) -> date | None:
    value = getattr(record, field, None) if field else None
    return localdate(value) if isinstance(value, datetime) else value


def sources_of(record: Any, transition: str) -> list[str]:
    """The labels of the states in which a record can make the transition, in their order."""
    found = {each.source for each in _transitions(record) if each.name == transition}
    return [str(label) for value, label in _field(record).choices if value in found]


def is_past(record: Any, transition: str) -> bool:
    """Whether the transition leads to the state of the record, at once or by others after it.

    Only where it may have got there by no other way: advice that was given need not have been
    paused, nor a cohort that was cancelled been opened.
    """
    moves = _transitions(record)
    others = [move for move in moves if move.name != transition]
    at_once = {target for move in moves if move.name == transition for target in targets_of(move)}
    if record.state in at_once:
        return True
    without = _reached(others, {_field(record).default})
    return record.state in _reached(moves, at_once) and record.state not in without


def _reached(moves: list[Any], states: set[str]) -> set[str]:
    """The states, and all to which some transitions lead from them."""
    edges = [(move.source, target) for move in moves for target in targets_of(move)]
    reached = {str(state) for state in states}
    while more := {target for source, target in edges if source in reached} - reached:
        reached |= more
    return reached


def may_be_final(record: Any, transition: str) -> bool:
    """Whether the transition may lead to a state from which nothing leads on."""
    moves = _transitions(record)
    reached = {target for move in moves if move.name == transition for target in targets_of(move)}
    return not reached <= {move.source for move in moves} and "*" not in {
        move.source for move in moves
    }


def targets_of(move: Any) -> list[str]:
    """The states that a transition may lead to: several where it goes back to where a record was.

    None of a transition that changes no state.
    """
    if hasattr(move.target, "allowed_states"):
        return list(move.target.allowed_states)
    return [] if move.target is None else [move.target]


def _transitions(record: Any) -> list[Any]:
    return list(_field(record).get_all_transitions(type(record)))


def _field(record: Any) -> Any:
    return record._meta.get_field("state")
