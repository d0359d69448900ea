"""What an alert's words look for, kept ready by PostgreSQL: matching need not parse it each time."""

from __future__ import annotations

from django.db import migrations

QUERY = (
    "ALTER TABLE roles_alert ADD COLUMN query tsquery GENERATED ALWAYS AS ("
    "CASE WHEN words = '' THEN NULL "
    "ELSE to_tsquery('roles_english'::regconfig, replace(words, ' ', ' & ')) END) STORED"
)
BACK = "ALTER TABLE roles_alert DROP COLUMN query"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(QUERY)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACK)


class Migration(migrations.Migration):
    dependencies = [("roles", "0025_element_statements")]

    operations = [migrations.RunPython(make, unmake)]
