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

from hub.own_acts import acting_for_oneself, words_of_own

P = ParamSpec("P")
R = TypeVar("R")

_is_inside: ContextVar[bool] = ContextVar("is_inside_a_service", default=False)


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
        return words_of_own(self.name(arguments), actor, self.record(arguments)) if actor else ""


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
