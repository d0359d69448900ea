"""Personal data: what is held, why, for how long, who sees it; and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from hub.extensions import ExtensionPoint
from hub.models import User


@dataclass(frozen=True)
class RetentionPolicy:
    """How the personal data of one or more models comes to its end.

    ``covers`` names the models as ``label.Model``, and each of their fields that holds personal
    data or points to a person: ``{"roles.Application": ("candidate", "full_name")}``. ``period``
    says in plain words how long. ``due`` returns the rows whose time has come at a moment;
    ``erase`` makes one row's personal data go (by deleting the row or blanking fields) and is safe
    to run twice. ``held_on`` returns the rows about a person; ``export`` turns one into plain data
    for that person; ``keep`` gives, for a row that must be kept on erasure, the reason and until
    when, else "".
    """

    slug: str
    label: str
    covers: Mapping[str, tuple[str, ...]]
    purpose: str
    basis: str
    period: str
    who_sees: str
    due: Callable[[datetime], models.QuerySet[Any]]
    erase: Callable[[Any], None]
    held_on: Callable[[User], models.QuerySet[Any]]
    export: Callable[[Any], Mapping[str, Any]]
    keep: Callable[[Any], str] = lambda row: ""


policies = ExtensionPoint("register_hub_retention", RetentionPolicy)


def covered_fields() -> dict[str, set[str]]:
    """The fields each model has covered, by ``label.Model``, over all policies."""
    found: dict[str, set[str]] = {}
    for policy in policies:
        for model, fields in policy.covers.items():
            found.setdefault(model, set()).update(fields)
    return found


def personal_fields(model: type[models.Model]) -> Iterable[str]:
    """The fields of a model that hold personal data as far as can be told from the outside.

    A relation to a person, an email field, or a name that says so (see ``PERSONAL_NAMES``).
    """
    for item in model._meta.get_fields():
        if not getattr(item, "concrete", False):
            continue
        if (
            (item.is_relation and item.related_model is User)
            or isinstance(item, models.EmailField)
            or item.name in PERSONAL_NAMES
        ):
            yield item.name


PERSONAL_NAMES = frozenset(
    {
        "address",
        "date_of_birth",
        "email",
        "first_name",
        "full_name",
        "last_name",
        "ni_number",
        "phone",
        "phone_number",
        "postcode",
        "statement",
        "telephone",
    }
)
