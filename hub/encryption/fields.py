"""Model fields whose values are encrypted in the database: text, yes or no, plain data.

A field of these classes says that it holds what the law calls special category data, or words
among which people put it. A value is decrypted when it is read, not when its row is: lists cost
nothing, and a row can be saved or erased without the key. Nothing can be looked for by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from hub.encryption.keys import decrypt, encrypt


@dataclass(frozen=True)
class Encrypted:
    """A value as the database holds it. It never shows what is in it."""

    stored: str

    def __str__(self) -> str:
        return "encrypted"


class OpenedWhenRead(DeferredAttribute):
    """Decrypts a field of an instance the first time that it is asked for."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Encrypted):
            value = instance.__dict__[self.field.attname] = json.loads(decrypt(value.stored))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field):
    """A value as JSON, encrypted; an empty one, too, so that none tells by being empty."""

    descriptor_class = OpenedWhenRead

    def get_internal_type(self) -> str:
        """A column of text, whatever it holds."""
        return "TextField"

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The value as it stands: nothing is opened to be saved."""
        return model_instance.__dict__[self.attname]

    def get_prep_value(self, value: Any) -> Any:
        """What is stored; a value that nobody has read since goes back as it came."""
        if value is None:
            return None
        if isinstance(value, Encrypted):
            return value.stored
        return encrypt(json.dumps(self.to_python(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The same for every database."""
        return value if prepared else self.get_prep_value(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Still closed; ``values()`` and ``values_list()`` give it closed, too."""
        return None if value is None else Encrypted(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is a value: the same words are encrypted differently each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, name: str) -> Any:
        """None: the database sees nothing of what is in it."""
        return None


class EncryptedTextField(EncryptedField, models.TextField):
    """Words, encrypted."""


class EncryptedBooleanField(EncryptedField, models.BooleanField):
    """Yes or no, encrypted."""


class EncryptedJSONField(EncryptedField, models.JSONField):
    """Plain data, encrypted as a whole: the questions as well as the answers."""
