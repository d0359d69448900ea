"""Removes what the demonstration of training made."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import ModelLogEntry

from hub.append_only import opened
from hub.models import NeedLink, Notification
from hub.removals import removing
from training.cohorts.pages import CohortPage
from training.models import (
    Attendance,
    Cohort,
    LearningResource,
    Place,
    Programme,
    ProgrammeRelease,
)
from training.programmes.pages import ProgrammeIndexPage


@removing()
def clear() -> None:
    """Remove pages, places, cohorts, releases, the programme and videos of the demonstration."""
    for page in CohortPage.objects.filter(cohort__is_demo=True):
        page.delete()
    for index in ProgrammeIndexPage.objects.filter(programme__is_demo=True):
        index.refresh_from_db()
        index.delete()
    places = Place.objects.filter(Q(cohort__is_demo=True) | Q(organisation__is_demo=True))
    keys = [str(pk) for pk in places.values_list("pk", flat=True)]
    content_type = ContentType.objects.get_for_model(Place)
    about = {"content_type": content_type, "object_id__in": keys}
    NeedLink.objects.filter(**about).delete()
    Notification.objects.filter(**about).delete()
    entries = ModelLogEntry.objects.filter(**about)
    with opened("clearing the demonstration", entries):
        entries.delete()
    Attendance.objects.filter(place__in=places).delete()
    places.delete()
    Cohort.objects.filter(is_demo=True).delete()
    ProgrammeRelease.objects.filter(programme__is_demo=True).delete()
    Programme.objects.filter(is_demo=True).delete()
    for video in LearningResource.objects.filter(is_demo=True):
        if video.video:
            video.video.delete(save=False)
        video.delete()
