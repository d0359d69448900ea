"""Results at the stages of the plan: opened when a stage begins, decided as applications are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hub.authorisation import internal
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import PanelMember
from roles.models.selection.panel_gate import FEWEST
from roles.models.selection.planned_stage import planned_stages
from roles.models.selection.stage_result import StageResult

Attendance = StageResult.Attendance
NOT_HELD = (Attendance.FAILED, Attendance.NO_SHOW)


@internal
@transaction.atomic
def open_results(*, campaign: Campaign, at: datetime) -> None:
    """The sift begins: a result for each application sent, at each stage that reads applications.

    Those of a stage with a panel wait for its marks. Safe to run twice.
    """
    sent = list(campaign.applications.sent().order_by("reference"))
    for stage in planned_stages(campaign):
        if stage.kind == Stage.Kind.SIFT:
            on_panel = PanelMember.objects.sitting().filter(
                panel__campaign=campaign, panel__number=stage.number
            )
            _open(sent, stage.number, on_panel.exists(), at)


@internal
@transaction.atomic
def open_late_results(*, application: Application, at: datetime) -> None:
    """An application is entered when the sift has begun: it goes the way of the others.

    Where the sift began before results were kept, there are none to go by, and none is made.
    """
    others = StageResult.objects.filter(
        application__campaign=application.campaign_id, kind=Stage.Kind.SIFT
    )
    for number, is_marked in others.order_by().values_list("number", "is_marked").distinct():
        _open([application], number, is_marked, at)


@internal
@transaction.atomic
def record_sift(*, application: Application, at: datetime) -> None:
    """The sift of an application is decided, or that was undone: its results say so."""
    outcome = ""
    if application.state in (ApplicationState.SIFT_PASS, ApplicationState.SIFT_FAIL):
        passed = application.state == ApplicationState.SIFT_PASS
        outcome = StageResult.Outcome.PASSED if passed else StageResult.Outcome.NOT_PASSED
    for result in application.stage_results.filter(kind=Stage.Kind.SIFT):
        result.decide(outcome, at)
        result.save(update_fields=["outcome", "decided_at"])


# What the panel found, as the result of a stage says it: appointable is enough.
FOUND = {
    ApplicationState.RECOMMENDED: StageResult.Outcome.PASSED,
    ApplicationState.RESERVE: StageResult.Outcome.PASSED,
    ApplicationState.NOT_APPOINTABLE: StageResult.Outcome.NOT_PASSED,
}


@internal
@transaction.atomic
def record_interview(*, application: Application, at: datetime) -> None:
    """An interview was held, missed, or judged, or that was undone: its results say so (S33).

    Held, each stage at which candidates are met has a result, which waits for marks where a panel
    marks. The first of a campaign says whether it does: the others go the same way.
    """
    rows = application.stage_results.exclude(kind=Stage.Kind.SIFT)
    if application.state == ApplicationState.INTERVIEWED:
        _open_met(application, at)
        rows.filter(attendance__in=("", *NOT_HELD)).update(attendance=Attendance.AS_ARRANGED)
    elif application.state == ApplicationState.NO_SHOW:
        _open_met(application, at)
        rows.update(attendance=Attendance.NO_SHOW)
    elif application.state == ApplicationState.INTERVIEW_INVITED:
        rows.update(attendance="")
    outcome = FOUND.get(ApplicationState(application.state), "")
    for result in rows:
        result.decide(outcome, at)
        result.save(update_fields=["outcome", "decided_at"])


@internal
@transaction.atomic
def record_attendance(*, application: Application, attendance: str, at: datetime) -> None:
    """How a meeting went, whatever mark it gets (S33)."""
    _open_met(application, at)
    application.stage_results.exclude(kind=Stage.Kind.SIFT).update(attendance=attendance)


def _open_met(application: Application, at: datetime) -> None:
    campaign = application.campaign
    if campaign.is_before_interview_marks:
        return
    others = StageResult.objects.filter(application__campaign=campaign)
    known = dict(others.order_by().values_list("number", "is_marked"))
    for stage in planned_stages(campaign):
        if stage.kind == Stage.Kind.SIFT:
            continue
        is_marked = known.get(stage.number)
        if is_marked is None:
            is_marked = _is_marked_by_panel(campaign, stage.number)
        _open([application], stage.number, is_marked, at, stage.kind)


def _is_marked_by_panel(campaign: Campaign, number: int) -> bool:
    """Whether enough people who have declared sit on the panel of a stage."""
    places = PanelMember.objects.sitting().filter(
        panel__campaign=campaign, panel__number=number, declared_at__isnull=False
    )
    return places.count() >= FEWEST


def _open(
    applications: list[Application],
    number: int,
    is_marked: bool,
    at: datetime,
    kind: str = Stage.Kind.SIFT,
) -> None:
    StageResult.objects.bulk_create(
        [
            StageResult(
                application=application,
                number=number,
                kind=kind,
                is_marked=is_marked,
                opened_at=at,
            )
            for application in applications
        ],
        ignore_conflicts=True,
    )
