"""Look for what must never be so, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hub.authorisation import as_system
from hub.invariants import check_all
from hub.models import InvariantFinding


class Command(BaseCommand):
    """Do once what the worker does each day, and print what stands open."""

    help = "Check the invariants and print what is broken."

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        number = check_all()
        for row in InvariantFinding.objects.filter(resolved_at__isnull=True):
            self.stdout.write(str(row))
        self.stdout.write(f"{number} broken")
