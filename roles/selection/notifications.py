"""What is told of decisions, offers, and people on reserve lists who are put forward (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from hub.models import Notification
from hub.notifications import NotificationKind
from roles.applications.notifications import (
    ended,
    example_of_advert,
    example_of_end,
    example_of_handler,
    interview_off_file,
    still_there,
    to_candidate,
)
from roles.models.applications.application import Application
from roles.models.selection.referral import Referral
from roles.notifying import HUB_TEAM


def _referred() -> Mapping[str, Any]:
    return {
        "reference": "S-7KQ2-M8XD",
        "application": "A-7KQ2-M8XD",
        "department": "Department for Example",
        "is_selected": True,
        "was_selected": False,
    }


def still_to_follow_up(notification: Notification) -> Mapping[str, Any] | None:
    """Nothing more to say while the day stands; else the message is dropped."""
    referral = notification.subject
    if not isinstance(referral, Referral):
        return None
    due = Referral.objects.to_follow_up(timezone.localdate()).filter(pk=referral.pk)
    is_current = f"{referral.follow_up_on}" == notification.occasion
    return {} if is_current and due.exists() else None


def _example_of_interview() -> Mapping[str, Any]:
    return {
        **example_of_advert(),
        "interview": [("When", "8 December 2026, 10am"), ("Where", "1 Example Street, Leeds")],
    }


def _current_interview(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the interview as it is set now; None once it is held or taken back."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    slot = application.interview_slot
    if slot is None or application.state != Application.State.INTERVIEW_BOOKED:
        return None
    return {**known, "interview": slot.in_words}


def _interview_file(notification: Notification) -> tuple[str, str, str] | None:
    """The interview as it is set now, for the candidate's calendar."""
    application = notification.subject
    slot = application.interview_slot if isinstance(application, Application) else None
    return slot.calendar_file if slot else None


def _current_offer(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the day to answer by."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    terms = application.terms_offered
    return {**known, "answer_by": terms.answer_by if terms else None}


def _offer_unanswered(notification: Notification) -> Mapping[str, Any] | None:
    """The same while it waits and the day stands; else the message is dropped."""
    known, application = _current_offer(notification), notification.subject
    if known is None or not isinstance(application, Application) or not application.awaits_answer:
        return None
    return known if f"{known['answer_by']}" == notification.occasion else None


def _why_it_ended(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the reason."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    terms = application.terms_offered
    return {**known, "reason": terms.ended_because if terms else ""}


def _example_of_offer() -> Mapping[str, Any]:
    return {**example_of_advert(), "answer_by": date(2026, 12, 8)}


def _example_of_ended() -> Mapping[str, Any]:
    return {**example_of_advert(), "reason": "We have to fill the post before the new year."}


def _example_of_unanswered() -> Mapping[str, Any]:
    return {**example_of_handler(), "answer_by": "8 December 2026"}


def _example_of_interviewee() -> Mapping[str, Any]:
    return {**example_of_handler(), "interview": "8 December 2026, 10am"}


NOTIFICATIONS = [
    to_candidate(
        "roles.application_set_aside",
        "Application set aside",
        "Somebody who handles applications marks that a person applied twice for a role",
        "We think you applied twice for a role",
        "roles/selection/mail/application_set_aside.txt",
    ),
    to_candidate(
        "roles.application_taken_up_again",
        "Application taken up again",
        "An application that was set aside is taken up again",
        "We are considering application {reference} again",
        "roles/selection/mail/application_taken_up_again.txt",
    ),
    to_candidate(
        "roles.application_sifted",
        "Result of the sift",
        "An application passes or fails the sift",
        "There is a decision on your application {reference}",
        "roles/selection/mail/application_updated.txt",
    ),
    to_candidate(
        "roles.interview_invited",
        "Invitation to an interview",
        "An application is invited to an interview",
        "Interview for your application {reference}",
        "roles/selection/mail/interview_invited.txt",
    ),
    to_candidate(
        "roles.interview_booked",
        "Time and place of an interview",
        "The department sets or changes when and where a candidate is met",
        "Your interview for application {reference}",
        "roles/selection/mail/interview_booked.txt",
        example=_example_of_interview,
        extra=_current_interview,
        file=_interview_file,
    ),
    to_candidate(
        "roles.application_decided",
        "Result of the interview",
        "A candidate goes on the reserve list or is not appointable",
        "There is a decision on your application {reference}",
        "roles/selection/mail/application_updated.txt",
    ),
    to_candidate(
        "roles.role_ended",
        "Role ended before a decision",
        "A campaign ends, and there is no decision on an application",
        "The role you applied for has ended: application {reference}",
        "roles/selection/mail/role_ended.txt",
        example=example_of_end,
        extra=ended,
        file=interview_off_file,
    ),
    to_candidate(
        "roles.offer_made",
        "Provisional offer",
        "A post is offered",
        "You have an offer on your application {reference}",
        "roles/selection/mail/offer_made.txt",
        extra=_current_offer,
    ),
    to_candidate(
        "roles.offer_answer_due",
        "An offer to answer soon",
        "Some working days before the day to answer an offer by",
        "Answer the offer on your application {reference}",
        "roles/selection/mail/offer_answer_due.txt",
        example=_example_of_offer,
        extra=_offer_unanswered,
    ),
    to_candidate(
        "roles.offer_late",
        "The day to answer an offer has passed, to the candidate",
        "Nobody has answered an offer by its day",
        "You have not answered the offer on your application {reference}",
        "roles/selection/mail/offer_late.txt",
        example=_example_of_offer,
        extra=_offer_unanswered,
    ),
    to_candidate(
        "roles.offer_extended",
        "More time to answer an offer",
        "The department gives the candidate more time to answer",
        "You have more time to answer the offer on your application {reference}",
        "roles/selection/mail/offer_extended.txt",
        example=_example_of_offer,
        extra=_offer_unanswered,
    ),
    to_candidate(
        "roles.offer_withdrawn",
        "Offer withdrawn",
        "The department withdraws an offer that was not answered in time",
        "The offer on your application {reference} is withdrawn",
        "roles/selection/mail/offer_withdrawn.txt",
        example=_example_of_ended,
        extra=_why_it_ended,
    ),
    NotificationKind(
        slug="roles.offer_unanswered",
        label="An offer that nobody answered",
        audience="Hiring managers and resourcing officers of the department",
        to_office=True,
        trigger="The day to answer an offer by has passed",
        title="The candidate has not answered the offer: application {reference}",
        template="roles/selection/mail/offer_unanswered.txt",
        example=_example_of_unanswered,
        extra=_offer_unanswered,
    ),
    NotificationKind(
        slug="roles.offer_unanswered_late",
        label="An offer that nobody answered or withdrew",
        audience="The department's Digital Leader and HR contact; the hub team adviser",
        to_office=True,
        trigger="The department was told that nobody answered and some working days later it waits",
        title="Nobody has acted on the unanswered offer: application {reference}",
        template="roles/selection/mail/offer_unanswered_late.txt",
        example=_example_of_unanswered,
        extra=_offer_unanswered,
    ),
    to_candidate(
        "roles.offer_accepted",
        "Offer accepted, to the candidate",
        "The candidate accepts an offer",
        "You have accepted the offer on your application {reference}",
        "roles/selection/mail/offer_accepted.txt",
    ),
    to_candidate(
        "roles.offer_declined",
        "Offer declined, to the candidate",
        "The candidate declines an offer",
        "You have declined the offer on your application {reference}",
        "roles/selection/mail/offer_declined.txt",
    ),
    to_candidate(
        "roles.offer_confirmed",
        "Formal offer",
        "The checks are passed",
        "Your offer is formal: application {reference}",
        "roles/selection/mail/offer_confirmed.txt",
    ),
    to_candidate(
        "roles.offer_ended",
        "Offer ended",
        "An accepted offer falls through",
        "The offer on your application {reference} has ended",
        "roles/selection/mail/offer_ended.txt",
        example=_example_of_ended,
        extra=_why_it_ended,
    ),
    NotificationKind(
        slug="roles.offer_answered",
        label="Offer answered, to the department and the hub team",
        audience="Hiring managers and resourcing officers of the department; the hub team adviser",
        to_office=True,
        trigger="The candidate accepts or declines an offer",
        title="An offer was {answer}: application {reference}",
        template="roles/selection/mail/offer_answered.txt",
        example=example_of_handler,
    ),
    NotificationKind(
        slug="roles.appointee_withdrew",
        label="A candidate with an offer withdrew",
        audience="Hiring managers and resourcing officers of the department; the hub team adviser",
        to_office=True,
        trigger="A candidate withdraws, or closes their account, after an offer",
        title="A candidate with an offer has withdrawn: application {reference}",
        template="roles/selection/mail/appointee_withdrew.txt",
        example=example_of_handler,
    ),
    NotificationKind(
        slug="roles.interviewee_withdrew",
        label="A candidate with an interview withdrew",
        audience="Hiring managers and resourcing officers of the department; the hub team adviser",
        to_office=True,
        trigger="A candidate withdraws, or closes their account, before an interview that is set",
        title="A candidate with an interview has withdrawn: application {reference}",
        template="roles/selection/mail/interviewee_withdrew.txt",
        example=_example_of_interviewee,
    ),
    NotificationKind(
        slug="roles.person_referred",
        label="You are put forward",
        audience="A candidate on a reserve list who agreed to be put forward",
        trigger="The hub team shows the candidate to a department",
        title="We have put you forward for a similar role: application {application}",
        template="roles/selection/mail/person_referred.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.person_released",
        label="You are no longer put forward",
        audience="A candidate on a reserve list who was put forward",
        trigger="The request ends before the department has decided",
        title="You are no longer put forward: application {application}",
        template="roles/selection/mail/person_released.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.person_selected",
        label="A department would like to make you an offer",
        audience="A candidate on a reserve list who was put forward",
        trigger="The department selects the candidate",
        title="{department} would like to make you an offer: application {application}",
        template="roles/selection/mail/person_selected.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.person_not_selected",
        label="You were put forward and not selected",
        audience="A candidate on a reserve list who was put forward",
        trigger="The department does not select the candidate, or makes no offer after all",
        title="{department} has not selected you: application {application}",
        template="roles/selection/mail/person_not_selected.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.offer_wanted",
        label="Make an offer to somebody selected from a reserve list",
        audience="The department's hiring managers and resourcing officers",
        to_office=True,
        trigger="The department selects somebody the hub team put forward",
        title="Make an offer to application {application}: support request {reference}",
        template="roles/selection/mail/offer_wanted.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.referral_received",
        label="Somebody is put forward to you",
        audience="The department's requesters, hiring managers and resourcing officers",
        to_office=True,
        trigger="The hub team puts somebody on a reserve list forward for a request",
        title="We have found somebody for support request {reference}",
        template="roles/selection/mail/referral_received.txt",
        example=_referred,
    ),
    NotificationKind(
        slug="roles.referral_decided",
        label="The department has decided on somebody put forward",
        audience="The request's adviser",
        to_office=True,
        trigger="The department selects, or does not select, somebody the hub team put forward",
        title="The department has decided: support request {reference}",
        template="roles/selection/mail/referral_decided.txt",
        example=_referred,
        choice="Tell me when a department decides on somebody put forward",
        reaches=HUB_TEAM,
    ),
    NotificationKind(
        slug="roles.person_follow_up_due",
        label="Somebody put forward to follow up",
        audience="The request's adviser, or hub leads where there is none",
        to_office=True,
        trigger="The follow-up date of somebody put forward comes and nobody has decided",
        title="Follow up application {application}, put forward for {reference}",
        template="roles/selection/mail/person_follow_up_due.txt",
        example=_referred,
        choice="Remind me when nobody has decided on somebody put forward",
        reaches=HUB_TEAM,
        extra=still_to_follow_up,
    ),
]
