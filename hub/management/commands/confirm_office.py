"""Confirm a role of power that nobody else can confirm."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.authorisation import as_system
from hub.models import PendingOffice
from hub.offices import confirm_by_operator, confirmers_of
from hub.refusals import RefusedError


class Command(BaseCommand):
    """List what waits and nobody can confirm; with a number, let that one begin."""

    help = "List or confirm roles of power that nobody else can confirm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, help="which one to confirm")

    @as_system()
    def handle(self, *args: Any, number: int | None, **options: Any) -> None:
        rows = PendingOffice.objects.select_related("user", "given_by", "group", "organisation")
        if number is None:
            for pending in rows:
                if not confirmers_of(pending):
                    who = f"{pending.user.email}: {pending}, asked by {pending.given_by}"
                    self.stdout.write(f"{pending.pk}  {who}")
            return
        chosen = rows.filter(pk=number).first()
        if chosen is None:
            raise CommandError("No role of this number waits.")
        said = f"{chosen.user.email}: {chosen}, confirmed"
        try:
            confirm_by_operator(pending=chosen)
        except RefusedError as error:
            raise CommandError(" ".join(error.reasons)) from error
        self.stdout.write(said)
