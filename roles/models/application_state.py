"""The states of an application, and the sets of them that have a meaning of their own."""

from __future__ import annotations

from typing import Any

from django.db import models


class ApplicationState(models.TextChoices):
    """From draft to start; the words are those of the people who handle applications."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SIFT_PASS = "sift_pass", "Passed sift"
    SIFT_FAIL = "sift_fail", "Failed sift"
    INTERVIEW_INVITED = "interview_invited", "Invited to interview"
    INTERVIEW_BOOKED = "interview_booked", "Interview booked"
    INTERVIEWED = "interviewed", "Interviewed"
    RECOMMENDED = "recommended", "Recommended"
    RESERVE = "reserve", "Reserve list"
    NOT_APPOINTABLE = "not_appointable", "Not appointable"
    PROVISIONAL_OFFER = "provisional_offer", "Provisional offer"
    ACCEPTED = "accepted", "Offer accepted"
    DECLINED = "declined", "Offer declined"
    CHECKS = "checks", "In checks"
    FORMAL_OFFER = "formal_offer", "Formal offer"
    STARTED = "started", "Started"
    FELL_THROUGH = "fell_through", "Offer fell through"
    WITHDRAWN = "withdrawn", "Withdrawn"


_S = ApplicationState
# An accepted offer that stands: what "filled" and "recruited" count (R17).
OFFER_ACCEPTED = frozenset({_S.ACCEPTED, _S.CHECKS, _S.FORMAL_OFFER, _S.STARTED})
# No one else can be offered the post meanwhile.
HOLDING_A_POST = frozenset({_S.PROVISIONAL_OFFER}) | OFFER_ACCEPTED
# Nothing more is expected to happen.
DECIDED = frozenset(
    {_S.SIFT_FAIL, _S.NOT_APPOINTABLE, _S.DECLINED, _S.STARTED, _S.FELL_THROUGH, _S.WITHDRAWN}
)
WITHDRAWABLE = frozenset(_S) - DECIDED
# Handled by reference alone until there is an interview to arrange (R11).
IDENTITY_SHOWN = frozenset(_S) - {
    _S.DRAFT,
    _S.SUBMITTED,
    _S.SIFT_PASS,
    _S.SIFT_FAIL,
    _S.WITHDRAWN,
}
# Ends an application against the candidate's wish.
REJECTED = frozenset({_S.SIFT_FAIL, _S.NOT_APPOINTABLE})
# Decisions that rest until their release, each with what the candidate knows meanwhile.
SHOWN_UNTIL_RELEASE = {
    _S.SIFT_PASS: _S.SUBMITTED,
    _S.SIFT_FAIL: _S.SUBMITTED,
    _S.RESERVE: _S.INTERVIEWED,
    _S.NOT_APPOINTABLE: _S.INTERVIEWED,
}


def is_unreleased(application: Any) -> bool:
    """Whether the candidate does not know the last decision yet, so that it can be undone."""
    return bool(not application.is_released())


def may_be_withdrawn(application: Any) -> bool:
    """Whether, as far as the candidate knows, there is something to withdraw."""
    return bool(application.state not in REJECTED or is_unreleased(application))
