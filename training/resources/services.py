"""Videos: publish with captions and transcript, and keep the days on which that was."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from training.models import LearningResource


class CaptionsMissingError(Exception):
    """A video without captions or transcript is not published."""


@requires("training.publish_learningresource")
@transaction.atomic
def publish_video(
    *, video: LearningResource, actor: User | None, at: datetime | None = None
) -> LearningResource:
    """Publish a video. Raises ``CaptionsMissingError`` when captions or transcript are missing."""
    try:
        video.clean_fields(exclude=["video"])
    except ValidationError as error:
        if {"captions", "transcript"} & set(error.message_dict):
            raise CaptionsMissingError from error
        raise
    # The day first: publishing by itself would make it today.
    record_published(video=video, actor=actor, at=at)
    current = LearningResource.objects.get(pk=video.pk)
    current.save_revision(user=actor, log_action=True).publish(user=actor)
    return LearningResource.objects.get(pk=video.pk)


@internal
@transaction.atomic
def record_published(
    *, video: LearningResource, actor: User | None, at: datetime | None = None
) -> None:
    """Keep the day a video was first published, however it came about; again changes nothing."""
    moment = at or timezone.now()
    locked = LearningResource.objects.select_for_update().get(pk=video.pk)
    first = locked.published_on is None
    LearningResource.objects.filter(pk=locked.pk).update(
        published_on=timezone.localdate(moment) if first else locked.published_on,
        unpublished_on=None,
    )
    if first:
        log(locked, "training.video_published", actor=actor, at=moment)


@internal
@transaction.atomic
def record_unpublished(
    *, video: LearningResource, actor: User | None, at: datetime | None = None
) -> None:
    """Keep the day a video was taken away."""
    moment = at or timezone.now()
    LearningResource.objects.filter(pk=video.pk).update(unpublished_on=timezone.localdate(moment))
    log(video, "training.video_unpublished", actor=actor, at=moment)
