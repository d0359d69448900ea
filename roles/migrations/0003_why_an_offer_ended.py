from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_release_in_working_hours")]
    operations = [
        migrations.RenameField("offer", "withdrawn_because", "ended_because"),
        migrations.AlterField(
            "offer", "ended_because", models.TextField("why it was ended", blank=True)
        ),
    ]
