from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0011_choice_of_messages")]

    operations = [
        migrations.AddField(
            model_name="formreceipt",
            name="answers",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
