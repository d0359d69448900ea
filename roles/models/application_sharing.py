"""Whether a candidate on a reserve list lets other departments know of it (R15)."""

from __future__ import annotations

from django.db import models


class ApplicationSharing(models.Model):
    """The candidate's consent to be put forward for similar roles: dated, taken back at will."""

    sharing_agreed_at = models.DateTimeField(
        "agreed to be put forward", null=True, blank=True, editable=False
    )
    sharing_withdrawn_at = models.DateTimeField(
        "took that back", null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_shared(self) -> bool:
        """Whether the consent stands."""
        return self.sharing_agreed_at is not None and self.sharing_withdrawn_at is None
