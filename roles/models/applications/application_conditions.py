"""What has to be so for an application to move on, beside the order of selection."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from roles.models.applications.application_state import (
    REJECTED,
)


def is_unreleased(application: Any) -> bool:
    """Whether the candidate does not know the last decision yet, so that it can be undone."""
    return bool(not application.is_released())


def is_undecided_for_them(application: Any) -> bool:
    """Whether the panel's decision can be undone: its candidate knows nothing of it, and others
    do not rest on it.

    A recommendation is told by an offer, and stands once the order of merit is agreed (R13); nobody
    is put back into a campaign that has ended, but from a rejection.
    """
    campaign = application.campaign
    if application.state == "recommended":
        return campaign.merit_agreed_at is None and not campaign.is_ended
    if application.state == "reserve" and campaign.is_ended:
        return False
    return is_unreleased(application)


def may_be_withdrawn(application: Any) -> bool:
    """Whether, as far as the candidate knows, there is something to withdraw."""
    if application.state not in REJECTED:
        return True
    is_withdrawn = application.campaign.cancelled_at is not None
    return bool(is_unreleased(application) and (not is_withdrawn or application.awaits_result))


def has_left_reserve(application: Any) -> bool:
    """Whether the reserve list has ended for the candidate (R14)."""
    last = application.reserve_last_day
    return last is not None and last < timezone.localdate()


def has_interview(application: Any) -> bool:
    """Whether it is known when and where the candidate is met."""
    return application.interview_slot is not None


def has_ended(application: Any) -> bool:
    """Whether nothing more is expected to happen in its campaign."""
    return bool(application.campaign.is_ended)


def has_offer_terms(application: Any) -> bool:
    """Whether it is on record what the candidate is offered."""
    return application.terms_offered is not None


def is_selected(application: Any) -> bool:
    """Whether a department wants the person, whom the hub put forward in their turn (R15)."""
    terms = application.terms_offered
    chosen = application.referrals.filter(state="selected")
    return terms is not None and chosen.filter(request=terms.request_id).exists()


def asked_late(application: Any) -> bool:
    """Whether the candidate would accept an offer late, and nobody has decided on that (S39)."""
    terms = application.terms_offered
    return terms is not None and bool(terms.awaits_late_answer)
