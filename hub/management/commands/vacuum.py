"""Take what was erased out of the database's files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.authorisation import as_system
from hub.retention.vacuum import vacuum


class Command(BaseCommand):
    """Write anew what holds encrypted columns, without what was deleted; safe to run twice."""

    help = "Take what was erased out of the database's files too."

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        left = vacuum()
        if left:
            raise CommandError(f"In use, or too large for now: {', '.join(left)}. Run it again.")
        self.stdout.write("What was erased is in the database's files no more.")
