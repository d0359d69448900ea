"""A need: the golden thread from a capability gap to the re-rating that closes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models.actor_field import actor_field
from hub.models.framework import FrameworkRole, RoleLevel
from hub.models.need_state import OPEN, UNMET, NeedState
from hub.models.organisation import Organisation, OwnedQuerySet
from hub.models.service import Service
from hub.models.user import Person
from hub.states import StateField

# How the link ends that says what showed a need: a finding raises one, and does not answer it.
ORIGIN = "origin"


class NeedQuerySet(OwnedQuerySet["Need"]):
    """Needs by state and by who may see them."""

    def visible_to(self, user: Person) -> NeedQuerySet:
        """Those a person may see, without those answered by what is kept from them."""
        return super().visible_to(user).exclude(links__in=NeedLink.kept_from(user))

    def answered_by_kept(self, user: Person) -> NeedQuerySet:
        """Those answered by what is kept from a person: they say how that stands."""
        return self.filter(links__in=NeedLink.kept_from(user))

    def open(self) -> NeedQuerySet:
        """Needs that nothing has closed yet."""
        return self.filter(state__in=Need.OPEN_STATES)


class Need(FSMModelMixin, models.Model):
    """People an organisation lacks: a role and level, how many, for which service, and why."""

    State = NeedState
    OPEN_STATES = OPEN
    UNMET_STATES = UNMET

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs")
    role = models.ForeignKey(FrameworkRole, null=True, blank=True, on_delete=models.PROTECT)
    level = models.ForeignKey(RoleLevel, null=True, blank=True, on_delete=models.PROTECT)
    headcount = models.PositiveSmallIntegerField(default=1)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.TextField()
    needed_by = models.DateField(null=True, blank=True)
    state = StateField(default=State.RAISED)
    raised_by = actor_field()
    raised_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    open_again_at = models.DateTimeField("last open again", null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(headcount__gte=1), name="hub_need_headcount")
        ]

    def __str__(self) -> str:
        return f"Need {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("need_detail", args=[self.reference])

    def is_being_answered(self) -> bool:
        """Whether something that may meet it goes on."""
        return any(link.goes_on() for link in self.links.select_related("content_type"))

    @transition(field=state, source=[State.RAISED, State.ANSWERED], target=State.ANSWERED)
    def mark_answered(self, at: datetime) -> None:
        """Something has been started that may meet the need."""
        self.answered_at = self.answered_at or at

    @transition(field=state, source=State.ANSWERED, target=State.RAISED)
    def mark_open_again(self, at: datetime) -> None:
        """Whatever was to meet it has ended, so that it has to be decided anew how to meet it."""
        self.answered_at, self.open_again_at = None, at

    @transition(field=state, source=[State.RAISED, State.ANSWERED], target=State.MET)
    def mark_met(self, at: datetime) -> None:
        """As many people were found as were needed."""
        self.met_at = at

    @transition(field=state, source=State.MET, target=State.ANSWERED)
    def mark_unmet(self, at: datetime) -> None:
        """An answer fell through (R17), so the need stands again."""
        self.met_at = None
        self.answered_at = self.answered_at or at

    @transition(field=state, source=[State.RAISED, State.ANSWERED, State.MET], target=State.CLOSED)
    def mark_closed(self, at: datetime) -> None:
        """The gap behind the need is closed, such as by a re-rating."""
        self.closed_at = at

    @transition(field=state, source=[State.RAISED, State.ANSWERED], target=State.WITHDRAWN)
    def mark_withdrawn(self, at: datetime) -> None:
        """The organisation no longer has this need."""
        self.withdrawn_at = at


class NeedLink(models.Model):
    """Ties a plugin's record to a need, so that the record's history shows on the need's thread."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="links")
    slug = models.CharField(max_length=80)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.CharField(max_length=64)
    subject = GenericForeignKey("content_type", "object_id")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["linked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "content_type", "object_id"], name="hub_need_link_once"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="hub_need_link_subject")]

    def __str__(self) -> str:
        return f"{self.slug} on {self.need}"

    def goes_on(self) -> bool:
        """Whether the record may still meet the need.

        A kind of record says it by ``answering`` of its rows. Of one that does not, each row may,
        as long as it exists; what showed the need never does.
        """
        kind = self.content_type.model_class()
        if kind is None or self.slug.endswith(f".{ORIGIN}"):
            return False
        rows: Any = kind._default_manager.all()
        rows = rows.answering() if hasattr(rows, "answering") else rows
        return bool(rows.filter(pk=self.object_id).exists())

    @classmethod
    def kept_from(cls, user: Person) -> models.QuerySet[NeedLink]:
        """The links to records whose course is kept from a person, such as what they compete for.

        A kind of record says it by ``kept_from`` of its rows: the need tells how they stand.
        """
        kept = Q(pk__in=[])
        for kind in apps.get_models():
            rows: Any = kind._default_manager.all()
            if not hasattr(rows, "kept_from"):
                continue
            keys = rows.kept_from(user).order_by().annotate(linked_as=Cast("pk", CharField()))
            content_type = ContentType.objects.get_for_model(kind)
            kept |= Q(content_type=content_type, object_id__in=keys.values("linked_as"))
        return cls.objects.filter(kept).order_by()
