"""The admin's listing of records with a life of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet

from hub.admin_listings import NamedIndexView, RecordInspectView


class OpenHistoryView(HistoryView):
    """The history of a record, for everyone who may look at it."""

    any_permission_required: ClassVar[list[str]] = ["view", "change"]


class RecordViewSet(ModelViewSet):
    """Records with a life of their own: looked at here, changed in the workspaces."""

    history_view_class = OpenHistoryView
    index_view_class = NamedIndexView
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    copy_view_enabled = False
    list_select_related: ClassVar[list[str]] = []
    list_prefetch_related: ClassVar[list[str]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the records that each row names, so that a longer list takes no more queries."""
        rows = self.model._default_manager.select_related(*self.list_select_related)
        rows = rows.prefetch_related(*self.list_prefetch_related)
        return super().get_index_view_kwargs(
            **{"queryset": rows, "menu_label": self.menu_label, **kwargs}
        )
