"""Who is told what of a complaint (R19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hub.authorisation import internal
from hub.dates import date_gb
from hub.models import User
from roles.models.selection.complaint import Complaint
from roles.notifying import notify_people, role_words
from roles.telling import tell_candidate


@internal
def tell(
    slug: str,
    people: Iterable[User | None],
    complaint: Complaint,
    at: datetime,
    occasion: str,
) -> None:
    """Tell people of a complaint what their email says of it."""
    notify_people(slug, people, complaint, at=at, occasion=occasion, **words_of(complaint))


def words_of(complaint: Complaint) -> dict[str, Any]:
    """What every email about a complaint may say of it."""
    return {
        **role_words(complaint.campaign),
        "reference": complaint.reference,
        "campaign": complaint.campaign.reference,
        "acknowledge_by": date_gb(complaint.acknowledge_by),
        "answer_by": date_gb(complaint.answer_by),
    }


@internal
def tell_who_complains(slug: str, complaint: Complaint, at: datetime) -> None:
    """Tell a candidate who has an account; who wrote or rang is answered the same way by people."""
    if complaint.made_by is None or complaint.application is None:
        return
    words = words_of(complaint)
    words["of"] = complaint.application.reference
    tell_candidate(
        slug,
        complaint.application,
        at=at,
        occasion=complaint.reference,
        **words,
    )
