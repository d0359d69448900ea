"""A Wagtail admin listing of records that services change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLPattern

from hub import record_viewset

LOOKING = frozenset({"index", "index_results", "inspect"})


class RecordViewSet(record_viewset.RecordViewSet):
    """A listing of records with a life of their own: nothing here adds, edits or deletes them."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    exclude_form_fields: ClassVar[list[str]] = ["state", "phase"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses of forms, so that no button leads to one."""
        names = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in names}, **kwargs
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """The listing and the inspection only."""
        return [item for item in super().get_urlpatterns() if item.name in LOOKING]

    def register_admin_url_finder(self) -> None:
        """Nowhere to edit: reports of the admin show a record without a link to a form."""
