"""An offer names the support request whose post it is, where the person was put forward for it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_offer_makers")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="request",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="roles.supportrequest",
            ),
        ),
    ]
