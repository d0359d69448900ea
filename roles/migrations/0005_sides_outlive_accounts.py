"""The side that somebody took in a campaign is kept by the mark of their mailbox as well."""

from django.db import migrations, models

from hub.mailboxes import known_mark

BATCH = 500


def mark_sides(apps, schema_editor):
    """The mark of those whose account is there; of closed ones nothing is known any more."""
    side = apps.get_model("roles", "CampaignSide")
    batch = []
    for row in side.objects.exclude(person=None).select_related("person").iterator(BATCH):
        row.mark = known_mark(row.person.email)
        batch.append(row)
        if len(batch) == BATCH:
            side.objects.bulk_update(batch, ["mark"])
            batch = []
    side.objects.bulk_update(batch, ["mark"])


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_offers_to_people_put_forward")]

    operations = [
        migrations.AddField(
            model_name="campaignside",
            name="mark",
            field=models.CharField(
                blank=True, db_index=True, default="", editable=False, max_length=64
            ),
        ),
        migrations.RunPython(mark_sides, migrations.RunPython.noop),
    ]
