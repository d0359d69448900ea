"""What changed between two texts, line by line, in words that need no colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class Change:
    """A line that was added, taken out, or put in another's place."""

    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happened to the line: "Added", "Removed" or "Changed"."""
        if not self.before:
            return "Added"
        return "Changed" if self.after else "Removed"


def differences(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """The lines that differ, in order; equal texts give none. Blank lines do not count."""
    old = [line.strip() for line in before if line.strip()]
    new = [line.strip() for line in after if line.strip()]
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[i1:i2], new[j1:j2]
        found += [
            Change(old_line, new_line)
            for old_line, new_line in zip_longest(gone, come, fillvalue="")
        ]
    return found
