from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0019_bulk_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='bulkrow',
            name='read',
            field=models.CharField(blank=True, max_length=16),
        ),
    ]
