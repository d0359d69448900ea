"""Organisation-design advice: request, move, meet, advise."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from capability_reviews.models import AdviceMeeting, EngagementState, OrgDesignEngagement
from hub.audit import DONE_ON, log
from hub.authorisation import chosen_by, requires
from hub.models import Membership, Need, Organisation, User
from hub.needs import answer, look_again
from hub.notifications import notify
from hub.references import new_reference

MOVES = {
    "start_scoping": "capability_reviews.engagement_scoping_started",
    "agree_terms": "capability_reviews.terms_agreed",
    "describe_current_state": "capability_reviews.current_state_described",
    "set_out_options": "capability_reviews.options_set_out",
    "recommend": "capability_reviews.design_recommended",
    "give_advice": "capability_reviews.advice_given",
    "accept": "capability_reviews.advice_accepted",
    "accept_in_part": "capability_reviews.advice_part_accepted",
    "decline": "capability_reviews.advice_declined",
    "start_implementing": "capability_reviews.implementing_started",
    "finish_implementing": "capability_reviews.design_implemented",
    "review": "capability_reviews.design_reviewed",
    "pause": "capability_reviews.engagement_paused",
    "resume": "capability_reviews.engagement_resumed",
    "withdraw": "capability_reviews.engagement_withdrawn",
}
# After these the department has something to read or to say.
TOLD = {
    "start_scoping": "capability_reviews.engagement_scoping_started",
    "resume": "capability_reviews.engagement_resumed",
    "give_advice": "capability_reviews.advice_given",
    "pause": "capability_reviews.engagement_paused",
}
# By these an adviser takes it up.
TAKEN_UP = ("start_scoping", "resume")
ADVISE, ANSWER = "capability_reviews.advise", "capability_reviews.answer_advice"
# What speaks for the department is the department's alone; the adviser does the rest.
MOVE_PERMISSIONS = dict.fromkeys(MOVES, ADVISE) | dict.fromkeys(
    (
        "agree_terms",
        "accept",
        "accept_in_part",
        "decline",
        "start_implementing",
        "finish_implementing",
        "withdraw",
    ),
    ANSWER,
)


@requires("capability_reviews.request_advice", "organisation")
@transaction.atomic
def request_advice(
    *,
    organisation: Organisation,
    question: str,
    actor: User | None,
    need: Need | None = None,
    at: datetime | None = None,
) -> OrgDesignEngagement:
    """Ask for advice on organisation design; with a need, as an answer to it."""
    moment = at or timezone.now()
    engagement = OrgDesignEngagement.objects.create(
        reference=new_reference("D"),
        organisation=organisation,
        question=question,
        requested_by=actor,
        requested_at=moment,
    )
    log(engagement, "capability_reviews.advice_requested", actor=actor, at=moment)
    if need is not None:
        answer(
            need=need,
            subject=engagement,
            slug="capability_reviews.org_design",
            actor=actor,
            at=moment,
        )
    return engagement


@requires(chosen_by("move", MOVE_PERMISSIONS), "engagement")
@transaction.atomic
def move_engagement(
    *,
    engagement: OrgDesignEngagement,
    move: str,
    actor: User | None,
    advice: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> OrgDesignEngagement:
    """Move an engagement on by one of ``MOVES``, pause it for a reason.

    Raises ``TransitionNotAllowed``, ``KeyError``.
    """
    action = MOVES[move]
    moment = at or timezone.now()
    locked = _locked(engagement)
    getattr(locked, move)(moment)
    if move in TAKEN_UP:
        locked.adviser = actor
    if advice:
        locked.advice = advice
    locked.save()
    log(locked, action, actor=actor, at=moment, data={"detail": reason} if reason else {})
    look_again(subject=locked, actor=actor, at=moment)
    if move in TOLD:
        people = Membership.objects.people(
            locked.organisation,
            Membership.Role.CAPABILITY_LEAD,
            Membership.Role.DIGITAL_LEADER,
            on=timezone.localdate(moment),
        )
        for person in people:
            notify(
                TOLD[move],
                recipient=person,
                subject=locked,
                occasion="" if move == "give_advice" else moment.isoformat(),
                context={
                    "reference": locked.reference,
                    "reason": reason,
                    "stage": locked.get_state_display(),
                    "is_to_agree": locked.state == EngagementState.SCOPING,
                },
            )
    return locked


@requires(ADVISE, "engagement")
@transaction.atomic
def log_meeting(
    *,
    engagement: OrgDesignEngagement,
    on: date,
    actor: User | None,
    note: str = "",
    at: datetime | None = None,
) -> AdviceMeeting:
    """Log a meeting at which advice was given; it counts as advice in its quarter."""
    locked = _locked(engagement)
    meeting = AdviceMeeting.objects.create(engagement=locked, on=on, note=note)
    log(
        locked,
        "capability_reviews.meeting_logged",
        actor=actor,
        at=at,
        data={DONE_ON: on.isoformat()} if on < timezone.localdate(at or timezone.now()) else {},
    )
    return meeting


def _locked(engagement: OrgDesignEngagement) -> OrgDesignEngagement:
    return OrgDesignEngagement.objects.select_for_update().get(pk=engagement.pk)
