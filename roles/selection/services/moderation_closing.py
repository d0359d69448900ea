"""The moderation of a stage is closed, with words; and reopened, with the reason (S23)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.numbers import plural
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import LEFT_TO_OTHERS
from roles.models.selection.marking import read_standings
from roles.models.selection.moderation import Moderation, ModerationClosing
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import are_one_person
from roles.models.selection.score import Score
from roles.models.selection.stage_result import StageResult
from roles.notifying import notify_people
from roles.selection.services.moderating import ModerationRefusedError, words_of


class StillOpenError(ModerationRefusedError):
    """The panel has still to agree on something."""

    reason = (
        "Wait until every mark is submitted, and agree every mark on the page “Marks that differ” "
        "first"
    )


class ClosedAlreadyError(ModerationRefusedError):
    """Nothing was agreed since it was closed."""

    reason = "The moderation is already closed"


class NotClosedError(ModerationRefusedError):
    """There is nothing to reopen."""

    reason = "The moderation is not closed"


class DecidedError(ModerationRefusedError):
    """Nothing is left that could be changed."""

    reason = "Every application of this stage has been decided, so its marks stay as they are"


def is_closed(panel: Panel) -> bool:
    """Whether a closing stands and nothing was agreed since."""
    closing = ModerationClosing.objects.now_of(panel)
    if closing is None:
        return False
    rows = Moderation.objects.of_panel(panel).agreed()
    return not rows.filter(agreed_at__gt=closing.closed_at).exists()


def why_not_reopened(panel: Panel) -> str:
    """Why the moderation of a panel is not reopened; "" while it can be."""
    if ModerationClosing.objects.now_of(panel) is None:
        return NotClosedError.reason
    if not StageResult.objects.of(panel.campaign, panel.number).to_mark().exists():
        return DecidedError.reason
    return ""


@requires("roles.moderate_marks", "panel")
@transaction.atomic
def close_moderation(
    *, panel: Panel, words: str, actor: User, at: datetime | None = None
) -> ModerationClosing:
    """Close the moderation of a stage, with words on how the panel came to agree (S23).

    Each who marked answers on which a mark was agreed since it was last closed is told, once for
    all of them. Raises ``ClosedAlreadyError`` where nothing was agreed since, and
    ``StillOpenError`` while a mark is to be agreed or to come, of whichever application: it does
    not say which, since who closes may have marks of their own to give (S18).
    """
    moment = at or timezone.now()
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=panel.campaign_id)
    if is_closed(panel):
        raise ClosedAlreadyError
    rows = StageResult.objects.of(campaign, panel.number).marked()
    disputed = Q(application__in=list(rows.disputed_in(campaign)))
    left = rows.filter(disputed | Q(pk__in=not_marked_whole(panel)))
    if left.shown_to(actor).exists():
        raise StillOpenError
    if left.exists():
        raise StillOpenError([LEFT_TO_OTHERS])
    last = ModerationClosing.objects.filter(panel=panel).aggregate(at=Max("closed_at"))["at"]
    made = ModerationClosing.objects.create(
        panel=panel, words=words, closed_by=actor, closed_at=moment
    )
    log(
        campaign,
        "roles.moderation_closed",
        actor=actor,
        at=moment,
        data={"detail": panel.stage.name},
    )
    _tell_markers(panel, made, last, actor)
    return made


@requires("roles.moderate_marks", "panel")
@transaction.atomic
def reopen_moderation(
    *, panel: Panel, reason: str, actor: User, at: datetime | None = None
) -> ModerationClosing:
    """Reopen the moderation of a stage, so that agreed marks can be changed; it is closed anew.

    The reason stays with the closing. Raises ``NotClosedError``, and ``DecidedError`` where every
    application of the stage has been decided.
    """
    moment = at or timezone.now()
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=panel.campaign_id)
    closing = ModerationClosing.objects.now_of(panel)
    if closing is None:
        raise NotClosedError
    if why := why_not_reopened(panel):
        raise DecidedError([why])
    # Earlier ones that stand are of what was agreed before: they are reopened with it.
    ModerationClosing.objects.standing().filter(panel=panel).update(
        reopened_at=moment, reopened_by=actor, why_reopened=reason
    )
    detail = {"detail": panel.stage.name}
    log(campaign, "roles.moderation_reopened", actor=actor, at=moment, data=detail)
    closing.refresh_from_db()
    return closing


def not_marked_whole(panel: Panel) -> list[int]:
    """The results of a panel's stage for which marks have still to come."""
    rows = StageResult.objects.of(panel.campaign, panel.number).to_mark()
    found = read_standings(list(rows.select_related("application")))
    return [key for key, standing in found.items() if not standing.is_complete]


def _tell_markers(
    panel: Panel, closing: ModerationClosing, since: datetime | None, actor: User
) -> None:
    """Tell each who marked answers with a new agreed mark of all of them; their page says which."""
    rows = Moderation.objects.of_panel(panel).agreed()
    if since is not None:
        rows = rows.filter(agreed_at__gt=since)
    agreed = set(rows.order_by().values_list("result", "element"))
    marks = Score.objects.standing().filter(result__in=[result for result, _ in agreed])
    number: dict[tuple[int, int], int] = {}
    for result, element, of_panel, person in marks.order_by().values_list(
        "result", "element", "place__panel", "place__person"
    ):
        if person is not None and (result, element) in agreed:
            number[of_panel, person] = number.get((of_panel, person), 0) + 1
    # Who left is told nothing more (SC19); who came back, by the place that they have now.
    sitting = PanelMember.objects.sitting().filter(
        panel__in=[of_panel for of_panel, _ in number], person__in=[person for _, person in number]
    )
    for place in sitting.select_related("panel", "person").order_by("pk"):
        found = number.get((place.panel_id, place.person_id or 0))
        if found is None or place.person is None or are_one_person(place.person, actor):
            continue
        notify_people(
            "roles.mark_agreed",
            [place.person],
            place,
            at=closing.closed_at,
            occasion=f"{closing.pk}",
            number=plural(found, "answer"),
            **words_of(panel.campaign, place.panel),
        )
