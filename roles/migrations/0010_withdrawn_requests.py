"""Requests that departments took back are withdrawn, not closed."""

from django.db import migrations
from django.db.models import F


def withdraw(apps, schema_editor):
    """Of those closed the hub had recorded the outcome before, or at another moment."""
    rows = apps.get_model("roles", "SupportRequest").objects.filter(state="closed")
    rows.filter(outcome="withdrawn", closed_at=F("outcome_recorded_at")).update(state="withdrawn")


def close(apps, schema_editor):
    """As it was."""
    apps.get_model("roles", "SupportRequest").objects.filter(state="withdrawn").update(
        state="closed"
    )


class Migration(migrations.Migration):
    dependencies = [("roles", "0009_bookings_that_experts_decline")]
    operations = [migrations.RunPython(withdraw, close)]
