"""Moves: what can be done to a record now, by whom; each is a page with one form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_fsm import TransitionNotAllowed

from hub.forms import FieldOptions, Form
from hub.refusals import RefusedError
from hub.views.base import CreatingFormView


class ConfirmForm(Form):
    """Nothing to say: the button is the answer."""


class ReasonForm(Form):
    """One reason, which the other side reads."""

    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=1000,
        label="Why?",
        help_text="The other side reads this, and it may be disclosed. Do not name anyone.",
    )
    field_options = {"reason": FieldOptions(asks="the reason", count_characters=True)}


M = TypeVar("M", bound="Move")


@dataclass(frozen=True)
class Move:
    """Something that can be done to a record.

    ``may`` says whether the record's state allows it; ``service`` is called with the record, the
    actor and the form's answers. ``form`` is a form class, or gives one for the record.
    ``explain`` and ``facts`` stand above the form; ``done`` completes "Support request S-… ", or
    gives from the record what does. ``is_creating`` says that the service makes a record: the same
    page sent twice makes one. ``goes_to`` gives the next address from the service's result and the
    person; without it, the record is shown. Plugins that need to say more subclass it.
    """

    slug: str
    label: str
    permission: str
    may: Callable[[Any], bool]
    service: Callable[..., Any]
    done: str | Callable[[Any], str]
    form: type[Form] | Callable[[Any], type[Form]] = ConfirmForm
    explain: str = ""
    is_secondary: bool = False
    is_warning: bool = False
    is_creating: bool = False
    goes_to: Callable[[Any, Any], str] | None = None
    facts: Callable[[Any], list[tuple[str, Any]]] = field(default=lambda record: [])
    form_kwargs: Callable[[Any, Any], Mapping[str, Any]] = field(default=lambda record, user: {})

    def form_for(self, record: Any) -> type[Any]:
        """The form that the record takes now."""
        return self.form if isinstance(self.form, type) else self.form(record)

    def done_to(self, record: Any) -> str:
        """What was done, to follow the record's name."""
        return self.done if isinstance(self.done, str) else self.done(record)


def offered(moves: tuple[M, ...], record: Any, user: Any) -> list[M]:
    """The moves this person can make now, in order."""
    return [move for move in moves if move.may(record) and user.has_perm(move.permission, record)]


class MoveView(CreatingFormView):
    """One move: shows its form, then makes it; says so when the record has moved on meanwhile."""

    template_name = "hub/move.html"
    moves: ClassVar[tuple[Move, ...]] = ()
    # The name under which the services take the record.
    record_argument: ClassVar[str] = ""
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.move.may(self.record):
            return self.moved_already()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.move.may(self.record):
            return self.moved_already()
        return super().post(request, *args, **kwargs)

    def record_url(self) -> str:
        """Where the record is shown."""
        return str(self.record.get_absolute_url())

    def moved_already(self) -> HttpResponse:
        """Say what state the record is in instead."""
        state = self.record.get_state_display().lower()
        messages.warning(self.request, f"Nothing was changed: {self.record} is “{state}”")
        return redirect(self.record_url())

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
        if callable(self.move.done):
            self.record.refresh_from_db()
        messages.success(self.request, f"{self.record} {self.move.done_to(self.record)}")
        if self.move.goes_to:
            return redirect(self.move.goes_to(result, self.request.user))
        return redirect(self.record_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            move=self.move, record=self.record, facts=self.move.facts(self.record), **kwargs
        )
