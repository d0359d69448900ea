"""Django's ``migrate``; Wagtail's site gets the public address before checks look at it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from hub.addresses import follow_base_url
from hub.management.together import Executor

# Its command has no other place to say what applies a migration.
migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]  # It imports it.


class Command(migrate.Command):
    """Migrate. What hub.E008 finds is put right by it, so that it is not what stops it."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Follow ``HUB_BASE_URL`` first, unless nothing is to be changed."""
        if not (options["plan"] or options["check_unapplied"]):
            follow_base_url()
        return super().execute(*args, **options)
