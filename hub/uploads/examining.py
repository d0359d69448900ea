"""What a file is by its content, and the same made harmless, in a child process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, BinaryIO

from hub.documents.findings import Refusal
from hub.models import Upload
from hub.uploads.child import BusyError, SlowError, run
from hub.uploads.refusals import BUSY, EMPTY, NO_ROOM, Limits, UploadRefused, too_large, words_for


@dataclass
class Examined:
    """A harmless document: its kind, its content to be read once and closed, what was taken out."""

    kind: Upload.Kind
    content: IO[bytes]
    taken_out: list[str]


def examine(file: BinaryIO, size: int, limits: Limits) -> Examined:
    """Have a file looked at and cleaned. Raises ``UploadRefused``."""
    if size == 0:
        raise UploadRefused(EMPTY)
    if size > limits.largest:
        raise UploadRefused(too_large(limits))
    try:
        found, content = run(
            "clean", file, {"expanded": limits.expanded, "members": limits.members}
        )
    except BusyError as error:
        # One that took all the time there is counts: many of them are how the hub is kept busy.
        raise UploadRefused(BUSY, is_counted=isinstance(error, SlowError)) from error
    except OSError as error:
        raise UploadRefused(NO_ROOM, is_counted=False) from error
    if "refused" in found:
        content.close()
        raise UploadRefused(
            words_for(found["refused"], found["kind"]),
            is_counted=found["refused"] != Refusal.NO_ROOM,
        )
    return Examined(Upload.Kind(found["kind"]), content, found["taken_out"])
