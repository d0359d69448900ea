"""The page of an email is at a random address, which tells nothing of when it was written."""

import uuid

from django.db import migrations, models


def give(apps, schema_editor):
    """One for each email that is kept."""
    rows = apps.get_model("hub", "Notification").objects.only("pk")
    while some := list(rows.filter(public_id=None)[:1000]):
        for row in some:
            row.public_id = uuid.uuid4()
        rows.bulk_update(some, ["public_id"])


class Migration(migrations.Migration):
    dependencies = [("hub", "0012_same_answers")]

    operations = [
        migrations.AddField(
            "notification", "public_id", models.UUIDField(null=True, editable=False)
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.AlterField(
            "notification",
            "public_id",
            models.UUIDField(default=uuid.uuid4, unique=True, editable=False),
        ),
    ]
