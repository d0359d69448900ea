"""Whom the panel of a campaign has still to sift, invite, meet or decide on.

By reference, so that it is known whose application to open; of those alone that exist for whom the
campaign was loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hub.numbers import plural

if TYPE_CHECKING:
    from roles.models.campaigns.campaign import Campaign


def unsifted(campaign: Campaign) -> str:
    """How many are to be sifted; after the sift, those of which that was undone."""
    if not (waiting := campaign.applications_shown.going_on().filter(state="submitted").count()):
        return ""
    return f"Not sifted yet: {plural(waiting, 'application')}. Decide on each of them first."


def not_all_met(campaign: Campaign) -> str:
    """Who is not sifted, invited or met yet; "" when everybody has been met."""
    rows = campaign.applications_shown.going_on().order_by("reference")
    if waiting := unsifted(campaign):
        return waiting
    passed, met = rows.filter(state="sift_pass"), rows.filter(interview_booked_at__isnull=False)
    if passed.exists() and not met.exists():
        return "Nobody has been interviewed yet. Invite the candidates who passed the sift first."
    if unbooked := _named(rows.filter(state="interview_invited"), "candidate"):
        return f"Invited, with no interview booked: {unbooked}. Book an interview for each of them."
    booked = rows.filter(state="interview_booked")
    if to_meet := _named(booked.filter(interview__starts_at__gt=timezone.now()), "interview"):
        return f"Still to be held: {to_meet}. Agree the order of merit afterwards."
    if not_recorded := _named(booked, "interview"):
        return (
            f"Not recorded yet: {not_recorded}. Record for each that the interview was held, or "
            "that they did not attend."
        )
    return ""


def not_judged(campaign: Campaign) -> str:
    """Whom the panel has met and not decided on, and what to do; "" when there is nobody."""
    rows = campaign.applications_shown.going_on().order_by("reference")
    found = _named(rows.filter(state="interviewed"), "candidate")
    return f"Interviewed, not decided: {found}. Decide on them first." if found else ""


def _named(applications: Any, noun: str) -> str:
    """How many there are, and which: "2 interviews (A-1, A-2)"; "" for none."""
    found = list(applications.values_list("reference", flat=True))
    return f"{plural(len(found), noun)} ({', '.join(found)})" if found else ""
