"""Who applies for a campaign, and who is known to have handled its applications, is on its side."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# In this order: whoever applies stays on that side, whatever else they did.
KNOWN = (
    ("applies", "candidate"),
    ("handles", "entered_by"),
    ("handles", "sifted_by"),
    ("handles", "decided_by"),
    ("handles", "arrangements_seen__person"),
)


def write(apps: Any, schema_editor: Any) -> None:
    """One row for each person and campaign; some may be there from an attempt before."""
    application = apps.get_model("roles", "Application")
    side = apps.get_model("roles", "CampaignSide")
    for name, path in KNOWN:
        pairs = application.objects.filter(**{f"{path}__isnull": False}).order_by()
        found = pairs.values_list("campaign_id", path).distinct()
        side.objects.bulk_create(
            (
                side(campaign_id=campaign, person_id=person, side=name)
                for campaign, person in found.iterator()
            ),
            batch_size=1000,
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("roles", "0016_sides_and_checks")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
