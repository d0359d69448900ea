"""A file that somebody handed in: what it is found to be, and whether anyone may open it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models.actor_field import actor_field
from hub.models.organisation import Organisation
from hub.models.upload_state import UploadState
from hub.states import StateField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models.user import User

# A scan that has not ended by now was lost with its worker.
SCAN_LEASE = timedelta(minutes=3)

# What may be taken out of a file, by the words of ``hub.documents.findings.TakenOut``.
TAKEN_OUT = {
    "scripts": "scripts or macros",
    "files": "files inside it",
    "remote": "links to content outside the file",
    "media": "sound, video or 3D",
    "form": "form parts that only some programs can show",
}
# Said apart, because something is to be done about it.
TEXT_GONE = "Some of your text was removed. Read the file here to check what is left"


def upload_storage() -> Storage:
    """Where uploads are kept: a folder of their own, with no address on the web."""
    return storages["uploads"]


def stored_name(upload: Upload, filename: str) -> str:
    """A random name that says nothing of the person, the file or its kind."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads by owner and by what is to be done with them."""

    def visible_to(self, user: User | AnonymousUser) -> UploadQuerySet:
        """One's own; for the file of a record, the record's plugin says who else."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()

    def to_scan(self, now: datetime) -> UploadQuerySet:
        """Waiting for the scanner, kept without one until now, or left half-way by a worker."""
        return self.filter(
            Q(state__in=(Upload.State.RECEIVED, Upload.State.UNSCANNED))
            | Q(state=Upload.State.SCANNING, scanning_at__lt=now - SCAN_LEASE)
        ).order_by("received_at", "pk")

    def waiting_since(self, moment: datetime) -> UploadQuerySet:
        """Received before a moment and still not scanned."""
        return self.filter(
            state__in=(Upload.State.RECEIVED, Upload.State.SCANNING), received_at__lt=moment
        )


class Upload(FSMModelMixin, models.Model):
    """A file of one owner, for one purpose; its name as the person had it is not kept.

    ``subject`` is the record it was attached to; a file that was never attached goes after a few
    days. Nobody may open it before ``can_be_opened``.
    """

    State = UploadState

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word document"
        ODT = "odt", "OpenDocument text"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = actor_field()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField("what it is", max_length=80)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file = models.FileField(storage=upload_storage, upload_to=stored_name, max_length=60)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    taken_out = models.JSONField(default=list, blank=True, editable=False)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.SET_NULL)
    object_id = models.CharField(max_length=64, blank=True)
    subject = GenericForeignKey("content_type", "object_id")
    state = StateField(default=State.RECEIVED)
    received_at = models.DateTimeField(default=timezone.now)
    attached_at = models.DateTimeField(null=True, blank=True)
    scanning_at = models.DateTimeField(null=True, blank=True)
    clean_at = models.DateTimeField(null=True, blank=True)
    unscanned_at = models.DateTimeField(null=True, blank=True)
    infected_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "received_at"], name="hub_upload_waiting"),
            models.Index(fields=["content_type", "object_id"], name="hub_upload_subject"),
        ]

    def __str__(self) -> str:
        return f"File {str(self.reference)[:8]}"

    @property
    def can_be_opened(self) -> bool:
        """Clean; or never scanned, on an installation that says it has no scanner."""
        facts = UploadState(self.state).facts
        return facts.may_be_opened or (facts.has_no_scanner and not settings.CLAMD_ADDRESS)

    @property
    def is_waiting(self) -> bool:
        """It will be told clean or not, later."""
        facts = UploadState(self.state).facts
        return facts.awaits_scan or (facts.has_no_scanner and bool(settings.CLAMD_ADDRESS))

    @property
    def was_changed(self) -> str:
        """What is not in the file as it was sent, in words for its owner; "" for nothing."""
        said = [TAKEN_OUT[item] for item in self.taken_out if item in TAKEN_OUT]
        words = " and ".join([", ".join(said[:-1]), said[-1]]) if said[1:] else "".join(said)
        removed = f"For security, we removed: {words}" if words else ""
        return ". ".join(filter(None, [removed, self.lost_text]))

    @property
    def lost_text(self) -> str:
        """That words of its writer are gone with what was taken out; "" where none are."""
        return TEXT_GONE if "text" in self.taken_out else ""

    def get_purpose_display(self) -> str:
        """What it is, from the last part of the purpose: "CV", "Support file"."""
        words = self.purpose.rpartition(".")[2].replace("_", " ")
        return words.upper() if words == "cv" else words.capitalize()

    @property
    def description(self) -> str:
        """What it is, for its owner: "PDF, 120 KB"."""
        size = filesizeformat(self.size).replace("\xa0", " ")
        return f"{self.get_kind_display()}, {size}"

    @transition(
        field=state,
        source=[State.RECEIVED, State.UNSCANNED, State.SCANNING],
        target=State.SCANNING,
    )
    def begin_scan(self, at: datetime) -> None:
        """A worker hands it to the scanner; again, when an earlier one never came back."""
        self.scanning_at = at

    @transition(field=state, source=State.SCANNING, target=State.RECEIVED)
    def put_back(self) -> None:
        """The scanner is away: the file waits."""

    @transition(field=state, source=State.SCANNING, target=State.CLEAN)
    def mark_clean(self, at: datetime) -> None:
        """The scanner found nothing."""
        self.clean_at = at

    @transition(field=state, source=State.SCANNING, target=State.INFECTED)
    def mark_infected(self, at: datetime) -> None:
        """The scanner found something; the file goes."""
        self.infected_at = at

    @transition(field=state, source=State.SCANNING, target=State.REFUSED)
    def mark_refused(self, at: datetime) -> None:
        """The scanner will never be able to say; the file goes."""
        self.refused_at = at

    @transition(field=state, source=State.RECEIVED, target=State.UNSCANNED)
    def mark_unscanned(self, at: datetime) -> None:
        """There is no scanner on this installation, and every page says so."""
        self.unscanned_at = at
