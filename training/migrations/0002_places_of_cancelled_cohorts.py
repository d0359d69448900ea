"""A place knows the cohort that was cancelled, so that its person reads which and why."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="cancelled_cohort",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="places_returned",
                to="training.cohort",
            ),
        ),
    ]
