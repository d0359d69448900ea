"""The columns that are encrypted: what stands under which key, and how the newest comes to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Substr

from hub.encryption.fields import Encrypted, EncryptedField
from hub.encryption.keys import LABEL_LENGTH, EncryptionError, decrypt, keyring, under_newest_key

BATCH = 500


@dataclass(frozen=True)
class Column:
    """An encrypted field of a model."""

    model: type[models.Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def by_key(self) -> dict[str, int]:
        """How many values stand under each key, by its label."""
        labelled = self.rows().values(label=Substr("stored", 1, LABEL_LENGTH)).order_by()
        counted = labelled.annotate(number=models.Count("*")).values_list("label", "number")
        return dict(counted)

    def newest(self) -> str | None:
        """The value of the row that was made last, as it is stored."""
        return self.rows().order_by("-pk").values_list("stored", flat=True).first()

    def reencrypt(self, batch: int = BATCH) -> Iterator[tuple[int, int]]:
        """Bring what stands under older keys under the newest; gives (done, not readable) by batch.

        Each value by an UPDATE that does nothing to one that was changed meanwhile, which is under
        the newest key already. Safe to run twice, and to be broken off.
        """
        newest = f"{keyring().label}:"
        last = 0
        while True:
            rows = list(
                self.rows()
                .filter(~Q(stored__startswith=newest), pk__gt=last)
                .order_by("pk")
                .values_list("pk", "stored")[:batch]
            )
            if not rows:
                return
            done = unreadable = 0
            for pk, stored in rows:
                try:
                    anew = Encrypted(under_newest_key(stored))
                except EncryptionError:
                    unreadable += 1
                    continue
                done += self.rows().filter(pk=pk, stored=stored).update(**{self.field: anew})
            yield done, unreadable
            last = rows[-1][0]

    def rows(self) -> models.QuerySet[Any]:
        """Those that have a value, each with what is ``stored`` of it."""
        rows = self.model._base_manager.filter(**{f"{self.field}__isnull": False})
        return rows.annotate(stored=Cast(F(self.field), models.TextField()))


def encrypted_columns() -> list[Column]:
    """Every encrypted field of every model, in the order of their names."""
    found = [
        Column(model, field.attname)
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, EncryptedField)
    ]
    return sorted(found, key=str)


def under_other_keys() -> dict[str, dict[str, int]]:
    """By column, how many values stand under keys that are at hand and not the newest."""
    labels = keyring().labels[1:]
    return _counted(lambda label: label in labels)


def not_readable() -> dict[str, dict[str, int]]:
    """By column, how many values stand under no key that is at hand."""
    labels = keyring().labels
    return _counted(lambda label: label not in labels)


def _counted(wanted: Any) -> dict[str, dict[str, int]]:
    found = {
        str(column): {label: number for label, number in column.by_key().items() if wanted(label)}
        for column in encrypted_columns()
    }
    return {column: counts for column, counts in found.items() if counts}


def first_trouble() -> str:
    """Why what was encrypted last cannot be read, "" when it can; cheap enough for each minute."""
    try:
        for column in encrypted_columns():
            stored = column.newest()
            if stored is not None:
                decrypt(stored)
    except EncryptionError as error:
        return str(error)
    return ""
