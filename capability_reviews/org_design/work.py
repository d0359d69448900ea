"""What waits for people in advice on organisation design: its adviser, or the department."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse

from capability_reviews.longest_first import in_states
from capability_reviews.models import OrgDesignEngagement
from capability_reviews.models.org_design.engagement import EngagementQuerySet
from capability_reviews.models.reviews.review import CAPABILITY_ROLES
from hub.models import User
from hub.permissions import StaffGroup
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue, read_once

S = OrgDesignEngagement.State
ADVISERS = (StaffGroup.REVIEWERS, *HUB_TEAM)
ANSWERED = dict.fromkeys((S.ACCEPTED, S.PART_ACCEPTED), "answered_at")
# Where the department says something.
TO_ANSWER = (S.SCOPING, S.ADVICE_GIVEN, S.ACCEPTED, S.PART_ACCEPTED, S.IMPLEMENTING)
# What the adviser does next, by state.
NEXT = {
    S.TERMS_AGREED: "describe_current_state",
    S.CURRENT_STATE: "set_out_options",
    S.OPTIONS: "recommend",
    S.RECOMMENDATION: "give_advice",
}


# --- Whose they are -------------------------------------------------------------------------------


def _every(person: User) -> EngagementQuerySet:
    """All, for who advises: ``capability_reviews.advise``."""
    rows = OrgDesignEngagement.objects.all()
    return rows if person.has_perm("capability_reviews.advise") else rows.none()


def _advised(person: User) -> EngagementQuerySet:
    """Those of which the person is the adviser, or whose adviser no longer advises."""
    advisers = User.objects.in_staff_group(*ADVISERS).order_by().values("pk")
    mine = Q(adviser=person) | Q(adviser__isnull=True) | ~Q(adviser__in=advisers)
    return _every(person).filter(mine)


def _of_department(person: User) -> EngagementQuerySet:
    """Those of the person's own departments."""
    return OrgDesignEngagement.objects.filter(
        organisation__in=person.organisations(*CAPABILITY_ROLES)
    )


# --- What is to be done with them ----------------------------------------------------------------


def _in(
    person: User, *states: str, whose: Callable[[User], EngagementQuerySet]
) -> EngagementQuerySet:
    return in_states(whose(person), *states, **ANSWERED)


def answered_by(person: User, *states: str) -> list[OrgDesignEngagement]:
    """Those of the person's departments to which they say something for the department."""
    rows = read_once(person, "capability_reviews.answered", _read_answered)
    return [row for row in rows if row.state in states]


def _read_answered(person: User) -> list[OrgDesignEngagement]:
    rows = _in(person, *TO_ANSWER, whose=_of_department).select_related("organisation", "adviser")
    return [row for row in rows if person.has_perm("capability_reviews.answer_advice", row)]


def advised_by_hub(person: User) -> EngagementQuerySet:
    """Those of the person's departments with which the hub team goes on."""
    rows = _in(person, S.REQUESTED, *NEXT, S.PAUSED, S.IMPLEMENTED, whose=_of_department)
    return rows.none() if person.has_perm("capability_reviews.advise") else rows


# --- How each is shown ---------------------------------------------------------------------------


def _item(engagement: Any, *, move: str = "", note: str = "") -> WorkItem:
    """An engagement with the address of a move, or of the page with all that can be answered."""
    href = engagement.get_absolute_url()
    if move:
        href = reverse("capability_reviews:engagement_move", args=[engagement.reference, move])
    return WorkItem(
        text=f"{engagement}{note}",
        href=href,
        since=engagement.since,
        organisation=engagement.organisation.name,
    )


def _next(engagement: Any) -> WorkItem:
    return _item(engagement, move=NEXT[engagement.state], note=_state(engagement))


def _with_state(engagement: Any) -> WorkItem:
    return _item(engagement, note=_state(engagement))


def _state(engagement: Any) -> str:
    return f", {engagement.get_state_display().lower()}"


def _may_advise(person: User, engagement: Any) -> bool:
    return person.has_perm("capability_reviews.advise", engagement)


def _all(person: User) -> str:
    return reverse("capability_reviews:engagement_list")


def _queue(
    slug: str,
    label: str,
    rows: Callable[[User], Any],
    item: Callable[[Any], WorkItem],
    order: int,
    *,
    offices: tuple[str, ...] = ADVISERS,
    others_act: bool = False,
    may: Callable[[User, Any], bool] | None = None,
    kind: WorkKind = WorkKind.NEXT,
) -> WorkQueue:
    return WorkQueue(
        f"capability_reviews.{slug}",
        label,
        rows,
        item,
        order,
        others_act,
        _all,
        offices,
        may=may,
        kind=kind,
    )


def _rows(whose: Callable[[User], EngagementQuerySet], *states: str) -> Callable[[User], Any]:
    return lambda person: _in(person, *states, whose=whose)


def _answers(*states: str) -> Callable[[User], Any]:
    return lambda person: answered_by(person, *states)


WORK = (
    _queue(
        "take_up",
        "Start work on requests for advice on organisation design",
        _rows(_every, S.REQUESTED),
        partial(_item, move="start_scoping"),
        93,
    ),
    _queue(
        "terms",
        "Agree the terms of advice on organisation design",
        _answers(S.SCOPING),
        partial(_item, move="agree_terms"),
        94,
        offices=CAPABILITY_ROLES,
        kind=WorkKind.DECIDE,
    ),
    _queue(
        "advise",
        "Continue advice on organisation design",
        _rows(_advised, *NEXT),
        _next,
        95,
        may=_may_advise,
    ),
    _queue(
        "answer_advice",
        "Answer advice on organisation design",
        _answers(S.ADVICE_GIVEN),
        partial(_item, move="answer"),
        96,
        offices=CAPABILITY_ROLES,
        kind=WorkKind.ANSWER,
    ),
    _queue(
        "start_implementing",
        "Start carrying out advice on organisation design",
        _answers(S.ACCEPTED, S.PART_ACCEPTED),
        partial(_item, move="start_implementing"),
        97,
        offices=CAPABILITY_ROLES,
    ),
    _queue(
        "finish_implementing",
        "Record that changes to organisation design are in place",
        _answers(S.IMPLEMENTING),
        partial(_item, move="finish_implementing"),
        97,
        offices=CAPABILITY_ROLES,
        kind=WorkKind.RECORD,
    ),
    _queue(
        "review_design",
        "Review designs that have been carried out",
        _rows(_advised, S.IMPLEMENTED),
        partial(_item, move="review"),
        98,
        may=_may_advise,
    ),
    _queue(
        "resume",
        "Resume paused advice on organisation design",
        _rows(_advised, S.PAUSED),
        partial(_item, move="resume"),
        99,
        may=_may_advise,
    ),
    _queue(
        "advised",
        "The hub team advises your department on organisation design",
        advised_by_hub,
        _with_state,
        94,
        offices=CAPABILITY_ROLES,
        others_act=True,
    ),
    _queue(
        "answered",
        "The department takes the next step on organisation design",
        _rows(_advised, S.SCOPING, S.ADVICE_GIVEN, S.ACCEPTED, S.PART_ACCEPTED, S.IMPLEMENTING),
        _with_state,
        95,
        others_act=True,
    ),
)
