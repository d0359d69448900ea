"""Erase again, after a backup was restored, the people who had been erased since it was made."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub.authorisation import as_system
from hub.retention.erasure import erase_again
from hub.retention.ledger import troubles


class Command(BaseCommand):
    """Erase accounts that were erased once and came back with a backup; safe to run twice."""

    help = "Erase again the people whom a restored backup brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            required=True,
            help="those who had been erased; nobody else can be erased with this command",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are")

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        for trouble in troubles():
            self.stderr.write(f"Warning: {trouble}")
        number = erase_again(dry_run=options["dry_run"])
        said = "to erase again" if options["dry_run"] else "erased again"
        self.stdout.write(f"accounts {said}: {number}")
