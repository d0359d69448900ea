"""Appointments by exception to fair and open competition: the register of them (R18)."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hub.models import Grade, Organisation, OwnedQuerySet
from hub.models.actor_field import actor_field
from hub.periods import Quarter
from roles.models.policy import RecruitmentPolicy

# From this grade on, departments ask the Civil Service Commission (R18).
COMMISSION_FROM = "scs2"
WAITING, REFUSED, TO_COME = "Waits for approval", "Not approved", "Approved, not begun"
RUNNING, ENDS_SOON, ENDED = "Running", "Ends soon", "Ended"
STATES = (WAITING, REFUSED, TO_COME, RUNNING, ENDS_SOON, ENDED)


class ByExceptionQuerySet(OwnedQuerySet["AppointmentByException"]):
    """Appointments by exception by their answer, by date and by who may see them."""

    def waiting(self) -> ByExceptionQuerySet:
        """Those on which nobody has decided."""
        return self.filter(is_approved__isnull=True)

    def approved(self) -> ByExceptionQuerySet:
        """Those that somebody else approved."""
        return self.filter(is_approved=True)

    def ending_within(self, day: date) -> ByExceptionQuerySet:
        """Running ones of which the department is warned on a day, and that nothing continues."""
        soon = day + relativedelta(days=RecruitmentPolicy.load().exception_warning_days)
        return self.running(day).filter(ends_on__lte=soon, continued_by=None)

    def running(self, day: date) -> ByExceptionQuerySet:
        """Approved ones that have not ended by a day."""
        return self.approved().filter(ends_on__gte=day)

    def begun_within(self, period: Quarter) -> ByExceptionQuerySet:
        """Approved ones whose first day is in the quarter."""
        return self.approved().filter(starts_on__gte=period.start, starts_on__lte=period.end)


class AppointmentByException(models.Model):
    """Somebody appointed without open competition: why, by whose approval, for how long.

    It names nobody who is appointed: the department's own file does.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        TEMPORARY = "temporary", "Temporary appointment"
        INITIATIVE = "initiative", "Government employment initiative"
        SECONDMENT = "secondment", "Secondment into the civil service"
        SPECIALIST = "specialist", "Highly specialist skills"

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="appointments_by_exception"
    )
    title = models.CharField("job title", max_length=100)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("exception", max_length=20, choices=Kind.choices)
    case = models.TextField("why there is no open competition")
    file = models.CharField("where the papers are kept", max_length=150)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    commission_reference = models.CharField(
        "reference of the Commission’s approval", max_length=60, blank=True
    )
    # The one that it gives more time to: the limit counts from the first of them.
    continues = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="continued_by",
    )
    asked_by = actor_field(editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    is_approved = models.BooleanField(null=True, editable=False)
    decided_by = actor_field(blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField("why it was decided so", blank=True)

    objects = ByExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = "appointment by exception"
        verbose_name_plural = "appointments by exception"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="roles_exception_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Appointment by exception {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:exception_list")

    @property
    def needs_commission(self) -> bool:
        """Whether the Commission has to approve it: it is above what departments may do."""
        return self.grade.is_scs and self.grade.code >= COMMISSION_FROM

    @property
    def began_on(self) -> date:
        """The first day of the first of those that give one another more time."""
        return self.continues.began_on if self.continues else self.starts_on

    @property
    def limit(self) -> date:
        """The last day on which it may end."""
        return last_day_allowed(self.began_on)

    def state_on(self, day: date) -> str:
        """How it stands on a day, in a word."""
        if self.is_approved is None:
            return WAITING
        if not self.is_approved:
            return REFUSED
        if self.ends_on < day:
            return ENDED
        if self.starts_on > day:
            return TO_COME
        return ENDS_SOON if self.is_near_its_end(day) else RUNNING

    def is_near_its_end(self, day: date) -> bool:
        """Whether it ends soon, so that somebody has to plan what follows."""
        soon = day + relativedelta(days=RecruitmentPolicy.load().exception_warning_days)
        return bool(self.is_approved) and day <= self.ends_on <= soon


def last_day_allowed(first: date) -> date:
    """The last day of an appointment by exception that begins on a day (R18)."""
    months = RecruitmentPolicy.load().exception_months
    return first + relativedelta(months=months) - relativedelta(days=1)
