"""A review is not on the thread of a need any more: its finding is."""

from django.db import migrations


def take_off(apps, schema_editor):
    """Needs that a finding raised were said to be answered for as long as the review existed."""
    links = apps.get_model("hub", "NeedLink").objects
    links.filter(slug="capability_reviews.review").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("capability_reviews", "0001_initial"),
        ("hub", "0014_stand_ins"),
    ]

    operations = [migrations.RunPython(take_off, migrations.RunPython.noop)]
