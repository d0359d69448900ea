"""Cohorts around today: completed, running, full with a waiting list, open, planned, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from hub.demo import is_worked
from hub.directory import add_person, organisation, person
from hub.models import Need, Organisation, Service, User
from hub.periods import LONDON
from training.cohorts import services as cohorts
from training.delivery import services as attendance
from training.demo.content import publish_pages
from training.demo.people import NEW_OWNER, invented, posts_today
from training.demo.quarter import MODULES
from training.models import Cohort, CohortState, Place, Programme, ProgrammeRelease
from training.models.places.place_state import UNFINISHED
from training.places.services.answers import (
    accept_place,
    decline_place,
    expire_offer,
    withdraw_place,
)
from training.places.services.offers import fill_from_waiting_list, offer_place
from training.programmes import services as programmes

OPEN_DAYS = ("Supporting users", "Design and improve")
TODAYS_MODULES = (
    "Why we are here, and putting users first",
    "Digital leadership and building the team",
    "Thinking agile; make, test and learn",
    "Meeting the standard; technology for digital services",
)
# The first nine people took part in 2013.
FIRST = 9


class Story:
    """Builds the cohorts, giving each place to the next invented person."""

    def __init__(self, release: ProgrammeRelease, trainer: User) -> None:
        self.release = release
        self.trainer = trainer
        self.numbers = count(FIRST)
        self.posts = posts_today()

    def cohort(self, letter: str, capacity: int, starts: int, opened: int | None) -> Cohort:
        """A cohort that starts a number of days from today, and was opened some days from today."""
        days = six_days(working_day(starts))
        planned = moment((opened if opened is not None else 0) - 20)
        cohort = cohorts.create_cohort(
            release=self.release,
            name=f"Cohort {letter}",
            slug=f"cohort-{letter.lower()}",
            capacity=capacity,
            starts_on=days[0],
            ends_on=days[-1],
            days=days,
            location="Central London",
            is_demo=True,
            actor=self.trainer,
            at=planned,
        )
        if opened is None:
            return cohort
        return cohorts.open_nominations(cohort=cohort, actor=self.trainer, at=moment(opened))

    def offers(
        self, cohort: Cohort, number: int, days: float, need: Need | None = None
    ) -> list[Place]:
        """Places offered to new people some days ago; those beyond the capacity wait.

        The first of the department that has the need is offered for it.
        """
        made = []
        for step in range(number):
            where, service = next(self.posts)
            answered = need if need and need.organisation_id == where.pk else None
            need = None if answered else need
            made.append(
                offer_place(
                    person=invented(next(self.numbers)),
                    organisation=where,
                    service=service,
                    need=answered,
                    cohort=cohort,
                    actor=self.trainer,
                    at=moment(days) + timedelta(minutes=7 * step),
                )
            )
        return made


def load(programme: Programme) -> None:
    """Make the cohorts and their pages; later runs only see to it that one is open with room."""
    trainer = person("trainer@hub.example.gov.uk")
    release = _current_release(programme, trainer)
    if not Cohort.objects.filter(slug="cohort-l").exists():
        story = Story(release, trainer)
        _completed(story)
        _running(story)
        _full(story)
        _open(story)
        story.cohort("P", 12, 96, None)
        _cancelled(story)
    cohort = _with_room(release, trainer)
    _offer_to_new_owner(cohort, trainer)
    fill_from_waiting_list(cohort=cohort, actor=trainer, at=timezone.now())
    publish_pages(programme)


def moment(days: float) -> datetime:
    """Ten in the morning, or now when that is still to come, a number of days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return min(datetime.combine(day, time(10), LONDON), timezone.now())


def working_day(days: int) -> date:
    """The first working day from a number of days after today on, or before it for the past."""
    day = timezone.localdate() + timedelta(days=days)
    step = timedelta(days=1 if days > 0 else -1)
    while not is_worked(day):
        day += step
    return day


def six_days(first: date) -> list[date]:
    """Six working days: two blocks, a week apart at most."""
    days: list[date] = []
    day = first
    while len(days) < 6:
        if is_worked(day):
            days.append(day)
        day += timedelta(days=1)
    return days


def _current_release(programme: Programme, trainer: User) -> ProgrammeRelease:
    found = programme.releases.filter(version="2.0").first()
    if found:
        return found
    before = programme.releases.get(version="1.0")
    release = programmes.plan_release(
        programme=programme,
        version="2.0",
        phase=ProgrammeRelease.Phase.LIVE,
        planned_for=timezone.localdate(moment(-250)),
        what_changed=f"Six days, two of them open days, instead of {len(MODULES)} modules.",
        modules=TODAYS_MODULES,
        open_days=OPEN_DAYS,
        actor=trainer,
        at=moment(-330),
    )
    programmes.finish_release(release=before, actor=trainer, at=moment(-260))
    programmes.record_lessons(
        learnt_from=before,
        applied_to=release,
        lessons=[("Eight days are too many to be away from a service.", "Six days, in one block.")],
        actor=trainer,
        at=moment(-255),
    )
    programmes.start_release(release=release, actor=trainer, at=moment(-250))
    programmes.plan_release(
        programme=programme,
        version="2.1",
        phase=ProgrammeRelease.Phase.LIVE,
        planned_for=timezone.localdate() + timedelta(days=120),
        precision=ProgrammeRelease.Precision.MONTH,
        what_changed="Practice, procurement and platforms becomes an open day.",
        modules=TODAYS_MODULES,
        open_days=(*OPEN_DAYS, "Practice, procurement and platforms"),
        actor=trainer,
        at=moment(-30),
    )
    return release


def _holder(place: Place) -> User:
    assert place.person is not None
    return place.person


def _accept(places: Iterable[Place], days: float) -> list[Place]:
    return [accept_place(place=place, actor=_holder(place), at=moment(days)) for place in places]


def _run(story: Story, cohort: Cohort, confirmed: float, absent: dict[int, set[int]]) -> None:
    """Confirm and start a cohort and record the days gone by; ``absent``: day to places away."""
    cohorts.confirm_cohort(cohort=cohort, actor=story.trainer, at=moment(confirmed))
    first = datetime.combine(cohort.starts_on, time(9), LONDON)
    cohorts.start_cohort(cohort=cohort, actor=story.trainer, at=min(first, timezone.now()))
    today = timezone.localdate()
    for session in cohort.sessions.filter(on__lt=today):
        places = list(Place.objects.expected().filter(cohort=cohort).order_by("pk"))
        away = absent.get(session.number, set()) | absent.get(0, set())
        attendance.record_attendance(
            session=session,
            present=[place for number, place in enumerate(places) if number not in away],
            actor=story.trainer,
            at=datetime.combine(session.on, time(17), LONDON),
        )


def _completed(story: Story) -> None:
    cohort = story.cohort("L", 10, -60, -110)
    _accept(story.offers(cohort, 10, -105, _met()), -104)
    # The last never came; the one before missed two days.
    _run(story, cohort, -80, {0: {9}, 3: {8}, 4: {8}})
    cohorts.complete_cohort(cohort=cohort, actor=story.trainer, at=moment(-45))


def _met() -> Need | None:
    """A need of this year for which somebody was appointed, who comes to the induction."""
    met = Need.objects.filter(state=Need.State.MET, role__slug="service-owner")
    return met.filter(raised_at__gt=moment(-300), raised_at__lt=moment(-150)).last()


def _running(story: Story) -> None:
    cohort = story.cohort("M", 12, -4, -60)
    _accept(story.offers(cohort, 11, -50), -49)
    _run(story, cohort, -20, {2: {4}})


def _full(story: Story) -> None:
    cohort = story.cohort("N", 10, 25, -40)
    _accept(story.offers(cohort, 8, -35), -34)
    story.offers(cohort, 2, -0.5)
    story.offers(cohort, 3, -0.25)


def _open(story: Story) -> None:
    cohort = story.cohort("O", 12, 53, -21)
    accepted = _accept(story.offers(cohort, 5, -20), -19)
    declined, expired = story.offers(cohort, 2, -15)
    decline_place(place=declined, actor=_holder(declined), at=moment(-14))
    expire_offer(place=expired, at=moment(-8))
    withdraw_place(place=accepted[-1], actor=accepted[-1].person, at=moment(-6))


def _cancelled(story: Story) -> None:
    cohort = story.cohort("K", 8, 32, -30)
    cohorts.cancel_cohort(
        cohort=cohort,
        reason="The rooms are closed for repairs in that week.",
        actor=story.trainer,
        at=moment(-28),
    )


def _with_room(release: ProgrammeRelease, trainer: User) -> Cohort:
    """The next open cohort with room that is at least three weeks away; made when there is none."""
    later = timezone.localdate() + timedelta(days=21)
    ready = Cohort.objects.with_room().starting_after(later).filter(state=CohortState.OPEN)
    if found := ready.filter(is_demo=True).first():
        return found
    taken = set(Cohort.objects.filter(is_demo=True).values_list("name", flat=True))
    letters = (chr(code) * size for size in (1, 2, 3) for code in range(ord("Q"), ord("Z") + 1))
    letter = next(item for item in letters if f"Cohort {item}" not in taken)
    return Story(release, trainer).cohort(letter, 12, 53, -1)


def _offer_to_new_owner(cohort: Cohort, trainer: User) -> None:
    """The persona of the story has an offer to answer, a new one once the last came to nothing."""
    owner = add_person(email=NEW_OWNER[0], name=NEW_OWNER[1], is_demo=True)
    if Place.objects.filter(person=owner, state__in=UNFINISHED).exists():
        return
    department = organisation("DWP")
    need = Need.objects.filter(organisation=department, role__slug="service-owner").first()
    services = Service.objects.filter(organisation__in=Organisation.objects.within([department]))
    offer_place(
        person=owner,
        organisation=department,
        service=need.service if need and need.service else services.first(),
        need=need,
        cohort=cohort,
        actor=trainer,
    )
