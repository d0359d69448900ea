"""The tables of panels: who is on one, and one's own places."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.dates import date_gb
from hub.tables import Column, Link, Table, state_tag
from roles.models.selection.panel import PanelMember


def _answer(member: PanelMember) -> str:
    if member.state == PanelMember.State.INVITED:
        return f"by {date_gb(member.answer_by)}"
    return ""


def _take_off(member: PanelMember) -> Any:
    names = [member.panel.campaign.reference, member.pk, "remove"]
    return Link("Take off", reverse("roles:panel_place_remove", args=names), about=member.name)


def members(*, may_set_up: bool) -> Table:
    """Who holds a place on a panel; for who may change that with what can be done."""
    columns = (
        Column("Who", lambda member: member.name),
        Column("As", lambda member: member.get_role_display()),
        Column("State", state_tag),
        Column("Answer", _answer),
    )
    change = Column("Change", _take_off, heading_is_hidden=True, is_action=True)
    return Table(
        "Who is on the panel",
        (*columns, change) if may_set_up else columns,
        empty="Nobody is on this panel.",
        caption_size="s",
    )


ENDED = Table(
    "No longer on the panel, or never were",
    (
        Column("Who", lambda member: member.name),
        Column("As", lambda member: member.get_role_display()),
        Column("State", state_tag),
        Column("Why", lambda member: member.get_why_display()),
    ),
    caption_size="s",
)

PLACES = Table(
    "Your panels",
    (
        Column("Role", lambda place: Link(place.panel.campaign.title, place.get_absolute_url())),
        Column("Department", lambda place: place.panel.campaign.organisation.name),
        Column("Stage", lambda place: place.panel.stage.name),
        Column("As", lambda place: place.get_role_display()),
        Column("State", state_tag),
        Column("Answer", _answer),
    ),
    empty="You are not on a panel, and nobody has asked you to be on one.",
    caption_is_hidden=True,
)
