"""Having a document looked at in a process of its own, which may use little and nothing of ours.

The web process hands the file over and holds none of it: what a document costs is the child's, and
ends with it. So many at a time in each web process, and as many wait a moment: that bounds the
whole, and leaves threads for everybody else. More are refused as busy. How many they are and what
each may use is set in ``hub.settings.uploads``.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings

from hub.documents.findings import OUT_OF_MEMORY, Refusal
from hub.documents.kinds import HEAD, kind_of

logger = logging.getLogger("hub.uploads")

SECONDS_OF_WAITING = 1.5
ROOM = threading.BoundedSemaphore(settings.HUB_DOCUMENTS_AT_A_TIME)
DOOR = threading.BoundedSemaphore(2 * settings.HUB_DOCUMENTS_AT_A_TIME)
# Found by name on a path of its own, so that neither the hub nor Django is loaded. It gives way to
# those who answer pages before it does anything else.
START = (
    "import os; os.nice(5); import json, sys; sys.path.append(sys.argv[1]); "
    "from documents.process import main; main(sys.argv[2], json.loads(sys.argv[3]))"
)
WHERE = str(Path(__file__).resolve().parent.parent)


class BusyError(Exception):
    """Too many documents are being looked at: try again soon."""


class SlowError(BusyError):
    """The processors are so busy that this one did not get its share in time."""


def run(task: str, file: BinaryIO, words: dict[str, Any]) -> tuple[dict[str, Any], IO[bytes]]:
    """What was found, and what came out as an unnamed file, which the caller closes.

    Raises ``BusyError``, ``SlowError``, and ``OSError`` where there is no room for a copy, or our
    program fails.
    """
    until = time.monotonic() + settings.HUB_DOCUMENT_SECONDS
    if not DOOR.acquire(blocking=False):
        raise BusyError
    try:
        if not ROOM.acquire(timeout=SECONDS_OF_WAITING):
            raise BusyError
        try:
            return _run(task, file, words, until)
        finally:
            ROOM.release()
    finally:
        DOOR.release()


def _run(
    task: str, file: BinaryIO, words: dict[str, Any], until: float
) -> tuple[dict[str, Any], IO[bytes]]:
    result: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    try:
        with tempfile.TemporaryFile() as given:
            file.seek(0)
            shutil.copyfileobj(file, given)
            given.flush()
            given.seek(0)
            found = _found(task, given, result, words, until)
        result.seek(0)
    except BaseException:
        result.close()
        raise
    return found, result


def _found(
    task: str, given: IO[bytes], result: IO[bytes], words: dict[str, Any], until: float
) -> dict[str, Any]:
    given_to_it = words | {
        "processor_seconds": settings.HUB_DOCUMENT_PROCESSOR_SECONDS,
        "megabytes": settings.HUB_DOCUMENT_MEGABYTES,
    }
    command = [sys.executable, "-I", "-c", START, WHERE, task, json.dumps(given_to_it)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the document is only its input)
            command,
            stdin=given,
            stdout=result,
            stderr=subprocess.PIPE,
            timeout=max(0, until - time.monotonic()),
            env={"LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
        found: dict[str, Any] = json.loads(done.stderr)
    except subprocess.TimeoutExpired as error:
        # It has not used up what it may of the processor, so it says nothing of the document.
        logger.warning("A document was given up, because its process got too little done in time")
        raise SlowError from error
    except ValueError as error:
        if done.returncode > 0 and done.returncode != OUT_OF_MEMORY:
            # Ours, as when the files of a newer version are there already.
            logger.exception("The program that looks at documents failed (%s)", task)
            raise OSError("The program that looks at documents failed.") from error
        # Ended by the limits on its memory and processor.
        logger.info("A document was too much for its process (%s)", task)
        given.seek(0)
        return {"refused": Refusal.TOO_COMPLEX, "kind": kind_of(given.read(HEAD))}
    if "error" in found:
        logger.info("A file was refused (%s): %s", found["refused"], found["error"])
    return found
