"""An expert says that they cannot help to fill a role, and nobody else reads who did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0008_one_application_for_a_mailbox")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="declined_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
