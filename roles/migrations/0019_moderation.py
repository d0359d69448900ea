"""The panel's gate: of a role that had closed before, no panel is asked for any more (S5)."""

from django.db import migrations, models


def exempt(apps, schema_editor):
    """Roles that have closed, or whose sift has begun, go on as they are."""
    campaigns = apps.get_model("roles", "Campaign").objects.order_by()
    had_closed = models.Q(closed_at__isnull=False) | models.Q(sifting_at__isnull=False)
    campaigns.filter(had_closed).update(is_before_panels=True)


class Migration(migrations.Migration):
    dependencies = [("roles", "0018_scores")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="is_before_panels",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="closed before panels were asked for"
            ),
        ),
        migrations.RunPython(exempt, migrations.RunPython.noop, elidable=True),
    ]
