"""Who on a panel has marked, for those who may know: done or not, and no score (S19)."""

from __future__ import annotations

from dataclasses import dataclass

from hub.models import User
from roles.models.selection.marking import read_standings
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.stage_result import StageResult


@dataclass(frozen=True)
class MemberProgress:
    """One member, and whether all their marks are in."""

    member: PanelMember
    is_done: bool


def progress_of(panel: Panel, reader: User) -> list[MemberProgress]:
    """Each who sits on a panel, the chair first; nobody where nothing is marked.

    What does not exist for the reader is waited for by nobody (S4).
    """
    rows = StageResult.objects.of(panel.campaign, panel.number).to_mark().shown_to(reader)
    results = list(rows.select_related("application"))
    if not results:
        return []
    for row in results:
        row.application.campaign = panel.campaign
    missing = {member.pk for found in read_standings(results).values() for member in found.missing}
    sitting = panel.members.sitting().select_related("person")
    return [MemberProgress(member, member.pk not in missing) for member in sitting]
