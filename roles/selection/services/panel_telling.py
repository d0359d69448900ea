"""Who is told what of a place on a panel."""

from __future__ import annotations

from datetime import datetime

from hub.authorisation import internal
from hub.dates import date_gb
from roles.models.selection.panel import PanelMember
from roles.notifying import handlers_of, notify_people, role_words
from roles.selection.services.panel_places import days_in_words


@internal
def tell_who_set_it_up(member: PanelMember, what: str, at: datetime) -> None:
    """Tell those who handle the applications what became of one place; it names nobody."""
    notify_people(
        "roles.panel_changed",
        handlers_of(member.campaign),
        member,
        at=at,
        occasion=member.state,
        what=what,
        stage=member.panel.stage_words,
        **role_words(member.campaign),
    )


@internal
def notify(slug: str, member: PanelMember, at: datetime) -> None:
    """Tell somebody about their own place."""
    notify_people(
        slug,
        [member.person],
        member,
        at=at,
        answer_by=date_gb(member.answer_by),
        days=days_in_words(member.panel),
        asked_as=member.get_role_display(),
        stage=member.panel.stage_words,
        **role_words(member.campaign),
    )


@internal
def remind_member(member: PanelMember, at: datetime) -> None:
    """Remind somebody of an invitation, once however often it is called."""
    notify("roles.panel_answer_due", member, at)
