"""Marks of a panel: saved as drafts while they are made, final once submitted (S14, S15, S20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score, ScoreVersion
from roles.selection.services.marking_list import (
    AnswerToMark,
    MarkingList,
    marking_list,
    why_not_to_mark,
)

Why = ScoreVersion.Why


class MarkRefusedError(RefusedError):
    """Nothing is marked here now."""


class NotToMarkError(MarkRefusedError):
    """It is not theirs to mark; that is all that is said."""

    reason = "You can no longer mark this answer"


class SubmittedError(MarkRefusedError):
    """A mark that was submitted stays (S20)."""

    reason = "You have submitted this mark, so you cannot change it any more"


class NothingToSubmitError(MarkRefusedError):
    """No application is marked whole."""

    reason = "You can submit an application once you have marked all its answers"


class StaleMarkError(MarkRefusedError):
    """It was saved elsewhere since this page was opened: nothing is written over it (S15)."""

    reason = "You have changed this mark in another tab or on another device"

    def __init__(self, saved: Score) -> None:
        super().__init__()
        self.saved = saved


@dataclass(frozen=True)
class Mark:
    """What a page says of one answer; ``revision`` is of the mark that the page was made of."""

    revision: int
    points: int | None = None
    cannot_mark: bool = False
    evidence: str = ""
    is_flagged: bool = False

    def is_in(self, score: Score) -> bool:
        """Whether a saved mark says the same already."""
        return (self.points, self.cannot_mark, self.evidence, self.is_flagged) == (
            score.points,
            score.cannot_mark,
            score.evidence,
            score.is_flagged,
        )


@requires("roles.mark_answers", "member")
@transaction.atomic
def save_mark(
    *,
    member: PanelMember,
    element: str,
    code: str,
    mark: Mark,
    actor: User,
    at: datetime | None = None,
) -> tuple[Score, MarkingList]:
    """Save the draft of a mark; gives it and the list as it stands now.

    Raises ``NotToMarkError``, ``SubmittedError``, ``StaleMarkError`` where another page saved it
    since, with both versions kept.
    """
    moment = at or timezone.now()
    _alone(member, actor)
    if why := why_not_to_mark(member):
        raise NotToMarkError([why])
    listed = marking_list(member, actor)
    answer = listed.find(element, code)
    if answer is None:
        raise NotToMarkError
    score = answer.score
    if score is not None and not score.is_draft:
        raise SubmittedError
    if score is not None and not mark.is_in(score):
        if mark.revision != score.revision:
            raise StaleMarkError(score)
        score.revision += 1
    if score is None:
        score = Score(result=answer.result, place=member, element=element)
    score.points = mark.points
    score.cannot_mark = mark.cannot_mark
    score.evidence = mark.evidence
    score.is_flagged = mark.is_flagged
    score.saved_at = moment
    score.save()
    return score, _with(listed, answer, score)


@requires("roles.mark_answers", "member")
@transaction.atomic
def keep_both(
    *, member: PanelMember, saved: Score, mark: Mark, actor: User, at: datetime | None = None
) -> None:
    """Two pages say different things: what is saved and what is not stay in the history (S15).

    Saying the same again adds nothing.
    """
    moment = at or timezone.now()
    refused = Score(
        pk=saved.pk,
        revision=mark.revision,
        points=mark.points,
        cannot_mark=mark.cannot_mark,
        evidence=mark.evidence,
    )
    known = {
        (row.revision, row.points, row.cannot_mark, row.evidence) for row in saved.versions.all()
    }
    for each in (saved, refused):
        if (each.revision, each.points, each.cannot_mark, each.evidence) not in known:
            each.keep(Why.DISPUTED, at=moment)


@requires("roles.mark_answers", "member")
@transaction.atomic
def submit_marks(*, member: PanelMember, actor: User, at: datetime | None = None) -> PanelMember:
    """Make final what is marked of every application whose answers are all marked (S18, S20).

    What is not finished stays a draft. Raises ``NotToMarkError``, ``NothingToSubmitError``.
    """
    moment = at or timezone.now()
    _alone(member, actor)
    if why := why_not_to_mark(member):
        raise NotToMarkError([why])
    finished = marking_list(member, actor).finished()
    if not finished:
        raise NothingToSubmitError
    for answer in (each for group in finished for each in group):
        if answer.score is not None and answer.score.is_draft:
            score = answer.score
            score.submitted_at, score.is_flagged = moment, False
            score.save(update_fields=["submitted_at", "is_flagged"])
            score.keep(Why.SUBMITTED, at=moment)
    # Not in the history of the campaign, which others on the panel read (S18).
    log(member, "roles.marks_submitted", actor=actor, at=moment)
    return member


@requires("roles.mark_answers", "member")
def choose_keys(*, member: PanelMember, keys: str, actor: User) -> PanelMember:
    """Mark by keys, or not: off until somebody wants it (S13)."""
    member.marking_keys = keys
    PanelMember.objects.filter(pk=member.pk).update(marking_keys=keys)
    return member


@internal
@transaction.atomic
def set_aside_marks(*, application: Application, person: User, hides: bool, at: datetime) -> None:
    """A conflict of interest hides an application: drafts go, and submitted ones do not count.

    It is kept (S3). Where the conflict is cleared, it counts again. What is saved or submitted at
    this moment waits for it: no draft outlives it.
    """
    places = PanelMember.objects.of(person).order_by("pk")
    places = PanelMember.objects.filter(
        pk__in=[place.pk for place in places.select_for_update(of=("self",))]
    )
    rows = Score.objects.filter(result__application=application, place__in=places)
    if hides:
        rows.drafts().delete()
        rows.submitted().filter(set_aside_at=None).update(set_aside_at=at)
    else:
        rows.update(set_aside_at=None)


@internal
def erase_drafts(*, campaign: Campaign) -> None:
    """The stage is over: what nobody submitted goes (S14)."""
    Score.objects.of(campaign).drafts().delete()


def _alone(member: PanelMember, actor: User) -> None:
    """One at a time for each member: two tabs do not overtake each other, nor a conflict (SC2)."""
    PanelMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    Application.objects.all().hidden_now_from(actor)


def _with(listed: MarkingList, answer: AnswerToMark, score: Score) -> MarkingList:
    """The list with one mark as it is now."""
    answers = [
        AnswerToMark(each.element, each.result, each.code, each.number, each.member, score)
        if each == answer
        else each
        for each in listed.answers
    ]
    return MarkingList(listed.member, listed.elements, answers)
