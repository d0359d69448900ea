"""What somebody on a panel does about their own marking: submit it, and choose keys."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.moves import Move
from hub.tables import Link, lines
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score
from roles.selection.forms.marking import OFF, KeysForm
from roles.selection.services import marking
from roles.selection.services.marking_list import (
    AnswerToMark,
    MarkingList,
    marking_list,
    why_not_to_mark,
)

NONE_WAITS = "You have no applications to mark"
MARKS = "roles.mark_answers"


def _listed(member: PanelMember) -> MarkingList | None:
    return marking_list(member, member.person) if member.person else None


def _marks(member: PanelMember) -> bool:
    return not why_not_to_mark(member)


def _submits(member: PanelMember) -> bool:
    listed = _listed(member) if _marks(member) else None
    return listed is not None and bool(listed.answers) and not listed.is_done


def _submitted_already(member: PanelMember) -> str:
    listed = _listed(member)
    said = "You have submitted all your marks" if listed and listed.answers else NONE_WAITS
    return (why_not_to_mark(member) or said).rstrip(".")


def _nothing_finished(member: PanelMember) -> str:
    listed = _listed(member)
    if listed is None or listed.finished():
        return ""
    marked = listed.words.removesuffix(" marked")
    return f"{marking.NothingToSubmitError.reason}. You have marked {marked}."


def _to_submit(member: PanelMember) -> list[tuple[str, Any]]:
    """How much becomes final, and what does not."""
    listed = _listed(member)
    if listed is None:
        return []
    finished = listed.finished()
    applications = len({answer.result.pk for answer in listed.answers})
    flagged = [answer for group in finished for answer in group if answer.is_flagged]
    found: list[tuple[str, Any]] = [
        ("Applications you will submit now", f"{len(finished)} of {applications}"),
        ("Answers in them", sum(len(group) for group in finished)),
    ]
    if flagged:
        # In the order in which they are marked, across applications.
        flagged.sort(key=listed.answers.index)
        found.append(("You marked these to look at again", lines(*map(_named, flagged))))
    return found


def _named(answer: AnswerToMark) -> Link:
    return Link(f"{answer.element.name}, answer {answer.number}", answer.address)


def _as_marked(member: PanelMember) -> list[tuple[int, int]]:
    """Which marks they are, as they were read last."""
    rows = Score.objects.filter(place=member).drafts().order_by("pk")
    return list(rows.values_list("pk", "revision"))


def _overview(result: Any, person: Any) -> str:
    return reverse("roles:marking", args=[result.pk])


MARKING_MOVES = (
    Move(
        slug="submit-marks",
        label="Submit your marks",
        permission=MARKS,
        may=_submits,
        already=_submitted_already,
        obstacle=_nothing_finished,
        service=marking.submit_marks,
        facts=_to_submit,
        about=_as_marked,
        is_bound_to_facts=True,
        explain="We submit your marks for each application in which you have marked every answer. "
        "You cannot change them after that. Other people on the panel only see them when everybody "
        "has marked the application.",
        says=lambda member, result: "Your marks are submitted",
        next_address=_overview,
    ),
    Move(
        slug="marking-keys",
        label="Keyboard shortcuts",
        button="Save",
        permission=MARKS,
        may=_marks,
        already=lambda member: why_not_to_mark(member).rstrip("."),
        service=marking.choose_keys,
        form=KeysForm,
        form_kwargs=lambda member, user: {"initial": {"keys": member.marking_keys or OFF}},
        explain="With shortcuts, press a number to give the points, Enter to save and go to the "
        "next answer, and U to undo your last choice or go back.",
        says=lambda member, result: "Your choice is saved",
        next_address=_overview,
    ),
)
