"""The routes of teams and training plans."""

from __future__ import annotations

from django.urls import path

from capability_reviews.actions import views

urlpatterns = [
    path("building/", views.BuildingListView.as_view(), name="building_list"),
    path("building/teams/add/", views.TeamView.as_view(), name="team_add"),
    path("building/training/add/", views.TrainingView.as_view(), name="training_add"),
    path("building/teams/<int:pk>/<slug:move>/", views.TeamMoveView.as_view(), name="team_move"),
    path(
        "building/training/<int:pk>/<slug:move>/",
        views.TrainingMoveView.as_view(),
        name="training_move",
    ),
]
