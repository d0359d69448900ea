"""Files of a support request: added by either side, shown once the scanner has passed them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub import uploads
from hub.audit import log
from hub.authorisation import requires
from hub.models import Upload, User
from hub.refusals import RefusedError
from roles.models.support.request_attachment import RequestAttachment
from roles.models.support.support_request import SupportRequest
from roles.support.services.requests import locked_request

MOST = 20


class TooManyFilesError(RefusedError):
    """A request has as many files as it may have."""

    reason = f"A request can have up to {MOST} files. Remove one first"


@requires("roles.attach_supportrequest", "request")
@transaction.atomic
def add_file(
    *,
    request: SupportRequest,
    upload: Upload,
    title: str,
    actor: User,
    at: datetime | None = None,
) -> RequestAttachment:
    """Tie a file to a request; the same file again changes nothing. Raises ``TooManyFilesError``.

    Whoever handed it in is told by the hub when the scanner finds something in it.
    """
    moment = at or timezone.now()
    locked = locked_request(request)
    if made := RequestAttachment.objects.filter(request=locked, upload=upload).first():
        return made
    if RequestAttachment.objects.filter(request=locked).count() >= MOST:
        raise TooManyFilesError
    made = RequestAttachment.objects.create(
        request=locked, upload=upload, title=title, added_by=actor, added_at=moment
    )
    uploads.attach(upload=upload, subject=made, actor=actor, at=moment)
    log(locked, "roles.support_file_added", actor=actor, at=moment)
    return made


@requires("roles.remove_requestattachment", "attachment")
@transaction.atomic
def remove_file(*, attachment: RequestAttachment, actor: User, at: datetime | None = None) -> None:
    """Take a file off a request and delete it; twice changes nothing."""
    moment = at or timezone.now()
    locked = locked_request(attachment.request)
    found = RequestAttachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk)
    if (row := found.select_related("upload").first()) is None:
        return
    upload = row.upload
    row.delete()
    if upload is not None:
        uploads.remove(upload=upload, actor=actor, at=moment)
    log(locked, "roles.support_file_removed", actor=actor, at=moment)
