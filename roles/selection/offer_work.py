"""What waits about offers and checks beside their making and recording."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from hub.models import Membership, User
from hub.work import WorkItem, WorkKind, WorkQueue
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.check_progress import CheckProgress

State = ApplicationState
RELATED = (
    "application__campaign__organisation",
    "application__post",
    "application__offer_terms__request__organisation",
)


def late_answers_asked(person: User) -> QuerySet[Application]:
    """Candidates who would accept an offer late, on which nobody has decided (S39)."""
    rows = _offered_by(person).filter(
        state__in=(State.PROVISIONAL_OFFER, State.OFFER_WITHDRAWN),
        offer_terms__late_asked_at__isnull=False,
        offer_terms__late_answered_at=None,
    )
    rows = rows.select_related(
        "campaign__organisation", "post", "offer_terms__request__organisation"
    )
    return rows.order_by("offer_terms__late_asked_at", "pk")


def amounts(person: User) -> QuerySet[AmountApproval]:
    """Amounts outside the approved range, for the approvers of the department (R1)."""
    organisations = person.organisations(Membership.Role.APPROVER)
    shown = Application.objects.without_rivals_of(person).order_by()
    rows = AmountApproval.objects.waiting().filter(
        application__campaign__organisation__in=organisations, application__in=shown.values("pk")
    )
    rows = rows.exclude(asked_by__in=person.side_keys)
    return rows.select_related("application__campaign__organisation").order_by("asked_at", "pk")


def own_doubts(person: User) -> QuerySet[CheckProgress]:
    """Questions about a person's own checks that they have not answered (S40)."""
    own = Application.objects.of(person).going_on().filter(state=State.CHECKS).order_by()
    rows = CheckProgress.objects.with_candidate().filter(application__in=own.values("pk"))
    return rows.defer("doubt", "answer", "evidence").select_related(*RELATED).order_by("pk")


def doubts_to_decide(person: User) -> QuerySet[CheckProgress]:
    """Doubts on which the candidate was heard, for somebody else than who raised each."""
    rows = CheckProgress.objects.to_decide(timezone.localdate())
    return _of_handled(rows, person).exclude(doubt_by__in=person.side_keys)


def doubts_out(person: User) -> QuerySet[CheckProgress]:
    """Doubts that candidates have time to answer, or that others decide."""
    today = timezone.localdate()
    waits = Q(answered_at=None) & Q(answer_by__gte=today)
    rows = CheckProgress.objects.doubted().filter(waits | Q(doubt_by__in=person.side_keys))
    return _of_handled(rows, person)


def _of_handled(rows: QuerySet[CheckProgress], person: User) -> QuerySet[CheckProgress]:
    handled = _offered_by(person).filter(state=State.CHECKS).order_by()
    rows = rows.filter(application__in=handled.values("pk"))
    return rows.defer("doubt", "answer", "evidence").select_related(*RELATED).order_by("pk")


def _offered_by(person: User) -> QuerySet[Application]:
    """Those to whom a department of the person offers a post, or did."""
    organisations = person.organisations(*RUNNING_CAMPAIGNS)
    of_department = Q(offer_terms__request__organisation__in=organisations) | Q(
        offer_terms__request=None, campaign__organisation__in=organisations
    )
    return Application.objects.without_rivals_of(person).going_on().filter(of_department)


def _form(application: Application, move: str) -> str:
    terms = application.terms_offered
    if terms is not None and terms.request is not None:
        return reverse("roles:support_people", args=[terms.request.reference])
    return reverse(
        "roles:sift_move", args=[application.campaign.reference, application.reference, move]
    )


def _named(application: Application) -> str:
    terms = application.terms_offered
    if terms is not None and terms.request is not None:
        return f"{terms.request.reference}: application {application.reference}"
    return f"{application.reference}, {application.campaign.title}"


def _late(application: Application) -> WorkItem:
    gone = not application.awaits_answer and not (application.post and application.post.is_open)
    return WorkItem(
        text=_named(application),
        href=_form(application, "refuse_late" if gone else "agree_late"),
        since=application.offer_terms.late_asked_at or application.offer_terms.made_at,
        organisation=application.organisation.name,
    )


def _amount(approval: AmountApproval) -> WorkItem:
    application = approval.application
    return WorkItem(
        text=f"{application.reference}, {application.campaign.title}",
        href=reverse("roles:amount_move", args=[approval.pk, "decide"]),
        since=approval.asked_at,
        organisation=application.campaign.organisation.name,
    )


def _own_doubt(row: CheckProgress) -> WorkItem:
    application = row.application
    return WorkItem(
        text=f"{application.job_offered}: {row.get_kind_display()}",
        href=reverse("roles:application_checks", args=[application.reference]),
        since=row.doubt_at or row.opened_at,
        until=row.answer_by,
        organisation=application.organisation.name,
    )


def _doubt(row: CheckProgress) -> WorkItem:
    return WorkItem(
        text=f"{_named(row.application)}: {row.get_kind_display()}",
        href=_form(row.application, "record_checks"),
        since=row.answered_at or row.doubt_at or row.opened_at,
        organisation=row.application.organisation.name,
    )


def _doubt_out(row: CheckProgress) -> WorkItem:
    application = row.application
    terms = application.terms_offered
    names = [application.campaign.reference, application.reference]
    href = (
        reverse("roles:support_people", args=[terms.request.reference])
        if terms is not None and terms.request is not None
        else reverse("roles:sift_detail", args=names)
    )
    return WorkItem(
        text=f"{_named(application)}: {row.get_kind_display()}",
        href=href,
        since=row.doubt_at or row.opened_at,
        until=None if row.answered_at else row.answer_by,
        organisation=application.organisation.name,
    )


OFFER_WORK = (
    WorkQueue(
        "roles.own_doubts",
        "Answer questions about your checks",
        own_doubts,
        _own_doubt,
        order=1,
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.late_answers_asked",
        "Decide on offers that candidates would accept late",
        late_answers_asked,
        _late,
        order=52,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.doubts_to_decide",
        "Decide on checks in doubt",
        doubts_to_decide,
        _doubt,
        order=53,
        offices=RUNNING_CAMPAIGNS,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.amounts",
        "Decide on amounts outside the approved range",
        amounts,
        _amount,
        order=40,
        offices=(Membership.Role.APPROVER,),
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.doubts_out",
        "Candidates, or colleagues, decide or answer about checks in doubt",
        doubts_out,
        _doubt_out,
        order=53,
        others_act=True,
        offices=RUNNING_CAMPAIGNS,
    ),
)
