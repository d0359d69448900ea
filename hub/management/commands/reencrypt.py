"""Bring everything that is encrypted under the newest key, so that older ones can go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.authorisation import as_system
from hub.encryption.keys import EncryptionError, keyring, note_key_in_use
from hub.encryption.rows import BATCH, encrypted_columns, not_readable, under_other_keys


class Command(BaseCommand):
    """Encrypt anew, in batches, what stands under older keys; safe to run twice."""

    help = "Encrypt everything with the first key in HUB_ENCRYPTION_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="show how much there is and change nothing"
        )
        parser.add_argument("--batch", type=int, default=BATCH, help="values at a time")

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            newest = keyring().label
        except EncryptionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"newest key: {newest}")
        for column in encrypted_columns():
            counts = column.by_key()
            older = sum(number for label, number in counts.items() if label != newest)
            self.stdout.write(f"{column}: {sum(counts.values())}, with other keys {older}")
            if options["dry_run"]:
                continue
            done = 0
            for number, _ in column.reencrypt(options["batch"]):
                done += number
                self.stdout.write(f"    encrypted again: {done} of {older}")
        lost = not_readable()
        if lost:
            named = "; ".join(f"{column} {counts}" for column, counts in lost.items())
            raise CommandError(
                f"Not changed, because their keys are missing from HUB_ENCRYPTION_KEYS: {named}. "
                "Put them back and run this again."
            )
        if options["dry_run"] or under_other_keys():
            return
        note_key_in_use()
        self.stdout.write(
            f"Everything is encrypted with {newest}. Keep older keys while a backup needs them."
        )
