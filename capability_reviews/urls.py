"""The plugin's routes, under capability/: the areas' own."""

from __future__ import annotations

from django.urls import URLPattern

from capability_reviews.actions.urls import urlpatterns as actions
from capability_reviews.leadership.urls import urlpatterns as leadership
from capability_reviews.org_design.urls import urlpatterns as org_design
from capability_reviews.reviews.urls import urlpatterns as reviews

urlpatterns: list[URLPattern] = [*reviews, *org_design, *leadership, *actions]
