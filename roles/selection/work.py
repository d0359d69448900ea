"""What waits for those who choose: sifts, interviews, decisions, offers, checks, calls, people."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import User
from hub.numbers import plural
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue
from roles.department_roles import HIRING, RUNNING_CAMPAIGNS
from roles.models.applications.application import Application
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.interview import Interview
from roles.models.applications.phone_call import PhoneCall
from roles.models.campaigns.campaign_side import competed_in
from roles.models.selection.referral import Referral
from roles.models.selection.referral_state import ReferralState
from roles.models.support.support_request import SupportRequest
from roles.selection.waiting import Stage, letters, stages
from roles.telling import calls_due, what_to_tell

State = ApplicationState
SHOWN = ("campaign__organisation", "interview", "post", "offer_terms__request__organisation")
# Those of whom something is recorded after an offer is accepted.
NEXT = (State.ACCEPTED, State.CHECKS, State.FORMAL_OFFER)


def _invited(person: User) -> QuerySet[Application]:
    """Applications of a department whose candidates were invited, so that they may be named."""
    rows = Application.objects.handled_by(person).invited().going_on()
    rows = rows.filter(campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    return rows.select_related(*SHOWN)


def _offered(person: User) -> QuerySet[Application]:
    """Those to whom a department offers a post: its own candidates, and people put forward to it.

    Not its candidates to whom another department offers one (R15).
    """
    organisations = person.organisations(*RUNNING_CAMPAIGNS)
    of_others = Application.objects.without_rivals_of(person).going_on()
    for_requests = of_others.filter(offer_terms__request__organisation__in=organisations)
    own = _invited(person).filter(offer_terms__isnull=False, offer_terms__request=None)
    rows = Application.objects.filter(
        Q(pk__in=own.order_by().values("pk")) | Q(pk__in=for_requests.order_by().values("pk"))
    )
    return rows.select_related(*SHOWN)


def held(person: User) -> QuerySet[Application]:
    """Interviews that are over by their time and not recorded."""
    over = Interview.objects.over(timezone.now()).order_by()
    rows = _invited(person).filter(state=State.INTERVIEW_BOOKED, interview__in=over)
    return rows.order_by("interview__starts_at", "pk")


def late_answers(person: User) -> QuerySet[Application]:
    """Offers whose day to answer by has passed (R22)."""
    rows = _offered(person).filter(state=State.PROVISIONAL_OFFER)
    # Who would accept it late waits for another decision (S39).
    asked = Q(offer_terms__late_asked_at__isnull=False, offer_terms__late_answered_at=None)
    rows = rows.filter(~asked, offer_terms__answer_by__lt=timezone.localdate())
    return rows.order_by("offer_terms__answer_by", "pk")


def to_check(person: User) -> QuerySet[Application]:
    """People who accepted an offer, until their formal offer is made; from their first day on."""
    rows = _offered(person).filter(state__in=NEXT)
    rows = rows.exclude(_yet_to_start())
    return rows.order_by("offer_terms__starts_on", "pk")


def yet_to_start(person: User) -> QuerySet[Application]:
    """People with a formal offer whose first day is still to come (R16)."""
    rows = _offered(person).filter(_yet_to_start())
    return rows.order_by("offer_terms__starts_on", "pk")


def _yet_to_start() -> Q:
    return Q(state=State.FORMAL_OFFER, offer_terms__starts_on__gt=timezone.localdate())


def offers_out(person: User) -> QuerySet[Application]:
    """Offers that candidates have time to answer."""
    rows = _offered(person).filter(state=State.PROVISIONAL_OFFER)
    rows = rows.filter(offer_terms__answer_by__gte=timezone.localdate())
    return rows.order_by("offer_terms__answer_by", "pk")


def referred(person: User) -> QuerySet[Referral]:
    """People whom the hub put forward, for whom a department decides (R15)."""
    rows = Referral.objects.visible_to(person).filter(
        state=ReferralState.REFERRED, request__organisation__in=person.organisations(*HIRING)
    )
    rows = rows.exclude(request__campaigns__in=competed_in(person))
    return rows.select_related("request__organisation", "application").order_by("referred_at", "pk")


def selected(person: User) -> QuerySet[Referral]:
    """People whom a department selected, who wait for its offer."""
    rows = Referral.objects.visible_to(person).awaiting_offer()
    rows = rows.filter(request__organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    rows = rows.exclude(request__campaigns__in=competed_in(person))
    return rows.select_related("request__organisation", "application").order_by("selected_at", "pk")


def calls(person: User) -> list[PhoneCall]:
    """Candidates whom nobody can email, for who handles their campaign and may phone them."""
    if not person.holds_office:
        return []
    handled = Application.objects.all().of_campaigns_of(person).values("pk")
    due = calls_due(PhoneCall.objects.filter(application__in=handled))
    return [call for call in due if person.has_perm("roles.phone_candidate", call.application)]


def _stage(stage: Stage) -> WorkItem:
    campaign = stage.campaign
    number = f"{plural(stage.number, 'application')} " if stage.number else ""
    return WorkItem(
        text=f"{campaign.reference}, {campaign.title}: {number}{stage.words}",
        href=_address(stage),
        since=stage.since,
        until=stage.until,
        organisation=campaign.organisation.name,
    )


def _address(stage: Stage) -> str:
    reference = stage.campaign.reference
    if stage.move:
        return reverse("roles:campaign_move", args=[reference, stage.move])
    return reverse("roles:sift_next", args=[reference, stage.waits])


def _request_of(application: Application) -> SupportRequest | None:
    """The support request whose post is offered, of people put forward (R15)."""
    terms = application.terms_offered
    return terms.request if terms else None


def _candidate(application: Application) -> str:
    """Which it is, never whose: who reads a name is on record, and opened a page (R11, R15)."""
    request = _request_of(application)
    if request is not None:
        return f"{request.reference}: application {application.reference}"
    return f"{application.reference}, {application.campaign.title}"


def _move(application: Application, move: str) -> str:
    request = _request_of(application)
    if request is not None:
        # The page on which who looks says why, with the move beside the person.
        return reverse("roles:support_people", args=[request.reference])
    return reverse(
        "roles:sift_move", args=[application.campaign.reference, application.reference, move]
    )


def _go_on(application: Application) -> str:
    """The form of what is next of it, whatever that is by then."""
    request = _request_of(application)
    if request is not None:
        return reverse("roles:support_people", args=[request.reference])
    names = [application.campaign.reference, application.reference]
    return reverse("roles:sift_go_on", args=names)


def _detail(application: Application) -> str:
    request = _request_of(application)
    if request is not None:
        return reverse("roles:support_people", args=[request.reference])
    return reverse(
        "roles:sift_detail", args=[application.campaign.reference, application.reference]
    )


def _held(application: Application) -> WorkItem:
    return WorkItem(
        text=_candidate(application),
        href=_move(application, "record_interview"),
        since=application.interview.starts_at,
        organisation=application.campaign.organisation.name,
    )


def _late(application: Application) -> WorkItem:
    return replace(_answer(application), href=_move(application, "extend_offer"))


def _answer(application: Application) -> WorkItem:
    return WorkItem(
        text=_candidate(application),
        href=_detail(application),
        since=application.offer_terms.made_at,
        until=application.offer_terms.answer_by,
        organisation=application.organisation.name,
    )


def _start(application: Application) -> WorkItem:
    return WorkItem(
        text=_candidate(application),
        href=_go_on(application),
        since=application.accepted_at or application.offer_terms.made_at,
        until=application.offer_terms.starts_on,
        organisation=application.organisation.name,
    )


def _first_day(application: Application) -> WorkItem:
    return replace(_start(application), href=_detail(application))


def _referral(referral: Referral) -> WorkItem:
    return WorkItem(
        text=f"{referral.request.reference}: application {referral.application.reference}",
        href=referral.get_absolute_url(),
        since=referral.selected_at or referral.referred_at or referral.request.submitted_at,
        until=referral.follow_up_on,
        organisation=referral.request.organisation.name,
    )


def _call(call: PhoneCall) -> WorkItem:
    campaign = call.application.campaign
    return WorkItem(
        text=f"{call.application.reference}: {what_to_tell(call)}",
        href=reverse(
            "roles:sift_move", args=[campaign.reference, call.application.reference, "told"]
        ),
        since=call.due_at,
        organisation=campaign.organisation.name,
    )


def _letter(letter: ApplicationMessage) -> WorkItem:
    """A question about an application: before the invitation by the day alone (R11)."""
    application = letter.application
    known = application.shows_identity
    return WorkItem(
        text=f"Question on {_candidate(application)}",
        href=_answering(application),
        since=letter.sent_at if known else timezone.localdate(letter.sent_at),
        organisation=application.organisation.name,
    )


def _answering(application: Application) -> str:
    """Where whoever may answer the candidate does so."""
    if _request_of(application) is not None:
        return _detail(application)
    names = [application.campaign.reference, application.reference]
    return reverse("roles:sift_answer", args=names)


SELECTION_WORK = (
    WorkQueue(
        "roles.letters",
        "Answer candidates’ questions about their applications",
        letters,
        _letter,
        order=49,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.stages",
        "Choose candidates",
        stages,
        _stage,
        order=50,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.interviews_held",
        "Record interviews that were held",
        held,
        _held,
        order=51,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "roles.late_answers",
        "Give more time to answer offers, or withdraw them",
        late_answers,
        _late,
        order=52,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.checks",
        "Record checks, formal offers and starts",
        to_check,
        _start,
        53,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "roles.calls",
        "Phone candidates whom we cannot email",
        calls,
        _call,
        order=54,
        offices=(*HUB_TEAM, *RUNNING_CAMPAIGNS),
        kind=WorkKind.RECORD,
    ),
    WorkQueue(
        "roles.referred",
        "Decide on people from reserve lists",
        referred,
        _referral,
        order=55,
        offices=HIRING,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.selected",
        "Make offers to people from reserve lists",
        selected,
        _referral,
        order=56,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.yet_to_start",
        "People start on the day that was agreed",
        yet_to_start,
        _first_day,
        order=53,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.offers_out",
        "Candidates answer offers",
        offers_out,
        _answer,
        order=52,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
)
