"""Admin listings of what people set off, such as emails: by the day, in an order without times.

The minute of an email about an application, beside that of a sign-in or of a telephone call, would
tell whose application it is (R11). So would the order of the rows, or numbers that were counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import TruncDate
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import TitleColumn

from hub.dates import date_gb


class ByItsAddress(TitleColumn):
    """The title of a row, with the way to its page, whose address is no counted number."""

    def __init__(self, name: str, *, url_name: str, address: str, **kwargs: Any) -> None:
        super().__init__(name, url_name=url_name, id_accessor=address, **kwargs)


class PeopleByDay:
    """A listing of people that is sorted by the day of a sign-in; rows alike come by address.

    Who never signed in comes last, whichever way.
    """

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As asked, but by no moment."""
        asked = str(self.ordering or "")  # type: ignore[attr-defined]  # Wagtail's view.
        if asked in ("last_login", "-last_login"):
            day = TruncDate("last_login")
            order = day.desc if asked.startswith("-") else day.asc
            return queryset.order_by(order(nulls_last=True), "email")
        found: QuerySet[Any] = super().order_queryset(queryset)  # type: ignore[misc]  # Wagtail's.
        return found.order_by(*found.query.order_by, "email")


class DaysOnlyIndex:
    """A listing and its exports: newest day first, and within a day by a random address."""

    day_of = ""
    address = ""
    inspect_url_name: str

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows alike in what they are sorted by come in the same order as those of a day."""
        asked: Any = self.ordering  # type: ignore[attr-defined]  # Wagtail's view.
        first = () if not asked else (asked,) if isinstance(asked, str) else tuple(asked)
        return queryset.order_by(*first, TruncDate(self.day_of).desc(), self.address)

    def get_inspect_url(self, instance: Model) -> str:
        return reverse(self.inspect_url_name, args=[getattr(instance, self.address)])

    def to_row_dict(self, item: Model) -> Mapping[str, Any]:
        row: Mapping[str, Any] = super().to_row_dict(item)  # type: ignore[misc]  # Wagtail's view.
        return {
            name: localdate(value) if isinstance(value, datetime) else value
            for name, value in row.items()
        }


class DaysOnlyInspect:
    """One record, at its address; its moments are days, unless its page says otherwise."""

    address = ""
    model: type[Model]
    pk: Any

    def seen(self) -> QuerySet[Any]:
        """The records that the reader may open."""
        return self.model._default_manager.all()

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Model:
        return get_object_or_404(self.seen(), **{self.address: self.pk})

    def tells_moments(self) -> bool:
        """Whether the reader may know whose it is, and so at what time things happened."""
        return False

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = getattr(self.object, field_name)  # type: ignore[attr-defined]  # Wagtail's view.
        if isinstance(value, datetime) and not self.tells_moments():
            return date_gb(value)
        return super().get_field_display_value(field_name, field)  # type: ignore[misc]  # Wagtail's.
