"""Wagtail admin listings of recruitment: look, filter, export; the workspaces do the changing."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from roles.models import Campaign, Expert, Place, Post, RoleProfile, SupportActivity, SupportRequest


class OpenHistoryView(HistoryView):
    """The history of a record, for everyone who may look at it."""

    any_permission_required: ClassVar[list[str]] = ["view", "change"]


class RecordViewSet(ModelViewSet):
    """Records with a life of their own: looked at here, changed in the workspaces."""

    history_view_class = OpenHistoryView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_select_related: ClassVar[list[str]] = []
    list_prefetch_related: ClassVar[list[str]] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the records that each row names, so that a longer list takes no more queries."""
        rows = self.model._default_manager.select_related(*self.list_select_related)
        rows = rows.prefetch_related(*self.list_prefetch_related)
        return super().get_index_view_kwargs(queryset=rows, **kwargs)


class SupportRequestFilterSet(WagtailFilterSet):
    """Requests by state, kind and organisation."""

    class Meta:
        model = SupportRequest
        fields = ["state", "kinds__kind", "urgency", "organisation", "grade"]


class SupportRequestViewSet(RecordViewSet):
    """Support requests."""

    model = SupportRequest
    icon = "help"
    menu_label = "Support requests"
    url_namespace = "roles_support_requests"
    exclude_form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list] = [
        "reference",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        Column("what_for", label="What for"),
        "grade",
        "posts_wanted",
        Column("get_state_display", label="State", sort_key="state"),
        DateColumn("triage_due_on", label="Triage due", sort_key="triage_due_on"),
    ]
    list_export: ClassVar[list[str]] = [
        "reference",
        "organisation",
        "what_for",
        "role",
        "level",
        "grade",
        "posts_wanted",
        "state",
        "urgency",
        "triage_due_on",
        "submitted_at",
        "triaged_at",
        "outcome",
        "closed_at",
    ]
    list_select_related: ClassVar[list[str]] = ["organisation", "grade", "role", "level"]
    list_prefetch_related: ClassVar[list[str]] = ["kinds"]
    filterset_class = SupportRequestFilterSet
    search_fields: ClassVar[list[str]] = ["reference", "organisation__name"]
    ordering: ClassVar[list[str]] = ["-submitted_at"]


class CampaignFilterSet(WagtailFilterSet):
    """Campaigns by state, audience and organisation."""

    class Meta:
        model = Campaign
        fields = ["state", "audience", "organisation", "grade"]


class CampaignViewSet(RecordViewSet):
    """Campaigns."""

    model = Campaign
    icon = "mail"
    menu_label = "Campaigns"
    url_namespace = "roles_campaigns"
    exclude_form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list] = [
        "reference",
        "title",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        "grade",
        Column("get_state_display", label="State", sort_key="state"),
        DateColumn("closes_on", label="Closes", sort_key="closes_on"),
    ]
    list_export: ClassVar[list[str]] = [
        "reference",
        "title",
        "organisation",
        "role",
        "level",
        "grade",
        "audience",
        "state",
        "salary_text",
        "contract_text",
        "opened_at",
        "closes_on",
        "ended_at",
    ]
    list_select_related: ClassVar[list[str]] = ["organisation", "grade", "role", "level"]
    filterset_class = CampaignFilterSet
    search_fields: ClassVar[list[str]] = ["reference", "title", "organisation__name"]
    ordering: ClassVar[list[str]] = ["-draft_at"]


class PostFilterSet(WagtailFilterSet):
    """Posts by state, organisation and grade."""

    class Meta:
        model = Post
        fields = ["state", "organisation", "grade", "filled_on"]


class PostViewSet(RecordViewSet):
    """Posts."""

    model = Post
    icon = "user"
    menu_label = "Posts"
    url_namespace = "roles_posts"
    # Who was appointed is on the application, under its own rules.
    inspect_view_fields_exclude: ClassVar[list[str]] = ["appointee"]
    exclude_form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list] = [
        "reference",
        "title",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        "grade",
        Column("get_state_display", label="State", sort_key="state"),
        DateColumn("filled_on", label="Filled on", sort_key="filled_on"),
    ]
    list_export: ClassVar[list[str]] = [
        "reference",
        "title",
        "organisation",
        "grade",
        "state",
        "campaign",
        "support_request",
        "filled_on",
    ]
    list_select_related: ClassVar[list[str]] = [
        "organisation",
        "grade",
        "role",
        "level",
        "campaign",
        "support_request",
    ]
    filterset_class = PostFilterSet
    search_fields: ClassVar[list[str]] = ["reference", "organisation__name"]
    ordering: ClassVar[list[str]] = ["-pk"]


class SupportActivityFilterSet(WagtailFilterSet):
    """Activities by type and date."""

    class Meta:
        model = SupportActivity
        fields = ["type", "on"]


class SupportActivityViewSet(RecordViewSet):
    """The hub's work."""

    model = SupportActivity
    icon = "tasks"
    menu_label = "Activities"
    url_namespace = "roles_activities"
    form_fields: ClassVar[list[str]] = ["type", "on", "hours", "note"]
    list_display: ClassVar[list] = [
        Column("get_type_display", label="What", sort_key="type"),
        "request",
        "post",
        DateColumn("on", label="Date", sort_key="on"),
        "hours",
    ]
    list_export: ClassVar[list[str]] = ["type", "request", "post", "on", "hours", "note"]
    list_select_related: ClassVar[list[str]] = ["request", "post"]
    filterset_class = SupportActivityFilterSet
    ordering: ClassVar[list[str]] = ["-on"]


class PlaceViewSet(ModelViewSet):
    """The places adverts can name."""

    model = Place
    icon = "home"
    menu_label = "Places"
    url_namespace = "roles_places"
    form_fields: ClassVar[list[str]] = ["name", "slug"]
    list_display: ClassVar[list[str]] = ["name"]
    search_fields: ClassVar[list[str]] = ["name"]


class RoleProfileFilterSet(WagtailFilterSet):
    """Profiles by family and by whether they can be copied."""

    class Meta:
        model = RoleProfile
        fields = ["role__family", "is_published"]


class RoleProfileViewSet(ModelViewSet):
    """The library of role profiles: the hub keeps it, departments copy from it."""

    model = RoleProfile
    icon = "doc-full"
    menu_label = "Role profiles"
    url_namespace = "roles_profiles"
    inspect_view_enabled = True
    form_fields: ClassVar[list[str]] = [
        "title",
        "slug",
        "role",
        "level",
        "summary",
        "duties",
        "criteria",
        "note",
        "origin",
        "is_published",
    ]
    list_display: ClassVar[list] = ["title", "role", "is_published"]
    list_export: ClassVar[list[str]] = ["title", "role", "level", "summary", "duties", "criteria"]
    filterset_class = RoleProfileFilterSet
    search_fields: ClassVar[list[str]] = ["title"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the role of each row, so that a longer list takes no more queries."""
        rows = RoleProfile.objects.select_related("role", "level")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)


class ExpertFilterSet(WagtailFilterSet):
    """Experts by role, grade and the departments they avoid."""

    class Meta:
        model = Expert
        fields = ["role", "grade", "avoids"]


class ExpertViewSet(ModelViewSet):
    """The experts' register: who can help with a sift or sit on a panel (H6)."""

    model = Expert
    icon = "user"
    menu_label = "Experts"
    url_namespace = "roles_experts"
    form_fields: ClassVar[list[str]] = [
        "user",
        "role",
        "grade",
        "avoids",
        "available_from",
        "available_to",
    ]
    list_display: ClassVar[list] = [
        Column("__str__", label="Expert"),
        DateColumn("available_from", label="From", sort_key="available_from"),
        DateColumn("available_to", label="Until", sort_key="available_to"),
    ]
    list_export: ClassVar[list[str]] = ["user", "role", "grade", "available_from", "available_to"]
    filterset_class = ExpertFilterSet
    ordering: ClassVar[list[str]] = ["role__name", "pk"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With what names each expert, so that a longer list takes no more queries."""
        rows = Expert.objects.select_related("user", "role", "grade")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)


class RecruitmentViewSetGroup(ModelViewSetGroup):
    """Recruitment in the admin's menu."""

    menu_label = "Recruitment"
    menu_icon = "group"
    menu_order = 200
    items = (
        SupportRequestViewSet,
        CampaignViewSet,
        PostViewSet,
        SupportActivityViewSet,
        RoleProfileViewSet,
        PlaceViewSet,
        ExpertViewSet,
    )
