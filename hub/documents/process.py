"""A process of its own for one document: little memory, little time, only bytes in and out.

The document comes on standard input. What becomes of it goes to standard output, and what was
found, one line of JSON, to standard error. Started by ``hub.uploads.child``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from .cleaning import clean
from .findings import OUT_OF_MEMORY, Bounds, Refusal, RefusedError
from .kinds import kind_of

MEGABYTE = 1_000_000
LARGEST_RESULT = 100 * MEGABYTE


def main(task: str, words: dict[str, Any]) -> None:
    """Do a task, ``clean`` or ``read``, with the document that comes in, within what it may use."""
    limit_self(memory=words["megabytes"] * MEGABYTE, seconds=words["processor_seconds"])
    try:
        _do(task, words)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    os._exit(0)  # nothing is left to tidy, and taking a large document apart takes time


def _do(task: str, words: dict[str, Any]) -> None:
    report = os.fdopen(os.dup(2), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libraries have to say is not for us
    content = sys.stdin.buffer.read()
    said: dict[str, Any]
    try:
        said, result = _clean(content, words) if task == "clean" else _read(content, words)
        with open(1, "wb") as out:
            out.write(result)
    except RefusedError as refused:
        said = {"refused": refused.refusal}
        if refused.__cause__ is not None:
            said["error"] = type(refused.__cause__).__name__
    except OSError:
        said = {"refused": Refusal.NO_ROOM}
    said.setdefault("kind", kind_of(content))
    report.write(json.dumps(said))
    report.flush()


def limit_self(*, memory: int, seconds: int) -> None:
    """Take from this process what a hostile document would have it use.

    Where the machine runs out of memory all the same, this process is ended before any other.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_RESULT, LARGEST_RESULT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # only Linux has it
        Path("/proc/self/oom_score_adj").write_text("1000")


def _clean(content: bytes, words: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    done = clean(content, Bounds(expanded=words["expanded"], members=words["members"]))
    return {"kind": done.kind, "taken_out": sorted(done.taken_out)}, done.content


def _read(content: bytes, words: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from .reading import read  # only a reader needs pages drawn

    try:
        return {}, json.dumps(read(content, words["first"])).encode()
    except (RefusedError, MemoryError):
        raise
    except Exception as error:
        raise RefusedError(Refusal.DAMAGED) from error
