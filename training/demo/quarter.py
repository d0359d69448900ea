"""The induction programme from April 2013 on. Dates and people are invented, and marked so."""

from __future__ import annotations

from datetime import date, datetime, time

from hub.directory import person
from hub.models import Service, User
from hub.periods import LONDON
from training.cohorts import services as cohorts
from training.delivery import services as attendance
from training.demo.people import invented
from training.models import Cohort, Place, Programme, ProgrammeRelease
from training.places.services.answers import accept_place
from training.places.services.offers import offer_place
from training.programmes import services as programmes

Phase = ProgrammeRelease.Phase
Precision = ProgrammeRelease.Precision
MODULES = (
    "Why we are here",
    "Putting users first",
    "Digital leadership",
    "Thinking agile",
    "Meeting the standard",
    "Building the team",
    "Technology for digital services",
    "Make, test and learn",
)
ALPHA_DAYS = [date(2013, 6, day) for day in (3, 4, 10, 11, 17, 18, 24, 25)]
ALPHA_COHORT = "alpha-cohort-june-2013"
ALPHA_LESSONS = [
    (
        "Eight separate days were hard to keep free beside a service that was in alpha itself.",
        "The days are held in two blocks.",
    ),
    (
        "People learnt most when they worked on their own service.",
        "Each module ends with an exercise on the service of the person who takes it.",
    ),
]
BETA_LESSONS = [
    (
        "Two of the three cohorts asked for more on procurement and on technology choices.",
        "Technology for digital services becomes a whole day.",
    )
]


def on(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment of a day in London."""
    return datetime.combine(date(year, month, day), time(hour), LONDON)


def load() -> Programme:
    """Make the programme with its releases and the alpha cohort; loading again changes nothing."""
    trainer = person("trainer@hub.example.gov.uk")
    programme = programmes.create_programme(
        slug="service-manager-induction",
        name="Service Manager induction and development",
        kind=Programme.Kind.INDUCTION,
        summary="For newly appointed service managers; service owners, as they are called today.",
        is_demo=True,
        actor=trainer,
        at=on(2013, 4, 8),
    )
    if programme.releases.exists():
        return programme
    alpha = programmes.plan_release(
        programme=programme,
        version="0.1",
        phase=Phase.ALPHA,
        planned_for=date(2013, 6, 1),
        precision=Precision.MONTH,
        what_changed="The first cohort: eight days, one module a day.",
        modules=MODULES,
        actor=trainer,
        at=on(2013, 4, 22),
    )
    beta = programmes.plan_release(
        programme=programme,
        version="0.2",
        phase=Phase.BETA,
        planned_for=date(2013, 7, 1),
        precision=Precision.MONTH,
        what_changed="Built on what the alpha taught.",
        modules=MODULES,
        actor=trainer,
        at=on(2013, 5, 20),
    )
    live = programmes.plan_release(
        programme=programme,
        version="1.0",
        phase=Phase.LIVE,
        planned_for=date(2013, 9, 30),
        precision=Precision.BY,
        what_changed="The programme as a service that runs every month.",
        modules=MODULES,
        actor=trainer,
        at=on(2013, 5, 20, 11),
    )
    _run_alpha(alpha, trainer)
    _run_on(alpha, beta, live, trainer)
    return programme


def _run_alpha(alpha: ProgrammeRelease, trainer: User) -> None:
    """Ten places, eight days, nine booked, eight completed."""
    programmes.start_release(release=alpha, actor=trainer, at=on(2013, 6, 3, 9))
    cohort = cohorts.create_cohort(
        release=alpha,
        name="Alpha cohort",
        slug=ALPHA_COHORT,
        capacity=10,
        starts_on=ALPHA_DAYS[0],
        ends_on=ALPHA_DAYS[-1],
        days=ALPHA_DAYS,
        location="Central London",
        is_demo=True,
        actor=trainer,
        at=on(2013, 5, 1),
    )
    cohort = cohorts.open_nominations(cohort=cohort, actor=trainer, at=on(2013, 5, 7))
    places = [
        _book(cohort, number, service, trainer)
        for number, service in enumerate(Service.objects.exemplars()[:9])
    ]
    cohorts.confirm_cohort(cohort=cohort, actor=trainer, at=on(2013, 5, 24))
    cohorts.start_cohort(cohort=cohort, actor=trainer, at=on(2013, 6, 3, 9))
    came = places[:8]
    for session in cohort.sessions.all():
        # One person missed a day, which still leaves enough.
        present = came[1:] if session.number == 8 else came
        attendance.record_attendance(
            session=session,
            present=present,
            actor=trainer,
            at=datetime.combine(session.on, time(17), LONDON),
        )
    _make_up_missed_day(cohort, came[0], trainer)
    cohorts.complete_cohort(cohort=cohort, actor=trainer, at=on(2013, 6, 26))
    programmes.finish_release(release=alpha, actor=trainer, at=on(2013, 6, 28))


def _book(cohort: Cohort, number: int, service: Service, trainer: User) -> Place:
    appointee = invented(number)
    place = offer_place(
        person=appointee,
        organisation=service.organisation,
        service=service,
        cohort=cohort,
        actor=trainer,
        at=on(2013, 5, 8, 9 + number % 8),
    )
    return accept_place(place=place, actor=appointee, at=on(2013, 5, 10, 9 + number % 8))


def _make_up_missed_day(cohort: Cohort, place: Place, trainer: User) -> None:
    """The day that was missed was made up the day after, so the record was corrected (I6)."""
    session = cohort.sessions.get(number=8)
    present = [mark.place for mark in session.attendances.filter(is_present=True)]
    attendance.record_attendance(
        session=session,
        present=[*present, place],
        reason="Made up the module the day after",
        actor=trainer,
        at=on(2013, 6, 26, 9),
    )


def _run_on(
    alpha: ProgrammeRelease, beta: ProgrammeRelease, live: ProgrammeRelease, trainer: User
) -> None:
    """What came after the quarter; its figures stay as they were."""
    programmes.record_lessons(
        learnt_from=alpha,
        applied_to=beta,
        lessons=ALPHA_LESSONS,
        actor=trainer,
        at=on(2013, 7, 2),
    )
    programmes.start_release(release=beta, actor=trainer, at=on(2013, 7, 8))
    programmes.finish_release(release=beta, actor=trainer, at=on(2013, 9, 20))
    programmes.record_lessons(
        learnt_from=beta,
        applied_to=live,
        lessons=BETA_LESSONS,
        actor=trainer,
        at=on(2013, 9, 24),
    )
    programmes.start_release(release=live, actor=trainer, at=on(2013, 10, 7))
