"""Columns that hold words on adjustments and health become text, to be encrypted by the next step."""

import hub.encryption.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("roles", "0008_equality_publication"),
    ]

    operations = [
        migrations.AlterField(
            model_name='adjustments',
            name='detail',
            field=hub.encryption.fields.EncryptedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name='adjustments',
            name='is_needed',
            field=hub.encryption.fields.EncryptedTextField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')]),
        ),
        migrations.AlterField(
            model_name='application',
            name='gaps',
            field=hub.encryption.fields.EncryptedTextField(blank=True, verbose_name='gaps in employment'),
        ),
        migrations.AlterField(
            model_name='applicationmessage',
            name='text',
            field=hub.encryption.fields.EncryptedTextField(),
        ),
        migrations.AlterField(
            model_name='equalityanswers',
            name='answers',
            field=hub.encryption.fields.EncryptedJSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='interview',
            name='place',
            field=hub.encryption.fields.EncryptedTextField(max_length=300),
        ),
        migrations.AlterField(
            model_name='schemedeclaration',
            name='disability_confident',
            field=hub.encryption.fields.EncryptedBooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='schemedeclaration',
            name='redeployment',
            field=hub.encryption.fields.EncryptedBooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='schemedeclaration',
            name='veterans',
            field=hub.encryption.fields.EncryptedBooleanField(default=False),
        ),
    ]
