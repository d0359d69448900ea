"""What the messages of the selection say beside their words, read when they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from hub.models import Notification
from roles.applications.notifications import example_of_advert, example_of_handler, still_there
from roles.models.applications.application import Application
from roles.models.selection.referral import Referral
from roles.models.selection.slot import last_day_to_change
from roles.selection.services.slot_offered import Offered, times_offered


def referred() -> Mapping[str, Any]:
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


def invited(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, and the times from which the candidate can choose, if there are any."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    return {**known, "times": times_offered(application.campaign, timezone.now())}


def example_of_invitation() -> Mapping[str, Any]:
    offered = Offered(date(2026, 12, 8), date(2026, 12, 11), date(2026, 12, 10), 2)
    return {**example_of_advert(), "times": offered}


def booked(notification: Notification) -> Mapping[str, Any] | None:
    """The interview as it is set now, and until when its candidate can change what they chose."""
    known, application = current_interview(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    slot, is_chosen = application.interview_slot, application.slots.taken().exists()
    change_by = last_day_to_change(slot.starts_at) if slot and is_chosen else None
    can_change = change_by is not None and timezone.localdate() <= change_by
    return {**known, "change_by": change_by if can_change else None, "is_chosen": is_chosen}


def example_of_booked() -> Mapping[str, Any]:
    return {**example_of_interview(), "change_by": date(2026, 12, 4), "is_chosen": True}


def example_of_interview() -> Mapping[str, Any]:
    return {
        **example_of_advert(),
        "interview": [("When", "8 December 2026, 10am"), ("Where", "1 Example Street, Leeds")],
    }


def current_interview(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the interview as it is set now; None once it is held or taken back."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    slot = application.interview_slot
    if slot is None or application.state != Application.State.INTERVIEW_BOOKED:
        return None
    return {**known, "interview": slot.in_words}


def interview_file(notification: Notification) -> tuple[str, str, str] | None:
    """The interview as it is set now, for the candidate's calendar."""
    application = notification.subject
    slot = application.interview_slot if isinstance(application, Application) else None
    return slot.calendar_file if slot else None


def decided(notification: Notification) -> Mapping[str, Any] | None:
    """The advert, and until when the candidate is on the reserve list, if they are (R14)."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    on_list = application.state == Application.State.RESERVE
    return {**known, "reserve_last_day": application.reserve_last_day if on_list else None}


def example_of_decided() -> Mapping[str, Any]:
    return {**example_of_advert(), "reserve_last_day": date(2027, 11, 30)}


def current_offer(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the day to answer by."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    terms = application.terms_offered
    return {**known, "answer_by": terms.answer_by if terms else None}


def offer_unanswered(notification: Notification) -> Mapping[str, Any] | None:
    """The same while it waits and the day stands; else the message is dropped."""
    known, application = current_offer(notification), notification.subject
    if known is None or not isinstance(application, Application) or not application.awaits_answer:
        return None
    return known if notification.occasion.startswith(f"{known['answer_by']}") else None


def agreed_start(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the start date of the offer that was accepted."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    terms = application.terms_offered
    return {**known, "starts_on": terms.starts_on if terms else None}


def example_of_formal_offer() -> Mapping[str, Any]:
    return {**example_of_advert(), "starts_on": date(2027, 1, 11)}


def why_it_ended(notification: Notification) -> Mapping[str, Any] | None:
    """The advert and the reason."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    terms = application.terms_offered
    return {**known, "reason": terms.ended_because if terms else ""}


def example_of_offer() -> Mapping[str, Any]:
    return {**example_of_advert(), "answer_by": date(2026, 12, 8)}


def example_of_ended() -> Mapping[str, Any]:
    return {**example_of_advert(), "reason": "We have to fill the post before the new year."}


def example_of_unanswered() -> Mapping[str, Any]:
    return {**example_of_handler(), "answer_by": "8 December 2026"}


def example_of_interviewee() -> Mapping[str, Any]:
    return {**example_of_handler(), "interview": "8 December 2026, 10am"}


def why_undone(notification: Notification) -> Mapping[str, Any] | None:
    """The role, and why the decision was undone."""
    known, application = still_there(notification), notification.subject
    if known is None or not isinstance(application, Application):
        return None
    undone = application.undone[int(notification.occasion) - 1]
    return {"role": known["title"], "department": known["organisation"], "reason": undone["reason"]}


def example_of_undone() -> Mapping[str, Any]:
    return {**example_of_handler(), "reason": "The wrong application was rejected."}
