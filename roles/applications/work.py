"""What waits for candidates: drafts to send, offers to answer, interviews to go to."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import User
from hub.work import WorkItem, WorkKind, WorkQueue, read_once
from roles.models.applications.application import Application
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.application_state import (
    SHOWN_UNTIL_RELEASE,
    UNDECIDED,
    ApplicationState,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import UNFINISHED
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.slot import Slot, first_moment, first_to_change

State = ApplicationState


def _own(person: User) -> QuerySet[Application]:
    rows = Application.objects.of(person).going_on()
    return rows.select_related("campaign__organisation", "offer_terms", "interview")


def drafts(person: User) -> QuerySet[Application]:
    """Applications that a person has begun, for roles that are still open."""
    still_open = Campaign.objects.open_at(timezone.now()).values("pk")
    rows = _own(person).filter(state=State.DRAFT, campaign__in=still_open)
    return rows.order_by(F("campaign__closes_at").asc(), "pk")


def offers(person: User) -> QuerySet[Application]:
    """Offers that a person has not answered; late ones stand until they are withdrawn (R22).

    Who has asked to accept late waits for the department (S39).
    """
    rows = _own(person).filter(state=State.PROVISIONAL_OFFER, offer_terms__isnull=False)
    asked = Q(offer_terms__late_asked_at__isnull=False, offer_terms__late_answered_at=None)
    rows = rows.filter(~asked)
    return rows.order_by(F("offer_terms__answer_by").asc(), "pk")


def interviews(person: User) -> QuerySet[Any]:
    """Interviews to come."""
    rows = _own(person).filter(
        state=State.INTERVIEW_BOOKED, interview__starts_at__gt=timezone.now()
    )
    # Where it can still be changed or cancelled.
    first = first_to_change(timezone.now(), policy_of(person))
    times = Slot.objects.taken().filter(application=OuterRef("pk"), starts_at__gte=first)
    rows = rows.annotate(may_change=Exists(times))
    return rows.order_by(F("interview__starts_at").asc(), "pk")


def policy_of(person: User) -> RecruitmentPolicy:
    """The rules of the day, read once for all that waits for a person."""
    return read_once(person, "roles.policy", lambda _: RecruitmentPolicy.load())


def times_to_choose(person: User) -> QuerySet[Slot]:
    """The times for interviews that can be chosen now, in whichever campaign."""
    return Slot.objects.choosable_from(first_moment(timezone.now(), policy_of(person)))


def with_times(person: User) -> Any:
    """The campaigns in which times for interviews can be chosen now."""
    return times_to_choose(person).order_by().values("campaign")


def with_departments(person: User) -> QuerySet[Application]:
    """Applications on which departments decide, as far as the candidate may know."""
    unread = Q(state__in=SHOWN_UNTIL_RELEASE, release_at__gt=timezone.now())
    # Until then nobody is told that it is set aside, either: only what has passed is.
    undecided = Q(state__in=UNDECIDED, is_set_aside=False)
    rows = Application.objects.of(person).filter(undecided | unread, submitted_at__isnull=False)
    rows = rows.select_related("campaign__organisation", "offer_terms", "interview")
    # Of a role that has ended nobody is told by being listed that a decision rests.
    rows = rows.filter(campaign__state__in=UNFINISHED)
    rows = rows.exclude(pk__in=interviews(person).values("pk"))
    rows = rows.without_times_to_choose(with_times(person))
    return rows.order_by("submitted_at", "pk")


def on_the_way(person: User) -> QuerySet[Application]:
    """Jobs that a person has accepted, until they start: the department goes on with each."""
    rows = Application.objects.of(person).going_on().awaiting_start()
    rows = rows.select_related(
        "campaign__organisation", "post", "offer_terms__request__organisation"
    )
    return rows.order_by("accepted_at", "pk")


def own_letters(person: User) -> QuerySet[ApplicationMessage]:
    """What a person asked about their applications and the department has not answered."""
    rows = ApplicationMessage.objects.unanswered().defer("text")
    rows = rows.filter(application__in=Application.objects.of(person).order_by().values("pk"))
    return rows.select_related(
        "application__campaign__organisation",
        "application__post",
        "application__offer_terms__request__organisation",
    )


# What the department does next after an offer is accepted, and since when.
GOES_ON = {
    State.ACCEPTED: ("checks", "accepted_at"),
    State.CHECKS: ("checks", "checks_at"),
    State.FORMAL_OFFER: ("your first day", "formal_offer_at"),
}


def _about(application: Application) -> str:
    return application.campaign.title


def _draft(application: Application) -> WorkItem:
    return WorkItem(
        text=_about(application),
        href=reverse("roles:application_go_on", args=[application.reference]),
        since=application.draft_at,
        until=application.campaign.closes_at,
        organisation=application.campaign.organisation.name,
    )


def _offer(application: Application) -> WorkItem:
    terms = application.offer_terms
    return WorkItem(
        text=_about(application),
        href=reverse("roles:application_offer", args=[application.reference]),
        since=terms.made_at,
        until=terms.answer_by,
        organisation=application.organisation.name,
    )


def _interview(application: Any) -> WorkItem:
    address = application.get_absolute_url()
    if application.may_change:
        # Where it can be changed or cancelled.
        address = reverse("roles:application_interview", args=[application.reference])
    return WorkItem(
        text=_about(application),
        href=address,
        since=application.interview.set_at,
        until=application.interview.starts_at,
        organisation=application.campaign.organisation.name,
    )


def _sent(application: Application) -> WorkItem:
    return WorkItem(
        text=_about(application),
        href=application.get_absolute_url(),
        since=application.submitted_at or application.draft_at,
        organisation=application.campaign.organisation.name,
    )


def _on_the_way(application: Application) -> WorkItem:
    words, since = GOES_ON[State(application.state)]
    terms = application.terms_offered
    return WorkItem(
        text=f"{application.job_offered}: {words}",
        href=application.get_absolute_url(),
        since=getattr(application, since) or application.draft_at,
        until=terms.starts_on if terms and application.formal_offer_at else None,
        organisation=application.organisation.name,
    )


def _own_letter(letter: ApplicationMessage) -> WorkItem:
    application = letter.application
    return WorkItem(
        text=f"Your question about {application.job_offered}",
        href=application.get_absolute_url(),
        since=letter.sent_at,
        organisation=application.organisation.name,
    )


def _all_applications(person: User) -> str:
    return reverse("roles:application_list")


APPLICATION_WORK = (
    WorkQueue(
        "roles.offers",
        "Answer offers",
        offers,
        _offer,
        1,
        whole=_all_applications,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.interviews", "Go to interviews", interviews, _interview, 2, whole=_all_applications
    ),
    WorkQueue(
        "roles.drafts", "Send applications", drafts, _draft, order=3, whole=_all_applications
    ),
    WorkQueue(
        "roles.with_departments",
        "Departments decide on your applications",
        with_departments,
        _sent,
        order=1,
        others_act=True,
        whole=_all_applications,
    ),
    WorkQueue(
        "roles.on_the_way",
        "The department carries out its checks, makes the formal offer and agrees your first day",
        on_the_way,
        _on_the_way,
        order=2,
        others_act=True,
        whole=_all_applications,
    ),
    WorkQueue(
        "roles.own_letters",
        "The department answers your question about an application",
        own_letters,
        _own_letter,
        order=3,
        others_act=True,
        whole=_all_applications,
    ),
)
