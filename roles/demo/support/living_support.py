"""The experts' register, a booking, people to put forward, and what became of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from hub.demo import morning, working_day
from hub.directory import add_person, organisation
from hub.models import FrameworkRole, FrameworkVersion, Qualification, User
from hub.qualifications import record_qualification
from roles.campaigns.assessors import ASSESSOR
from roles.demo.clearing import forget
from roles.demo.people import Cast, adviser, grade
from roles.models import (
    Application,
    Booking,
    Campaign,
    Expert,
    RecruitmentPolicy,
    Referral,
    RequestState,
    SupportKind,
    SupportRequest,
)
from roles.selection.services import referrals
from roles.selection.services.reserve_lists import agree_to_share, is_on_reserve
from roles.support.services import feedback, requests
from roles.support.services.bookings import book_expert


@dataclass(frozen=True)
class ExpertStory:
    """Somebody in the register: in what, at which grade, and which departments not to send to."""

    email: str
    name: str
    role: str
    grade: str
    avoids: tuple[str, ...]
    # Days until the last of the assessor's certificate, as the demonstration is loaded.
    certificate_days: int = 500


EXPERTS = (
    ExpertStory(
        "expert.research@example.gov.uk", "Halima Noor", "user-researcher", "g6", ("DWP",), 40
    ),
    ExpertStory(
        "expert.data@example.gov.uk", "Callum Reid", "data-engineer", "g7", ("HMRC", "HMT"), -6
    ),
    ExpertStory("expert.delivery@example.gov.uk", "Ines Carvalho", "delivery-manager", "g6", ()),
)


# Why a department asks for somebody from a reserve list; tells its request from others.
FROM_A_RESERVE_LIST = "Our only one leaves next month, and a new advert would take months."


def load() -> None:
    """Make what is missing; the same again changes nothing."""
    version = FrameworkVersion.objects.current()
    experts = [_expert(version, story) for story in EXPERTS]
    living = SupportRequest.objects.filter(
        organisation__is_demo=True, submitted_at__gt=timezone.now() - timedelta(days=200)
    )
    accepted = living.filter(state=RequestState.ACCEPTED, bookings=None, campaigns=None)
    if not Booking.objects.filter(expert=experts[-1]).exists() and (request := accepted.first()):
        day = timezone.localdate() + timedelta(days=12)
        book_expert(
            request=request,
            expert=experts[-1],
            kind=Booking.Kind.PANEL,
            place="By video",
            starts_on=working_day(day),
            ends_on=working_day(day + timedelta(days=1)),
            actor=adviser(),
        )
    _share()
    _select()
    closed = living.filter(state=RequestState.CLOSED, accepted_at__isnull=False, feedback=None)
    for request in closed.filter(requester__isnull=False):
        asked = feedback.ask_about(subject=request)
        if asked is not None and request.requester is not None:
            feedback.give_feedback(
                feedback=asked, filled="all", how="reserve", satisfaction=4, actor=request.requester
            )
    # A campaign of the department's own, which nobody has told the hub about yet.
    until = timezone.now() - timedelta(days=RecruitmentPolicy.load().feedback_days)
    own = Campaign.objects.ended_without_request(until - timedelta(days=200), until)
    for campaign in own.filter(organisation__is_demo=True, feedback=None):
        feedback.ask_about(subject=campaign)


def clear() -> None:
    """Remove the register's demonstration people, with their bookings."""
    bookings = Booking.objects.filter(expert__user__is_demo=True)
    forget(Booking, [str(pk) for pk in bookings.values_list("pk", flat=True)])
    bookings.delete()
    Expert.objects.filter(user__is_demo=True).delete()
    held = Qualification.objects.filter(person__is_demo=True, kind=ASSESSOR.slug)
    forget(Qualification, [str(pk) for pk in held.values_list("pk", flat=True)])
    held.delete()


def _expert(version: FrameworkVersion, story: ExpertStory) -> Expert:
    user = add_person(email=story.email, name=story.name, is_demo=True)
    expert, is_new = Expert.objects.get_or_create(
        user=user,
        defaults={
            "role": FrameworkRole.objects.get(family__version=version, slug=story.role),
            "grade": grade(story.grade),
            "available_from": timezone.localdate() - timedelta(days=30),
        },
    )
    if is_new:
        expert.avoids.set([organisation(code) for code in story.avoids])
    _certificate(user, story.certificate_days)
    return expert


def _certificate(user: User, days: int) -> None:
    """One that holds, one that ends soon and one that has just ended."""
    if Qualification.objects.filter(person=user).exists():
        return
    until = timezone.localdate() + timedelta(days=days)
    record_qualification(
        person=user,
        kind=ASSESSOR.slug,
        received_on=until - timedelta(days=1095),
        valid_until=until,
        issuer="Civil Service College",
        actor=adviser(),
        at=morning(until - timedelta(days=1090)) if days < 0 else None,
    )


def _share() -> None:
    """Those on a reserve list who know it agree to be put forward."""
    rows = Application.objects.filter(
        state=Application.State.RESERVE,
        campaign__organisation__is_demo=True,
        candidate__isnull=False,
        sharing_agreed_at=None,
    )
    for application in rows.select_related("candidate"):
        if application.candidate and is_on_reserve(application, timezone.now()):
            agree_to_share(application=application, actor=application.candidate)


def _select() -> None:
    """A department has selected somebody of another one's reserve list, and owes them the offer."""
    if SupportRequest.objects.filter(reason=FROM_A_RESERVE_LIST).exists():
        return
    cast = Cast.of("DfT")
    reserve = Application.objects.on_live_reserve(timezone.now()).filter(
        sharing_agreed_at__isnull=False, campaign__organisation__is_demo=True
    )
    elsewhere = reserve.exclude(campaign__organisation=cast.organisation)
    found = elsewhere.select_related("campaign").order_by("reserve_at", "pk").first()
    if found is None:
        return
    campaign, helper, today = found.campaign, adviser(), timezone.localdate()
    request = requests.submit_request(
        organisation=cast.organisation,
        kinds=[SupportKind.RESERVE_LIST],
        role=campaign.role,
        level=campaign.level,
        grade=campaign.grade,
        posts_wanted=1,
        reason=FROM_A_RESERVE_LIST,
        requested_urgency="soon",
        actor=cast.requester,
        at=morning(today - timedelta(days=6)),
    )
    at = morning(today - timedelta(days=5))
    requests.triage(request=request, urgency="soon", adviser=helper, actor=helper, at=at)
    answer = "We put somebody forward from a reserve list."
    requests.accept(request=request, answer=answer, actor=helper, at=at)
    first = referrals.listed(request)[0]
    referral = Referral(request=request, application=first)
    referral = referrals.refer(referral=referral, actor=helper)
    referrals.select(referral=referral, actor=cast.requester)
