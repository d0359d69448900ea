"""For migrations: what stands in a column in plain is encrypted, and the other way round.

A column first becomes text (an encrypted field); then one of these encrypts its values, in a
migration of its own that is not atomic: in batches, each in a transaction. Broken off, it goes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction

from hub.encryption.keys import SCHEME, decrypt, encrypt

BATCH = 500
OURS = re.compile(rf"{SCHEME}:[0-9a-f]{{8}}:gAAAA[\w=-]+")
Step = Callable[[Any, Any], None]


def encrypting(*columns: tuple[str, str]) -> tuple[Step, Step]:
    """The two steps of a ``RunPython`` for (``label.Model``, field), with encrypted fields."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        for model, field in columns:
            _change(apps.get_model(model), field, schema_editor, _encrypted)

    def backwards(apps: Any, schema_editor: Any) -> None:
        for model, field in columns:
            _change(apps.get_model(model), field, schema_editor, _in_plain)

    return forwards, backwards


def _change(model: Any, name: str, schema_editor: Any, change: Callable[..., str | None]) -> None:
    connection = schema_editor.connection
    field = model._meta.get_field(name)
    quote = connection.ops.quote_name
    table, column, key = (
        quote(item) for item in (model._meta.db_table, field.column, model._meta.pk.column)
    )
    last = 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} IS NOT NULL "  # noqa: S608 (names of our own)
                f"ORDER BY {key} LIMIT {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
            changed = [(change(field, value, connection.vendor), pk) for pk, value in rows]
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {key} = %s",  # noqa: S608
                [(value, pk) for value, pk in changed if value is not None],
            )
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _encrypted(field: Any, stored: Any, vendor: str) -> str | None:
    """A value that stands there in plain, encrypted; None for one that is already."""
    text = str(stored)
    if _is_encrypted(text):
        return None
    match field.__class__.__name__:
        case "EncryptedBooleanField":
            return encrypt(json.dumps(text in ("1", "true", "t", "True")))
        case "EncryptedJSONField":
            return encrypt(json.dumps(json.loads(text)))
    return encrypt(json.dumps(text))


def _in_plain(field: Any, stored: Any, vendor: str) -> str | None:
    """An encrypted value as the plain column takes it; None for one that is in plain already."""
    if not _is_encrypted(str(stored)):
        return None
    value = json.loads(decrypt(str(stored)))
    match field.__class__.__name__:
        case "EncryptedBooleanField":
            return ("1" if value else "0") if vendor == "sqlite" else str(value).lower()
        case "EncryptedJSONField":
            return json.dumps(value)
    return str(value)


def _is_encrypted(text: str) -> bool:
    """Whether it is ours; words that only begin so are not. Raises ``EncryptionError``.

    What stands under a key that is not at hand must stop a migration, not be encrypted twice.
    """
    if not OURS.fullmatch(text):
        return False
    decrypt(text)
    return True
