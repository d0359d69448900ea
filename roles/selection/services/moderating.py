"""Marks that differ are agreed: by the chair with those who marked, or by a third mark (S22, S23).

The marks that were given stay as they are. What is decided on an application waits for the panel.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.agenda import Item, items_of
from roles.models.selection.moderation import Moderation, ModerationClosing, chair_of
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.score import Score
from roles.models.selection.stage_result import DIFFERENCE, StageResult
from roles.notifying import role_words

# A note of fewer characters names no evidence (S23).
SHORTEST_NOTE = 20


class ModerationRefusedError(RefusedError):
    """Nothing is agreed like that."""


class NotYetError(ModerationRefusedError):
    """Marks are missing, or it was decided."""

    reason = "You can no longer agree a mark for this answer"


class PointsError(ModerationRefusedError):
    """Not on the scale."""

    field = "points"


class NoteError(ModerationRefusedError):
    """It has to name the evidence."""

    field = "note"
    reason = f"The evidence must be {SHORTEST_NOTE} characters or more"


class ThirdFirstError(ModerationRefusedError):
    """What the marks do not say, nobody says alone (R11)."""

    field = "points"


class LiftedAloneError(ModerationRefusedError):
    """Nobody alone makes a pass of what all found too weak (R11)."""

    field = "points"
    reason = (
        "Every mark for this answer is below the minimum, so you cannot agree a mark that passes. "
        "You can ask for a third mark, if nobody has been asked yet"
    )


class ClosedError(ModerationRefusedError):
    """What the panel has closed is not changed in passing."""

    reason = "The moderation is closed. Reopen it before you change anything"


class AgreedMeanwhileError(ModerationRefusedError):
    """Somebody else entered a mark since this page was opened: theirs stands."""

    reason = (
        "Somebody else has recorded an agreed mark since you opened this page. Nothing has been "
        "changed. Compare the two and choose"
    )

    def __init__(self, standing: Moderation, actor: User) -> None:
        who = "You have recorded" if standing.agreed_by == actor else "Somebody else has recorded"
        super().__init__([self.reason.replace("Somebody else has recorded", who)])
        self.standing = standing


def agenda_of(panel: Panel, reader: User, application: Application | None = None) -> list[Item]:
    """Every answer whose marks are all in, of the applications that exist for the reader (S4).

    Who does not chair gets those alone that a conflict of interest hides from the chair.
    """
    rows = StageResult.objects.of(panel.campaign, panel.number).marked().shown_to(reader)
    rows = rows.filter(application__is_set_aside=False, application__erased_at=None)
    rows = rows.filter(application__withdrawn_at=None)
    if (chair := chair_of(panel)) is not None and chair.pk not in reader.account_keys:
        rows = rows.filter(application__in=Application.objects.all().hidden_from(chair))
    if application is not None:
        rows = rows.filter(application=application)
    return items_of(panel.campaign, panel.number, list(rows.select_related("application")))


def why_not_agreed(item: Item) -> str:
    """Why no mark is agreed for an answer; "" while one can be.

    The mean counts where the marks say the same (S22). Where nobody could mark it, somebody else
    does first.
    """
    if why := why_closed(item):
        return why
    if item.lacks_marks:
        able = "Only 1 person" if item.points else "Nobody"
        return f"{able} has been able to mark this answer. Ask for a third mark first."
    if not (item.is_open or item.is_agreed):
        return (
            f"The marks differ by less than {DIFFERENCE}, so their mean counts. You can agree a "
            "mark once a third mark is in."
        )
    return ""


def why_closed(item: Item) -> str:
    """Why nobody acts on the marks of an answer any more; "" while somebody can."""
    if item.result.outcome and not item.is_open:
        return "The application has been decided, so its marks stay as they are."
    return ""


def is_settled(item: Item, closing: ModerationClosing | None) -> bool:
    """Whether the moderation was closed over an answer: it is reopened before anything changes.

    What is to be agreed since, as when a conflict of interest was cleared, is agreed all the same.
    """
    if closing is None or item.is_open:
        return False
    row = item.moderation
    return row is None or row.agreed_at is None or row.agreed_at <= closing.closed_at


def is_third_awaited(item: Item) -> bool:
    """Whether somebody was asked for a third mark, can still give it, and has not."""
    third = item.moderation.third if item.moderation else None
    if third is None or third.person is None or item.third_mark is not None:
        return False
    hidden = Application.objects.all().hidden_from(third.person)
    return third.state_facts.is_sitting and item.result.application_id not in hidden


@requires("roles.moderate_marks", "panel")
def agree_mark(
    *,
    panel: Panel,
    result: StageResult,
    element: str,
    points: int,
    note: str,
    seen: int,
    actor: User,
    at: datetime | None = None,
) -> Moderation:
    """Record the mark that the panel agreed on, and the evidence.

    Those who marked are told of all of them once the moderation is closed.

    ``seen`` is the revision that the page was made of. Raises ``NotYetError``, ``ClosedError``,
    ``PointsError``, ``NoteError``, ``LiftedAloneError``, ``ThirdFirstError``, and
    ``AgreedMeanwhileError`` where somebody else was first: what was entered then is kept beside
    theirs.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        item = locked_item(panel, result, element)
        if item.result.application_id in Application.objects.all().hidden_now_from(actor):
            raise NotYetError
        if why := why_not_agreed(item):
            raise NotYetError([why])
        if is_settled(item, ModerationClosing.objects.now_of(panel)):
            raise ClosedError
        _check(item, points, note)
        row = item.moderation or Moderation(result=item.result, element=element)
        is_stale = row.revision != seen
        if row.pk is None:
            row.save()
        if not is_stale:
            row.agreed_points, row.note, row.agreed_by = points, note.strip(), actor
            row.agreed_at, row.revision = moment, row.revision + 1
            row.save()
            log(row, "roles.mark_agreed", actor=actor, at=moment)
        row.keep(points, note.strip(), by=actor, at=moment, is_saved=not is_stale)
    if is_stale:
        raise AgreedMeanwhileError(row, actor)
    return row


def _check(item: Item, points: int, note: str) -> None:
    if not 1 <= points <= item.element.top:
        raise PointsError([f"The agreed mark must be between 1 and {item.element.top}"])
    if len(note.strip()) < SHORTEST_NOTE:
        raise NoteError
    if item.is_failed_by_all and points >= item.element.pass_mark:
        raise LiftedAloneError
    if is_third_awaited(item):
        raise NotYetError(["Wait for the third mark first"])
    low, high = min(item.points), max(item.points)
    if low <= points <= high:
        return
    if item.third_mark is None:
        outside = "To go outside that, ask for a third mark first"
        raise ThirdFirstError([f"The agreed mark must be from {low} to {high}. {outside}"])
    raise PointsError([f"The agreed mark must be between the marks given, {low} to {high}"])


@internal
def locked_item(panel: Panel, result: StageResult, element: str) -> Item:
    """The answer as it stands, while nobody else changes it. Raises ``NotYetError``."""
    rows = StageResult.objects.of(panel.campaign, panel.number).select_for_update(of=("self",))
    locked = rows.select_related("application").filter(pk=result.pk).first()
    if locked is None:
        raise NotYetError
    for item in items_of(panel.campaign, panel.number, [locked]):
        if item.element.slug == element:
            return item
    raise NotYetError


def words_of(campaign: Campaign, panel: Panel) -> dict[str, Any]:
    return {"stage": panel.stage_words, **role_words(campaign)}


def has_marks_of(person: User, panel: Panel) -> bool:
    """Whether somebody has submitted marks on a panel, by whichever place of theirs."""
    return Score.objects.by(person).submitted().filter(place__panel=panel).exists()


def outcomes_for(place: PanelMember) -> list[Item]:
    """What was agreed on the answers that somebody marked, for them: of no others (S4)."""
    if place.person is None:
        return []
    given = Score.objects.by(place.person).submitted().filter(place__panel=place.panel)
    rows = StageResult.objects.filter(pk__in=given.order_by().values("result"))
    rows = rows.shown_to(place.person)
    agreed = Moderation.objects.agreed().filter(result__in=rows.order_by().values("pk"))
    results = {row.result_id for row in agreed}
    campaign = place.campaign
    found: list[Item] = []
    by_stage: dict[int, list[StageResult]] = {}
    for result in StageResult.objects.filter(pk__in=results).select_related("application"):
        by_stage.setdefault(result.number, []).append(result)
    for number, own in by_stage.items():
        found += [
            item
            for item in items_of(campaign, number, own)
            if item.is_agreed and any(mark.is_of(place.person) for mark in item.marks)
        ]
    return found
