"""Load or clear the demonstration."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub import append_only
from hub.audit import as_if_then
from hub.authorisation import as_system
from hub.demo import in_order
from hub.locks import once_at_a_time
from hub.page_cache import let_go_at_the_end


class Command(BaseCommand):
    """Load or clear the demonstration records of the hub and of every enabled plugin.

    Loading again changes nothing; two at once wait for each other.
    """

    help = "Load (or refresh) or clear the demonstration records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument(
            "--load", action="store_true", help="load, or refresh what is dated today"
        )
        parser.add_argument(
            "--large",
            action="store_true",
            help="with --load: also a campaign with 200 applications to try selection with",
        )
        group.add_argument("--clear", action="store_true", help="remove every demonstration record")

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        # Hundreds of audit lines about invented people would only hide what the command says.
        audit = logging.getLogger("hub.audit")
        level = audit.level
        audit.setLevel(logging.WARNING)
        try:
            with once_at_a_time("demo"), let_go_at_the_end():
                self._load(is_large=options["large"]) if options["load"] else self._clear()
        finally:
            audit.setLevel(level)

    def _load(self, *, is_large: bool) -> None:
        for part in in_order():
            self.stdout.write(f"Loading {part.label} …")
            with as_if_then():
                part.load()
                if is_large:
                    part.load_large()
        append_only.seal_all()
        self.stdout.write(self.style.SUCCESS("The demonstration is loaded."))

    def _clear(self) -> None:
        for part in reversed(in_order()):
            self.stdout.write(f"Clearing {part.label} …")
            part.clear()
        self.stdout.write(self.style.SUCCESS("The demonstration is cleared."))
