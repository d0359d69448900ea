"""Seal the audit trail as it stands, once somebody knows what changed it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub import append_only, log_seals
from hub.authorisation import as_system


class Command(BaseCommand):
    """Begin new seals over every entry, unless its triggers are missing or it was left open."""

    help = "Seal the audit log as it stands, after you have found out why its seals do not fit."

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        sealed = set(log_seals.faults())
        if left := [fault for fault in append_only.faults() if fault not in sealed]:
            raise CommandError("\n".join(left))
        for fault in sorted(sealed):
            self.stdout.write(fault)
        log_seals.begin_again()
        self.stdout.write(
            "The log is sealed as it stands. “Openings of the log” in the admin says so."
        )
