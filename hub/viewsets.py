"""Wagtail admin listings of the hub's own records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import modelform_factory
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from hub.admin_listings import NamedIndexView, RecordInspectView
from hub.invariants import DAILY_CHECK, label_of
from hub.models import (
    ErasureReceipt,
    FrameworkRole,
    Heartbeat,
    InvariantFinding,
    Membership,
    Notification,
    Organisation,
    Service,
    Upload,
)
from hub.notifications import kinds
from hub.notifications.recipients import shown_to
from hub.pre_election_admin import PreElectionPeriodViewSet
from hub.record_viewset import RecordViewSet, SeenIndexView, SeenInspectView
from hub.rights_admin import (
    EndMembershipForm,
    EndMembershipView,
    GiveMembershipForm,
    GiveMembershipView,
    OrganisationForm,
    OrganisationView,
)


class OrganisationViewSet(ModelViewSet):
    """Departments, agencies and bodies with their dates."""

    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    copy_view_enabled = False
    edit_view_class = OrganisationView
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["name", "display_code", "kind", "valid_from", "valid_to"]
    list_filter = ["kind", "is_major_transactional"]
    list_export = ["code", "name", "kind", "parent", "valid_from", "valid_to"]
    search_fields = ["name", "code"]
    form_fields = [
        "code",
        "name",
        "display_code",
        "kind",
        "parent",
        "is_major_transactional",
        "has_digital_strategy",
        "valid_from",
        "valid_to",
    ]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        if not for_update:
            return super().get_form_class()
        return modelform_factory(Organisation, form=OrganisationForm, fields=self.form_fields)


class MembershipViewSet(RecordViewSet):
    """Who acts for which organisation, from when to when; given and ended by the directory."""

    model = Membership
    icon = "user"
    menu_label = "Roles in organisations"
    list_display = ["user", "organisation", "role", "valid_from", "valid_to", "given_by"]
    list_select_related = ["user", "organisation", "given_by"]
    list_filter = ["role", "organisation"]
    form_fields = ["user", "organisation", "role", "valid_from", "valid_to"]
    # A copy begins with somebody's rights filled in.
    copy_view_enabled = False
    add_view_class = GiveMembershipView
    edit_view_class = EndMembershipView

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return EndMembershipForm if for_update else GiveMembershipForm


class ServiceViewSet(RecordViewSet):
    """Services with their owner and size."""

    model = Service
    icon = "site"
    menu_label = "Services"
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["name", "organisation", "exemplar_number", "transactions_per_year"]
    list_select_related = ["organisation"]
    list_filter = ["organisation"]
    list_export = ["name", "organisation", "exemplar_number", "transactions_per_year"]
    search_fields = ["name", "slug"]
    form_fields = [
        "slug",
        "name",
        "organisation",
        "exemplar_number",
        "transactions_per_year",
        "transactions_qualifier",
    ]


class FrameworkRoleInspectView(SeenInspectView):
    """A role with its levels, and how well each skill is held at each."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        return {"aliases": "Also known as", "today": "Called today"}.get(
            field_name
        ) or super().get_field_label(field_name, field)

    def get_aliases_display_value(self) -> str:
        return ", ".join(self.object.aliases) or "-"

    def get_fields_context(self) -> list[dict[str, Any]]:
        levels = self.object.levels.prefetch_related("requirements__skill")
        return [
            *super().get_fields_context(),
            *(
                {
                    "label": f"At the level of {level}",
                    "value": "; ".join(str(skill) for skill in level.requirements.all()) or "-",
                    "component": None,
                }
                for level in levels
            ),
        ]


class FrameworkRoleViewSet(RecordViewSet):
    """Roles of the capability framework, to read; a version changes by loading the next one."""

    model = FrameworkRole
    icon = "list-ul"
    menu_label = "Framework roles"
    inspect_view_enabled = True
    inspect_view_class = FrameworkRoleInspectView
    inspect_view_fields = ["name", "family", "summary", "aliases", "today"]
    list_display = ["name", "family", Column("family.version", label="Framework")]
    list_select_related = ["family__version"]
    list_filter = ["family"]
    search_fields = ["name"]
    form_fields = ["summary"]


class DirectoryGroup(ModelViewSetGroup):
    """The directory: who there is and what they run."""

    menu_label = "Directory"
    menu_icon = "folder-open-inverse"
    menu_order = 250
    items = (OrganisationViewSet, MembershipViewSet, ServiceViewSet, FrameworkRoleViewSet)


class AboutColumn(Column):
    """What a message is about, with the way to it, for those who may see it."""

    cell_template_name = "hub/admin/about_cell.html"


def kind_of(message: Notification) -> str:
    """What the message is, in the words of its kind; its code where the plugin is gone."""
    kind = kinds.get(message.slug)
    return kind.label if kind else message.slug


def exported_as(**words: Callable[[Any], str]) -> dict[str, dict[str, Callable[[Any], str]]]:
    """How an export writes the values of some columns, in each of its forms."""
    return {name: dict.fromkeys(SpreadsheetExportMixin.FORMATS, say) for name, say in words.items()}


class MessageLogView(SeenIndexView):
    """Messages: to whom, where the reader may know; whether one arrived is asked by address."""

    menu_label = "Messages sent and failed"
    custom_field_preprocess = exported_as(
        slug=lambda slug: kind.label if (kind := kinds.get(slug)) else slug
    )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("message_arrived")
        return [*super().header_buttons, HeaderButton("Did it arrive?", url=url, icon_name="help")]

    def get_table(self, object_list: Any) -> Any:
        known = shown_to(self.request.user, object_list)
        for row in object_list:
            row.shown = known[row.pk]
        return super().get_table(object_list)


class MessageInspectView(SeenInspectView):
    """One message."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name == "slug":
            return kind_of(self.object)
        return super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = shown_to(self.request.user, [self.object])[self.object.pk]
        return super().get_context_data(shown=shown, **kwargs)


class NotificationViewSet(RecordViewSet):
    """Messages and what became of them; failed ones can be put back in the queue."""

    model = Notification
    icon = "mail"
    menu_label = "Messages sent and failed"
    url_namespace = "message_log"
    url_prefix = "messages/log"
    inspect_view_enabled = True
    inspect_view_fields = ["slug", "state", "attempts", "created_at", "sent_at", "error"]
    inspect_template_name = "hub/admin/message_inspect.html"
    index_view_class = MessageLogView
    inspect_view_class = MessageInspectView
    list_select_related = ["recipient", "content_type"]
    list_display = [
        TitleColumn("slug", label="Kind", accessor=kind_of, url_name="message_log:inspect"),
        Column("to", label="To", accessor="shown.to"),
        AboutColumn("about", label="About", accessor="shown"),
        "state",
        "attempts",
        DateColumn("created_at", label="Written"),
        DateColumn("sent_at", label="Sent"),
        Column("error"),
    ]
    list_filter = ["state", "slug"]
    list_export = ["slug", "state", "attempts", "created_at", "sent_at", "error"]
    form_fields = ["state"]


class DailyCheckView(NamedIndexView):
    """What the daily check found, and when it last looked: an empty list alone does not say."""

    menu_label = "Daily check"
    custom_field_preprocess = exported_as(slug=label_of)

    def get_page_subtitle(self) -> str:
        seen = Heartbeat.objects.filter(name=DAILY_CHECK).values_list("seen_at", flat=True).first()
        if seen is None:
            return "It has not run yet"
        return f"It last looked on {date_format(localtime(seen), 'j F Y, H:i')}"


class InvariantFindingViewSet(ModelViewSet):
    """What the daily check found."""

    model = InvariantFinding
    icon = "warning"
    menu_label = "Daily check"
    url_namespace = "invariants"
    url_prefix = "invariants"
    index_view_class = DailyCheckView
    inspect_view_enabled = True
    list_display = [
        TitleColumn("subject", label="What", url_name="invariants:inspect"),
        Column("label", label="What is wrong", accessor=lambda row: label_of(row.slug)),
        DateColumn("found_at", label="Found"),
        DateColumn("last_seen_at", label="Last seen"),
        DateColumn("resolved_at", label="Put right"),
    ]
    list_filter = ["slug"]
    list_export = ["subject", "slug", "found_at", "last_seen_at", "resolved_at"]
    form_fields = ["subject"]


class UploadViewSet(ModelViewSet):
    """Files and whether they were checked; never whose they are or what is in them."""

    model = Upload
    icon = "doc-full-inverse"
    menu_label = "Uploaded files"
    url_namespace = "upload_log"
    url_prefix = "uploads"
    inspect_view_enabled = True
    inspect_view_fields = [
        "reference",
        "purpose",
        "kind",
        "size",
        "state",
        "received_at",
        "attached_at",
        "scanning_at",
        "clean_at",
        "infected_at",
        "refused_at",
    ]
    list_display = [
        TitleColumn("__str__", label="File", url_name="upload_log:inspect"),
        "state",
        "purpose",
        "kind",
        "size",
        DateColumn("received_at", label="Received"),
    ]
    list_filter = ["state", "purpose"]
    list_export = ["reference", "state", "purpose", "kind", "size", "received_at"]
    form_fields = ["purpose"]


class ErasureReceiptViewSet(ModelViewSet):
    """Receipts of erasure: what and how much, never who."""

    model = ErasureReceipt
    icon = "bin"
    menu_label = "Erasure receipts"
    inspect_view_enabled = True
    list_display = ["reference", "erased_at", "reason"]
    form_fields = ["reason"]


class OperationsGroup(ModelViewSetGroup):
    """What the running service says of itself."""

    menu_label = "Operations"
    menu_icon = "cogs"
    menu_order = 900
    items = (
        NotificationViewSet,
        UploadViewSet,
        InvariantFindingViewSet,
        ErasureReceiptViewSet,
        PreElectionPeriodViewSet,
    )


class StaffMenuItem(MenuItem):
    """A menu item for those who may read the catalogue of messages."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("hub.view_notification"))
