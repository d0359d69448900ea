"""Checks that were recorded have rows that say how far each is; nothing recorded is changed."""

from django.db import migrations

KINDS = ("identity", "right_to_work", "employment_history", "convictions")
CLEARANCES = ("ctc", "sc", "dv")


def add_progress(apps, schema_editor):
    """One row for each check that is needed, or was recorded, once checks had begun."""
    Application = apps.get_model("roles", "Application")
    CheckProgress = apps.get_model("roles", "CheckProgress")
    rows = Application.objects.filter(checks_at__isnull=False)
    rows = rows.select_related("campaign").prefetch_related("checks")
    made = []
    for application in rows.order_by("pk").iterator(chunk_size=500):
        last = {}
        for check in sorted(application.checks.all(), key=lambda row: (row.recorded_at, row.pk)):
            last[check.kind] = check
        needed = [*KINDS]
        if application.campaign.security_level in CLEARANCES:
            needed.append(application.campaign.security_level)
        for kind in [*needed, *(kind for kind in last if kind not in needed)]:
            check = last.get(kind)
            made.append(
                CheckProgress(
                    application=application,
                    kind=kind,
                    owner_id=check.recorded_by_id if check else None,
                    opened_at=application.checks_at,
                    decided_at=check.recorded_at if check else None,
                    decided_by_id=check.recorded_by_id if check else None,
                )
            )
        if len(made) >= 1000:
            CheckProgress.objects.bulk_create(made)
            made = []
    CheckProgress.objects.bulk_create(made)


class Migration(migrations.Migration):
    dependencies = [("roles", "0023_offers_and_checks")]

    operations = [migrations.RunPython(add_progress, migrations.RunPython.noop)]
