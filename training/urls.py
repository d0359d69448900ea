"""The plugin's routes, under ``training/``: the areas' own."""

from __future__ import annotations

from django.urls import URLPattern

from training.cohorts.urls import urlpatterns as cohorts
from training.delivery.urls import urlpatterns as delivery
from training.places.urls import urlpatterns as places
from training.programmes.urls import urlpatterns as programmes
from training.resources.urls import urlpatterns as resources

urlpatterns: list[URLPattern] = [*cohorts, *resources, *places, *delivery, *programmes]
