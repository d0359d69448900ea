"""Services: take a file in, tie it to a record, let it go."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from io import BufferedReader
from typing import BinaryIO, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files import File
from django.db import models, transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.doorbell import ring
from hub.models import Organisation, Upload, User
from hub.rates import can_count
from hub.uploads.examining import Examined, examine
from hub.uploads.handlers import LostFile
from hub.uploads.refusals import NO_ROOM, TOO_MANY, YOURS, Limits, UploadRefused
from hub.uploads.storing import stored

HOUR = timedelta(hours=1)
# Longer than a document may take: a lock that its process left behind ends by itself.
LOCKED_FOR = 15


@requires("hub.hand_in_upload")
def receive(
    *,
    actor: User,
    file: File,
    purpose: str,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Upload:
    """Take in a file for a purpose, a slug such as ``roles.cv``; the scanner looks at it next.

    What is kept is the same document made harmless. ``organisation`` says that it is a
    department's and not the person's own: it stays when the person's account goes. Raises
    ``UploadRefused`` with words for the person.
    """
    moment = at or timezone.now()
    if isinstance(file, LostFile):
        raise UploadRefused(NO_ROOM)
    recent = Upload.objects.filter(owner=actor, received_at__gt=timezone.now() - HOUR)
    if recent.count() >= settings.HUB_UPLOADS_AN_HOUR:
        raise UploadRefused(TOO_MANY)
    # Before the transaction: nobody has to wait for a lock while a file is read.
    examined = _examine_in_turn(actor, file)
    with examined.content as content:
        digest = hashlib.file_digest(cast("BufferedReader", content), "sha256").hexdigest()
        upload = Upload(
            owner=actor,
            organisation=organisation,
            purpose=purpose,
            kind=examined.kind,
            size=content.tell(),
            sha256=digest,
            taken_out=examined.taken_out,
            received_at=moment,
        )
        content.seek(0)
        with stored(upload, content):
            _keep(upload, actor=actor, moment=moment)
    return upload


def _examine_in_turn(actor: User, file: File) -> Examined:
    """One document at a time for each person, and so many refused ones an hour.

    While the cache is away nothing is counted; ``hub.uploads.child`` bounds what all hand in.
    """
    lock, refused = f"hub:uploads:now:{actor.pk}", f"hub:uploads:refused:{actor.pk}"
    if cache.get(refused, 0) >= settings.HUB_REFUSED_UPLOADS_AN_HOUR:
        raise UploadRefused(TOO_MANY)
    is_counted = can_count()
    if is_counted and not cache.add(lock, True, LOCKED_FOR):
        raise UploadRefused(YOURS)
    try:
        return examine(cast("BinaryIO", file), file.size or 0, Limits.of_policy())
    except UploadRefused as refusal:
        if refusal.is_counted:
            cache.add(refused, 0, int(HOUR.total_seconds()))
            with suppress(ValueError):
                cache.incr(refused)
        raise
    finally:
        if is_counted:
            cache.delete(lock)


@transaction.atomic
def _keep(upload: Upload, *, actor: User, moment: datetime) -> None:
    if not settings.CLAMD_ADDRESS:
        upload.mark_unscanned(moment)
    upload.save()
    log(upload, "hub.upload_received", actor=actor, at=moment, data={"purpose": upload.purpose})
    if settings.CLAMD_ADDRESS:
        ring_scanner(upload)


def ring_scanner(upload: Upload) -> None:
    """Ask for a scan after commit; when the broker is down, the sweep finds the file."""
    ring("hub.scan_upload", upload.pk)


@internal
@transaction.atomic
def attach(
    *, upload: Upload, subject: models.Model, actor: User | None, at: datetime | None = None
) -> Upload:
    """Tie a file to the record it was handed in with, which from now on decides how long it stays.

    The same again changes nothing. Raises ``ValueError`` for a file that another record has.
    """
    moment = at or timezone.now()
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    kind, key = ContentType.objects.get_for_model(subject), str(subject.pk)
    if locked.attached_at:
        if (locked.content_type_id, locked.object_id) != (kind.pk, key):
            raise ValueError(f"{locked} belongs to another record.")
        return locked
    locked.content_type, locked.object_id, locked.attached_at = kind, key, moment
    locked.save(update_fields=["content_type", "object_id", "attached_at"])
    log(locked, "hub.upload_attached", actor=actor, at=moment, data={"to": subject._meta.label})
    return locked


@internal
@transaction.atomic
def remove(*, upload: Upload, actor: User | None, at: datetime | None = None) -> None:
    """Delete a file and its row; what points to it must allow for that. Twice changes nothing."""
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        return
    log(locked, "hub.upload_removed", actor=actor, at=at)
    delete_file(locked)
    locked.delete()


@internal
def delete_file(upload: Upload) -> None:
    """Delete the stored file once the transaction holds; what is gone already is no error."""
    name, storage = upload.file.name, upload.file.storage
    upload.file = ""
    if name:
        transaction.on_commit(lambda: storage.delete(name))
