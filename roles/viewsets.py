"""Wagtail admin listings of recruitment: look, filter, export; the workspaces do the changing."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSetGroup

from roles.adverts.viewsets import AdvertViewSet
from roles.campaigns.viewsets import (
    CampaignViewSet,
    PlaceViewSet,
    PostViewSet,
    RoleProfileViewSet,
)
from roles.support.viewsets import (
    ExpertViewSet,
    SupportActivityViewSet,
    SupportRequestViewSet,
)


class RecruitmentViewSetGroup(ModelViewSetGroup):
    """Recruitment in the admin's menu."""

    menu_label = "Recruitment"
    menu_icon = "group"
    menu_order = 200
    items = (
        SupportRequestViewSet,
        CampaignViewSet,
        AdvertViewSet,
        PostViewSet,
        SupportActivityViewSet,
        RoleProfileViewSet,
        PlaceViewSet,
        ExpertViewSet,
    )
