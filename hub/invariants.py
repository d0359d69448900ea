"""What must never be so: looked for each day, told to staff, kept until it is put right.

The hub's own checks stand here; a plugin adds its own in ``invariants.INVARIANTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from hub import append_only
from hub.addresses import wrong_site
from hub.encryption.keys import EncryptionError
from hub.encryption.rows import not_readable, under_other_keys
from hub.models import Heartbeat, InvariantFinding, Need, Notification, Upload, User
from hub.models.log_entry import seen_by
from hub.notifications import notify
from hub.notifications.recipients import kept_rows
from hub.permissions import StaffGroup
from hub.plugins import enabled
from hub.references import IN_WORDS
from hub.search import words_missing
from hub.work.nobody import waits_on_nobody

# Under which name it is kept when the check last ran.
DAILY_CHECK = "daily check"


@dataclass(frozen=True)
class Invariant:
    """Something that must never be so; ``broken`` gives each thing for which it is, now.

    Records, or names of what is none. How a record calls itself is a reference, never personal
    data, and is shown to who may see the record. What only names a reference is shown to nobody.
    """

    slug: str
    label: str
    broken: Callable[[], Iterable[Any]]


def _stuck_messages() -> Iterable[str]:
    return [f"Email {row.pk}" for row in Notification.objects.stuck(timezone.now())[:100]]


def _dead_messages() -> Iterable[str]:
    return [f"Email {row.pk}" for row in Notification.objects.dead()[:100]]


def _met_without_answer() -> Iterable[Need]:
    return Need.objects.filter(state=Need.State.MET, links__isnull=True)


def _stuck_uploads() -> Iterable[str]:
    late = Upload.objects.waiting_since(timezone.now() - timedelta(hours=1))[:100]
    return [f"File {row.pk}" for row in late]


def _lost_uploads() -> Iterable[str]:
    """Rows that promise a file which is not in the store, such as after half a restore."""
    kept = Upload.objects.exclude(file="")
    return [f"File {row.pk}" for row in kept if not row.file.storage.exists(str(row.file.name))][
        :100
    ]


def _site_elsewhere() -> Iterable[str]:
    """Where it stands; links that Wagtail makes would lead there."""
    wrong = wrong_site()
    return [f"site {wrong}"] if wrong else []


def _not_readable() -> Iterable[str]:
    """Values under keys that are not at hand, by column and key."""
    try:
        found = not_readable()
    except EncryptionError as error:
        return [str(error)[:200]]
    return [
        f"{column}, encrypted with key {label}"
        for column, labels in found.items()
        for label in labels
    ]


def _under_older_keys() -> Iterable[str]:
    try:
        found = under_other_keys()
    except EncryptionError:
        return []
    return [
        f"{column}, encrypted with key {label}"
        for column, labels in found.items()
        for label in labels
    ]


def _twice_in_office() -> Iterable[str]:
    """Rules of two persons take them for two; access is given to one of them since."""
    found = User.objects.twice_in_office(timezone.localdate()).values_list("pk", flat=True)
    return [f"Person {number}" for number in found[:100]]


HUB_INVARIANTS = (
    Invariant(
        "hub.site_elsewhere",
        "Links in the admin use the wrong web address. Ask whoever runs the service to run "
        "‘migrate’",
        _site_elsewhere,
    ),
    Invariant(
        "hub.message_stuck",
        "An email has been waiting to be sent for more than an hour",
        _stuck_messages,
    ),
    Invariant(
        "hub.message_given_up",
        "Emails could not be sent. Send them again",
        _dead_messages,
    ),
    Invariant(
        "hub.upload_stuck",
        "A file has waited more than an hour to be checked for viruses",
        _stuck_uploads,
    ),
    Invariant("hub.upload_lost", "A file is missing. Restore it from a backup", _lost_uploads),
    Invariant(
        "hub.log_changed",
        "The log has been changed, or could be changed without anybody noticing",
        append_only.faults,
    ),
    Invariant(
        "hub.search_words_missing",
        "Names may not be found, or may be found after they were deleted",
        words_missing,
    ),
    Invariant(
        "hub.encrypted_not_readable",
        "Some encrypted data cannot be read. Ask whoever runs the service to put its key back",
        _not_readable,
    ),
    Invariant(
        "hub.encrypted_under_older_key",
        "Some data is encrypted with an old key. Ask whoever runs the service to run ‘reencrypt’",
        _under_older_keys,
    ),
    Invariant(
        "hub.person_twice_in_office",
        "Somebody has access with 2 accounts that share a mailbox. End the access of one account",
        _twice_in_office,
    ),
    Invariant(
        "hub.need_met_by_nothing",
        "A need is marked as met, but nothing has met it",
        _met_without_answer,
    ),
    Invariant(
        "hub.waits_on_nobody",
        "Something is waiting, but it is in nobody’s To do list. Give somebody access to act on it",
        waits_on_nobody,
    ),
)


def declared() -> list[Invariant]:
    """The hub's invariants and those of every enabled plugin."""
    found = list(HUB_INVARIANTS)
    for config in enabled():
        if find_spec(f"{config.name}.invariants"):
            found += import_module(f"{config.name}.invariants").INVARIANTS
    return found


def label_of(slug: str) -> str:
    """What is wrong, in words; the slug itself where its plugin is gone."""
    return next((item.label for item in declared() if item.slug == slug), slug)


def findings_seen_by(reader: Any) -> QuerySet[InvariantFinding]:
    """What was found about records that a person may see and is not kept from, and about no record.

    Whoever competes for a role, or entered an application, learns of a finding no more than of the
    record itself (R11, R25). One that names a record and does not know it is shown to nobody.
    """
    rows = InvariantFinding.objects.all()
    seen = Q(content_type=None) & ~Q(subject__regex=IN_WORDS)
    for number in rows.order_by().values_list("content_type_id", flat=True).distinct():
        model = ContentType.objects.get_for_id(number).model_class() if number else None
        if model is None:
            continue
        records = seen_by(reader, model._default_manager.all())
        kept = kept_rows(reader, model)
        if kept is not None:
            records = records.exclude(pk__in=kept.order_by().values("pk"))
        keys = records.order_by().annotate(written_as=Cast("pk", CharField()))
        seen |= Q(content_type_id=number, object_id__in=keys.values("written_as"))
    return rows.filter(seen)


def check_all() -> int:
    """Look at every invariant; returns how many things are broken now.

    New findings are told to hub leads who may see what they are about, findings put right are
    closed. Running it twice finds nothing new. Nothing is locked while it looks; so whatever seems
    newly broken is looked at once more: a record may have moved on in between.
    """
    now = timezone.now()
    looked_for = declared()
    broken = _look(looked_for)
    fresh = {slug for slug, _ in broken.keys() - _open_findings().keys()}
    again = _look(item for item in looked_for if item.slug in fresh)
    broken = {key: what for key, what in broken.items() if key[0] not in fresh or key in again}
    append_only.seal_all()
    _record(broken, looked_for, now)
    return len(broken)


def _look(looked_for: Iterable[Invariant]) -> dict[tuple[str, str], Any]:
    return {(item.slug, str(what)): what for item in looked_for for what in item.broken()}


def _open_findings() -> dict[tuple[str, str], InvariantFinding]:
    rows = InvariantFinding.objects.filter(resolved_at__isnull=True)
    return {(row.slug, row.subject): row for row in rows}


@transaction.atomic
def _record(
    broken: dict[tuple[str, str], Any], looked_for: Iterable[Invariant], now: datetime
) -> None:
    """Keep what was found, close what is put right, and tell of what is new."""
    known = _open_findings()
    for key, row in known.items():
        if key in broken:
            row.last_seen_at = now
            row.content_type, row.object_id = _record_of(broken[key])
        else:
            row.resolved_at = now
        row.save(update_fields=["last_seen_at", "resolved_at", "content_type", "object_id"])
    Heartbeat.objects.update_or_create(name=DAILY_CHECK, defaults={"seen_at": now})
    fresh = []
    for slug, subject in sorted(broken.keys() - known.keys()):
        kind, number = _record_of(broken[slug, subject])
        finding = InvariantFinding(slug=slug, subject=subject, content_type=kind, object_id=number)
        finding.found_at = finding.last_seen_at = now
        fresh.append(finding)
    InvariantFinding.objects.bulk_create(fresh)
    if fresh:
        for person in User.objects.in_staff_group(StaffGroup.HUB_LEADS):
            _tell(person, looked_for, now)


def _record_of(what: Any) -> tuple[ContentType | None, str]:
    """The kind and the key of a record; of what is none, neither."""
    if not isinstance(what, Model):
        return None, ""
    return ContentType.objects.get_for_model(what), str(what.pk)


def _tell(person: User, looked_for: Iterable[Invariant], at: datetime) -> None:
    """Tell a person what stands open of what they may read, if something of it is new."""
    rows = findings_seen_by(person).filter(resolved_at=None)
    if not rows.filter(found_at=at).exists():
        return
    slugs = list(rows.order_by().values_list("slug", flat=True))
    notify(
        "hub.invariants_broken",
        recipient=person,
        occasion=at.date().isoformat(),
        context={
            "number": len(slugs),
            "labels": [item.label for item in looked_for if item.slug in slugs],
        },
    )
