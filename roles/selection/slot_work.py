"""What waits about interviews whose times candidates choose."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from hub.dates import datetime_gb
from hub.models import Membership, User
from hub.work import WorkItem, WorkKind, WorkQueue
from hub.working_days import add_working_days, working_days_before
from roles.applications.work import policy_of, times_to_choose, with_times
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.panel import PanelMember
from roles.models.selection.slot import Slot, SlotSeat
from roles.selection.services.holders import by_hand_of

State = ApplicationState


def to_choose(person: User) -> QuerySet[Application]:
    """A person's own applications for which they can choose the time of an interview."""
    rows = (
        Application.objects.of(person)
        .going_on()
        .filter(state=State.INTERVIEW_INVITED, campaign__in=with_times(person))
    )
    policy = policy_of(person)
    last = times_to_choose(person).filter(campaign=OuterRef("campaign")).order_by("-starts_at")
    rows = rows.select_related("campaign__organisation").annotate(
        last_time=Subquery(last.values("starts_at")[:1]),
        notice=Value(policy.interview_notice_working_days),
        region=Value(policy.bank_holidays),
    )
    return rows.order_by("interview_invited_at", "pk")


def _handled(person: User) -> QuerySet[Application]:
    rows = Application.objects.handled_by(person).invited().going_on()
    rows = rows.filter(campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    return rows.select_related("campaign__organisation", "interview", "interview_choice")


def none_suits(person: User) -> QuerySet[Application]:
    """Candidates whom no time suits, and for whom none was offered since they said so (S30)."""
    newest = Slot.objects.filter(campaign=OuterRef("campaign")).order_by().values("campaign")
    rows = _handled(person).filter(
        state=State.INTERVIEW_INVITED, interview_choice__none_suits_at__isnull=False
    )
    rows = rows.annotate(offered_at=Subquery(newest.annotate(at=Max("made_at")).values("at")))
    rows = rows.filter(Q(offered_at=None) | Q(offered_at__lt=F("interview_choice__none_suits_at")))
    return rows.order_by("interview_choice__none_suits_at", "pk")


def to_arrange(person: User) -> list[Application]:
    """Interviews that candidates chose who asked for adjustments, for who may know of them (R12).

    What they need is encrypted: it is looked at here.
    """
    organisations = person.organisations(Membership.Role.RESOURCING)
    rows = _handled(person).filter(
        campaign__organisation__in=organisations,
        state=State.INTERVIEW_BOOKED,
        interview__starts_at__gt=timezone.now(),
        slots__closed_at=None,
        slots__isnull=False,
        adjustments__isnull=False,
    )
    rows = rows.exclude(interview_choice__arranged_at__isnull=False)
    found = rows.select_related("adjustments").distinct().order_by("interview__starts_at", "pk")
    yes = Application.YesNo.YES
    return [row for row in found if row.adjustments.is_needed == yes or row.adjustments.detail]


def to_replace(person: User) -> QuerySet[Slot]:
    """Booked interviews for which somebody else is needed, as one of those cannot hold it (S31)."""
    handled = _handled(person).order_by()
    arranged = person.organisations(Membership.Role.RESOURCING)
    sits = PanelMember.objects.of_side(person).ever_held().order_by().values("panel__campaign")
    # That somebody may know the candidate is said to others once it is decided that they do.
    is_told = Q(campaign__organisation__in=arranged) & ~Q(campaign__in=sits)
    decided = Slot.objects.short_of_people(decided=True).order_by().values("pk")
    rows = Slot.objects.short_of_people().filter(is_told | Q(pk__in=decided))
    rows = rows.to_come(timezone.now()).filter(application__in=handled.values("pk"))
    return rows.select_related("campaign__organisation").order_by("starts_at", "pk")


def still_choosing(person: User) -> QuerySet[Application]:
    """Candidates who can choose a time and have not."""
    rows = _handled(person).filter(state=State.INTERVIEW_INVITED, campaign__in=with_times(person))
    rows = rows.filter(candidate__isnull=False)
    return rows.order_by("interview_invited_at", "pk")


def to_hold(person: User) -> QuerySet[SlotSeat]:
    """Interviews that somebody of a panel holds, to come; never of a hidden candidate (R9)."""
    rows = SlotSeat.objects.of_who_sits().of_anybody(person.account_keys)
    rows = rows.filter(slot__application__isnull=False, slot__starts_at__gt=timezone.now())
    if hidden := Application.objects.all().hidden_from(person):
        rows = rows.exclude(slot__application__in=hidden)
    rows = rows.select_related("slot__campaign__organisation", "place")
    return rows.order_by("starts_at", "pk")


def to_hold_by_hand(person: User) -> QuerySet[Interview]:
    """Those that somebody booked by hand, which everybody on the panel holds."""
    return by_hand_of(person, timezone.now())


def _choose(application: Any) -> WorkItem:
    # The last day on which the last time can be chosen.
    last, region = timezone.localdate(application.last_time), application.region
    return WorkItem(
        text=application.campaign.title,
        href=reverse("roles:application_interview", args=[application.reference]),
        since=application.interview_invited_at or application.draft_at,
        until=working_days_before(last, application.notice, region=region),
        organisation=application.campaign.organisation.name,
    )


def _names(application: Application) -> list[str]:
    return [application.campaign.reference, application.reference]


def _which(application: Application) -> str:
    return f"{application.reference}, {application.campaign.title}"


def _book(application: Application) -> WorkItem:
    policy = RecruitmentPolicy.load()
    said_at = application.interview_choice.none_suits_at
    day = add_working_days(timezone.localdate(said_at), 1, region=policy.bank_holidays)
    return WorkItem(
        text=_which(application),
        href=reverse("roles:sift_move", args=[*_names(application), "book"]),
        since=said_at or application.draft_at,
        until=day,
        organisation=application.campaign.organisation.name,
    )


def _arrange(application: Application) -> WorkItem:
    return WorkItem(
        text=_which(application),
        href=reverse("roles:sift_move", args=[*_names(application), "arranged"]),
        since=application.interview.set_at,
        until=application.interview.starts_at,
        organisation=application.campaign.organisation.name,
    )


def _replace(slot: Slot) -> WorkItem:
    return WorkItem(
        text=f"{slot.campaign.reference}, {slot.campaign.title}: {slot.when}",
        href=reverse("roles:slot_move", args=[slot.campaign.reference, slot.pk, "replace"]),
        since=slot.taken_at or slot.made_at,
        until=slot.starts_at,
        organisation=slot.campaign.organisation.name,
    )


def _still(application: Application) -> WorkItem:
    return WorkItem(
        text=_which(application),
        href=reverse("roles:sift_detail", args=_names(application)),
        since=application.interview_invited_at or application.draft_at,
        organisation=application.campaign.organisation.name,
    )


def _hold_by_hand(interview: Any) -> WorkItem:
    campaign = interview.application.campaign
    return WorkItem(
        text=f"{campaign.title}: {datetime_gb(interview.starts_at)}",
        href=reverse("roles:panel_place", args=[interview.held_at]),
        since=interview.set_at,
        until=interview.starts_at,
        organisation=campaign.organisation.name,
    )


def _hold(seat: SlotSeat) -> WorkItem:
    campaign = seat.slot.campaign
    return WorkItem(
        text=f"{campaign.title}: {seat.slot.when}",
        href=seat.place.get_absolute_url(),
        since=seat.slot.taken_at or seat.slot.made_at,
        until=seat.slot.starts_at,
        organisation=campaign.organisation.name,
    )


def _all_applications(person: User) -> str:
    return reverse("roles:application_list")


SLOT_WORK = (
    WorkQueue(
        "roles.interviews_to_choose",
        "Choose a time for your interview",
        to_choose,
        _choose,
        2,
        whole=_all_applications,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.interviews_none_suit",
        "Book interviews for people who cannot make these times",
        none_suits,
        _book,
        order=49,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.interviews_to_arrange",
        "Check the arrangements for interviews",
        to_arrange,
        _arrange,
        order=49,
        offices=(Membership.Role.RESOURCING,),
    ),
    WorkQueue(
        "roles.interviews_to_replace",
        "Find a replacement interviewer",
        to_replace,
        _replace,
        order=49,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue("roles.interviews_to_hold", "Hold interviews", to_hold, _hold, order=51),
    WorkQueue(
        "roles.interviews_by_hand",
        "Hold interviews with the whole panel",
        to_hold_by_hand,
        _hold_by_hand,
        order=51,
    ),
    WorkQueue(
        "roles.interviews_chosen_by_candidates",
        "Candidates choose the times of their interviews",
        still_choosing,
        _still,
        order=49,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
)
