"""The experts' register and its bookings: who can help with a sift or sit on a panel (H6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django_fsm import FSMModelMixin, transition

from hub.dates import date_gb
from hub.mailboxes import known_marks
from hub.models import FrameworkRole, Grade, Organisation, User
from hub.models.actor_field import actor_field
from hub.states import StateField
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.post import Post
from roles.models.support.booking_state import BookingState
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ExpertQuerySet(models.QuerySet["Expert"]):
    """Experts by when they can help."""

    def available(self, first: date, last: date) -> ExpertQuerySet:
        """Those who can help on each of the days."""
        return self.filter(
            Q(available_to=None) | Q(available_to__gte=last),
            available_from__lte=first,
            user__is_active=True,
        )

    def with_certificate(self, kind: str) -> ExpertQuerySet:
        """Each with ``certificate_until``, the last day of their certificate of a kind, or None."""
        held = Q(user__qualifications__kind=kind, user__qualifications__withdrawn_at=None)
        return self.annotate(
            certificate_until=Max("user__qualifications__valid_until", filter=held)
        )


class Expert(models.Model):
    """A person who helps departments to choose: in what, at which grade, when, and where not."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="expert",
        verbose_name="person",
    )
    role = models.ForeignKey(FrameworkRole, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    avoids = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name="departments to avoid",
        help_text="Where the person works, worked, or has another interest.",
    )
    available_from = models.DateField()
    available_to = models.DateField(null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["role__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(available_to=None) | Q(available_to__gte=F("available_from")),
                name="roles_expert_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user or 'Somebody who left'}, {self.role}, {self.grade}"


class BookingQuerySet(models.QuerySet["Booking"]):
    """Bookings by state and by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> BookingQuerySet:
        """Those of the requests the person may see."""
        return self.filter(request__in=SupportRequest.objects.visible_to(user))

    def of(self, expert: User | AnonymousUser) -> BookingQuerySet:
        """An expert's own, whatever else the person may see."""
        return self.filter(expert__user=expert.pk) if expert.is_authenticated else self.none()

    def of_mailbox(self, person: User) -> BookingQuerySet:
        """Those of the person as an expert: by any account of their mailbox, a closed one too."""
        closed = User.objects.filter(address_mark__in=known_marks(person.email))
        accounts = User.objects.accounts_of(person) | closed
        return self.filter(expert__user__in=accounts)

    def about(self, campaign: Campaign) -> BookingQuerySet:
        """Those to help fill a campaign: for its posts, or for its request and no one post."""
        requests = campaign.posts.values("support_request")
        whole = Q(request__in=requests) | Q(request=campaign.support_request_id)
        return self.filter(Q(post__campaign=campaign) | Q(whole, post=None))

    def declined(self) -> BookingQuerySet:
        """Those of which the expert said that they cannot help; for nobody else to read."""
        return self.filter(declined_at__isnull=False)

    def in_force(self) -> BookingQuerySet:
        """Those that were not cancelled."""
        return self.filter(state=BookingState.BOOKED)

    def played(self) -> BookingQuerySet:
        """Those in force, and those that were cancelled when their first day had come (H8)."""
        begun = Q(cancelled_at__date__gte=F("starts_on")) | Q(declined_at__date__gte=F("starts_on"))
        return self.filter(Q(state=BookingState.BOOKED) | begun)


class Booking(FSMModelMixin, models.Model):
    """An expert's days for one request: no two bookings of an expert share a day."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = BookingState

    class Kind(models.TextChoices):
        SIFT = "sift", "Sift"
        SHORTLIST = "shortlist", "Shortlist"
        PANEL = "panel", "Panel"
        INTERVIEW = "interview", "Interview"

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="bookings")
    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="bookings")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    place = models.CharField(
        "where", max_length=200, blank=True, help_text="A building, or how to join by video."
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = StateField(default=State.BOOKED)
    booked_by = actor_field()
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # That the expert said that they cannot help, which they alone read: that a booking ends must
    # not say that its expert applies for the role (R25).
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="roles_booking_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} booking for {self.request}"

    @property
    def organisation(self) -> Organisation:
        """The department that is helped."""
        return self.request.organisation

    @property
    def in_words(self) -> str:
        """For what and when, such as "Panel, 3 December 2026 to 4 December 2026"."""
        first, last = date_gb(self.starts_on), date_gb(self.ends_on)
        return f"{self.get_kind_display()}, {first if first == last else f'{first} to {last}'}"

    @transition(field=state, source=State.BOOKED, target=State.CANCELLED)
    def cancel(self, at: datetime) -> None:
        """The expert is free again on those days."""
        self.cancelled_at = at


class BookingDay(models.Model):
    """One day of an expert that is taken; the database lets nobody take it twice."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="days")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "day"], name="roles_expert_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
