"""Confirm a change to the hub's settings that nobody else can confirm."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.authorisation import as_system
from hub.models import PendingPolicy
from hub.policies import confirm_policy_by_operator, confirmers_of
from hub.refusals import RefusedError


class Command(BaseCommand):
    """List what waits and nobody can confirm; with a number, let that one be made."""

    help = "List or confirm changes to the hub's settings that nobody else can confirm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, help="which one to confirm")

    @as_system()
    def handle(self, *args: Any, number: int | None, **options: Any) -> None:
        rows = PendingPolicy.objects.select_related("given_by")
        if number is None:
            for pending in rows:
                if not confirmers_of(pending):
                    lines = "; ".join(pending.changes)
                    self.stdout.write(f"{pending.pk}  {pending}: {lines}")
            return
        chosen = rows.filter(pk=number).first()
        if chosen is None:
            raise CommandError("No change with this number is waiting to be confirmed.")
        said = f"{chosen}, confirmed"
        try:
            confirm_policy_by_operator(change=chosen)
        except RefusedError as error:
            raise CommandError(" ".join(error.reasons)) from error
        self.stdout.write(said)
