"""What stands in plain in the encrypted column is encrypted; in batches, and it can go on."""

from __future__ import annotations

from django.db import migrations

from hub.encryption.migrating import encrypting

ENCRYPT, DECRYPT = encrypting(("training.Attendance", "correction_reason"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("training", "0002_encrypted_columns")]
    operations = [migrations.RunPython(ENCRYPT, DECRYPT)]
