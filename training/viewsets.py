"""Wagtail admin listings of training: the areas' own, in one menu."""

from __future__ import annotations

from wagtail.admin.viewsets.model import ModelViewSetGroup

from training.cohorts.page_listings import CohortPageListing
from training.cohorts.viewsets import CohortViewSet
from training.places.viewsets import PlaceViewSet
from training.programmes.viewsets import ProgrammeViewSet, ReleaseViewSet


class TrainingGroup(ModelViewSetGroup):
    """Training in the admin's menu."""

    menu_label = "Training"
    menu_icon = "calendar-check"
    menu_order = 320
    items = (ProgrammeViewSet, ReleaseViewSet, CohortViewSet, CohortPageListing, PlaceViewSet)
