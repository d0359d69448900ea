"""Why decisions were undone, and what had been said with them, all kept: not the last one alone."""

from django.db import migrations, models


def keep_reason(apps, schema_editor):
    """The last reason of each; what was said with the decision is gone."""
    rows = apps.get_model("roles", "Application").objects.exclude(undo_reason="")
    for row in rows.iterator():
        row.undone = [{"reason": row.undo_reason, "words": ""}]
        row.save(update_fields=["undone"])


def keep_last(apps, schema_editor):
    """The last reason of each."""
    rows = apps.get_model("roles", "Application").objects.exclude(undone=[])
    for row in rows.iterator():
        row.undo_reason = row.undone[-1]["reason"]
        row.save(update_fields=["undo_reason"])


class Migration(migrations.Migration):
    dependencies = [("roles", "0010_withdrawn_requests")]
    operations = [
        migrations.AddField(
            "application",
            "undone",
            models.JSONField(
                blank=True, default=list, editable=False, verbose_name="decisions undone"
            ),
        ),
        migrations.RunPython(keep_reason, keep_last),
        migrations.RemoveField("application", "undo_reason"),
    ]
