"""Who was erased, so that a restored backup does not bring them back: marks, never persons.

One small file for each erasure, in the data folder and beside no backup: unpacking an older copy
of the folder over it leaves the newer files where they are.
"""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from hub.models import ErasureReceipt, User

ERASED = "@erased.invalid"


def folder() -> Path:
    """Where the marks are kept."""
    return Path(settings.HUB_DATA_DIR) / "erased"


def mark_of(person: User, key: str | None = None) -> str:
    """What tells an account from every other to whoever has it and the secret key, and no more.

    The number alone would not do: after a restore it may be given to somebody else.
    """
    joined = person.date_joined.astimezone(UTC).isoformat()
    return salted_hmac(
        "hub.erased", f"{person.pk} {joined}", secret=key, algorithm="sha256"
    ).hexdigest()


def write_mark(receipt: ErasureReceipt) -> None:
    """Write one receipt's mark, whole or not at all; idempotent."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f"{receipt.reference}.part"
    draft.write_text(json.dumps({"mark": receipt.mark}))
    draft.replace(place / f"{receipt.reference}.json")


def write_missing_marks() -> None:
    """Write the mark of every receipt that has no file, as after a full disk; idempotent."""
    there = {path.stem for path in folder().glob("*.json")}
    for receipt in ErasureReceipt.objects.exclude(mark="").only("reference", "mark").iterator():
        if str(receipt.reference) not in there:
            write_mark(receipt)


def come_back() -> list[tuple[User, UUID]]:
    """The accounts that were erased once and are there again, each with its receipt's number."""
    marks = {
        json.loads(path.read_text())["mark"]: UUID(path.stem) for path in folder().glob("*.json")
    }
    if not marks:
        return []
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = []
    for person in User.objects.exclude(email__endswith=ERASED).iterator():
        for key in keys:
            if reference := marks.get(mark_of(person, key)):
                found.append((person, reference))
                break
    return found
