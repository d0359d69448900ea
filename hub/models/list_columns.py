"""Which columns a person does not want to see in a list."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ListColumns(models.Model):
    """What a person left out of a list, by the columns as an address names them.

    A column that comes later is shown; one that has gone is named here and does nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_columns"
    )
    # The name of the list's address.
    list_name = models.CharField(max_length=100)
    hidden = models.JSONField(default=list)
    # What the person read when they chose: of the list, and above each column left out.
    list_label = models.CharField(max_length=100, default="", blank=True)
    headings = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "choice of columns"
        verbose_name_plural = "choices of columns"
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name"], name="hub_list_columns_once")
        ]

    def __str__(self) -> str:
        return f"Columns of person {self.user_id} in {self.list_name}"
