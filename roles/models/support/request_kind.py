"""What a support request asks for: one row for each kind of support of the catalogue."""

from __future__ import annotations

from django.db import models

from roles.models.support.request_state import SupportKind
from roles.models.support.support_request import SupportRequest


class RequestKind(models.Model):
    """One kind of support that a request asks for; a request asks for one or several."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField("what for", max_length=40, choices=SupportKind.choices)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "request"], name="roles_request_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="roles_request_kind_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
