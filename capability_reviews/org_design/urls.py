"""The routes of advice on organisation design."""

from __future__ import annotations

from django.urls import path

from capability_reviews.org_design import views

urlpatterns = [
    path("advice/", views.EngagementListView.as_view(), name="engagement_list"),
    path("advice/ask/", views.AskView.as_view(), name="engagement_ask"),
    path(
        "advice/<reference:reference>/",
        views.EngagementDetailView.as_view(),
        name="engagement_detail",
    ),
    path(
        "advice/<reference:reference>/move/<slug:move>/",
        views.EngagementMoveView.as_view(),
        name="engagement_move",
    ),
]
