"""Who of a panel holds an interview, and what they are told of it; no message names anybody (S32).

Whose time a candidate chose: those who keep it. Booked by hand: everybody on the panel after the
sift. Never who must not meet the candidate (R9).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from hub.addresses import lasting_id
from hub.authorisation import internal
from hub.calendar_files import MEDIA_TYPE, appointment
from hub.dates import datetime_gb
from hub.models import Notification, User
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import SlotSeat
from roles.notifying import notify_people, role_words, without_conflicts


def places_that_hold(application: Application) -> list[PanelMember]:
    """The places on the panel of those who hold an application's interview, each person once."""
    seats = SlotSeat.objects.of_who_sits().filter(
        slot__application=application, slot__closed_at=None
    )
    rows = PanelMember.objects.sitting().filter(person__is_active=True)
    if seats.exists():
        rows = rows.filter(pk__in=seats.order_by().values("place"))
    else:
        rows = rows.filter(panel__campaign=application.campaign_id)
        rows = rows.exclude(panel__kind=Stage.Kind.SIFT)
    places = list(rows.with_related().select_related("person").order_by("panel__number", "pk"))
    people = [place.person for place in places if place.person]
    able = {one.pk for one in without_conflicts(application, people)}
    found = {place.person_id: place for place in reversed(places) if place.person_id in able}
    return list(found.values())


def held_before(application: Application, at: datetime) -> list[PanelMember]:
    """Those who hold the interview that stands; nobody where there is none to come."""
    interview = application.interview_slot
    if interview is None or interview.cancelled_at is not None or interview.starts_at <= at:
        return []
    return places_that_hold(application)


def by_hand_of(person: User, first: datetime) -> QuerySet[Interview]:
    """The interviews booked by hand from a moment on that somebody holds, as they may know.

    Each with the key of their place on the panel, as ``held_at``.
    """
    own = PanelMember.objects.of(person).sitting().exclude(panel__kind=Stage.Kind.SIFT)
    rows = Interview.objects.filter(
        application__campaign__in=own.order_by().values("panel__campaign"),
        application__state=ApplicationState.INTERVIEW_BOOKED,
        application__is_set_aside=False,
        application__slots=None,
        cancelled_at=None,
        starts_at__gte=first,
    )
    if hidden := Application.objects.all().hidden_from(person):
        rows = rows.exclude(application__in=hidden)
    here = own.filter(panel__campaign=OuterRef("application__campaign"))
    first_place = here.order_by("panel__number", "pk").values("pk")[:1]
    rows = rows.annotate(held_at=Subquery(first_place))
    rows = rows.select_related("application__campaign__organisation")
    return rows.order_by("starts_at", "pk")


@internal
def tell_who_holds(
    application: Application, before: Iterable[PanelMember], at: datetime, *, is_off: bool = False
) -> None:
    """Tell those who hold an interview when it is, and those who held it that they do not any more.

    Each gets a file for their calendar: one booking keeps its name, and a later file counts.
    """
    now = [] if is_off else places_that_hold(application)
    people = {place.person_id for place in now}
    _tell("roles.interview_held", now, application, at)
    tell_who_held(application, [each for each in before if each.person_id not in people], at)


@internal
def tell_who_held(application: Application, places: Iterable[PanelMember], at: datetime) -> None:
    """Tell people who held an interview that they do not any more."""
    _tell("roles.interview_not_held", places, application, at)


def _tell(slug: str, places: Iterable[PanelMember], application: Application, at: datetime) -> None:
    interview = application.interview_slot
    if interview is None or interview.starts_at <= at:
        return
    for place in places:
        notify_people(
            slug,
            [place.person],
            place,
            at=at,
            occasion=f"{interview.pk} {at.isoformat()}",
            about=interview.pk,
            starts=interview.starts_at.isoformat(),
            minutes=interview.minutes,
            where=interview.place,
            interview=datetime_gb(interview.starts_at),
            contact=[interview.contact_name, interview.contact_email],
            uid=lasting_id(f"interview-to-hold-{application.reference}"),
            revision=_revision(application, at),
            **role_words(application.campaign),
        )


def _revision(application: Application, at: datetime) -> int:
    """It only has to grow: seconds, so that what comes later is newer."""
    since = at - (application.submitted_at or application.draft_at)
    return int(since.total_seconds())


def still_held(notification: Notification) -> bool:
    """Whether the person holds the interview at the time of the message."""
    place, known = notification.subject, notification.context
    interview = Interview.objects.filter(pk=known.get("about")).first()
    if interview is None or not isinstance(place, PanelMember) or interview.is_off:
        return False
    if interview.starts_at.isoformat() != known["starts"] or interview.starts_at < timezone.now():
        return False
    return place.person_id in {each.person_id for each in places_that_hold(interview.application)}


def file_of(notification: Notification, *, is_off: bool) -> tuple[str, str, str] | None:
    """What a calendar takes in: the interview, or that they do not hold it; None of an example."""
    known = notification.context
    if "uid" not in known:
        return None
    name, address = known["contact"]
    file = appointment(
        uid=known["uid"],
        title=f"Interview for {known['role']}",
        starts_at=datetime.fromisoformat(known["starts"]),
        minutes=known["minutes"],
        place=known["where"],
        description=f"Where: {known['where']}",
        organiser=(name, address),
        written_at=notification.created_at,
        revision=known["revision"],
        is_cancelled=is_off,
    )
    return "interview.ics", file, MEDIA_TYPE
