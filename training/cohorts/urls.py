"""The routes of cohorts."""

from __future__ import annotations

from django.urls import path

from training.cohorts.views import cohort_places, public, workspace

urlpatterns = [
    path("", public.CohortListView.as_view(), name="cohort_list"),
    path("cohorts/<slug:slug>/", public.cohort_detail, name="cohort_detail"),
    path("workspace/", workspace.WorkspaceView.as_view(), name="workspace"),
    path("releases/<int:pk>/cohorts/new/", workspace.CohortCreateView.as_view(), name="cohort_new"),
    path("cohorts/<slug:slug>/manage/", workspace.CohortManageView.as_view(), name="cohort_manage"),
    path(
        "cohorts/<slug:slug>/manage/places/",
        cohort_places.CohortPlacesView.as_view(),
        name="cohort_places",
    ),
    path(
        "cohorts/<slug:slug>/manage/move/<slug:move>/",
        workspace.CohortMoveView.as_view(),
        name="cohort_move",
    ),
]
