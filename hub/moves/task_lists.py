"""Long forms as lists of tasks: short pages that are saved one by one, each with its status.

    Move(
        slug="terms",
        label="Complete the terms",
        tasks=lambda campaign: [Task("terms-pay", "Pay", missing=["Enter the salary"])],
        ...
    ),
    Move(slug="terms-pay", part_of="terms", form=PayForm, ...),

The move with ``tasks`` has the list as its page and asks nothing itself. Each part is a move as any
other: it has its own form, asks for its permission, and saves what it asks about and nothing else,
so that two people who write different parts keep out of each other's way. A part whose form is a
``DraftForm`` may be saved before it is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

COMPLETED: dict[str, Any] = {"text": "Completed"}
NOT_STARTED: dict[str, Any] = {"tag": {"text": "Not yet started", "classes": "govuk-tag--blue"}}
TO_PUT_RIGHT: dict[str, Any] = {
    "tag": {"text": "There is something to put right", "classes": "govuk-tag--yellow"}
}


@dataclass(frozen=True)
class Task:
    """One part of a long form: the move that saves it, how it is called, and what it lacks.

    ``missing`` says in words what is still to be entered or put right, ``is_begun`` whether
    anything of that was entered, ``said`` what it says now, in short.
    """

    move: str
    title: str
    missing: Sequence[str] = field(default_factory=list)
    is_begun: bool = False
    said: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def status(self) -> dict[str, Any]:
        """Its status, as govukTaskList takes it."""
        if self.is_complete:
            return COMPLETED
        return TO_PUT_RIGHT if self.is_begun else NOT_STARTED

    def item(self, address: Callable[[str], str]) -> dict[str, Any]:
        """Its line of the list, as govukTaskList takes it; ``address`` gives that of a move."""
        is_told = self.is_begun and bool(self.missing)
        words = f"{'. '.join(self.missing)}." if is_told else self.said
        return {
            "title": {"text": self.title},
            "hint": {"text": words} if words else None,
            "href": address(self.move),
            "status": self.status,
        }
