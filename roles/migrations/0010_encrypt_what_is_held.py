"""What stands in plain in the encrypted columns is encrypted; in batches, and it can go on."""

from __future__ import annotations

from django.db import migrations

from hub.encryption.migrating import encrypting

ENCRYPT, DECRYPT = encrypting(
    ("roles.Adjustments", "is_needed"),
    ("roles.Adjustments", "detail"),
    ("roles.SchemeDeclaration", "disability_confident"),
    ("roles.SchemeDeclaration", "veterans"),
    ("roles.SchemeDeclaration", "redeployment"),
    ("roles.EqualityAnswers", "answers"),
    ("roles.ApplicationMessage", "text"),
    ("roles.Application", "gaps"),
    ("roles.Interview", "place"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("roles", "0009_encrypted_columns")]
    operations = [migrations.RunPython(ENCRYPT, DECRYPT)]
