"""What those who know a candidate can do for somebody whom nobody can email."""

from __future__ import annotations

from typing import Any

from hub.dates import date_gb, datetime_gb
from hub.moves import Move
from roles.applications.forms.phoning import ToldForm
from roles.applications.services.phoning import record_told
from roles.applications.status import spoken, status_of
from roles.models.applications.application import Application
from roles.models.applications.phone_call import PhoneCall
from roles.telling import calls_about, what_to_tell


def _what_to_tell(application: Application) -> list[tuple[str, Any]]:
    """Who is phoned, and all that the emails would say which nobody can send (R11)."""
    calls = calls_about(application)
    told = [("Tell them", what_to_tell(call)) for call in calls]
    known = [("Name", application.full_name), ("Phone number", application.phone), *told]
    rows = [*known, *_how_it_stands(application, calls)] if calls else known
    return [(label, words) for label, words in [*rows, *_told_before(application)] if words]


def _told_before(application: Application) -> list[tuple[str, Any]]:
    """What was recorded last of telling the candidate: somebody may just have done it."""
    last = PhoneCall.objects.filter(application=application).last_recorded()
    return [("Already told", _recorded(last))] if last else []


def _recorded(call: PhoneCall) -> str:
    who = call.recorded_by or "somebody who has left"
    told = f"{what_to_tell(call)}, {call.get_told_how_display().lower()}"
    return f"{told} on {date_gb(call.told_on)}, recorded by {who}"


def _how_it_stands(application: Application, calls: list[PhoneCall]) -> list[tuple[str, Any]]:
    """What the candidate would read on the page of their application, and every reason given."""
    campaign, terms = application.campaign, application.terms_offered
    status, slot = status_of(application), application.interview_slot
    rows = [
        ("Role", f"{application.job_offered}, {application.organisation.name}"),
        ("Status of the application", status.label),
        ("What this means", "" if application.awaits_interview else spoken(status)),
    ]
    if slot and application.awaits_interview:
        rows += slot.in_words
    if terms and application.awaits_answer:
        rows += terms.all_in_words
    if slot and slot.is_off:
        rows.append(("Interview that will not take place", datetime_gb(slot.starts_at)))
    if campaign.cancelled_at and any(call.is_about_campaign for call in calls):
        rows.append(("Why the role was withdrawn", campaign.end_reason))
    if terms and terms.ended_because:
        rows.append(("Why the offer has ended", terms.ended_because))
    if application.shown_feedback:
        rows.append(("Feedback", application.shown_feedback))
    return rows


def _opens_first(application: Application, user: Any) -> str:
    """Whoever phones in place of who entered it opens the adjustments first (R11, R12)."""
    if user.has_perm("roles.phone_candidate", application):
        return ""
    if not user.has_perm("roles.phone_instead", application):
        return ""
    return (
        "Open the adjustments and schemes on this page first. You then see the phone number, and "
        "somebody else decides the sift of this application."
    )


def _told_already(application: Application) -> str:
    """Why there is nothing to record: somebody did, or what was to be told holds no more."""
    last = PhoneCall.objects.filter(application=application).last_recorded()
    if last is None:
        return "There is nothing left to tell this candidate by phone"
    return f"The candidate has been told: {_recorded(last)}"


TELLING_MOVES = (
    Move(
        slug="told",
        label="Record that you told them",
        permission="roles.phone_candidate",
        may=lambda application: bool(calls_about(application)),
        already=_told_already,
        barred_by=_opens_first,
        service=record_told,
        form=ToldForm,
        facts=_what_to_tell,
        is_bound_to_facts=True,
        explain=(
            "We cannot email this candidate. Phone them and tell them what is on this page and on "
            "the page of the application. Then record that you did."
        ),
        says=lambda application, result: "You have recorded that the candidate was told",
    ),
)
