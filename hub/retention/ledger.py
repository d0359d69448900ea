"""Who was erased, so that a restored backup does not bring them back: marks, never persons.

One small file for each erasure, in the data folder and beside no backup: unpacking an older copy
of the folder over it leaves the newer files where they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
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


def name_of_key(key: str | None = None) -> str:
    """What tells one secret key from another, and no more; without one, of the key of today."""
    return salted_hmac("hub.erased.key", "", secret=key, algorithm="sha256").hexdigest()[:16]


def write_mark(receipt: ErasureReceipt, *, key: str = "") -> None:
    """Write one receipt's mark and its key's name, whole or not at all; idempotent."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    draft = place / f"{receipt.reference}.part"
    draft.write_text(json.dumps({"mark": receipt.mark, "key": key}))
    draft.replace(place / f"{receipt.reference}.json")


def write_missing_marks() -> None:
    """Write the mark of every receipt that has no file, as after a full disk; idempotent.

    The key that it was made with may have been changed since, so it has none.
    """
    there = {path.stem for path in folder().glob("*.json")}
    for receipt in ErasureReceipt.objects.exclude(mark="").only("reference", "mark").iterator():
        if str(receipt.reference) not in there:
            write_mark(receipt)


@dataclass
class Marks:
    """What the files say: whose receipt each mark is of, and which of them are of no use."""

    receipts: dict[str, UUID] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    of_lost_keys: int = 0
    of_unknown_keys: int = 0


def read_marks() -> Marks:
    """The marks there are; one that cannot be read stops nobody from reading the others."""
    marks, keys = Marks(), {name_of_key(key) for key in _keys()}
    for path in sorted(folder().glob("*.json")):
        try:
            said = json.loads(path.read_text())
            mark, key, reference = said["mark"], said.get("key", ""), UUID(path.stem)
            if len(bytes.fromhex(mark)) != 32:
                raise ValueError("It is cut off.")
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            marks.damaged.append(path.name)
            continue
        marks.receipts[mark] = reference
        marks.of_unknown_keys += not key
        marks.of_lost_keys += bool(key) and key not in keys
    return marks


def troubles() -> list[str]:
    """For an operator: a sentence for each reason why somebody who is back may not be found."""
    marks, said = read_marks(), []
    if not marks.receipts and not marks.damaged:
        said.append(
            f"There are no marks in {folder()}. If anybody was erased since the backup was made, "
            "put your copy of that folder back, then run this again."
        )
    if marks.damaged:
        said.append(
            f"{_counted(len(marks.damaged), 'cannot', 'cannot')} be read, so somebody who was "
            f"erased may be back: {', '.join(marks.damaged)} in {folder()}. "
            "Put your copy back, then run this again."
        )
    if marks.of_lost_keys:
        said.append(
            f"{_counted(marks.of_lost_keys, 'was', 'were')} made with a secret key that is not "
            "here, so somebody who was erased may be back. Add the SECRET_KEY of that time to "
            "SECRET_KEY_FALLBACKS, then run this again."
        )
    if marks.of_unknown_keys:
        said.append(
            f"{_counted(marks.of_unknown_keys, 'does', 'do')} not say which secret key it was made "
            "with. If SECRET_KEY was changed since, make sure that the old one is in "
            "SECRET_KEY_FALLBACKS."
        )
    return said


def _counted(number: int, one: str, more: str) -> str:
    return f"1 mark {one}" if number == 1 else f"{number} marks {more}"


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def come_back() -> list[tuple[User, UUID]]:
    """The accounts that were erased once and are there again, each with its receipt's number."""
    receipts = read_marks().receipts
    if not receipts:
        return []
    found = []
    for person in User.objects.exclude(email__endswith=ERASED).iterator():
        for key in _keys():
            if reference := receipts.get(mark_of(person, key)):
                found.append((person, reference))
                break
    return found
