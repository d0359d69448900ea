"""Why an attendance was corrected becomes an encrypted column."""

import hub.encryption.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attendance',
            name='correction_reason',
            field=hub.encryption.fields.EncryptedTextField(blank=True, max_length=300),
        ),
    ]
