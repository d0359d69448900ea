"""Wagtail admin listings of campaigns, posts, places and role profiles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from hub.admin_listings import DayColumn, NamedIndexView, RecordInspectView
from hub.record_viewset import SeenInspectView
from roles.models import Campaign, Location, Post, RoleProfile
from roles.record_viewset import RecordViewSet


class CampaignFilterSet(WagtailFilterSet):
    """Campaigns by state, audience and organisation."""

    class Meta:
        model = Campaign
        fields = ["state", "audience", "organisation", "grade"]


class CampaignInspectView(SeenInspectView):
    """A campaign, with its advert."""

    def links(self) -> list[tuple[str, str]]:
        page = getattr(self.object, "page", None)
        if page is None:
            return []
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        public = page.url if page.live else ""
        return [("Edit the advert", edit), ("Read the public advert", public or "")]


class CampaignViewSet(RecordViewSet):
    """Campaigns."""

    model = Campaign
    inspect_view_class = CampaignInspectView
    icon = "mail"
    menu_label = "Campaigns"
    url_namespace = "roles_campaigns"
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "title",
        "state",
        "organisation",
        "role",
        "level",
        "grade",
        "service",
        "audience",
        "support_request",
        "need",
        "round_of",
        "places",
        "salary_min",
        "salary_max",
        "contract",
        "working_pattern",
        "security_level",
        "nationality",
        "opened_at",
        "closes_on",
        "sift_on",
        "interviews_from",
        "interviews_to",
        "ended_at",
    ]
    exclude_form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list] = [
        "reference",
        "title",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        "grade",
        Column("get_state_display", label="State", sort_key="state"),
        DayColumn("closes_on", label="Closes", sort_key="closes_on"),
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
    search_fields: ClassVar[list[str]] = [
        "reference",
        "title",
        "organisation__name",
        "organisation__display_code",
    ]
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
    # To whom it was offered, and who was appointed, is on the application, under its own rules.
    inspect_view_fields: ClassVar[list[str]] = [
        "reference",
        "organisation",
        "campaign",
        "support_request",
        "role",
        "level",
        "grade",
        "service",
        "state",
        "filled_on",
    ]
    exclude_form_fields: ClassVar[list[str]] = ["state", "appointee"]
    list_display: ClassVar[list] = [
        "reference",
        "title",
        Column("organisation", label="Organisation", sort_key="organisation__name"),
        "grade",
        Column("get_state_display", label="State", sort_key="state"),
        DayColumn("filled_on", label="Filled on", sort_key="filled_on"),
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
    search_fields: ClassVar[list[str]] = [
        "reference",
        "organisation__name",
        "organisation__display_code",
    ]
    ordering: ClassVar[list[str]] = ["-pk"]


class PlaceViewSet(ModelViewSet):
    """The places adverts can name."""

    model = Location
    index_view_class = NamedIndexView
    icon = "home"
    menu_label = "Places"
    url_namespace = "roles_locations"
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
    index_view_class = NamedIndexView
    inspect_view_class = RecordInspectView
    icon = "doc-full"
    menu_label = "Role profiles"
    url_namespace = "roles_profiles"
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "title",
        "role",
        "level",
        "summary",
        "duties",
        "criteria",
        "note",
        "origin",
        "is_published",
    ]
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
    list_display: ClassVar[list] = [
        "title",
        "role",
        Column("role.family.version", label="Framework"),
        "is_published",
    ]
    list_export: ClassVar[list[str]] = ["title", "role", "level", "summary", "duties", "criteria"]
    filterset_class = RoleProfileFilterSet
    search_fields: ClassVar[list[str]] = ["title"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """With the role of each row, so that a longer list takes no more queries."""
        rows = RoleProfile.objects.select_related("role__family__version", "level")
        return super().get_index_view_kwargs(queryset=rows, **kwargs)
