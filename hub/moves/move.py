"""A move: something that can be done to a record, declared once, and what it asks and says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from django_fsm import can_proceed

from hub.forms import FieldOptions, Form, Way
from hub.moves.task_lists import Task
from hub.refusals import in_other_states, moved_on_to, only_in_states
from hub.states import is_past, sources_of
from hub.versions import version_of_facts


class ConfirmForm(Form):
    """Nothing to say: the button is the answer."""


class ReasonForm(Form):
    """One reason; ``reason_read_by`` names who reads it."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why?",
    )
    field_options = {
        "reason": FieldOptions(noun="the reason", count_characters=True, says_something=True)
    }
    read_by: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = f"{self.read_by} can read this, and it" if self.read_by else "It"
        self.fields["reason"].help_text = format_html(
            "{} may be disclosed under the Freedom of Information Act. Do not name anyone.", readers
        )


def reason_read_by(people: str) -> type[ReasonForm]:
    """The form that asks for a reason and says who reads it, such as "The department"."""
    return type("ReasonForm", (ReasonForm,), {"read_by": people})


@dataclass(frozen=True)
class InState:
    """Whether a record is in a state from which it can make the transition of that name."""

    transition: str
    asks_conditions: bool

    def __call__(self, record: Any) -> bool:
        transition = getattr(record, self.transition)
        return bool(can_proceed(transition, check_conditions=self.asks_conditions))


def can(transition: str) -> InState:
    """Whether a record can make the transition of that name now."""
    return InState(transition, asks_conditions=True)


def can_from(transition: str) -> InState:
    """Whether a record is in such a state, whatever else the transition waits for."""
    return InState(transition, asks_conditions=False)


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something that can be done to a record.

    ``may`` says whether the record's state allows it; ``service`` is called with the record, the
    actor and the form's answers, and asks for the same permission at its edge. ``form`` is a form
    class, or gives one for the record. ``explain`` (words, or made from the record) and ``facts``
    are shown above the form; ``obstacle`` says why it has to wait although the state allows it,
    and then no form is shown. ``already`` says why it cannot be made where that is not the state
    (it was made already, say, or is made only before something): every move whose ``may`` is not a
    transition says so. ``barred_by`` says why a person who holds the office is kept from it
    by a part that they played, whether the permission asks for that or the service alone; "" for
    everybody else. ``done`` completes "Support request S-… ", or
    gives from the record what does; ``says`` gives the whole sentence instead, from the record and
    the result. ``is_decision`` says that others wait for those who may make it: they are told of it
    before anything else. A decision is about what the person read: its page carries the version of
    its ``facts``, and is refused when they are others by then; ``is_bound_to_facts`` says so of a
    move for which nobody waits, and ``about`` gives what else it is about. ``is_creating`` says
    that the service makes a record: the same page sent twice makes one.
    ``transition`` names the transition that it makes where ``may`` asks for more than that.
    ``next_address`` gives the page that follows, from the service's result and the person; without
    it, the record is shown.
    ``then`` names the move that takes the same answers once this one has been made: whoever comes
    too late is offered it, with what they entered.
    ``undo`` names the move that takes it back, if any: then it is one button on the record's page,
    where it asks nothing. ``is_offered_to`` leaves out those for whom there is nothing to do by it;
    ``already`` says why.
    ``button`` is what the button of its page says where the label names a thing, not a deed.
    ``line`` is a shorter form that stands on the record's page for a longer one: its questions are
    among the form's, each with answers to choose from (hub/moves/in_place.py).
    ``tasks`` gives the parts of a long form, each of them a move of its own that names this one as
    what it is ``part_of``: then the page of this one is their list (hub/moves/task_lists.py), and
    they are offered there alone. ``is_first`` stands above the list, as what saves typing.
    ``ways`` gives the ways to do it: its page asks which, and leads there (hub/moves/choices.py).
    It does nothing itself, and what it leads to is offered in its place.
    ``for_several`` says, where it can be made for several records, for which of them it is and what
    it does; without it, ``explain`` does.
    """

    slug: str
    label: str
    button: str = ""
    permission: str
    may: Callable[[Any], bool]
    service: Callable[..., Any]
    done: str | Callable[[Any], str] = ""
    says: Callable[[Any, Any], str] | None = None
    form: type[Form] | Callable[[Any], type[Form]] = ConfirmForm
    form_kwargs: Callable[[Any, Any], Mapping[str, Any]] = field(default=lambda record, user: {})
    explain: str | Callable[[Any], str] = ""
    facts: Callable[[Any], list[tuple[str, Any]]] = field(default=lambda record: [])
    obstacle: Callable[[Any], str] = field(default=lambda record: "")
    already: Callable[[Any], str] = field(default=lambda record: "")
    barred_by: Callable[[Any, Any], str] = field(default=lambda record, user: "")
    is_decision: bool = False
    is_bound_to_facts: bool = False
    about: Callable[[Any], Any] = field(default=lambda record: None)
    is_warning: bool = False
    transition: str = ""
    is_creating: bool = False
    next_address: Callable[[Any, Any], str] | None = None
    undo: str = ""
    then: str = ""
    is_offered_to: Callable[[Any, Any], bool] = field(default=lambda record, user: True)
    line: type[Form] | None = None
    for_several: str | Callable[[], str] = ""
    tasks: Callable[[Any], Sequence[Task]] | None = None
    part_of: str = ""
    is_first: bool = False
    ways: Callable[[Any, Any], Sequence[Way]] | None = None

    @property
    def asks_for_reason(self) -> bool:
        """Whether its form asks for a reason and nothing else."""
        return isinstance(self.form, type) and issubclass(self.form, ReasonForm)

    @property
    def takes_at_most_a_reason(self) -> bool:
        """Whether it can be made for several records at once: one answer at most, none read first.

        What somebody decides about what they read, makes or cannot take back is made one by one.
        """
        is_plain = self.form is ConfirmForm or self.asks_for_reason
        is_its_own = self.is_decision or self.is_bound_to_facts or self.is_creating
        return is_plain and not is_its_own and not self.is_warning and self.tasks is None

    def form_for(self, record: Any) -> type[Any]:
        """The form that the record takes now."""
        return self.form if isinstance(self.form, type) else self.form(record)

    def written(self, typed: Mapping[str, str]) -> list[str]:
        """What was written in its own words, of what was typed into its form."""
        fields: dict[str, forms.Field] = getattr(self.form, "base_fields", {})
        areas = [name for name, each in fields.items() if isinstance(each.widget, forms.Textarea)]
        return [typed[name] for name in areas if name in typed]

    def explained(self, record: Any) -> str:
        """What is said of it above its form."""
        return self.explain if isinstance(self.explain, str) else self.explain(record)

    @property
    def explained_for_several(self) -> str:
        """What is said of it beside a list; words made from one record are about that one alone."""
        if callable(self.for_several):
            return self.for_several()
        return self.for_several or (self.explain if isinstance(self.explain, str) else "")

    def version(self, record: Any) -> str:
        """The version of what its page shows of the record now; "" where it may change."""
        if not (self.is_decision or self.is_bound_to_facts):
            return ""
        return version_of_facts(self.facts(record), self.about(record))

    @property
    def made_by(self) -> str:
        """The name of the transition that it makes, "" where it makes none."""
        return self.may.transition if isinstance(self.may, InState) else self.transition

    def why_not(self, record: Any, name: str) -> str:
        """Why it cannot be made now: the rule in its own words, or the states it is made in.

        That somebody may have made it is said only where its transition leads to the state now.
        """
        if why := self.already(record):
            return why
        state = record.get_state_display()
        if not (made := self.made_by) or is_past(record, made):
            return moved_on_to(name, state)
        return in_other_states(name, state, sources_of(record, made))

    def why_not_of_several(self, record: Any) -> str:
        """Why it cannot be made now for one of several records, each shown with its state."""
        if why := self.already(record):
            return why
        return only_in_states(sources_of(record, self.made_by))

    def done_to(self, record: Any) -> str:
        """What was done, to follow the record's name."""
        return self.done if isinstance(self.done, str) else self.done(record)


def possible(moves: Iterable[Move], record: Any) -> list[Move]:
    """The moves that the record's state allows now, in order, whoever asks."""
    return [move for move in moves if move.may(record)]
