"""Pre-election periods: the days before an election on which government publishes less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models.organisation import Organisation
from hub.periods import LONDON


@dataclass(frozen=True)
class PeriodTerms:
    """What a period is to stop, when and for whom: as it stands, or as somebody asks for it.

    No departments are all of government.
    """

    title: str
    reason: str
    starts_on: date
    ends_on: date
    adverts: str
    stops_figures: bool
    stops_alerts: bool
    departments: tuple[Organisation, ...]

    @property
    def first_day_after(self) -> date:
        """The day on which what waits goes on."""
        return self.ends_on + timedelta(days=1)

    @property
    def begins(self) -> datetime:
        """The first moment at which something waits."""
        return datetime.combine(self.starts_on, time(0), LONDON)

    @property
    def until(self) -> datetime:
        """The moment from which it stops nothing."""
        return datetime.combine(self.first_day_after, time(0), LONDON)

    @property
    def in_short(self) -> str:
        """The election and the days."""
        return f"{self.title}: {date_gb(self.starts_on)} to {date_gb(self.ends_on)}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each of them in words, with its label."""
        names = [department.name for department in self.departments]
        return [
            ("Election", self.title),
            ("First day", date_gb(self.starts_on)),
            ("Last day", date_gb(self.ends_on)),
            ("What has to wait", ". ".join(self.what_waits)),
            ("Departments", ", ".join(names) or "All of government"),
            ("Why", self.reason),
        ]

    @property
    def what_waits(self) -> list[str]:
        """What it stops, in words."""
        adverts = PreElectionPeriod.Adverts(self.adverts)
        found = [] if adverts == PreElectionPeriod.Adverts.NONE else [str(adverts.label)]
        if self.stops_figures:
            found.append("Quarterly figures and reports have to wait")
        if self.stops_alerts:
            found.append("Emails about new roles have to wait")
        return found

    def needs_confirming_after(self, other: PeriodTerms) -> bool:
        """Whether it waits for a second person: it stops more, or says something else.

        The name and the reason are read on every campaign page that it stops.
        """
        words, before = (self.title, self.reason), (other.title, other.reason)
        return self.is_stricter_than(other) or words != before

    def is_stricter_than(self, other: PeriodTerms) -> bool:
        """Whether something has to wait that did not have to, or for more days."""
        return (
            self.holds_back_more_than(other)
            or self.stops_figures > other.stops_figures
            or self.stops_alerts > other.stops_alerts
        )

    def holds_back_more_than(self, other: PeriodTerms) -> bool:
        """Whether adverts have to wait that did not have to, or for more days."""
        order = PreElectionPeriod.Adverts.values
        now, then = set(self.departments), set(other.departments)
        return (
            self.ends_on > other.ends_on
            or self.starts_on < other.starts_on
            or order.index(self.adverts) < order.index(other.adverts)
            or bool(then and (not now or now - then))
        )


# The entries of its history that say what was asked for, and was not confirmed.
UNCONFIRMED = ("hub.policy_waits", "hub.policy_refused", "hub.policy_lapsed")
# The fields of a period that are its terms, beside whom it concerns.
DAYS = ("starts_on", "ends_on")
TERMS = ("title", "reason", *DAYS, "adverts", "stops_figures", "stops_alerts")


class PreElectionPeriodQuerySet(models.QuerySet["PreElectionPeriod"]):
    """Periods by London's clock and by whom they concern."""

    def confirmed(self) -> PreElectionPeriodQuerySet:
        """Those that a second person has agreed to: no other stops anything."""
        return self.filter(is_waiting=False)

    def visible_to(self, user: Any) -> PreElectionPeriodQuerySet:
        """Those that a person may read: what is only asked for, whoever may set one."""
        if user.has_perm("hub.set_preelectionperiod"):
            return self
        if user.has_perm("hub.view_preelectionperiod"):
            return self.confirmed()
        return self.none()

    def actions_hidden_from(self, user: Any) -> tuple[str, ...]:
        """What somebody asked for and nobody confirmed: of it, only those know who may set one."""
        return () if user.has_perm("hub.set_preelectionperiod") else UNCONFIRMED

    def in_force(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those that stop something at the moment."""
        return self.not_over(moment).filter(starts_on__lte=moment.astimezone(LONDON).date())

    def not_over(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those in force at the moment, and those to come."""
        return self.confirmed().asked_for(moment)

    def asked_for(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those that are not over, confirmed or not."""
        day = moment.astimezone(LONDON).date()
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment), ends_on__gte=day)

    def due_to_end(self, moment: datetime) -> PreElectionPeriodQuerySet:
        """Those whose last day is past, of which nobody has been told yet."""
        day = moment.astimezone(LONDON).date()
        return self.confirmed().filter(ended_at__isnull=True, ends_on__lt=day)

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
    # Until a second person confirms it, it stops nothing (hub.policies).
    is_waiting = models.BooleanField("waits for a second person", default=False)
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
        begins = datetime.combine(self.starts_on, time(0), LONDON)
        return not self.is_waiting and begins <= moment < self.until

    def is_over_at(self, moment: datetime) -> bool:
        """Whether it has ended, by the clock or by somebody."""
        return moment >= self.until

    @property
    def status(self) -> str:
        """How it stands now, in words."""
        now = timezone.now()
        if self.is_waiting:
            return "Not confirmed" if self.is_over_at(now) else "Waiting for a second person"
        if self.is_over_at(now):
            return "Ended early" if self.end_reason else "Ended"
        return "In force" if self.is_in_force_at(now) else "Planned"

    @property
    def terms(self) -> PeriodTerms:
        """What it stops, when and for whom."""
        return self.terms_with({})

    def terms_with(self, values: Mapping[str, Any]) -> PeriodTerms:
        """Its terms with these instead, as ``as_json`` gives them."""
        terms = {name: getattr(self, name) for name in TERMS} | dict(values)
        for name in DAYS:
            if isinstance(terms[name], str):
                terms[name] = date.fromisoformat(terms[name])
        if (chosen := terms.pop("departments", None)) is None:
            departments: Iterable[Organisation] = self.departments.all()
        else:
            departments = Organisation.objects.filter(pk__in=chosen).order_by("name")
        return PeriodTerms(**terms, departments=tuple(departments))

    @property
    def what_waits(self) -> list[str]:
        """What it stops, in words."""
        return self.terms.what_waits

    def said_of(self, values: Mapping[str, Any]) -> list[str]:
        """What would be, of new values: each in words, with what it is now where it differs."""
        now, then = dict(self.terms.facts), self.terms_with(values).facts
        if not values:
            return [f"{label}: {words}" for label, words in then]
        return [
            f"{label}: from “{now[label]}” to “{words}”"
            for label, words in then
            if words != now[label]
        ]

    def why(self, what: str) -> str:
        """Why something waits and until when, such as "New adverts"."""
        return (
            f"{what} have to wait until {date_gb(self.first_day_after)} because of the "
            f"pre-election period ({self.title})"
        )
