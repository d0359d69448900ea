"""Make every listing again from the live adverts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hub.authorisation import as_system
from roles.search.services.listings import drifted_listings, rebuild_listings


class Command(BaseCommand):
    """Rebuilds the public list and its text index; safe while people use it."""

    help = "Make the public list of vacancies again from the live adverts, or check it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing: name the campaigns whose listing differs, fail if any.",
        )

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            drifted = drifted_listings()
            for reference in drifted:
                self.stdout.write(reference)
            if drifted:
                self.stderr.write(f"{len(drifted)} listings differ from their adverts.")
                raise SystemExit(1)
            self.stdout.write("Every listing equals its advert.")
            return
        written, removed = rebuild_listings()
        self.stdout.write(f"{written} listings written, {removed} taken away.")
