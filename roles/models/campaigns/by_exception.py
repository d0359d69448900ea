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


class ByExceptionQuerySet(OwnedQuerySet["AppointmentByException"]):
    """Appointments by exception by their answer, by date and by who may see them."""

    def waiting(self) -> ByExceptionQuerySet:
        """Those on which nobody has decided."""
        return self.filter(is_approved__isnull=True)

    def approved(self) -> ByExceptionQuerySet:
        """Those that somebody else approved."""
        return self.filter(is_approved=True)

    def running(self, day: date) -> ByExceptionQuerySet:
        """Approved ones that have not ended by a day."""
        return self.approved().filter(ends_on__gte=day)

    def ending_by(self, day: date, last: date) -> ByExceptionQuerySet:
        """Running ones that end on a day at the latest."""
        return self.running(day).filter(ends_on__lte=last)

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
    def limit(self) -> date:
        """The last day on which it may end."""
        return last_day_allowed(self.starts_on)

    def is_near_its_end(self, day: date) -> bool:
        """Whether it ends soon, so that somebody has to plan what follows."""
        soon = day + relativedelta(days=RecruitmentPolicy.load().exception_warning_days)
        return bool(self.is_approved) and day <= self.ends_on <= soon


def last_day_allowed(first: date) -> date:
    """The last day of an appointment by exception that begins on a day (R18)."""
    months = RecruitmentPolicy.load().exception_months
    return first + relativedelta(months=months) - relativedelta(days=1)
