"""Moves: what can be done to a record now, by whom; each declared once, a page with one form.

An area lists its moves in the order in which they are offered. The page of a record shows those
``offered``; a ``MoveView`` only finds the record.

    COHORT_MOVES = (
        Move(
            slug="cancel",
            label="Cancel the cohort",
            permission="training.manage_cohort",
            may=can("cancel"),
            service=cohorts.cancel_cohort,
            form=ReasonForm,
            done="is cancelled",
            is_warning=True,
        ),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django_fsm import TransitionNotAllowed, can_proceed

from hub.forms import FieldOptions, Form
from hub.refusals import RefusedError, done_already
from hub.views.base import CreatingFormView


class ConfirmForm(Form):
    """Nothing to say: the button is the answer."""


class ReasonForm(Form):
    """One reason; ``reason_read_by`` names who reads it."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why?",
    )
    field_options = {"reason": FieldOptions(noun="the reason", count_characters=True)}
    read_by: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = f"{self.read_by} can read this, and it" if self.read_by else "It"
        self.fields["reason"].help_text = format_html(
            "{} may be disclosed. Do not name anyone.", readers
        )


def reason_read_by(people: str) -> type[ReasonForm]:
    """The form that asks for a reason and says who reads it, such as "The department"."""
    return type("ReasonForm", (ReasonForm,), {"read_by": people})


def can(transition: str) -> Callable[[Any], bool]:
    """Whether a record is in a state from which it can make the transition of that name."""
    return lambda record: bool(can_proceed(getattr(record, transition)))


def can_from(transition: str) -> Callable[[Any], bool]:
    """Whether a record is in such a state, whatever else the transition waits for."""
    return lambda record: bool(can_proceed(getattr(record, transition), check_conditions=False))


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something that can be done to a record.

    ``may`` says whether the record's state allows it; ``service`` is called with the record, the
    actor and the form's answers, and asks for the same permission at its edge. ``form`` is a form
    class, or gives one for the record. ``explain`` (words, or made from the record) and ``facts``
    are shown above the form; ``obstacle`` says why it has to wait although the state allows it,
    and then no form is shown. ``already`` says why it cannot be made where that is not the state
    (it was made already, say). ``barred_by`` says why a person who holds the office is kept from it
    by a part that they played; "" for everybody else. ``done`` completes "Support request S-… ", or
    gives from the record what does; ``says`` gives the whole sentence instead, from the record and
    the result. ``is_decision`` says that others wait for those who may make it: they are told of it
    before anything else. ``is_creating`` says that the service makes a record: the same page sent
    twice makes one.
    ``next_address`` gives the page that follows, from the service's result and the person; without
    it, the record is shown.
    """

    slug: str
    label: str
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
    is_secondary: bool = False
    is_warning: bool = False
    is_creating: bool = False
    next_address: Callable[[Any, Any], str] | None = None

    def form_for(self, record: Any) -> type[Any]:
        """The form that the record takes now."""
        return self.form if isinstance(self.form, type) else self.form(record)

    def explained(self, record: Any) -> str:
        """What is said of it above its form."""
        return self.explain if isinstance(self.explain, str) else self.explain(record)

    def done_to(self, record: Any) -> str:
        """What was done, to follow the record's name."""
        return self.done if isinstance(self.done, str) else self.done(record)


def possible(moves: Iterable[Move], record: Any) -> list[Move]:
    """The moves that the record's state allows now, in order, whoever asks."""
    return [move for move in moves if move.may(record)]


@dataclass(frozen=True)
class Offer:
    """A move that a person is offered on a record's page.

    ``obstacle`` says why it has to wait; "" where it has not. ``is_next`` is the next step.
    """

    move: Move
    obstacle: str
    is_next: bool

    @property
    def slug(self) -> str:
        return self.move.slug

    @property
    def label(self) -> str:
        return self.move.label

    @property
    def is_decision(self) -> bool:
        return self.move.is_decision

    @property
    def is_warning(self) -> bool:
        return self.move.is_warning

    @property
    def is_secondary(self) -> bool:
        return self.move.is_secondary


def offered(moves: Iterable[Move], record: Any, user: Any) -> list[Offer]:
    """The moves this person can make now, in order, and those that they are kept from in words.

    The next step is the first decision of those that need not wait, then the first of the others; a
    secondary one where there is no other, and never one with a warning.
    """
    obstacles, mine = {}, []
    # Several moves may wait for the same: it is looked up once.
    why = cache(lambda obstacle: obstacle(record))
    for move in possible(moves, record):
        is_mine = user.has_perm(move.permission, record)
        obstacle = why(move.obstacle) if is_mine else move.barred_by(record, user)
        if is_mine or obstacle:
            mine.append(move)
            obstacles[move.slug] = obstacle
    free = [move for move in mine if not move.is_warning and not obstacles[move.slug]]
    following = min(free, key=lambda move: (not move.is_decision, move.is_secondary), default=None)
    return [Offer(move, obstacles[move.slug], move is following) for move in mine]


def decision_of(offers: Iterable[Offer]) -> str:
    """The decision that others wait for this person to make, in words; "" where there is none."""
    return next((f"{each.label}." for each in offers if each.is_next and each.is_decision), "")


class MoveView(CreatingFormView):
    """One move: shows its form, then makes it; says so when the record has moved on meanwhile."""

    template_name = "hub/move.html"
    moves: ClassVar[tuple[Move, ...]] = ()
    # The name under which the services take the record.
    record_argument: ClassVar[str] = ""
    # How the record is called in sentences, "" for its own name.
    record_name: ClassVar[str] = ""
    move: Move
    record: Any

    @property
    def is_creating(self) -> bool:
        return self.move.is_creating

    def find_record(self) -> Any:
        """The record, found among those the person may see. Raises ``Http404``."""
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the move that the address names, and with it the permission it takes."""
        super().setup(request, *args, **kwargs)
        found = {move.slug: move for move in self.moves}.get(kwargs["move"])
        if found is None:
            raise Http404
        self.move = found
        self.permission = found.permission

    def get_permission_object(self) -> Any:
        self.record = self.find_record()
        return self.record

    def refused(self) -> HttpResponseBase:
        if why := self.move.barred_by(self.record, self.request.user):
            messages.warning(self.request, why)
            return redirect(self.record_url)
        return super().refused()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.move.may(self.record):
            return self.moved_already()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.move.may(self.record):
            return self.moved_already()
        if obstacle := self.move.obstacle(self.record):
            return self.has_to_wait(obstacle)
        return super().post(request, *args, **kwargs)

    def has_to_wait(self, obstacle: str) -> HttpResponse:
        """Say why; what was typed meanwhile stays in the form."""
        form = self.get_form()
        if any(not field.widget.is_hidden for field in form.fields.values()):
            form.full_clean()
            form.add_error(None, obstacle)
            return self.form_invalid(form)
        messages.warning(self.request, obstacle)
        return redirect(self.record_url)

    @property
    def record_url(self) -> str:
        """Where the record is shown."""
        return str(self.record.get_absolute_url())

    @property
    def done_url(self) -> str:
        """Where a move leads once it is made, unless it says so itself."""
        return self.record_url

    @property
    def name(self) -> str:
        """How the record is called at the beginning of a sentence."""
        return self.record_name or str(self.record)

    def what_was_done(self, result: Any) -> str:
        """The sentence that confirms the move."""
        if self.move.says or callable(self.move.done):
            self.record.refresh_from_db()
        if self.move.says:
            return self.move.says(self.record, result)
        return f"{self.name} {self.move.done_to(self.record)}"

    def moved_already(self) -> HttpResponse:
        """Say why it cannot be made: in its own words, or by the state the record is in."""
        why = self.move.already(self.record)
        words = why or done_already(self.name, self.record.get_state_display())
        messages.warning(self.request, words)
        return redirect(self.record_url)

    def get_form_class(self) -> type[Any]:
        return self.move.form_for(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            **self.move.form_kwargs(self.record, self.request.user),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            result = self.move.service(
                **{self.record_argument: self.record},
                actor=self.request.user,
                **form.cleaned_data,
            )
        except RefusedError as error:
            for reason in error.reasons:
                form.add_error(error.field if error.field in form.fields else None, reason)
            return self.form_invalid(form)
        except TransitionNotAllowed:
            self.record.refresh_from_db()
            return self.moved_already()
        messages.success(self.request, self.what_was_done(result))
        if self.move.next_address:
            return redirect(self.move.next_address(result, self.request.user))
        return redirect(self.done_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        move, record = self.move, self.record
        return super().get_context_data(
            move=move,
            record=record,
            record_noun=record._meta.verbose_name,
            record_url=self.record_url,
            explanation=move.explained(record),
            facts=move.facts(record),
            obstacle=move.obstacle(record),
            **kwargs,
        )
