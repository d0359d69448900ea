"""Erase personal data whose time has come, or show what would be erased."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub.erasure import run_due


class Command(BaseCommand):
    """Run the declared retention policies now; safe to run twice or late."""

    help = "Erase personal data whose time has come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        found = run_due(dry_run=options["dry_run"])
        verb = "due" if options["dry_run"] else "erased"
        for slug, number in found.items():
            self.stdout.write(f"{slug}: {number} {verb}")
