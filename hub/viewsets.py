"""Wagtail admin listings of the hub's own records."""

from __future__ import annotations

from typing import Any

from django.forms import modelform_factory
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from hub.admin_listings import NamedIndexView, RecordInspectView
from hub.message_log_admin import NotificationViewSet
from hub.models import (
    FrameworkRole,
    Membership,
    Organisation,
    Service,
)
from hub.operations_admin import (
    ErasureReceiptViewSet,
    InvariantFindingViewSet,
    LogOpeningViewSet,
    UploadViewSet,
)
from hub.pre_election_admin import PreElectionPeriodViewSet
from hub.record_viewset import RecordViewSet, SeenInspectView
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
    index_view_class = NamedIndexView
    icon = "group"
    menu_label = "Organisations"
    copy_view_enabled = False
    edit_view_class = OrganisationView
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    list_display = ["name", "display_code", "kind", "valid_from", "valid_to"]
    list_filter = ["kind", "is_major_transactional"]
    list_export = ["code", "name", "kind", "parent", "valid_from", "valid_to"]
    search_fields = ["name", "code", "display_code"]
    form_fields = [
        "code",
        "name",
        "display_code",
        "kind",
        "parent",
        "is_major_transactional",
        "has_digital_strategy",
        "email_domains",
        "valid_from",
        "valid_to",
    ]
    inspect_view_fields = form_fields

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        fields = self.form_fields
        if not for_update:
            # Named once it is there, by a hub lead: the service says so to the others.
            names = [name for name in fields if name != "email_domains"]
            return modelform_factory(Organisation, form=WagtailAdminModelForm, fields=names)
        return modelform_factory(Organisation, form=OrganisationForm, fields=fields)


class MembershipViewSet(RecordViewSet):
    """Who acts for which organisation, from when to when; given and ended by the directory."""

    model = Membership
    icon = "user"
    menu_label = "Access for organisations"
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
    inspect_view_fields = [
        "slug",
        "name",
        "aliases",
        "organisation",
        "exemplar_number",
        "transactions_per_year",
        "transactions_qualifier",
    ]
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
        LogOpeningViewSet,
        PreElectionPeriodViewSet,
    )


class StaffMenuItem(MenuItem):
    """A menu item for those who may read the catalogue of messages."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perm("hub.view_notification"))
