"""What stays of who acted in office when their account is erased: a number in place of the name.

Approvals, authorship and the audit trail still tell that person apart from everybody else, so that
rules of two persons hold. After ``KEPT`` even the number goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ForeignObjectRel, ProtectedError, QuerySet, RestrictedError
from wagtail.models import BaseLogEntry, ModelLogEntry, PageLogEntry

from hub.append_only import opened
from hub.audit import NAME
from hub.mailboxes import address_mark
from hub.models import User
from hub.refusals import RefusedError
from hub.removals import removing
from hub.retention.ledger import ERASED
from hub.retention.policies import policies

KEPT = timedelta(days=5 * 365)
KEPT_SAYS = (
    "We keep what you did as a member of staff for 5 years. It has a number instead of your name, "
    "so that we can tell it apart from what others did."
)
# Of the entries about the person, these say what they could do, and hold no name.
ABOUT_RIGHTS = (
    *("hub.group_joined", "hub.group_left", "hub.account_switched_on", "hub.account_switched_off"),
    *("hub.office_waits", "hub.office_confirmed", "hub.office_refused", "hub.office_lapsed"),
)
BATCH = 500


class InOfficeError(RefusedError):
    """Who holds an office hands it over before the account goes."""

    reason = (
        "You cannot close your account while you have access for your work. Ask a hub lead or your "
        "department’s roles administrator to end it first. You cannot end it yourself"
    )


def acted_in_office(person: User) -> bool:
    """Whether the audit trail or a record names the person for an act of office."""
    return person.has_office_to_end or any(
        rows.exists() for rows in (*entries_by(person), *_parts_of(person))
    )


def entries_by(person: User) -> list[QuerySet[Any]]:
    """The entries of the trail that name the person as who acted."""
    return [model.objects.filter(user_id=person.pk) for model in (ModelLogEntry, PageLogEntry)]


def entries_about(person: User) -> QuerySet[ModelLogEntry]:
    """The entries of the trail about the person's own account."""
    kind = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def put_number_for_name(person: User) -> int:
    """Take the name out of the trail; the number of the account stays. Returns how many entries."""
    by, about = entries_by(person), entries_about(person)

    def unname(entry: BaseLogEntry) -> None:
        entry.data = {key: value for key, value in entry.data.items() if key != NAME}

    def unsay(entry: BaseLogEntry) -> None:
        entry.label = "A former member of staff"
        entry.data = entry.data if entry.action in ABOUT_RIGHTS else {}

    with opened("erasure", *by, about):
        # The own entries last: they may be acts of the person too.
        return sum(_rewrite(rows, unname) for rows in by) + _rewrite(about, unsay)


def empty(person: User, at: datetime) -> None:
    """Leave nothing personal in the account and nothing of the person's own; it opens no more."""
    kept = {
        (name, field)
        for policy in policies
        if policy.for_staff
        for name, fields in policy.covers.items()
        for field in fields
    }
    covered = {
        (name, field)
        for policy in policies
        for name, fields in policy.covers.items()
        for field in fields
    }
    for model, field in _pointing_here():
        key = (model._meta.label, field.name)
        rows = model._base_manager.filter(**{field.name: person.pk})
        on_delete = field.remote_field.on_delete
        if key in kept:
            continue
        if on_delete is models.CASCADE:
            rows.delete()
        elif on_delete is models.SET_NULL and key in covered:
            rows.update(**{field.name: None})
    User.objects.filter(pk=person.pk).update(
        email=f"erased-{person.pk}{ERASED}",
        mailbox="",
        first_name="",
        last_name="",
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
        password="!",  # noqa: S106 (no password opens it)
        erased_at=at,
        address_mark=address_mark(person.email),
    )


def former_staff_due(now: datetime) -> QuerySet[User]:
    """Former members of staff whose acts need not be told apart any more."""
    return User.objects.filter(erased_at__lt=now - KEPT).exclude(address_mark="")


def let_go(person: User) -> None:
    """Take the number away too: what the person did was done by somebody who worked here."""

    def unsay(entry: BaseLogEntry) -> None:
        entry.user_id = None
        entry.data = {**entry.data, "by": "a former member of staff"}

    by = entries_by(person)
    with opened("erasure", *by):
        for rows in by:
            _rewrite(rows, unsay)
    try:
        with transaction.atomic(), removing():
            person.delete()
    except (ProtectedError, RestrictedError):
        User.objects.filter(pk=person.pk).update(address_mark="")


def _parts_of(person: User) -> Iterator[QuerySet[Any]]:
    return (policy.held_on(person) for policy in policies if policy.for_staff)


def _pointing_here() -> Iterator[tuple[Any, Any]]:
    """Every relation to an account: those of plugins and libraries too."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field


def _rewrite(rows: QuerySet[Any], change: Callable[[BaseLogEntry], None]) -> int:
    entries = list(rows)
    for entry in entries:
        change(entry)
    rows.model.objects.bulk_update(entries, ["label", "data", "user"], batch_size=BATCH)
    return len(entries)
