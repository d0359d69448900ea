"""Bookings of experts for a sift or a panel: clash and conflict are refused (H6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import date_gb
from hub.models import Organisation, Qualification, User
from hub.qualifications import is_qualified
from hub.refusals import RefusedError
from roles.campaigns.assessors import ASSESSOR
from roles.models.campaigns.post import Post
from roles.models.support.expert import Booking, BookingDay, BookingQuerySet, Expert
from roles.models.support.request_state import SIFT_HELP
from roles.models.support.support_request import SupportRequest
from roles.notifying import advisers_for, notify_people, requesters_of
from roles.permissions.predicates import is_no_rival
from roles.support.services.requests import locked_request

LONGEST = timedelta(days=31)
NOT_FOR_THIS_ROLE = (
    "This expert cannot help to fill this role. They work for this department, or have asked not "
    "to work with it. Choose another expert"
)
NO_CERTIFICATE = (
    "This expert has no assessor’s certificate that is valid on all of these days. Choose another "
    "expert or other days, or record their new certificate first"
)


class BookingRefusedError(RefusedError):
    """The expert cannot be booked."""


class NotForThisRoleError(BookingRefusedError):
    """The expert works for the department or avoids it (H6)."""

    reason = NOT_FOR_THIS_ROLE


@requires("roles.book_expert", "request")
def book_expert(
    *,
    request: SupportRequest,
    expert: Expert,
    kind: str,
    starts_on: date,
    ends_on: date,
    actor: User,
    post: Post | None = None,
    place: str = "",
    at: datetime | None = None,
) -> Booking:
    """Book an expert's days for a request; the expert is told.

    Raises ``BookingRefusedError`` when the expert is not free, has no assessor's certificate for
    all of the days (R9), avoids the department, belongs to it, or sift help was not asked for
    before the advert opened (R5) or was declined (H4). Two bookings at once wait for each other on
    the expert's row; the database takes no day twice. That somebody was refused stays in the
    request's history, without the name.

    Whoever applies for the role is booked like everybody else, as a refusal would tell it (R25).
    Before it begins, the booking ends with the duties of a day, as when the expert says that they
    cannot help.
    """
    moment = at or timezone.now()
    try:
        return _book(request, expert, kind, (starts_on, ends_on), actor, post, place, moment)
    except NotForThisRoleError:
        log(request, "roles.expert_refused", actor=actor, at=moment)
        raise


@transaction.atomic
def _book(
    request: SupportRequest,
    expert: Expert,
    kind: str,
    days: tuple[date, date],
    actor: User,
    post: Post | None,
    place: str,
    moment: datetime,
) -> Booking:
    starts_on, ends_on = days
    locked = locked_request(request)
    booked = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    reasons = [
        *_wrong_request(locked, kind, post),
        *_wrong_days(booked, starts_on, ends_on, timezone.localdate(moment)),
    ]
    if reasons:
        raise BookingRefusedError(reasons)
    if _is_of_the_department(booked, locked.organisation, moment):
        raise NotForThisRoleError
    booking = Booking.objects.create(
        expert=booked,
        request=locked,
        post=post,
        kind=kind,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        booked_by=actor,
        booked_at=moment,
    )
    each = (starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1))
    try:
        with transaction.atomic():
            BookingDay.objects.bulk_create(
                BookingDay(booking=booking, expert=booked, day=day) for day in each
            )
    except IntegrityError as error:
        raise BookingRefusedError(["The expert is booked on one of these days already"]) from error
    log(locked, "roles.expert_booked", actor=actor, at=moment, data={"detail": booking.in_words})
    _notify("roles.expert_booked", booking, moment, [booked.user])
    return booking


@requires("roles.book_expert", "booking")
@transaction.atomic
def cancel_booking(*, booking: Booking, actor: User, at: datetime | None = None) -> Booking:
    """Let an expert go; the days are free again. Raises ``TransitionNotAllowed`` when it is."""
    moment = at or timezone.now()
    locked_request(booking.request)
    return _cancel(booking, actor, moment)


@requires("roles.decline_booking", "booking")
@transaction.atomic
def decline_booking(*, booking: Booking, actor: User, at: datetime | None = None) -> Booking:
    """Let an expert say that they cannot help to fill the role: the booking ends the next morning.

    Nothing is logged but that it ended: who reads the trail would know that nobody else whose
    booking ends said so, but applies (R25). Raises ``TransitionNotAllowed`` when it has ended.
    """
    rows = Booking.objects.select_for_update(of=("self",))
    locked = rows.get(pk=booking.pk)
    if locked.state != Booking.State.BOOKED:
        raise TransitionNotAllowed("It has ended.", object=locked)
    locked.declined_at = locked.declined_at or at or timezone.now()
    locked.save(update_fields=["declined_at"])
    return locked


@internal
def release_bookings(
    request: SupportRequest, actor: User, at: datetime, kinds: Iterable[str] = Booking.Kind.values
) -> None:
    """Let go of the experts whose days are still to come; call it while the request is locked."""
    coming = request.bookings.in_force().filter(ends_on__gte=timezone.localdate(at))
    for booking in coming.filter(kind__in=list(kinds)).order_by("pk"):
        _cancel(booking, actor, at)


@internal
def end_bookings(at: datetime | None = None) -> int:
    """End each booking to come of an expert who cannot help to fill the role any more; how many.

    They apply for it (R25), have said that they cannot, belong to the department or avoid it (H6),
    have lost their certificate (R9) or have closed the account. Once a day and in the same words,
    so that neither the moment nor the record says which. The expert, the adviser and who asked for
    support are told.
    """
    moment = at or timezone.now()
    return _end_each(Booking.objects.in_force(), moment)


@internal
def end_bookings_of_closed_accounts(at: datetime | None = None) -> int:
    """End each booking to come of an expert who has closed the account, at once; how many."""
    moment = at or timezone.now()
    closed = Q(expert__user=None) | Q(expert__user__is_active=False)
    return _end_each(Booking.objects.in_force().filter(closed), moment)


def _end_each(bookings: BookingQuerySet, moment: datetime) -> int:
    coming = bookings.filter(ends_on__gte=timezone.localdate(moment))
    return sum(_end(pk, moment) for pk in list(coming.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _end(pk: int, at: datetime) -> int:
    """End a booking that cannot hold; it waits for one of the same expert that is being made."""
    booking = Booking.objects.select_related("request__organisation", "post").get(pk=pk)
    request = locked_request(booking.request)
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=booking.expert_id)
    is_kept_from_it = _is_kept_from(expert, booking.post or request, at)
    is_kept_from_it = is_kept_from_it or _has_lost_certificate(booking, expert)
    if not is_kept_from_it or not Booking.objects.in_force().filter(pk=pk).exists():
        return 0
    ended = _let_go(booking, None, at, "roles.expert_booking_ended")
    people = [*advisers_for(request), *requesters_of(request)]
    _notify("roles.expert_released", ended, at, people)
    return 1


def _cancel(booking: Booking, actor: User | None, at: datetime) -> Booking:
    return _let_go(booking, actor, at, "roles.expert_booking_cancelled")


def _let_go(booking: Booking, actor: User | None, at: datetime, what: str) -> Booking:
    """Free the expert's days; the log and the email to the expert say what it was."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("request__organisation")
    locked = rows.get(pk=booking.pk)
    locked.cancel(at)
    locked.save()
    locked.days.all().delete()
    detail = {"detail": locked.in_words}
    log(locked.request, what, actor=actor, at=at, data=detail)
    _notify(what, locked, at, [locked.expert.user])
    return locked


def _wrong_request(request: SupportRequest, kind: str, post: Post | None) -> Iterator[str]:
    if not request.is_worked_on:
        yield "You can only book for a request that the hub team has accepted and not finished"
    if kind in SIFT_HELP and (
        why := request.obstacle_to_sift_help(post.campaign if post else None)
    ):
        yield why
    if post is None:
        return
    if post.support_request_id != request.pk:
        yield "Select a post of this request"


def _wrong_days(expert: Expert, first: date, last: date, today: date) -> Iterator[str]:
    # What cannot hold ends with the duties of a morning, before it begins.
    if first <= today:
        yield "The first day must be tomorrow or later"
    if last < first:
        yield "The last day must be the same as or after the first"
    elif last - first > LONGEST:
        yield "Book for a month or less at a time"
    if not Expert.objects.available(first, last).filter(pk=expert.pk).exists():
        yield "The expert is not available on all of these days"
    taken = BookingDay.objects.filter(expert=expert, day__gte=first, day__lte=last)
    if (clash := taken.first()) is not None:
        yield f"The expert is booked on {date_gb(clash.day)} already"
    if expert.user and first <= last and not _is_assessor(expert.user, first, last):
        yield NO_CERTIFICATE


def _is_assessor(person: User, first: date, last: date) -> bool:
    """Whether they may assess on each of the days (R9)."""
    return is_qualified(person, ASSESSOR.slug, first, last)


def _has_lost_certificate(booking: Booking, expert: Expert) -> bool:
    """Whether a certificate was withdrawn, and no other holds on the days of the booking."""
    if expert.user is None:
        return False
    rows = Qualification.objects.of(expert.user).filter(kind=ASSESSOR.slug)
    lost = rows.filter(withdrawn_at__isnull=False).exists()
    return lost and not _is_assessor(expert.user, booking.starts_on, booking.ends_on)


def _is_kept_from(expert: Expert, subject: Post | SupportRequest, at: datetime) -> bool:
    """Whether the expert cannot help to fill the role, for whichever reason (R25).

    The expert is of the department, applies for the role, has said that they cannot help, or has
    closed the account.
    """
    if _is_of_the_department(expert, subject.organisation, at):
        return True
    request = subject.support_request if isinstance(subject, Post) else subject
    if Booking.objects.declined().filter(expert=expert, request=request).exists():
        return True
    return expert.user is None or not is_no_rival(expert.user, subject)


def _is_of_the_department(expert: Expert, organisation: Organisation, at: datetime) -> bool:
    """Whether the expert avoids the department or works for it; or has no account any more."""
    bodies = {organisation.pk, organisation.department.pk}
    if expert.user is None or not expert.user.is_active:
        return True
    held = expert.user.memberships.valid_on(timezone.localdate(at))
    works_there = held.filter(organisation__in=bodies).exists()
    return works_there or expert.avoids.filter(pk__in=bodies).exists()


def _notify(slug: str, booking: Booking, at: datetime, people: Iterable[User | None]) -> None:
    notify_people(
        slug,
        people,
        booking,
        at=at,
        reference=booking.request.reference,
        department=booking.request.organisation.name,
        what=booking.in_words,
    )
