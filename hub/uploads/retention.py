"""How files that people handed in come to their end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from hub.models import HubPolicy, Upload
from hub.retention import RetentionPolicy
from hub.uploads.receiving import remove


def uploads_due(now: datetime) -> models.QuerySet[Upload]:
    """Files never handed in with anything, notes of removed ones, and those whose record is gone.

    A file of a record stays as long as the record: its plugin removes it, or the record's end
    does.
    """
    policy = HubPolicy.load()
    unused = Q(
        attached_at__isnull=True,
        received_at__lt=now - timedelta(days=policy.unused_upload_days),
    )
    before = now - timedelta(days=policy.refused_upload_days)
    removed = Q(infected_at__lt=before) | Q(refused_at__lt=before)
    return Upload.objects.filter(unused | removed | _of_records_that_are_gone())


def _of_records_that_are_gone() -> Q:
    gone = Q(attached_at__isnull=False, content_type__isnull=True)
    kinds = ContentType.objects.filter(
        pk__in=Upload.objects.exclude(content_type=None).values("content_type")
    )
    for kind in kinds:
        model = kind.model_class()
        if model is not None:  # else its plugin is not enabled now: the records may still be there
            keys = model._base_manager.annotate(key=Cast("pk", models.CharField())).values("key")
            gone |= Q(content_type=kind) & ~Q(object_id__in=keys)
    return gone


@transaction.atomic
def erase_upload(upload: Upload) -> None:
    """Delete the file and its row; a department's document stays, without its owner's name."""
    if upload.organisation_id and upload.attached_at and _record_exists(upload):
        Upload.objects.filter(pk=upload.pk).update(owner=None)
    else:
        remove(upload=upload, actor=None)


def _record_exists(upload: Upload) -> bool:
    return bool(upload.file) and upload.subject is not None


def export_upload(upload: Upload) -> Mapping[str, Any]:
    """A file as its owner may read of it; the file itself is at ``/account/files/``."""
    return {
        "file": upload.description,
        "what_it_is": upload.get_purpose_display(),
        "uploaded_to": str(upload.subject or "Nothing yet"),
        "received": upload.received_at.isoformat(),
        "state": upload.get_state_display(),
    }


UPLOAD_POLICIES = [
    RetentionPolicy(
        slug="hub.uploads",
        label="Files you uploaded",
        covers={"hub.Upload": ("owner", "file")},
        purpose="To keep what you sent with an application or a request.",
        basis="Public task",
        period=(
            "As long as the application or request it belongs to. 2 days if you do not finish "
            "that. Files with a virus are deleted at once, and we keep a note of it for 30 "
            "days."
        ),
        who_sees="You, and those who may read what you uploaded it to.",
        due=uploads_due,
        erase=erase_upload,
        held_on=lambda person: Upload.objects.filter(owner=person).prefetch_related("subject"),
        export=export_upload,
    )
]
