"""The log of emails in the admin: to whom and about what, as far as its reader may know (R11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from hub.dates import when_gb
from hub.days_only import ByItsAddress, DaysOnlyIndex, DaysOnlyInspect
from hub.models import Notification
from hub.notifications import kinds
from hub.notifications.delivery import retriable
from hub.notifications.recipients import Shown, about_reference, listed, shown_to
from hub.operations_admin import exported_as
from hub.record_viewset import LookingOnly, RecordViewSet, SeenIndexView, SeenInspectView

# So many messages to people of one name are looked through, and so many words of a name.
MOST_NAMED, MOST_WORDS = 500, 4


class AboutColumn(Column):
    """What a message is about, with the way to it, for those who may see it."""

    cell_template_name = "hub/admin/about_cell.html"


def kind_of(message: Notification) -> str:
    """What the message is, in the words of its kind; its code where the plugin is gone."""
    kind = kinds.get(message.slug)
    return kind.label if kind else message.slug


def with_shown(reader: Any, rows: Iterable[Notification]) -> list[Notification]:
    """Messages with what the reader may know of each, as ``shown``."""
    found = list(rows)
    known = shown_to(reader, found)
    for row in found:
        row.shown = known[row.pk]  # type: ignore[attr-defined]  # For columns alone.
    return found


def to_somebody(rows: QuerySet[Notification], typed: str, reader: Any) -> list[int]:
    """The keys of messages to people of that name, of those to whom the reader may know they went.

    Of very many to one name, the newest.
    """
    query, words = Q(), typed.casefold().split()[:MOST_WORDS]
    for word in words:
        query &= Q(recipient__first_name__icontains=word) | Q(recipient__last_name__icontains=word)
    named = rows.filter(query, recipient__isnull=False).select_related("recipient", "content_type")
    found = with_shown(reader, named.order_by("-created_at")[:MOST_NAMED])
    return [row.pk for row in found if _says(row, words)]


def _says(row: Any, words: list[str]) -> bool:
    shown: Shown = row.shown
    return shown.is_known and all(word in shown.to.casefold() for word in words)


class ShownRows:
    """The same of many messages for a file, some at a time."""

    CHUNK = 500

    def __init__(self, rows: QuerySet[Notification], reader: Any) -> None:
        self.rows, self.reader, self.model = rows, reader, rows.model

    def __iter__(self) -> Iterator[Notification]:
        """In their order."""
        rows = self.rows.iterator(self.CHUNK)
        while some := list(islice(rows, self.CHUNK)):
            yield from with_shown(self.reader, some)


class EmailPaginator(WagtailPaginator):
    """Says how many emails there are, in the words of the page."""

    verbose_name, verbose_name_plural = "email", "emails"


class MessageLogView(DaysOnlyIndex, SeenIndexView):
    """Messages: to whom, where the reader may know; whether one arrived is asked by address.

    Where they may not, on which day. Exports say the day of each. It is searched by the reference
    of what they are about, by their kind, and by the name of to whom, where the reader may know.
    """

    verbose_name_plural = "emails"
    paginator_class = EmailPaginator

    menu_label = "Emails sent and failed"
    day_of, address = "created_at", "public_id"
    custom_field_preprocess = exported_as(
        slug=lambda slug: kind.label if (kind := kinds.get(slug)) else slug
    )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("message_arrived")
        buttons = [HeaderButton("Did it arrive?", url=url, icon_name="help")]
        if self.request.user.has_perm("hub.retry_notification"):
            failed = reverse("message_failed")
            buttons.append(HeaderButton("Send failed emails again", url=failed, icon_name="mail"))
        return [*super().header_buttons, *buttons]

    def get_base_queryset(self) -> QuerySet[Any]:
        return listed(super().get_base_queryset(), self.request.user)

    def get_search_form(self) -> Any:
        """It says what it searches: an address is asked about on a page of its own."""
        form = super().get_search_form()
        form.fields["q"].widget.attrs["placeholder"] = "Reference, kind of email or name"
        return form

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By kind, and by the reference of what they are about, where the reader may see that."""
        if not self.is_searching:
            return queryset
        words = self.search_query.strip().casefold()
        named = [kind.slug for kind in kinds if words in kind.label.casefold()]
        about = about_reference(queryset, self.search_query, self.request.user)
        known = to_somebody(queryset, self.search_query, self.request.user)
        return queryset.filter(slug__in=named) | about | queryset.filter(pk__in=known)

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(with_shown(self.request.user, object_list))

    def as_spreadsheet(self, queryset: QuerySet[Any], spreadsheet_format: str) -> Any:
        rows: Any = ShownRows(queryset, self.request.user)
        return super().as_spreadsheet(rows, spreadsheet_format)


class MessageInspectView(DaysOnlyInspect, SeenInspectView):
    """One message."""

    address = "public_id"

    def seen(self) -> QuerySet[Any]:
        return listed(super().seen(), self.request.user)

    @cached_property
    def shown(self) -> Shown:
        """What the reader may know of it."""
        return shown_to(self.request.user, [self.object])[self.object.pk]

    def tells_moments(self) -> bool:
        return self.shown.tells_moments

    def get_page_subtitle(self) -> str:
        return kind_of(self.object)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name == "slug":
            return kind_of(self.object)
        return super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        again = retriable().filter(pk=self.object.pk).exists()
        return super().get_context_data(shown=self.shown, can_be_retried=again, **kwargs)


class NotificationViewSet(LookingOnly, RecordViewSet):
    """Messages and what became of them; failed ones can be put back in the queue."""

    model = Notification
    icon = "mail"
    menu_label = "Emails sent and failed"
    url_namespace = "message_log"
    url_prefix = "messages/log"
    pk_path_converter = "uuid"
    inspect_view_fields = ["slug", "state", "attempts", "created_at", "sent_at", "error"]
    inspect_template_name = "hub/admin/message_inspect.html"
    index_view_class = MessageLogView
    inspect_view_class = MessageInspectView
    list_select_related = ["recipient", "content_type"]
    list_display = [
        ByItsAddress(
            "slug",
            label="Kind",
            accessor=kind_of,
            url_name="message_log:inspect",
            address="public_id",
        ),
        Column("to", label="To", accessor="shown.to"),
        AboutColumn("about", label="About", accessor="shown"),
        "state",
        "attempts",
        Column("written", label="Written", accessor=lambda row: when_gb(row.shown.written)),
        Column("sent", label="Sent", accessor=lambda row: when_gb(row.shown.sent)),
        Column("error"),
    ]
    list_filter = ["state", "slug"]
    # The view looks for the reference of what they are about.
    search_fields = ["object_id"]
    list_export = [
        "slug",
        "shown.to",
        "shown.about",
        "state",
        "attempts",
        "created_at",
        "sent_at",
        "error",
    ]
    export_headings = {"shown.to": "To", "shown.about": "About"}
    form_fields = ["state"]
