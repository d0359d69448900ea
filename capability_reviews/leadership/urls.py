"""The routes of Digital Leaders."""

from __future__ import annotations

from django.urls import path

from capability_reviews.leadership import views

urlpatterns = [
    path("building/leaders/add/", views.LeaderView.as_view(), name="leader_add"),
]
