"""Deliver the messages that are due, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hub.authorisation import as_system
from hub.notifications.delivery import sweep


class Command(BaseCommand):
    """Do once what the worker does each minute; harmless beside it."""

    help = "Deliver the messages that are due."

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} sent")
