"""Pre-election periods: the days before an election on which government publishes less."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models.organisation import Organisation
from hub.periods import LONDON


class PreElectionPeriodQuerySet(models.QuerySet["PreElectionPeriod"]):
    """Periods by London's clock and by whom they concern."""

    def in_force(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those that stop something at the moment."""
        day = moment.astimezone(LONDON).date()
        return self.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=moment), starts_on__lte=day, ends_on__gte=day
        )

    def not_over(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those in force at the moment, and those to come."""
        day = moment.astimezone(LONDON).date()
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), ends_on__gte=day)

    def due_to_end(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those whose last day is past, of which nobody has been told yet."""
        day = moment.astimezone(LONDON).date()
        return self.filter(ended_at__isnull=True, ends_on__lt=day)

    def of(self, organisation: Organisation) -> PreElectionPeriodQuerySet:
        """Those that concern an organisation: all of government, or its own department."""
        own = Q(departments__in=[organisation.pk, organisation.department.pk])
        return self.filter(Q(departments__isnull=True) | own).distinct()

    def stopping_adverts(self, *, senior: bool) -> PreElectionPeriodQuerySet:
        """Those in which such a role is not newly advertised."""
        stops = [PreElectionPeriod.Adverts.ALL]
        return self.filter(
            adverts__in=[*stops, PreElectionPeriod.Adverts.SENIOR] if senior else stops
        )


class PreElectionPeriod(models.Model):
    """What waits until an election is over, from the first day to the last, both included.

    It ends by itself; ``ended_at`` is kept when that was noticed, or when somebody ended it.
    """

    class Adverts(models.TextChoices):
        ALL = "all", "All new adverts have to wait"
        SENIOR = "senior", "Only new adverts for Senior Civil Service posts have to wait"
        NONE = "none", "No adverts have to wait"

    title = models.CharField("which election", max_length=120)
    reason = models.TextField("why, and the guidance it follows", max_length=1000)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    adverts = models.CharField(
        "which new adverts have to wait",
        max_length=10,
        choices=Adverts.choices,
        default=Adverts.SENIOR,
    )
    stops_figures = models.BooleanField("quarterly figures and reports have to wait", default=True)
    stops_alerts = models.BooleanField("emails about new roles have to wait", default=False)
    departments = models.ManyToManyField(
        Organisation, blank=True, related_name="+", help_text="None: all of government."
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    end_reason = models.TextField("why it ended early", blank=True)

    objects = PreElectionPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = "pre-election period"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="hub_pre_election_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Pre-election period: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("pre_election_detail", args=[self.pk])

    @property
    def until(self) -> datetime:
        """The moment from which it stops nothing."""
        midnight = datetime.combine(self.ends_on + timedelta(days=1), time(0), LONDON)
        return min(midnight, self.ended_at) if self.ended_at else midnight

    @property
    def first_day_after(self) -> date:
        """The day on which what waits goes on."""
        return self.ends_on + timedelta(days=1)

    def is_in_force_at(self, moment: datetime) -> bool:
        """Whether it stops something at the moment."""
        return datetime.combine(self.starts_on, time(0), LONDON) <= moment < self.until

    def is_over_at(self, moment: datetime) -> bool:
        """Whether it has ended, by the clock or by somebody."""
        return moment >= self.until

    @property
    def status(self) -> str:
        """How it stands now, in words."""
        now = timezone.now()
        if self.is_over_at(now):
            return "Ended early" if self.end_reason else "Ended"
        return "In force" if self.is_in_force_at(now) else "Planned"

    @property
    def what_waits(self) -> list[str]:
        """What it stops, in words."""
        found = [] if self.adverts == self.Adverts.NONE else [str(self.get_adverts_display())]
        if self.stops_figures:
            found.append("Quarterly figures and reports have to wait")
        if self.stops_alerts:
            found.append("Emails about new roles have to wait")
        return found

    def why(self, what: str) -> str:
        """Why something waits and until when, such as "New adverts"."""
        return (
            f"{what} have to wait until {date_gb(self.first_day_after)} because of the "
            f"pre-election period ({self.title})"
        )
