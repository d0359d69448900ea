"""The routes of videos."""

from __future__ import annotations

from django.urls import path

from training.resources import views

urlpatterns = [
    path("videos/", views.VideoListView.as_view(), name="video_list"),
    path("videos/<slug:slug>/", views.VideoDetailView.as_view(), name="video_detail"),
    path("videos/<slug:slug>/captions.vtt", views.captions, name="video_captions"),
    path("videos/<slug:slug>/video", views.video_file, name="video_file"),
]
