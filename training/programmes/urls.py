"""The routes of programmes and releases."""

from __future__ import annotations

from django.urls import path

from training.programmes import views

urlpatterns = [
    path(
        "programmes/<slug:slug>/releases/new/",
        views.ReleasePlanView.as_view(),
        name="release_new",
    ),
    path("releases/<int:pk>/", views.ReleaseDetailView.as_view(), name="release_detail"),
    path("releases/<int:pk>/lessons/new/", views.LessonView.as_view(), name="lesson_new"),
    path(
        "releases/<int:pk>/move/<slug:move>/",
        views.ReleaseMoveView.as_view(),
        name="release_move",
    ),
]
