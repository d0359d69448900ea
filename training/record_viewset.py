"""A Wagtail admin listing of records that services change."""

from __future__ import annotations

from typing import ClassVar

from hub import record_viewset


class RecordViewSet(record_viewset.LookingOnly, record_viewset.RecordViewSet):
    """A listing of records with a life of their own."""

    exclude_form_fields: ClassVar[list[str]] = ["state", "phase"]
