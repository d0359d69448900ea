"""A Wagtail admin listing of records that services change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import URLPattern
from wagtail.admin.viewsets.model import ModelViewSet

from hub.admin_listings import NamedIndexView, RecordInspectView

LOOKING = frozenset({"index", "index_results", "inspect"})


class RecordViewSet(ModelViewSet):
    """A listing of records with a life of their own: nothing here adds, edits or deletes them."""

    index_view_class = NamedIndexView
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    copy_view_enabled = False
    add_to_reference_index = False
    exclude_form_fields: ClassVar[list[str]] = ["state", "phase"]
    list_select_related: ClassVar[list[str]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the records that each row names, so that a longer list takes no more queries."""
        rows = self.model._default_manager.select_related(*self.list_select_related)
        return super().get_index_view_kwargs(
            **{"queryset": rows, "menu_label": self.menu_label, **kwargs}
        )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses of forms, so that no button leads to one."""
        names = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in names}, **kwargs
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """The listing and the inspection only."""
        return [item for item in super().get_urlpatterns() if item.name in LOOKING]
