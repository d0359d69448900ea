"""A person's place in a cohort, or on the waiting list for one."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMModelMixin, transition

from hub.models import Membership, Need, Organisation, Service
from hub.states import StateField
from training.models.cohorts.cohort import Cohort
from training.models.places.place_state import (
    EXPECTED,
    HOLDING,
    PAST_WAITING,
    UNFINISHED,
    WITHOUT_COHORT,
    PlaceState,
    Priority,
)

if TYPE_CHECKING:
    from hub.models import Person, User

_S = PlaceState


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places by state and by who may see them."""

    def visible_to(self, user: Person) -> PlaceQuerySet:
        """All for trainers and hub staff; a department's for its nominators; one's own."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("training.view_every_place"):
            return self
        nominated = user.organisations(Membership.Role.NOMINATOR)
        return self.filter(Q(person_id=user.pk) | Q(organisation__in=nominated))

    def waiting(self) -> PlaceQuerySet:
        """Those on a waiting list, in the order in which it is served (I1, I3)."""
        return self.filter(state=_S.WAITING).order_by("priority", "requested_at", "pk")

    def of_appointment(self, reference: str, person: User, at: datetime) -> PlaceQuerySet:
        """Those a person has through an appointment; none withdrawn with one before that moment."""
        rows = self.filter(origin=reference, person=person)
        return rows.exclude(state=_S.WITHDRAWN, appointed_at__lt=at)

    def past_waiting(self) -> PlaceQuerySet:
        """Those that are not, or no longer, on a waiting list."""
        return self.filter(state__in=PAST_WAITING)

    def answering(self) -> PlaceQuerySet:
        """Those by which the need may still be met."""
        return self.unfinished()

    def unfinished(self) -> PlaceQuerySet:
        """Those of which something is still expected."""
        return self.filter(state__in=UNFINISHED)

    def holding(self) -> PlaceQuerySet:
        """Those that use up one of their cohort's places (I3)."""
        return self.filter(state__in=HOLDING)

    def expected(self) -> PlaceQuerySet:
        """Those of people expected on a day of the course."""
        return self.filter(state__in=EXPECTED)

    def offers_ended(self, now: datetime) -> PlaceQuerySet:
        """Offers whose time to answer is over, and which still stand (I3)."""
        return self.filter(state=_S.OFFERED, offer_expires_at__lte=now)

    def open_offers(self, now: datetime) -> PlaceQuerySet:
        """Offers that can be answered at a moment, the oldest first (I3)."""
        rows = self.filter(state=_S.OFFERED, offer_expires_at__gt=now)
        return rows.order_by("offered_at", "pk")

    def offers_ending(self, now: datetime, before: datetime) -> PlaceQuerySet:
        """Offers still to be answered before a moment."""
        return self.filter(state=_S.OFFERED, offer_expires_at__gt=now, offer_expires_at__lte=before)


class Place(FSMModelMixin, models.Model):
    """A place: whose, for which service and need, since when, and what became of it.

    Without a cohort it waits for whichever opens next. ``origin`` is the reference of the
    appointment it comes from. ``person`` is empty once the person is erased.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    # The last cohort that was cancelled under it: its person reads which, when and why.
    cancelled_cohort = models.ForeignKey(
        Cohort,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="places_returned",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="induction_places",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="induction_places"
    )
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL)
    origin = models.CharField(max_length=40, blank=True)
    appointed_at = models.DateTimeField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.OTHER)
    state = StateField(default=_S.WAITING)
    requested_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    attending_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    incomplete_at = models.DateTimeField(null=True, blank=True)
    no_show_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    # Whoever may see a place may know whose it is.
    shows_identity = True

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "person"],
                condition=~Q(origin="") & ~Q(state=_S.WITHDRAWN),
                name="training_place_once_an_appointment",
            ),
            models.CheckConstraint(
                condition=Q(cohort__isnull=False) | Q(state__in=sorted(WITHOUT_COHORT)),
                name="training_place_has_cohort",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "offer_expires_at"], name="training_place_offers"),
            models.Index(
                fields=["state", "priority", "requested_at"], name="training_place_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"Induction place {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("training:place_detail", args=[self.key])

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still expected of it, so that it can be withdrawn."""
        return self.state in UNFINISHED

    @property
    def is_waiting(self) -> bool:
        """Whether it stands on a waiting list."""
        return self.state == _S.WAITING

    @property
    def offered_but_unanswered(self) -> bool:
        """Whether it waits for the person's answer: then they decline rather than withdraw."""
        return self.state == _S.OFFERED

    @property
    def holds_room(self) -> bool:
        """Whether it uses up one of its cohort's places (I3)."""
        return self.state in HOLDING

    def is_open_offer_at(self, moment: datetime) -> bool:
        """Whether the offer can be answered at a moment (I3)."""
        return (
            self.state == _S.OFFERED
            and self.offer_expires_at is not None
            and moment < self.offer_expires_at
        )

    @transition(field=state, source=_S.WAITING, target=_S.OFFERED)
    def offer(self, at: datetime, cohort: Cohort, expires_at: datetime) -> None:
        """The person is asked; a place in the cohort is kept for them until the offer ends."""
        self.cohort = cohort
        self.offered_at = at
        self.offer_expires_at = expires_at

    @transition(field=state, source=_S.OFFERED, target=_S.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """The person will come."""
        self.accepted_at = at

    @transition(field=state, source=_S.OFFERED, target=_S.DECLINED)
    def decline(self, at: datetime) -> None:
        """The person will not come."""
        self.declined_at = at

    @transition(field=state, source=_S.OFFERED, target=_S.EXPIRED)
    def expire(self, at: datetime) -> None:
        """Nobody answered in time (I3)."""
        self.expired_at = at

    @transition(field=state, source=_S.ACCEPTED, target=_S.CONFIRMED)
    def confirm(self, at: datetime) -> None:
        """The cohort will take place, and the person in it."""
        self.confirmed_at = at

    @transition(field=state, source=_S.CONFIRMED, target=_S.ATTENDING)
    def attend(self, at: datetime) -> None:
        """The person came to a first session."""
        self.attending_at = at

    @transition(field=state, source=[_S.ATTENDING, _S.INCOMPLETE], target=_S.COMPLETED)
    def complete(self, at: datetime) -> None:
        """The person took enough of it (I6); a missed module can be made up later."""
        self.completed_at = at
        self.incomplete_at = None

    @transition(field=state, source=_S.ATTENDING, target=_S.INCOMPLETE)
    def leave_incomplete(self, at: datetime) -> None:
        """The course is over and the person missed too much of it (I6)."""
        self.incomplete_at = at

    @transition(field=state, source=_S.CONFIRMED, target=_S.NO_SHOW)
    def miss(self, at: datetime) -> None:
        """The person never came."""
        self.no_show_at = at

    @transition(field=state, source=list(UNFINISHED), target=_S.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """The person, or the end of their appointment, gives the place up."""
        self.withdrawn_at = at

    @transition(
        field=state,
        source=[_S.WAITING, _S.OFFERED, _S.ACCEPTED, _S.CONFIRMED],
        target=_S.WAITING,
    )
    def return_to_list(self, at: datetime) -> None:
        """The cohort is gone: back to the waiting list, with the place in the queue kept."""
        if self.cohort is not None and self.cohort.cancelled_at is not None:
            self.cancelled_cohort = self.cohort
        self.cohort = None
        self.offered_at = self.offer_expires_at = self.accepted_at = self.confirmed_at = None
