"""What can be done with a release, in the order in which it is offered."""

from __future__ import annotations

from functools import partial

from hub.moves import Move
from training.models import ProgrammeRelease
from training.models.programmes.release import lessons_are_applied
from training.programmes import services

State = ProgrammeRelease.State
_move = partial(Move, permission="training.manage_release")


def _lessons_first(release: ProgrammeRelease) -> str:
    if lessons_are_applied(release):
        return ""
    return (
        "You cannot start this release until you record what you learnt from the one before it, "
        "as a lesson for this one."
    )


def _why_not(release: ProgrammeRelease) -> str:
    """Why a release cannot be started or finished."""
    if release.state == State.RUNNING:
        return "This release has already started"
    if release.state == State.FINISHED:
        return "This release is already finished"
    return "You cannot do this until the programme has reached the phase before this release"


def _cohorts(release: ProgrammeRelease) -> list[tuple[str, str]]:
    return [("Cohorts of this release", str(release.cohorts.count()))]


RELEASE_MOVES = (
    _move(
        slug="start",
        label="Start the release",
        may=lambda release: release.state == State.PLANNED,
        obstacle=_lessons_first,
        already=_why_not,
        service=services.start_release,
        explain="You can then plan cohorts for this release. The programme moves to the phase of "
        "this release. You cannot undo this.",
        done="has started",
    ),
    _move(
        slug="finish",
        label="Finish the release",
        may=lambda release: release.state == State.RUNNING,
        transition="finish",
        already=_why_not,
        service=services.finish_release,
        explain="You will not be able to plan more cohorts for this release. You cannot undo this.",
        facts=_cohorts,
        done="is finished",
    ),
)
