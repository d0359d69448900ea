"""The marks of an application, as those read them who decide on it or have marked it (S18, S19)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from hub.models import User
from roles.models.applications.application import Application
from roles.models.selection.agenda import Proposal, proposal_of, shown
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.moderation import THIRD_FIRST, Moderation
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score, ScoreQuerySet
from roles.models.selection.share import MarkingShare
from roles.models.selection.stage_result import StageResult
from roles.selection.marking_tables import counts_as, marks

NOT_MARKED = "You have not marked this application, so you cannot see its marks."


def marking_of(application: Application, reader: User) -> list[dict[str, Any]]:
    """Its marks at each stage, for whoever decides on it or has marked it; [] for others (R11)."""
    if not (application.shows_identity or reads_marks(application, reader)):
        return []
    return [shown_marks(result, reader) for result in results_of(application)]


def reads_marks(application: Application, reader: User) -> bool:
    """Whether the marks of the sift are a reader's business: to decide, or as one of the panel."""
    return (
        reader.has_perm("roles.decide_application", application)
        or PanelMember.objects.of(reader)
        .sitting()
        .filter(panel__campaign=application.campaign_id)
        .exists()
    )


def results_of(application: Application) -> list[StageResult]:
    """The stages at which a panel marks it."""
    rows = application.stage_results.marked().order_by("number")
    found = list(rows)
    for row in found:
        row.application = application
    return found


def shown_marks(result: StageResult, reader: User) -> dict[str, Any]:
    """The marks of a panel once all are in; before, who has still to mark (S18, S19)."""
    standing = result.standing
    # What was decided when somebody's marks were in stays shown, whoever came to the panel since.
    if not (standing.is_complete or result.outcome):
        return {"waits": standing.why_no_decision(reader)}
    if comes_late(result, reader):
        return {"waits": NOT_MARKED}
    if Moderation.objects.third_asked(reader).filter(result=result).exists():
        return {"waits": THIRD_FIRST}
    elements = elements_to_mark(result.campaign, result.number)
    scores = list(scores_shown(result))
    if not scores:
        return {}
    proposal = proposal_of(result)
    return {
        "marks": marks(elements, scores, proposal.items if proposal else ()),
        "counts_as": counts_as(elements, proposal.items) if proposal else [],
        "adds_up_to": _adds_up_to(proposal),
    }


def comes_late(result: StageResult, reader: User) -> bool:
    """Whether a reader is on the panel and has not marked it: were it undone, they would (S18).

    Where the marking is shared out, only of what is theirs to mark (S6).
    """
    own = PanelMember.objects.of(reader).sitting()
    own = own.filter(panel__campaign=result.campaign, panel__number=result.number)
    share = MarkingShare.objects.standing().filter(application=result.application_id)
    own = own.filter(Q(panel__markers_each=None) | Q(pk__in=share.order_by().values("place")))
    return own.exists() and not Score.objects.by(reader).submitted().filter(result=result).exists()


def scores_shown(result: StageResult) -> ScoreQuerySet:
    """The marks of a result; before the invitation without those set aside.

    A set-aside mark says whose conflict of interest is with this very candidate (R11).
    """
    own = Score.objects.filter(result=result).select_related("place__person")
    return own.submitted() if result.application.shows_identity else own.standing()


def _adds_up_to(proposal: Proposal | None) -> list[tuple[str, str]]:
    """What the marks propose, with agreed marks where there are some (S35)."""
    if proposal is None:
        return []
    points = "Not known yet" if proposal.is_open else shown(proposal.total)
    return [("Points", points), ("Outcome by the marks", proposal.in_words)]
