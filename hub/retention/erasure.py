"""A person's own data: what is held, what is kept, erasure with a receipt, the night run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from hub.append_only import opened
from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import ErasureReceipt, User
from hub.removals import removing
from hub.retention.former_staff import (
    KEPT_SAYS,
    InOfficeError,
    acted_in_office,
    empty,
    entries_about,
    entries_by,
    put_number_for_name,
)
from hub.retention.ledger import (
    ERASED,
    come_back,
    mark_of,
    name_of_key,
    write_mark,
    write_missing_marks,
)
from hub.retention.notices import notified_in_time
from hub.retention.policies import RetentionPolicy, policies
from hub.signals import announce, person_erased


def export_person(person: User) -> list[dict[str, Any]]:
    """Everything held about a person, policy by policy, as plain data for that person.

    What is held on staff alone is left out for who has no office and nothing of the kind.
    """
    held = [
        {
            "what": policy.label,
            "why": policy.purpose,
            "basis": policy.basis,
            "how_long": policy.period,
            "who_sees": policy.who_sees,
            "records": [
                dict(shown)
                for row in policy.held_on(person)
                if (shown := policy.export(row)) is not None
            ],
        }
        for policy in policies
    ]
    holds_office = person.holds_office
    return [
        item
        for item, policy in zip(held, policies, strict=True)
        if item["records"] or holds_office or not policy.for_staff
    ]


def retained_grounds(person: User) -> list[str]:
    """Why, and until when, some of it would be kept on erasure."""
    acts = [KEPT_SAYS] if acted_in_office(person) else []
    return _each_once([*acts, *(reason for policy, row, reason in _retained_rows(person))])


def ended_by_erasure(person: User) -> list[str]:
    """What the person gives up by erasing it: offers, interviews, applications, places."""
    return [
        ends
        for policy in policies
        for row in policy.held_on(person)
        if not policy.keep(row) and (ends := policy.ends(row))
    ]


@requires("hub.change_own_account", "person")
@transaction.atomic
def erase_person(
    *,
    person: User,
    actor: User | None,
    reason: str,
    at: datetime | None = None,
    reference: UUID | None = None,
) -> ErasureReceipt:
    """Erase what is held about a person, except what must be kept, and give a receipt.

    Reaches rows, log entries and revisions; the account itself goes, or is left without anything
    personal when a kept row still points at it, or when the person acted in office: their acts stay
    under a number for five years. Running it again finds nothing more to erase. With a
    ``reference`` the receipt has that number, as it had before a backup was restored. Raises
    ``InOfficeError`` where the person holds an office and asks it themselves.
    """
    moment = at or timezone.now()
    if actor is not None and person.has_office_to_end:
        raise InOfficeError
    is_former_staff = acted_in_office(person)
    counts: Counter[str] = Counter()
    kept = list(_retained_rows(person))
    retained_keys = {(policy.slug, row.pk) for policy, row, _ in kept}
    for policy in policies:
        if is_former_staff and policy.for_staff:
            continue
        for row in policy.held_on(person):
            if (policy.slug, row.pk) in retained_keys or isinstance(row, User):
                continue
            policy.erase(row)
            counts[policy.label] += 1
    forget = put_number_for_name if is_former_staff else _forget_in_logs
    counts["Your name in the history"] += forget(person)
    person_id, mark = person.pk, mark_of(person)
    if actor is not None and actor.pk == person_id:
        actor = None  # The receipt names nobody.
    if is_former_staff:
        empty(person, moment)
    else:
        _erase_account(person)
    counts["Your account"] += 1
    for policy, row, _ in kept:
        policy.when_left(row)
    receipt = ErasureReceipt.objects.create(
        reference=reference or uuid4(),
        mark=mark,
        erased_at=moment,
        reason=reason,
        counts=dict(counts),
        kept=_each_once([*([KEPT_SAYS] if is_former_staff else []), *(why for _, _, why in kept)]),
    )
    log(receipt, "hub.person_erased", actor=actor, at=moment)
    announce(person_erased, person_id=person_id, receipt=receipt)
    # What is not written because the process ends or the disk is full, the night run writes.
    transaction.on_commit(partial(write_mark, receipt, key=name_of_key()), robust=True)
    return receipt


@internal
def erase_again(*, dry_run: bool = False) -> int:
    """Erase whoever was erased once and came back with a restored backup; idempotent."""
    back = come_back()
    if not dry_run:
        for person, reference in back:
            known = ErasureReceipt.objects.filter(reference=reference).exists()
            erase_person(
                person=person,
                actor=None,
                reason="erased again after a restore",
                reference=None if known else reference,
            )
    return len(back)


@internal
def run_due(*, now: datetime | None = None, dry_run: bool = False) -> dict[str, int]:
    """Erase every row whose time has come; returns how many by policy. Safe to run twice or late.

    What its owner has to be told of first is left until they were. With ``dry_run`` nothing is
    changed.
    """
    moment = now or timezone.now()
    found: dict[str, int] = {}
    if not dry_run:
        write_missing_marks()
    for policy in policies:
        due = notified_in_time(policy, policy.due(moment), moment)
        if dry_run:
            found[policy.slug] = due.count()
            continue
        count = 0
        for row in due.iterator():
            with transaction.atomic():
                policy.erase(row)
            count += 1
        found[policy.slug] = count
    return found


@internal
def erase_account(person: User) -> None:
    """Remove an account that nothing is held about any more (unused or long inactive)."""
    erase_person(person=person, actor=None, reason="retention period over")


def _retained_rows(person: User) -> Iterator[tuple[RetentionPolicy, models.Model, str]]:
    for policy in policies:
        for row in policy.held_on(person):
            if why := policy.keep(row):
                yield policy, row, why


def _each_once(reasons: list[str]) -> list[str]:
    """The reasons in their order, where several records are kept for the same one."""
    return list(dict.fromkeys(reasons))


def _forget_in_logs(person: User) -> int:
    """Take the person out of log entries: as the one who acted, and as the thing acted on."""
    acted, own = entries_by(person), entries_about(person)
    with opened("erasure", *acted, own):
        touched = sum(entries.update(user=None) for entries in acted)
        touched += own.update(label="Person erased", data={})
    return touched


def _erase_account(person: User) -> None:
    try:
        with transaction.atomic(), removing():
            person.delete()
    except (ProtectedError, RestrictedError):
        User.objects.filter(pk=person.pk).update(
            email=f"erased-{person.pk}{ERASED}",
            first_name="",
            last_name="",
            is_active=False,
            password="!",  # noqa: S106 (no password opens it)
        )
