"""Write the role profiles that are missing from the library, such as after a new framework."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from hub.authorisation import as_system
from roles.campaigns.role_profiles import load


class Command(BaseCommand):
    """Add what is missing; what somebody has changed stays as it is. Safe to run twice."""

    help = __doc__

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load(apps)} role profiles written")
