"""Wagtail admin listings of records, for those who may see each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Field, ForeignKey, Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils.text import capfirst
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet

from hub.account_field import AccountField
from hub.admin_listings import NamedIndexView, RecordInspectView
from hub.models import User
from hub.models.log_entry import actions_hidden_from, seen_by

LOOKING = frozenset({"index", "index_results", "inspect"})


class SeenIndexView(NamedIndexView):
    """The listing, its filters, search and exports."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return seen_by(self.request.user, super().get_base_queryset())


class SeenInspectView(RecordInspectView):
    """All fields of one record."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Model:
        rows = seen_by(self.request.user, self.model._default_manager.all())
        return get_object_or_404(rows, pk=self.pk)


class SeenHistoryView(HistoryView):
    """The history of a record, for everyone who may look at it."""

    any_permission_required: ClassVar[list[str]] = ["view", "change"]

    def get_base_object_queryset(self) -> QuerySet[Any]:
        return seen_by(self.request.user, super().get_base_object_queryset())

    def get_base_queryset(self) -> QuerySet[Any]:
        hidden = actions_hidden_from(self.request.user, self.model)
        return super().get_base_queryset().exclude(action__in=hidden)


class RecordViewSet(ModelViewSet):
    """A listing of those records that its reader may see, with the records that each row names."""

    index_view_class = SeenIndexView
    inspect_view_class = SeenInspectView
    history_view_class = SeenHistoryView
    list_select_related: ClassVar[list[str]] = []
    list_prefetch_related: ClassVar[list[str]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """So that a longer list takes no more queries."""
        rows = self.model._default_manager.select_related(*self.list_select_related)
        rows = rows.prefetch_related(*self.list_prefetch_related)
        named = {"menu_label": self.menu_label} if self.menu_label else {}
        return super().get_index_view_kwargs(**{"queryset": rows, **named, **kwargs})

    def formfield_for_dbfield(self, db_field: Field[Any, Any], **kwargs: Any) -> Any:
        """An account is told by its address: no form lists everybody who has one."""
        if isinstance(db_field, ForeignKey) and db_field.related_model is User:
            return AccountField(
                label=capfirst(str(db_field.verbose_name)), required=not db_field.blank
            )
        return super().formfield_for_dbfield(db_field, **kwargs)


class LookingOnly:
    """What makes a listing one to look at: nothing here adds, edits or deletes its records."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses of forms, so that no button leads to one."""
        names = ("add", "edit", "delete", "history", "usage")
        none = {f"{name}_url_name": None for name in names}
        common: dict[str, Any] = super().get_common_view_kwargs(**none, **kwargs)  # type: ignore[misc]  # Wagtail's viewset.
        return common

    def get_urlpatterns(self) -> list[URLPattern]:
        """The listing and the inspection only."""
        patterns: list[URLPattern] = super().get_urlpatterns()  # type: ignore[misc]  # Wagtail's viewset.
        return [item for item in patterns if item.name in LOOKING]

    def register_admin_url_finder(self) -> None:
        """Nowhere to edit: reports of the admin show a record without a link to a form."""
