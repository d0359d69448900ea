"""Telling candidates: by email, and where we cannot email them, by asking somebody to phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from hub.models import Notification, User
from hub.notifications import kinds
from hub.numbers import plural
from roles.models.applications.application import Application
from roles.models.applications.phone_call import PhoneCall, PhoneCallQuerySet
from roles.models.campaigns.campaign import Campaign
from roles.notifying import NEWS, handlers_of, notify_people

# What a candidate comes to or answers by a day, or resigns upon: of nothing else is anybody asked
# to phone when the email was sent and came back.
BY_A_DAY = frozenset(
    {
        "roles.interview_invited",
        "roles.interview_booked",
        "roles.offer_made",
        "roles.offer_changed",
        "roles.offer_answer_due",
        "roles.offer_late",
        "roles.offer_extended",
        "roles.offer_withdrawn",
        "roles.late_answer_refused",
        "roles.check_doubted",
        "roles.offer_confirmed",
        "roles.offer_ended",
    }
)


def tell_candidate(
    slug: str,
    application: Application,
    *,
    at: datetime,
    occasion: str,
    subject: models.Model | None = None,
    not_before: datetime | None = None,
    is_at_their_word: bool = False,
    **context: Any,
) -> None:
    """Tell a candidate about an application, or about its campaign as the ``subject``.

    Whoever can be emailed is. Of others, who may know them is asked to phone them, when others are
    emailed; not about what staff did at the candidate's word. Nobody is told of an erased one.
    """
    if application.cannot_be_mailed:
        if not is_at_their_word and timezone.now() - at <= NEWS:
            _ask_to_phone(slug, application, subject, at, occasion, not_before)
    elif to := application.mailed_to:
        about = subject or application
        notify_people(slug, [to], about, at=at, occasion=occasion, not_before=not_before, **context)


def phone_instead(email: Notification, at: datetime | None = None) -> None:
    """Ask to phone a candidate whose email came back, where it was about a day that passes."""
    application = email.subject
    if not isinstance(application, Application) or email.slug not in BY_A_DAY:
        return
    if application.cannot_be_mailed:
        moment = at or timezone.now()
        _ask_to_phone(email.slug, application, application, moment, email.occasion, None)


def calls_due(rows: PhoneCallQuerySet, at: datetime | None = None) -> list[PhoneCall]:
    """Those of the calls that are still to be made, and of which what is to be told still holds."""
    due = rows.due(at or timezone.now()).select_related(
        "application__campaign__organisation__parent"
    )
    return [call for call in due if is_true(call)]


def calls_about(application: Application, at: datetime | None = None) -> list[PhoneCall]:
    """What one candidate is still to be told by phone."""
    return calls_due(PhoneCall.objects.filter(application=application), at)


def calls_of(campaign: Campaign, reader: User) -> list[PhoneCall]:
    """What candidates of a campaign are still to be told by phone, of those the reader handles."""
    rows = campaign.applications.of_campaigns_of(reader).order_by()
    return calls_due(PhoneCall.objects.filter(application__in=rows.values("pk")))


def is_true(call: PhoneCall) -> bool:
    """Whether the email would still be sent: by the same rule as for everybody else."""
    application, kind = call.application, kinds.get(call.slug)
    if application.erased_at or kind is None:
        return False
    if kind.extra is None:
        return True
    subject = application.campaign if call.is_about_campaign else application
    email = Notification(slug=call.slug, subject=subject, occasion=call.occasion)
    what_holds = kind.extra
    return what_holds(email) is not None


def what_to_tell(call: PhoneCall) -> str:
    """What it is about, in the words of the list of emails."""
    kind = kinds.get(call.slug)
    return kind.label.removesuffix(", to candidates") if kind else ""


def callers_of(application: Application) -> list[User]:
    """Who is asked to phone a candidate: those who may know who it is (R11)."""
    campaign = application.campaign
    request = campaign.support_request
    handlers = handlers_of(campaign, request.adviser if request else None)
    people = dict.fromkeys(filter(None, [*handlers, application.entered_by]))
    active = [person for person in people if person.is_active]
    know = [person for person in active if person.has_perm("roles.phone_candidate", application)]
    return know or [
        person for person in active if person.has_perm("roles.phone_instead", application)
    ]


def will_tell(application: Application, when: str) -> str:
    """The promise that the candidate is told, as it will be kept."""
    if application.cannot_be_mailed:
        return cannot_mail(application)
    return f"We will tell the candidate {when}."


def have_told(application: Application) -> str:
    """That the candidate has been told, or who has to do it."""
    if application.cannot_be_mailed:
        return cannot_mail(application).rstrip(".")
    return "We have told the candidate"


def cannot_mail(application: Application) -> str:
    """Says that the candidate has to be phoned, with the number from the invitation on (R11)."""
    if not application.cannot_be_mailed:
        return ""
    if application.shows_identity:
        return f"We cannot email this candidate. Phone them: {application.phone}."
    return (
        "We cannot email this candidate. We will ask the person who entered the application, or a "
        "colleague, to phone them."
    )


def whom_to_phone(applications: models.QuerySet[Application]) -> str:
    """Names those whom nobody can email, after a promise to tell everybody; "" for none."""
    found = _who_cannot_be_mailed(applications)
    if not found:
        return ""
    named = (
        f"{row.reference} ({row.phone})" if row.shows_identity else row.reference for row in found
    )
    return (
        f" We cannot email {plural(len(found), 'candidate')}: {', '.join(named)}. "
        "We will ask somebody to phone each of them."
    )


def _who_cannot_be_mailed(applications: models.QuerySet[Application]) -> list[Application]:
    """Those of the applications that say so of themselves, in two queries."""
    failed = Notification.objects.undelivered()
    rows = applications.filter(
        Q(candidate=None)
        | Q(candidate__is_active=False)
        | Q(candidate__in=failed.values("recipient")),
        submitted_at__isnull=False,
        erased_at=None,
    ).select_related("candidate")
    addresses = {row.pk: row.mailed_to.lower() for row in rows if isinstance(row.mailed_to, str)}
    written_to = failed.filter(recipient=None).annotate(of=Lower("address"))
    back = set(written_to.filter(of__in=addresses.values()).values_list("of", flat=True))
    return [row for row in rows if row.pk not in addresses or addresses[row.pk] in back]


def _ask_to_phone(
    slug: str,
    application: Application,
    subject: models.Model | None,
    at: datetime,
    occasion: str,
    not_before: datetime | None,
) -> None:
    call, is_new = PhoneCall.objects.get_or_create(
        application=application,
        slug=slug,
        occasion=occasion,
        defaults={
            "due_at": not_before or at,
            "is_about_campaign": isinstance(subject, Campaign),
        },
    )
    if not is_new:
        return
    notify_people(
        "roles.candidate_to_phone",
        callers_of(application),
        application,
        at=at,
        occasion=f"call {call.pk}",
        not_before=not_before,
        reference=application.reference,
        campaign=application.campaign.reference,
        what=what_to_tell(call),
    )
