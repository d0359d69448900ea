"""Erase personal data whose time has come, or show what would be erased."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hub.authorisation import as_system
from hub.retention.erasure import run_due
from hub.retention.notices import give_notices


class Command(BaseCommand):
    """Run the declared retention policies now, after telling people; safe to run twice or late."""

    help = "Erase personal data whose time has come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only show what is due and who would be told"
        )

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        told = give_notices(dry_run=options["dry_run"])
        found = run_due(dry_run=options["dry_run"])
        for coming in told:
            would = "would be told" if options["dry_run"] else "told"
            what = ", ".join(f"{policy.slug} {row.pk}" for policy, row in coming.items)
            # By number: the output of a command may end in a log.
            self.stdout.write(f"account {coming.person.pk} {would}: {what} on {coming.erase_on}")
        verb = "due" if options["dry_run"] else "erased"
        for slug, number in found.items():
            if number:
                self.stdout.write(f"{slug}: {number} {verb}")
        nothing = sum(not number for number in found.values())
        self.stdout.write(f"Nothing {verb} by {nothing} of {len(found)} policies.")
