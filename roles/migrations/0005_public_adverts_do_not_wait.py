"""Versions of public adverts that were set to a later day, and locked the page until then."""

from django.db import migrations
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone


def take_off_schedule(apps, schema_editor):
    """What was written stays the draft; somebody publishes it, or corrects it, when they like."""
    revisions = apps.get_model("wagtailcore", "Revision").objects
    pages = apps.get_model("roles", "VacancyPage").objects.filter(campaign__opened_at__isnull=False)
    kinds = apps.get_model("contenttypes", "ContentType").objects
    revisions.filter(
        content_type__in=kinds.filter(app_label="roles", model="vacancypage"),
        object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"),
        approved_go_live_at__gt=timezone.now(),
    ).update(approved_go_live_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0004_entered_beside_own"),
    ]

    operations = [migrations.RunPython(take_off_schedule, migrations.RunPython.noop)]
