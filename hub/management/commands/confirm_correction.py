"""Publish a correction of a figure that nobody else can publish."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.authorisation import as_system
from hub.corrections import publish_by_operator, publishers_of
from hub.models import FigureCorrection
from hub.refusals import RefusedError


class Command(BaseCommand):
    """List what waits and nobody can publish; with a number, publish that one."""

    help = "List or publish corrections of figures that nobody else can publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, help="which one to publish")

    @as_system()
    def handle(self, *args: Any, number: int | None, **options: Any) -> None:
        rows = FigureCorrection.objects.waiting().select_related("figure__period", "corrected_by")
        if number is None:
            for correction in rows:
                if not publishers_of(correction):
                    facts = "; ".join(f"{name}: {value}" for name, value in correction.facts)
                    self.stdout.write(f"{correction.pk}  {facts}")
            return
        chosen = rows.filter(pk=number).first()
        if chosen is None:
            raise CommandError("No correction with this number is waiting to be published.")
        try:
            publish_by_operator(correction=chosen)
        except RefusedError as error:
            raise CommandError(" ".join(error.reasons)) from error
        self.stdout.write(f"{chosen}, published")
