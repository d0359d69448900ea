"""Who may call a service: asked once, at its edge, of the actor, on the object.

Each public verb of a service says with ``requires`` which permission it takes, with ``internal``
that only other services call it, or with ``public`` that anybody may. What a service does through
others is part of the same act and is not asked again. The clock, receivers, commands and the
demonstration act ``as_system``; a request never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")

_is_inside: ContextVar[bool] = ContextVar("is_inside_a_service", default=False)
_own_act: ContextVar[tuple[Any, str] | None] = ContextVar("own_act", default=None)


@dataclass(frozen=True)
class OwnAct:
    """What people do in a matter of their own: the audit trail says who by these words alone.

    ``person`` is the attribute of the record that holds the key of the person whose matter it is;
    an act on no record yet is its actor's own.
    """

    words: str
    person: str = ""

    def is_of(self, actor: Any, record: Any) -> bool:
        """Whether this actor acts in their own matter, rather than for somebody else."""
        if record is None or not self.person:
            return True
        return bool(getattr(record, self.person) == actor.pk)


_own_acts: dict[str, OwnAct] = {}


def in_own_matter(permission: str, words: str, person: str = "") -> None:
    """Declare, beside a permission, that whoever uses it in their own matter is not named.

    Neither in the entry of that act nor in those of what follows from it in the same act.
    """
    _own_acts[permission] = OwnAct(words, person)


@contextmanager
def acting_for_oneself(actor: Any, words: str) -> Iterator[None]:
    """Do what follows as somebody's own act, where no permission says so (as at a sign-in)."""
    token = _own_act.set((actor.pk, words))
    try:
        yield
    finally:
        _own_act.reset(token)


def own_act_of(actor: Any) -> str:
    """In which words this person acts in their own matter now; "" for an act of office."""
    current = _own_act.get()
    return current[1] if current is not None and current[0] == actor.pk else ""


@dataclass(frozen=True)
class Requirement:
    """What a verb asks: a permission, and the parameter that holds the object it is asked on.

    The permission may depend on the call, as where one verb makes several moves. Without one the
    verb is internal; a public one asks nothing.
    """

    permission: str | Callable[..., str] | None = None
    on: str | None = None
    is_public: bool = False
    # What a verb with ``**fields`` takes by them.
    fields: Iterable[str] | Callable[[], Iterable[str]] = ()

    @property
    def taken(self) -> frozenset[str]:
        """The names that the verb takes beside those of its signature."""
        return frozenset(self.fields() if callable(self.fields) else self.fields)

    def is_met(self, arguments: Mapping[str, Any]) -> bool:
        """Whether the call's actor, a person or None, may make it."""
        if self.is_public:
            return True
        actor = arguments.get("actor")
        if self.permission is None or actor is None:
            return False
        return bool(actor.has_perm(self.name(arguments), self.record(arguments)))

    def name(self, arguments: Mapping[str, Any]) -> str:
        """The permission that this call takes; "" where none is asked."""
        return self.permission(**arguments) if callable(self.permission) else self.permission or ""

    def record(self, arguments: Mapping[str, Any]) -> Any:
        """The object it is asked on, if any."""
        return arguments[self.on] if self.on else None

    def own_words(self, arguments: Mapping[str, Any]) -> str:
        """How the audit trail says who acts, where the call is its actor's own matter."""
        actor = arguments.get("actor")
        own = _own_acts.get(self.name(arguments)) if actor is not None else None
        return own.words if own and own.is_of(actor, self.record(arguments)) else ""


def requires(
    permission: str | Callable[..., str],
    on: str | None = None,
    *,
    fields: Iterable[str] | Callable[[], Iterable[str]] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only actors with the permission, on the object in the parameter ``on``, call a verb.

    The verb's parameters are keyword-only, ``actor`` among them; a function gives the permission
    from them. A verb with ``**fields`` takes those that ``fields`` names and no others. Raises
    ``PermissionDenied`` for anybody else, and for no actor outside ``as_system``; ``TypeError``
    for a field that is not named.
    """
    return _edge(Requirement(permission, on, fields=fields))


def keywords_of(verb: Callable[..., Any]) -> frozenset[str]:
    """The names of a verb's parameters, for another that hands on to it."""
    return frozenset(signature(verb).parameters)


def chosen_by(parameter: str, permissions: Mapping[str, str]) -> Callable[..., str]:
    """The permission that the value of a parameter names; one it does not name is refused."""

    def choose(**arguments: Any) -> str:
        return permissions.get(arguments[parameter], "")

    # Read by the harness from the function itself.
    choose.choices = frozenset(permissions.values())  # type: ignore[attr-defined]
    return choose


def internal(function: Callable[P, R]) -> Callable[P, R]:
    """Let only other services and the system call a verb. Raises ``PermissionDenied`` otherwise."""
    return _edge(Requirement())(function)


def public(function: Callable[P, R]) -> Callable[P, R]:
    """Let anybody call a verb, also who has not signed in: it says itself what it goes by."""
    return _edge(Requirement(is_public=True))(function)


def requirement_of(function: Any) -> Requirement | None:
    """What a verb asks; None for a function that says nothing."""
    return getattr(function, "__requirement__", None)


@contextmanager
def as_system() -> Iterator[None]:
    """Act as the system: services called inside ask nobody's permission.

    Also a decorator. ``actor`` then only says whose name the audit trail keeps.
    """
    with _set(True):
        yield


@contextmanager
def as_nobody() -> Iterator[None]:
    """Begin anew without a right to anything."""
    with _set(False):
        yield


class RequestEdgeMiddleware:
    """Each request begins without rights: what it may do, its person's permissions say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with as_nobody():
            return self.get_response(request)


@contextmanager
def _set(value: bool) -> Iterator[None]:
    token = _is_inside.set(value)
    try:
        yield
    finally:
        _is_inside.reset(token)


def _edge(requirement: Requirement) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = signature(function).parameters
        is_open = any(each.kind == each.VAR_KEYWORD for each in parameters.values())

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            if is_open and (unknown := set(kwargs) - set(parameters) - requirement.taken):
                names = ", ".join(sorted(unknown))
                raise TypeError(f"{function.__name__} does not take: {names}")
            if not _is_inside.get() and not requirement.is_met(kwargs):
                raise PermissionDenied(f"{function.__module__}.{function.__name__}")
            words = requirement.own_words(kwargs)
            own = acting_for_oneself(kwargs["actor"], words) if words else nullcontext()
            with as_system(), own:
                return function(*args, **kwargs)

        # Read by the harness from the function itself.
        call.__requirement__ = requirement  # type: ignore[attr-defined]
        return call

    return decorate
