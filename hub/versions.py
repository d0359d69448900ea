"""What somebody read: the name of a version of facts, which their answer carries back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

WHOLE, EACH = 32, 16

Facts = Iterable[tuple[str, Any]]


def version_of(facts: Any) -> str:
    """A short name of what somebody reads: the same facts have the same one."""
    words = json.dumps(facts, default=str)
    return hashlib.sha256(words.encode()).hexdigest()[:WHOLE]


def version_of_facts(facts: Facts, about: Any = None) -> str:
    """The version of labelled facts: of all of them, then of each, so that one can be named."""
    rows = [(label, str(fact)) for label, fact in facts]
    return version_of([rows, about]) + "".join(version_of(row)[:EACH] for row in rows)


def changed_since(read: str, facts: Facts) -> list[str]:
    """The labels of the facts that somebody who read that version has not read as they are."""
    known = {read[at : at + EACH] for at in range(WHOLE, len(read), EACH)}
    rows = [(label, str(fact)) for label, fact in facts]
    return [row[0] for row in rows if version_of(row)[:EACH] not in known]
