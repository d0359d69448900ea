"""What is said on the next page: the same sentence once, however often it was said meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage


class OnceStorage(FallbackStorage):
    """Keeps messages until a page shows them; the pages of an error and redirects show none."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        """Keep a message that does not wait to be shown already."""
        if self.used or all(
            (kept.level, str(kept)) != (int(level), str(message)) for kept in self._waiting()
        ):
            super().add(level, message, extra_tags)

    def _waiting(self) -> list[Any]:
        """What the next page shows: of the pages before, and of this one."""
        kept: Any = self  # Django's stubs leave out what each storage keeps them in.
        return [*kept._loaded_messages, *kept._queued_messages]
