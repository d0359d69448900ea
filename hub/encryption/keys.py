"""The keys: where they come from, and that none is used before what stands under another is safe.

The keys are Fernet's (cryptography): the first encrypts, all decrypt. What is encrypted begins
with a label that names its key, so that the database can be asked what stands under which.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SCHEME = "enc1"
# How much of a value says under which key it stands: "enc1:" and eight characters.
LABEL_LENGTH = 13
# In the data folder: the label of the key in use. The keys themselves are elsewhere.
NOTE = "encryption-key-in-use"


class EncryptionError(Exception):
    """Something cannot be read or written with the keys at hand; nothing is changed by it."""


@dataclass(frozen=True)
class Keyring:
    """The keys at hand, the first of which encrypts."""

    labels: tuple[str, ...]
    fernet: MultiFernet

    @property
    def label(self) -> str:
        """Of the key that encrypts."""
        return self.labels[0]


def encrypt(text: str) -> str:
    """Encrypt under the newest key. Raises ``EncryptionError``."""
    ring = keyring()
    return f"{ring.label}:{ring.fernet.encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """Read what was encrypted under any of the keys. Raises ``EncryptionError``."""
    ring = keyring()
    try:
        return ring.fernet.decrypt(_token(stored)).decode()
    except InvalidToken:
        raise EncryptionError(_why_not(stored, ring)) from None


def under_newest_key(stored: str) -> str:
    """Encrypt anew what stands under any of the keys. Raises ``EncryptionError``."""
    ring = keyring()
    try:
        return f"{ring.label}:{ring.fernet.rotate(_token(stored)).decode()}"
    except InvalidToken:
        raise EncryptionError(_why_not(stored, ring)) from None


def label_of(key: str) -> str:
    """What names a key without telling it."""
    return f"{SCHEME}:{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def keyring() -> Keyring:
    """The keys of this installation. Raises ``EncryptionError`` where they are missing or wrong."""
    return _keyring(
        tuple(settings.HUB_ENCRYPTION_KEYS),
        str(settings.HUB_ENCRYPTION_KEY_FILE or ""),
        str(settings.HUB_DATA_DIR),
    )


def note_key_in_use() -> None:
    """Nothing stands under an older key any more: only the newest has to be there from now on."""
    _write_note(Path(settings.HUB_DATA_DIR) / NOTE, keyring().label)
    forget_the_keys()


def forget_the_keys() -> None:
    """Read them anew when they are needed next."""
    _keyring.cache_clear()


@lru_cache(maxsize=8)
def _keyring(keys: tuple[str, ...], file: str, data: str) -> Keyring:
    note = Path(data) / NOTE
    try:
        used = note.read_text().strip() if note.exists() else ""
        found = keys or tuple(_read(Path(file), may_make=not used) if file else ())
    except OSError as error:
        raise EncryptionError(
            f"The encryption keys cannot be read: {error}. Set HUB_ENCRYPTION_KEYS."
        ) from error
    if not found:
        raise EncryptionError("There is no encryption key: set HUB_ENCRYPTION_KEYS.")
    try:
        fernet = MultiFernet([Fernet(key) for key in found])
    except ValueError as error:
        raise EncryptionError(
            "An encryption key is not valid. See docs/operations.md for how to make one."
        ) from error
    labels = tuple(map(label_of, found))
    if used and used not in labels:
        raise EncryptionError(
            f"The data was encrypted with the key {used}, which is not one of the keys given "
            f"({', '.join(labels)}). Put it back into {'HUB_ENCRYPTION_KEYS' if keys else file}: "
            "nothing is lost, and nothing will be encrypted with another key until you do."
        )
    if not used:
        _write_note(note, labels[0])
    return Keyring(labels, fernet)


def _read(file: Path, *, may_make: bool) -> list[str]:
    """The keys of a file, one on each line; where nothing is encrypted yet, it may be made."""
    if not file.exists():
        if not may_make or settings.PRODUCTION:
            raise EncryptionError(
                f"The file with the encryption keys, {file}, is missing. Put it back: our data "
                "cannot be read without it, and nothing will be encrypted until you do."
            )
        _make(file)
    return [line.strip() for line in file.read_text().splitlines() if line.strip()]


def _make(file: Path) -> None:
    """Make a file with one key, for its owner alone; of two that do at once, the first wins."""
    draft = _written_beside(file, Fernet.generate_key().decode())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write_note(note: Path, label: str) -> None:
    try:
        _written_beside(note, label).replace(note)
    except OSError as error:
        raise EncryptionError(
            f"The name of the key in use could not be saved in the data folder: {error}."
        ) from error


def _written_beside(file: Path, line: str) -> Path:
    """A whole file in the same folder, for its owner alone, to be given its name at once."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}.", delete=False) as draft:
        draft.write(f"{line}\n")
    return Path(draft.name)


def _token(stored: str) -> bytes:
    return stored[LABEL_LENGTH + 1 :].encode()


def _why_not(stored: str, ring: Keyring) -> str:
    label = stored[:LABEL_LENGTH]
    if not label.startswith(f"{SCHEME}:"):
        return "A value is not encrypted: run 'manage.py migrate'."
    if label in ring.labels:
        return f"A value has been changed since it was encrypted with the key {label}."
    return (
        f"A value is encrypted with the key {label}, which is not one of the keys given "
        f"({', '.join(ring.labels)}). Put it back into HUB_ENCRYPTION_KEYS: nothing is lost."
    )
