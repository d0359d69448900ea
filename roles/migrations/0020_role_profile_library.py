from django.db import migrations

from roles.campaigns.role_profiles import load


def fill(apps, schema_editor):
    """The library that every installation begins with."""
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("roles", "0019_role_profiles")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
