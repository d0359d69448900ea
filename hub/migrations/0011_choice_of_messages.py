"""A choice of messages may also be to want one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub", "0010_settings_by_their_name")]

    operations = [
        migrations.RenameField("notificationpreference", "opted_out_at", "chosen_at"),
    ]
