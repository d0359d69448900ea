"""What must never be so: looked for each day, told to staff, kept until it is put right.

The hub's own checks stand here; a plugin adds its own in ``invariants.INVARIANTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction
from django.utils import timezone

from hub import append_only
from hub.addresses import wrong_site
from hub.encryption.keys import EncryptionError
from hub.encryption.rows import not_readable, under_other_keys
from hub.models import Heartbeat, InvariantFinding, Need, Notification, Upload, User
from hub.notifications import notify
from hub.permissions import StaffGroup
from hub.plugins import enabled
from hub.work.nobody import waits_on_nobody

# Under which name it is kept when the check last ran.
DAILY_CHECK = "daily check"


@dataclass(frozen=True)
class Invariant:
    """Something that must never be so; ``broken`` names each thing for which it is, now.

    The names are references, never personal data.
    """

    slug: str
    label: str
    broken: Callable[[], Iterable[str]]


def _stuck_messages() -> Iterable[str]:
    return [f"Email {row.pk}" for row in Notification.objects.stuck(timezone.now())[:100]]


def _dead_messages() -> Iterable[str]:
    return [f"Email {row.pk}" for row in Notification.objects.dead()[:100]]


def _met_without_answer() -> Iterable[str]:
    met = Need.objects.filter(state=Need.State.MET, links__isnull=True)
    return [f"Need {reference}" for reference in met.values_list("reference", flat=True)]


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
        "We could not send an email. Put it back in the queue",
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


@transaction.atomic
def check_all() -> int:
    """Look at every invariant; returns how many things are broken now.

    New findings are told to hub leads, findings put right are closed. Running it twice finds
    nothing new.
    """
    now = timezone.now()
    looked_for = declared()
    broken = {(item.slug, subject) for item in looked_for for subject in item.broken()}
    slugs = {slug for slug, _ in broken}
    known = {
        (row.slug, row.subject): row
        for row in InvariantFinding.objects.filter(resolved_at__isnull=True)
    }
    for key, row in known.items():
        if key in broken:
            row.last_seen_at = now
        else:
            row.resolved_at = now
        row.save(update_fields=["last_seen_at", "resolved_at"])
    append_only.seal_all()
    Heartbeat.objects.update_or_create(name=DAILY_CHECK, defaults={"seen_at": now})
    fresh = [
        InvariantFinding(slug=slug, subject=subject, found_at=now, last_seen_at=now)
        for slug, subject in sorted(broken - set(known))
    ]
    InvariantFinding.objects.bulk_create(fresh)
    if fresh:
        for person in User.objects.in_staff_group(StaffGroup.HUB_LEADS):
            notify(
                "hub.invariants_broken",
                recipient=person,
                occasion=now.date().isoformat(),
                context={
                    "number": len(broken),
                    "labels": [item.label for item in looked_for if item.slug in slugs],
                },
            )
    return len(broken)
