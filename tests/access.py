"""Who may open what: each app lists its URL names in ``tests/<app>/access.py`` as ``ACCESS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Kinds of user. "_a" is the department that owns the world's records, "_b" is another department.
DEPARTMENT_ROLES = (
    "requester",
    "hiring_manager",
    "resourcing",
    "approver",
    "hr_contact",
    "digital_leader",
    "nominator",
    "capability_lead",
    "administrator",
)
STAFF = ("hub_staff", "hub_leads", "trainers", "reviewers", "analysts", "editors")
DEPARTMENT_A = tuple(f"{role}_a" for role in DEPARTMENT_ROLES)
DEPARTMENT_B = tuple(f"{role}_b" for role in DEPARTMENT_ROLES)
EVERYONE = ("anonymous", "candidate", "owner", *DEPARTMENT_A, *DEPARTMENT_B, *STAFF)
SIGNED_IN = tuple(kind for kind in EVERYONE if kind != "anonymous")


@dataclass(frozen=True)
class Expected:
    """What a URL answers: ``answer`` for those in ``allowed``, ``otherwise`` for other people who
    have signed in (``other_staff`` for staff, where that differs), and the way to the sign-in page
    for a stranger.

    ``url`` builds the address from the world of records (see ``tests/<app>/world.py``); ``owner``
    is the person the world's personal record belongs to. ``method`` is the one the view serves.
    """

    url: Callable[[Any], str]
    allowed: tuple[str, ...] = EVERYONE
    answer: int = 200
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    otherwise: int = 404
    other_staff: int | None = None


def admin(path: str, *allowed: str) -> Expected:
    """A page of the Wagtail admin: it sends other staff to its front page, and nobody else in."""
    return Expected(lambda world: path, allowed, otherwise=403, other_staff=302)
