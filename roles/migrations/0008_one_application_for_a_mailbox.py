"""Who sent an application is kept with their side; what is set aside says so itself."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    """Of accounts that are there; whether somebody sent one who closed theirs nobody knows."""
    application = apps.get_model("roles", "Application")
    side = apps.get_model("roles", "CampaignSide")
    application.objects.exclude(same_person_as=None).update(is_set_aside=True)
    own = application.objects.filter(
        campaign=OuterRef("campaign"),
        candidate=OuterRef("person"),
        entered_how="",
        submitted_at__isnull=False,
    )
    side.objects.filter(Exists(own), side="applies").update(has_sent=True)


class Migration(migrations.Migration):
    dependencies = [("roles", "0007_settings_by_their_name")]

    operations = [
        migrations.AddField(
            model_name="campaignside",
            name="has_sent",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="application",
            name="is_set_aside",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
