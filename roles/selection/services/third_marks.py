"""A third mark for an answer on which two do not agree: given before any other is seen (S23)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import User
from hub.qualifications import certificates_of
from roles.campaigns.assessors import ASSESSOR
from roles.models.applications.application import Application
from roles.models.selection.agenda import Item, items_of
from roles.models.selection.moderation import Moderation, ModerationClosing
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import are_one_person
from roles.models.selection.score import Score, ScoreVersion
from roles.models.selection.stage_result import StageResult
from roles.notifying import notify_people
from roles.selection.services.moderating import (
    SHORTEST_NOTE,
    ClosedError,
    ModerationRefusedError,
    NotYetError,
    PointsError,
    is_settled,
    is_third_awaited,
    locked_item,
    why_closed,
    words_of,
)


class EvidenceError(ModerationRefusedError):
    """A mark of this kind always cites evidence."""

    field = "evidence"
    reason = f"The evidence must be {SHORTEST_NOTE} characters or more"


class ThirdMarkerError(ModerationRefusedError):
    """Nobody else can be asked, or not this person."""

    field = "place"


def third_markers(item: Item) -> list[PanelMember]:
    """Who can mark an answer as the third: on a panel of the campaign, able, and not yet asked.

    They have declared, no conflict hides the application from them, their certificate is valid
    today, and they have not marked this application. Nor may they open it: there they read every
    mark of it (S23).
    """
    campaign, application = item.result.application.campaign, item.result.application
    rows = PanelMember.objects.sitting().filter(
        panel__campaign=campaign, declared_at__isnull=False, person__is_active=True
    )
    rows = rows.exclude(
        person__in=PanelMember.objects.filter(scores__result=item.result)
        .order_by()
        .values("person")
    )
    places = list(rows.select_related("person", "panel").order_by("panel__number", "role", "pk"))
    people = [place.person for place in places if place.person]
    certificates = certificates_of(people, ASSESSOR.slug)
    today = timezone.localdate()
    marked = [mark.place.person for mark in item.marks if mark.place.person]
    found: list[PanelMember] = []
    for place in places:
        person = place.person
        if person is None or not certificates.cover(person, today, today):
            continue
        if application.pk in Application.objects.all().hidden_from(person):
            continue
        if person.has_perm("roles.view_application", application):
            continue
        others = [*marked, *(known.person for known in found if known.person)]
        if not any(are_one_person(person, other) for other in others):
            found.append(place)
    return found


@requires("roles.moderate_marks", "panel")
@transaction.atomic
def ask_for_third_mark(
    *,
    panel: Panel,
    result: StageResult,
    element: str,
    place: PanelMember,
    actor: User,
    at: datetime | None = None,
) -> Moderation:
    """Ask somebody else of the panels to mark an answer, who sees no other mark before (S23).

    Raises ``ThirdMarkerError`` and ``NotYetError``.
    """
    moment = at or timezone.now()
    item = locked_item(panel, result, element)
    if item.is_agreed or why_closed(item):
        raise NotYetError
    if is_settled(item, ModerationClosing.objects.now_of(panel)):
        raise ClosedError
    if is_third_awaited(item) or item.third_mark is not None:
        raise ThirdMarkerError(["Somebody has already been asked for a third mark"])
    if place not in third_markers(item):
        raise ThirdMarkerError([f"{place.name} cannot mark this answer. Choose somebody else"])
    row = item.moderation or Moderation(result=item.result, element=element)
    row.third, row.third_asked_by, row.third_asked_at = place, actor, moment
    row.save()
    log(row, "roles.third_mark_asked", actor=actor, at=moment)
    notify_people(
        "roles.third_mark_asked",
        [place.person],
        place,
        at=moment,
        # Who is asked again, after it was taken back, is told again.
        occasion=f"{row.pk} {moment.isoformat()}",
        answer_by=date_gb(row.third_by) if row.third_by else "",
        **words_of(panel.campaign, place.panel),
    )
    return row


@requires("roles.moderate_marks", "panel")
@transaction.atomic
def take_back_third_mark(
    *,
    panel: Panel,
    result: StageResult,
    element: str,
    actor: User,
    at: datetime | None = None,
) -> Moderation:
    """Ask somebody no more for a third mark that they have not given; they are told.

    Somebody else can be asked, or the mark agreed without. Raises ``NotYetError`` where nobody is
    asked, or it is in.
    """
    moment = at or timezone.now()
    item = locked_item(panel, result, element)
    row = item.moderation
    if row is None or not item.is_third_asked or item.third_mark is not None or item.is_agreed:
        raise NotYetError(
            ["The third mark has already been given, or nobody has been asked for one"]
        )
    place = row.third
    _ask_no_more(row)
    log(row, "roles.third_mark_taken_back", actor=actor, at=moment)
    if place is not None:
        notify_people(
            "roles.third_mark_not_needed",
            [place.person],
            place,
            at=moment,
            occasion=f"{row.pk} {moment.isoformat()}",
            **words_of(panel.campaign, place.panel),
        )
    return row


def _ask_no_more(row: Moderation) -> None:
    row.third = row.third_asked_by = row.third_asked_at = None
    row.save()


@requires("roles.give_third_mark", "moderation")
@transaction.atomic
def give_third_mark(
    *,
    moderation: Moderation,
    points: int | None,
    evidence: str,
    actor: User,
    at: datetime | None = None,
) -> Score:
    """Mark as the third, before any other mark is seen; the chair then agrees a mark.

    ``points`` is None for who cannot mark it: then the chair can ask somebody else (S17). Raises
    ``PointsError``, ``EvidenceError``, and ``NotYetError`` where it was given or agreed.
    """
    moment = at or timezone.now()
    StageResult.objects.select_for_update(of=("self",)).get(pk=moderation.result_id)
    row = Moderation.objects.third_asked(actor).filter(pk=moderation.pk).first()
    if row is None or row.third is None:
        raise NotYetError(["You have already marked this answer, or nobody needs your mark now"])
    items = items_of(row.campaign, row.result.number, [row.result])
    item = next((each for each in items if each.element.slug == row.element), None)
    if item is None:
        raise NotYetError
    if points is not None and not 1 <= points <= item.element.top:
        raise PointsError([f"The mark must be between 1 and {item.element.top}"])
    if len(evidence.strip()) < SHORTEST_NOTE:
        raise EvidenceError
    score, _ = Score.objects.update_or_create(
        result=row.result,
        place=row.third,
        element=row.element,
        defaults={
            "points": points,
            "cannot_mark": points is None,
            "evidence": evidence.strip(),
            "saved_at": moment,
            "submitted_at": moment,
        },
    )
    score.keep(ScoreVersion.Why.SUBMITTED, at=moment)
    log(row, "roles.third_mark_given", actor=actor, at=moment)
    if score.cannot_mark:
        _ask_no_more(row)
    return score
