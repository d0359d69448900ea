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
from roles.models.selection.planned_stage import planned_stages
from roles.models.selection.stage_result import StageResult


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
    others = StageResult.objects.filter(application__campaign=application.campaign_id)
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


def _open(applications: list[Application], number: int, is_marked: bool, at: datetime) -> None:
    StageResult.objects.bulk_create(
        [
            StageResult(
                application=application,
                number=number,
                kind=Stage.Kind.SIFT,
                is_marked=is_marked,
                opened_at=at,
            )
            for application in applications
        ],
        ignore_conflicts=True,
    )
