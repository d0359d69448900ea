"""What somebody read: the name of a version of facts, which their answer carries back."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def version_of(facts: Any) -> str:
    """A short name of what somebody reads: the same facts have the same one."""
    words = json.dumps(facts, default=str)
    return hashlib.sha256(words.encode()).hexdigest()[:32]
