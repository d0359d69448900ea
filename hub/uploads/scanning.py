"""Services: have files scanned, and act on what the scanner says."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.models import Upload
from hub.models.upload import upload_storage
from hub.notifications import notify
from hub.uploads.receiving import delete_file
from hub.uploads.scanner import CannotScanError, ScanFailed, ScannerAway, virus_in

logger = logging.getLogger("hub.uploads")

BATCH = 200
# A sweep ends itself well before its task's time limit; the next one goes on.
SWEEP_SECONDS = 40
# A stored file without a row may belong to a transaction that has not ended yet.
ORPHAN_AFTER = timedelta(days=1)


def sweep_waiting(*, now: datetime | None = None) -> int:
    """Have the files scanned that wait; returns how many were. Ends when the scanner is away."""
    if not settings.CLAMD_ADDRESS:
        return 0
    began, scanned = time.monotonic(), 0
    waiting = Upload.objects.to_scan(now or timezone.now()).values_list("pk", flat=True)[:BATCH]
    for pk in list(waiting):
        try:
            scanned += scan(pk, now=now)
        except ScanFailed:
            # One file that the scanner chokes on does not hold up those behind it.
            logger.warning("The scanner failed on upload %s", pk)
        except ScannerAway:
            break
        if time.monotonic() - began > SWEEP_SECONDS:
            break
    return scanned


def scan_if_possible(pk: int) -> None:
    """Have one file scanned; when the scanner is away, the sweep finds the file again."""
    try:
        scan(pk)
    except ScannerAway:
        logger.warning("The scanner is away: upload %s waits", pk)


def scan(pk: int, *, now: datetime | None = None) -> bool:
    """Have one file scanned; True when this call did it.

    A file that another worker has, or that needs no scan, is left alone. Raises ``ScannerAway``
    with the file put back.
    """
    moment = now or timezone.now()
    upload = _claim(pk, moment)
    if upload is None:
        return False
    try:
        with upload.file.open("rb") as file:
            found = virus_in(cast("BinaryIO", file))
    except (ScannerAway, SoftTimeLimitExceeded):
        _put_back(upload)
        raise
    except FileNotFoundError:
        return _finish(upload, "hub.upload_refused", moment, detail="not in the store")
    except CannotScanError as error:
        return _finish(upload, "hub.upload_refused", moment, detail=str(error))
    if found:
        return _finish(upload, "hub.upload_infected", moment, detail=found)
    return _finish(upload, "hub.upload_cleared", moment)


@transaction.atomic
def _claim(pk: int, moment: datetime) -> Upload | None:
    waiting = Upload.objects.select_for_update(of=("self",)).to_scan(moment)
    upload = waiting.filter(pk=pk).first() if settings.CLAMD_ADDRESS else None
    if upload is not None:
        upload.begin_scan(moment)
        upload.save(update_fields=["state", "scanning_at"])
    return upload


def _ours(upload: Upload) -> Upload | None:
    """The row, locked, unless the lease ran out and another worker has claimed it since."""
    return (
        Upload.objects.select_for_update(of=("self",))
        .filter(pk=upload.pk, state=Upload.State.SCANNING, scanning_at=upload.scanning_at)
        .first()
    )


@transaction.atomic
def _put_back(upload: Upload) -> None:
    if locked := _ours(upload):
        locked.put_back()
        locked.save(update_fields=["state"])


@transaction.atomic
def _finish(upload: Upload, action: str, moment: datetime, *, detail: str = "") -> bool:
    """Write down what the scanner said; a file that may not stay goes, and its owner is told."""
    locked = _ours(upload)
    if locked is None:
        return False
    if action == "hub.upload_cleared":
        locked.mark_clean(moment)
    else:
        mark = locked.mark_infected if action == "hub.upload_infected" else locked.mark_refused
        mark(moment)
        delete_file(locked)
    locked.save()
    log(locked, action, actor=None, at=moment, data={"detail": detail} if detail else None)
    if locked.state != Upload.State.CLEAN and locked.owner is not None:
        notify(action, recipient=locked.owner, subject=locked)
    return True


def tidy(*, now: datetime | None = None) -> int:
    """Delete stored files that no row names, left by transactions that did not end; how many."""
    storage, before = upload_storage(), (now or timezone.now()) - ORPHAN_AFTER
    if not storage.exists(""):
        return 0
    known, deleted = set(Upload.objects.exclude(file="").values_list("file", flat=True)), 0
    for folder in storage.listdir("")[0]:
        for file in storage.listdir(folder)[1]:
            name = f"{folder}/{file}"
            if name not in known and storage.get_modified_time(name) < before:
                storage.delete(name)
                deleted += 1
    return deleted
