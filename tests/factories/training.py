"""Short ways to make the records of training for a test, through its services."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone

from hub.models import User
from hub.periods import LONDON
from tests.factories.hub import make_organisation, make_person
from training.cohorts.services import create_cohort, open_nominations
from training.models import Cohort, LearningResource, Place, Programme, ProgrammeRelease
from training.places.services.answers import accept_place
from training.places.services.offers import offer_place
from training.programmes.services import create_programme, plan_release, start_release

numbers = count(1)
CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nThis is what a service manager does.\n"


def make_programme(**fields) -> Programme:
    """The induction programme, in discovery."""
    return create_programme(
        slug=fields.pop("slug", f"programme-{next(numbers)}"),
        name="Service Manager induction",
        kind=fields.pop("kind", Programme.Kind.INDUCTION),
        actor=None,
        **fields,
    )


def make_release(programme: Programme | None = None, **fields) -> ProgrammeRelease:
    """A planned alpha with two core modules and an open day."""
    return plan_release(
        programme=programme or make_programme(),
        version=fields.pop("version", f"0.{next(numbers)}"),
        phase=fields.pop("phase", ProgrammeRelease.Phase.ALPHA),
        modules=fields.pop("modules", ["Putting users first", "Thinking agile"]),
        open_days=fields.pop("open_days", ["Supporting users"]),
        actor=None,
        **fields,
    )


def make_running_release(programme: Programme | None = None, **fields) -> ProgrammeRelease:
    """An alpha that has started."""
    return start_release(release=make_release(programme, **fields), actor=None)


def make_cohort(capacity: int = 2, in_days: int = 60, *, is_open: bool = True, **fields) -> Cohort:
    """A cohort of three days, open for nominations unless told."""
    starts_on = fields.pop("starts_on", timezone.localdate() + timedelta(days=in_days))
    cohort = create_cohort(
        release=fields.pop("release", None) or make_running_release(),
        name=fields.pop("name", f"Cohort {next(numbers)}"),
        capacity=capacity,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=2),
        days=[starts_on + timedelta(days=step) for step in range(3)],
        location="London",
        actor=None,
        **fields,
    )
    return open_nominations(cohort=cohort, actor=None) if is_open else cohort


def make_place(cohort: Cohort | None, person: User | None = None, **fields) -> Place:
    """A place offered to somebody, or on the waiting list when there is no room."""
    return offer_place(
        person=person or make_person(),
        organisation=fields.pop("organisation", None) or make_organisation(),
        cohort=cohort,
        actor=None,
        **fields,
    )


def accepted(place: Place, at: datetime | None = None) -> Place:
    """The same place, accepted."""
    return accept_place(place=place, actor=place.person, at=at)


def on_first_day(cohort: Cohort) -> datetime:
    """Nine in the morning of the day on which a cohort starts."""
    return datetime.combine(cohort.starts_on, time(9), LONDON)


def make_video(slug: str = "", **fields) -> LearningResource:
    """A draft of a video with captions and a transcript."""
    return LearningResource.objects.create(
        slug=slug or f"video-{next(numbers)}",
        title=fields.pop("title", "What a service manager does"),
        summary="One person who can decide.",
        captions=fields.pop("captions", CAPTIONS),
        transcript=fields.pop("transcript", "This is what a service manager does."),
        live=False,
        **fields,
    )


def on(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """A moment of a day in London."""
    return datetime(year, month, day, hour, tzinfo=LONDON)
