from django.db import migrations, models
from django.db.models import F


def heard_so_far(apps, schema_editor):
    """Whoever acted on the appointments of before has acted: none is announced again."""
    posts = apps.get_model("roles", "Post").objects.filter(accepted_at__isnull=False)
    posts.update(heard_at=F("accepted_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0031_unclaimed_applications"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="heard_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="everybody who acts on the appointment has acted",
            ),
        ),
        migrations.RunPython(heard_so_far, migrations.RunPython.noop),
    ]
