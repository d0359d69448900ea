"""A place where people work is a location; who is asked is requested."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roles", "0014_language_and_exemptions")]

    operations = [
        migrations.RenameModel("Place", "Location"),
        migrations.RenameField("campaign", "wider_asked_by", "wider_requested_by"),
        migrations.RenameField("campaign", "wider_asked_at", "wider_requested_at"),
    ]
