"""Times that are kept for interviews, from which candidates choose their own (S28 to S32)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from hub.dates import datetime_gb, time_gb
from hub.models import Organisation
from hub.models.actor_field import actor_field
from hub.periods import LONDON
from hub.working_days import add_working_days, working_days_before
from roles.models.applications.application import Application
from roles.models.applications.interview import Interview
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.conflict import Conflict
from roles.models.selection.panel import PanelMember

# No interview lasts longer: overlaps are looked for so far back.
LONGEST = timedelta(hours=8)
ROOM_LENGTH = 300


# Of a link its address counts, whatever stands beside it.
_LINK = re.compile(r"https?://\S+")


def room_of(medium: str, place: str, department: Organisation) -> str:
    """What tells a room or a link from others, however it was typed; "" for a call by phone.

    Two departments can both have a "Room 1"; the address of a link is the same everywhere.
    """
    if medium == Interview.Medium.PHONE:
        return ""
    words = " ".join(place.casefold().split())
    if medium == Interview.Medium.VIDEO and (link := _LINK.search(words)):
        return link[0].rstrip(".,;)/")
    return f"{department.pk} {words}"[:ROOM_LENGTH]


def first_moment(at: datetime, policy: RecruitmentPolicy | None = None) -> datetime:
    """From when on a time can be chosen: the panel knows of it some working days before."""
    policy = policy or RecruitmentPolicy.load()
    notice = policy.interview_notice_working_days
    day = add_working_days(timezone.localdate(at), notice, region=policy.bank_holidays)
    return max(at, datetime.combine(day, time(0), LONDON))


def last_day_to_choose(starts_at: datetime, policy: RecruitmentPolicy) -> date:
    """The last day on which a time can be chosen: so many working days before it."""
    day, notice = timezone.localdate(starts_at), policy.interview_notice_working_days
    return working_days_before(day, notice, region=policy.bank_holidays)


def first_to_change(at: datetime, policy: RecruitmentPolicy) -> datetime:
    """From when on interviews begin that their candidates can still change or cancel."""
    number, region = policy.interview_change_working_days, policy.bank_holidays
    day = today = timezone.localdate(at)
    while working_days_before(day, number, region=region) < today:
        day += timedelta(days=1)
    return max(at, datetime.combine(day, time(0), LONDON))


def last_day_to_change(starts_at: datetime, policy: RecruitmentPolicy | None = None) -> date:
    """The last day on which a candidate can change or cancel an interview."""
    policy = policy or RecruitmentPolicy.load()
    day, number = timezone.localdate(starts_at), policy.interview_change_working_days
    return working_days_before(day, number, region=policy.bank_holidays)


class SlotQuerySet(models.QuerySet["Slot"]):
    """Times by what became of them."""

    def open(self) -> SlotQuerySet:
        """Those that are not closed, taken or not."""
        return self.filter(closed_at=None)

    def free(self) -> SlotQuerySet:
        """Those that nobody has taken and nobody has closed."""
        return self.filter(closed_at=None, application=None)

    def choosable(self, at: datetime) -> SlotQuerySet:
        """Those free ones that a candidate can still choose."""
        return self.choosable_from(first_moment(at))

    def choosable_from(self, first: datetime) -> SlotQuerySet:
        """The same from their first moment on: everybody who holds one is on the panel (S31)."""
        left = SlotSeat.objects.filter(slot=OuterRef("pk")).off_the_panel()
        return self.free().filter(~Exists(left), starts_at__gte=first)

    def taken(self) -> SlotQuerySet:
        """Those that a candidate has taken."""
        return self.filter(closed_at=None, application__isnull=False)

    def to_come(self, at: datetime) -> SlotQuerySet:
        """Those that begin after a moment."""
        return self.filter(starts_at__gt=at)

    def overlapping(self, first: datetime, last: datetime) -> SlotQuerySet:
        """Those that may overlap the time between two moments; each is looked at again."""
        return self.filter(starts_at__lt=last, starts_at__gt=first - LONGEST)

    def short_of_people(self, *, decided: bool = False) -> SlotQuerySet:
        """Taken ones in which somebody sits who has left the panel, or must not meet the candidate.

        Somebody else is needed in each (S31). ``decided`` leaves out for whom it is only possible
        that they must not.
        """
        gone = SlotSeat.objects.filter(slot=OuterRef("pk")).gone(decided=decided)
        return self.taken().filter(Exists(gone))


class Slot(models.Model):
    """One time that is kept for an interview, with the people who hold it; one candidate takes it.

    Who takes it does so by one conditional update of ``application`` (S28).
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="slots")
    # The stage of the plan.
    number = models.PositiveSmallIntegerField("stage")
    starts_at = models.DateTimeField("starts")
    minutes = models.PositiveSmallIntegerField(
        "how long, in minutes",
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(480)],
    )
    # When it last came free again: whoever waits for a time is told (S30).
    freed_at = models.DateTimeField("came free", null=True, blank=True, editable=False)
    # The policy's when it was made: so long nothing else begins after it, or ends before it.
    buffer = models.PositiveSmallIntegerField("minutes kept free before and after", default=15)
    medium = models.CharField(
        max_length=20, choices=Interview.Medium.choices, default=Interview.Medium.VIDEO
    )
    place = models.CharField("room or link", max_length=300)
    room = models.CharField(max_length=ROOM_LENGTH, blank=True, editable=False)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    made_by = actor_field(editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "interview time"
        indexes = [models.Index(fields=["starts_at"], name="roles_slot_starts")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"],
                condition=Q(application__isnull=False),
                name="roles_slot_one_a_person_and_stage",
            ),
            models.UniqueConstraint(
                fields=["room", "starts_at"],
                condition=Q(closed_at__isnull=True) & ~Q(room=""),
                name="roles_slot_one_in_a_room",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(application__isnull=True),
                name="roles_slot_closed_is_free",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview time for campaign {self.campaign.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:slot_list", args=[self.campaign.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_free(self) -> bool:
        """Whether nobody has taken or closed it."""
        return self.application_id is None and self.closed_at is None

    @property
    def when(self) -> str:
        """When it is, such as "1 December 2026, 10am to 10:45am"."""
        return f"{datetime_gb(self.starts_at)} to {time_gb(self.ends_at)}"

    @property
    def holders(self) -> list[PanelMember]:
        """The people on the panel who hold it, as they were loaded with it."""
        return [seat.place for seat in self.seats.all() if seat.is_held]


# The place of a seat, where its person is on the panel.
_SITTING = PanelMember.objects.sitting().filter(pk=OuterRef("place"))


class SlotSeatQuerySet(models.QuerySet["SlotSeat"]):
    """Seats by whether somebody sits in them."""

    def held(self) -> SlotSeatQuerySet:
        """Those of people who are to be there."""
        return self.filter(is_held=True)

    def of_anybody(self, keys: frozenset[int] | set[int]) -> SlotSeatQuerySet:
        """Those of some accounts."""
        return self.filter(person__in=keys)

    def of_who_sits(self) -> SlotSeatQuerySet:
        """Those of people who are still on the panel."""
        return self.held().filter(Exists(_SITTING))

    def off_the_panel(self) -> SlotSeatQuerySet:
        """Those of people who are on the panel no more."""
        return self.held().filter(~Exists(_SITTING))

    def gone(self, *, decided: bool = False) -> SlotSeatQuerySet:
        """The same, and those of people who must not meet the candidate, by any account (R9).

        ``decided`` takes those conflicts of interest alone on which somebody has decided.
        """
        same = Q(person__mailbox=OuterRef("person__mailbox")) & ~Q(person__mailbox="")
        kept = Conflict.objects.filter(
            Q(person=OuterRef("person")) | same,
            application=OuterRef("slot__application"),
            hides=True,
        )
        if decided:
            kept = kept.decided()
        return self.held().filter(~Exists(_SITTING) | Exists(kept))


class SlotSeat(models.Model):
    """Somebody of the panel who holds the interview at one time."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="seats")
    place = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="seats")
    # Whose place it is, so that the database keeps one person from two interviews at once.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="slot_seats"
    )
    starts_at = models.DateTimeField()
    # Not where the time was closed, or somebody else came in their place.
    is_held = models.BooleanField(default=True)

    objects = SlotSeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "seat in an interview"
        verbose_name_plural = "seats in interviews"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "starts_at"],
                condition=Q(is_held=True),
                name="roles_seat_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Interviews for {self.slot.campaign.title}"

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidate is interviewed."""
        return self.slot.campaign
