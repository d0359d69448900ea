"""App configuration of the hub and of the Wagtail user screens it adapts."""

import gc
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.urls import register_converter
from wagtail.users.apps import WagtailUsersAppConfig

from hub.celery import app
from hub.plugins import enabled
from hub.references import ReferenceConverter


class HubConfig(AppConfig):
    """The ground floor; every plugin rests on it."""

    name = "hub"
    verbose_name = "Hub"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load checks and permissions, keep the staff groups in being, merge the task schedules.

        And give routes their ``<reference:…>``, and Wagtail's admin our cleaning of what comes in
        and our care for what spreadsheets would run.
        """
        from hub import (  # noqa: F401  (they register themselves)
            addresses,
            append_only,
            checks,
            moderation_mail,
            permissions,
            receivers,
        )
        from hub.admin_fields import clean_fields_in_admin
        from hub.pages_seen import use_seen_pages
        from hub.search import keep_words
        from hub.spreadsheets import make_exports_safe

        # Before any app's routes are read.
        register_converter(ReferenceConverter, "reference")
        post_migrate.connect(permissions.ensure_staff_groups, sender=self)
        post_migrate.connect(addresses.follow_base_url, sender=self)
        post_migrate.connect(append_only.install, sender=self)
        post_migrate.connect(keep_words, sender=self)
        moderation_mail.connect()
        merge_task_schedules()
        clean_fields_in_admin()
        use_seen_pages()
        make_exports_safe()
        look_for_cycles()


class HubUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens for a user without a user name."""

    user_viewset = "hub.rights_admin.UserViewSet"


def look_for_cycles() -> None:
    """Look for cycles in memory from now on, but not among what was loaded at the start."""
    gc.freeze()
    gc.enable()


def merge_task_schedules() -> None:
    """Give Celery beat the ``SCHEDULE`` that stands in each app's ``tasks`` module."""
    for config in [apps.get_app_config("hub"), *enabled()]:
        if find_spec(f"{config.name}.tasks"):
            schedule = getattr(import_module(f"{config.name}.tasks"), "SCHEDULE", {})
            app.conf.beat_schedule.update(schedule)
