"""The field that says who did something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from hub.models.user import User


def actor_field(
    *, blank: bool = False, editable: bool = True
) -> models.ForeignKey[User | None, User | None]:
    """Who did it: nobody where that was the system, and no longer anybody once they are erased."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=blank,
        editable=editable,
        on_delete=models.SET_NULL,
        related_name="+",
    )
