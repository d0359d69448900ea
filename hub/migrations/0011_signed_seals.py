"""Seals are signed sums: the earlier ones go, and the first new ones begin after this."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0010_policies_in_words")]
    operations = [
        migrations.DeleteModel(name="LogSeal"),
        migrations.CreateModel(
            name="LogSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=63, unique=True)),
                ("last", models.PositiveBigIntegerField(default=0)),
                ("newest", models.PositiveBigIntegerField(default=0)),
                ("signed", models.CharField(max_length=250)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"ordering": ["-sealed_at", "-pk"]},
        ),
    ]
