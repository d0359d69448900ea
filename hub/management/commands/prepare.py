"""Bring the database up to date before the hub is served on a machine of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hub.addresses import follow_base_url
from hub.authorisation import as_system
from hub.celery import app
from hub.encryption.keys import EncryptionError, keyring
from hub.models import Heartbeat
from hub.plugins import enabled


class Command(BaseCommand):
    """Apply migrations that are missing and, in a demonstration, load or refresh its records.

    What is up to date is left alone, so that a later start is quick.
    """

    help = "Apply missing migrations and load the demonstration where it is wanted."

    @as_system()
    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if _has_steps_unknown_here(executor):
            raise CommandError(
                "The database was made before the first release, or by a later version than this "
                "one, and cannot be brought up to date. Start the version that made it, or choose "
                f"another HUB_DATA_DIR than {settings.HUB_DATA_DIR}."
            )
        try:
            keyring()
        except EncryptionError as error:
            raise CommandError(str(error)) from error
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            self.stdout.write(f"==> Applying {len(waiting)} migrations …")
            call_command("migrate", verbosity=0, interactive=False)
        follow_base_url()
        # A sign of life from an earlier run says nothing about the worker of this one.
        Heartbeat.objects.filter(name="worker").delete()
        if settings.HUB_DEMO:
            self._refresh_demonstration(changed=bool(waiting))

    def _refresh_demonstration(self, *, changed: bool) -> None:
        """The living part is dated relative to today, so it is refreshed once a day."""
        stamp = Path(settings.HUB_DATA_DIR) / "demonstration"
        today = timezone.localdate().isoformat()
        if not changed and stamp.exists() and stamp.read_text() == today:
            return
        self.stdout.write("==> Loading the demonstration …")
        call_command("demo", load=True, stdout=self.stdout)
        if not settings.REDIS_URL:
            # Hundreds of doorbells about one outbox: the first sweep delivers it, and a person who
            # asks for a sign-in code meanwhile does not queue behind them.
            app.control.purge()
        stamp.write_text(today)


def _has_steps_unknown_here(executor: MigrationExecutor) -> bool:
    """Whether one of our apps was migrated by a step that this version does not have."""
    ours = {"hub", *(config.label for config in enabled())}
    unknown = executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys()
    return any(label in ours for label, _ in unknown)
