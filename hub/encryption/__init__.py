"""What speaks of somebody's health is encrypted at rest: fields, keys, what stands under them."""

from hub.encryption.fields import (
    EncryptedBooleanField,
    EncryptedField,
    EncryptedJSONField,
    EncryptedTextField,
)
from hub.encryption.keys import EncryptionError, decrypt, encrypt

__all__ = [
    "EncryptedBooleanField",
    "EncryptedField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "EncryptionError",
    "decrypt",
    "encrypt",
]
