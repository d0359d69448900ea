"""Removing what the recruitment part of the demonstration made."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import ModelLogEntry

from hub.append_only import opened
from hub.models import Need, Notification
from hub.removals import removing
from roles.adverts.pages import VacancyPage
from roles.models import (
    AppointmentByException,
    Campaign,
    Complaint,
    Delegation,
    Post,
    PriorityMover,
    SupportActivity,
    SupportRequest,
)


@removing()
@transaction.atomic
def clear() -> None:
    """Remove adverts, posts, campaigns, requests and their needs, with what was logged and sent."""
    for page in VacancyPage.objects.filter(campaign__organisation__is_demo=True):
        page.delete()
    needs = set(
        SupportRequest.objects.filter(organisation__is_demo=True).values_list("need_id", flat=True)
    )
    kept = (SupportRequest, Campaign, Post, Delegation, PriorityMover, AppointmentByException)
    for model in kept:
        rows = model._default_manager.filter(organisation__is_demo=True)
        forget(model, [str(pk) for pk in rows.values_list("pk", flat=True)])
    complaints = Complaint.objects.filter(campaign__organisation__is_demo=True)
    forget(Complaint, [str(pk) for pk in complaints.values_list("pk", flat=True)])
    # Activities point to posts, and go with their requests; posts and campaigns go before those.
    SupportActivity.objects.filter(request__organisation__is_demo=True).delete()
    Post.objects.filter(organisation__is_demo=True).delete()
    Campaign.objects.filter(organisation__is_demo=True).delete()
    Delegation.objects.filter(organisation__is_demo=True).delete()
    by_exception = AppointmentByException.objects.filter(organisation__is_demo=True)
    # Those that give others more time go first.
    for record in by_exception.order_by("-starts_on"):
        record.delete()
    PriorityMover.objects.filter(organisation__is_demo=True).delete()
    SupportRequest.objects.filter(organisation__is_demo=True).delete()
    forget(Need, [str(pk) for pk in needs if pk])
    Need.objects.filter(pk__in=needs).delete()


def forget(model: type[models.Model], ids: list[str]) -> None:
    """Remove the log entries and messages about records."""
    content_type = ContentType.objects.get_for_model(model)
    for start in range(0, len(ids), 500):
        found = {"content_type": content_type, "object_id__in": ids[start : start + 500]}
        entries = ModelLogEntry.objects.filter(**found)
        with opened("clearing the demonstration", entries):
            entries.delete()
        Notification.objects.filter(**found).delete()
