"""The routes of attendance and what came of a place."""

from __future__ import annotations

from django.urls import path

from training.delivery import views

urlpatterns = [
    path("places/<uuid:key>/complete/", views.PlaceCompleteView.as_view(), name="place_complete"),
    path(
        "cohorts/<slug:slug>/manage/days/<int:number>/",
        views.AttendanceView.as_view(),
        name="attendance",
    ),
]
