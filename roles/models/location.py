"""Places where people are based."""

from __future__ import annotations

from django.db import models


class Location(models.Model):
    """A town or city where departments have offices."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
