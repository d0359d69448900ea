"""The tables of panels: who is on one, and one's own places."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hub.dates import date_gb, datetime_gb
from hub.models import User
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, lines, state_tag
from roles.models.selection.conflict import Conflict, ConflictDeclaration
from roles.models.selection.panel import PanelMember
from roles.selection.services.marking_list import why_no_marking
from roles.selection.services.panel_places import has_to_declare


def _answer(member: PanelMember) -> str:
    if member.state == PanelMember.State.INVITED:
        return f"by {date_gb(member.answer_by)}"
    return ""


def _take_off(member: PanelMember) -> Any:
    names = [member.panel.campaign.reference, member.pk, "remove"]
    return Link("Remove", reverse("roles:panel_place_remove", args=names), about=member.name)


def members(*, may_set_up: bool) -> Table:
    """Who holds a place on a panel; for who may change that with what can be done."""
    columns = (
        Column("Who", lambda member: member.name_and_where),
        Column("As", lambda member: member.get_role_display()),
        Column("State", state_tag),
        Column("Answer", _answer),
    )
    change = Column("Change", _take_off, heading_is_hidden=True, is_action=True)
    return Table(
        "Who is on the panel",
        (*columns, change) if may_set_up else columns,
        empty=Empty(
            "Nobody is on this panel.",
            "People will appear here when the department invites them.",
        ),
        caption_size="s",
    )


def ended(reader: User) -> Table:
    """Who is on a panel no more, or did not come to it, and why; nobody reads why of themselves."""

    def why(member: PanelMember) -> str:
        is_own = member.person_id in reader.account_keys
        return str(member.get_why_display()) or ("" if is_own else member.removed_because)

    return Table(
        "No longer on the panel, or did not join",
        (
            Column("Who", lambda member: member.name_and_where),
            Column("As", lambda member: member.get_role_display()),
            Column("State", state_tag),
            Column("Why", why),
        ),
        empty=NEVER_EMPTY,
        caption_size="s",
    )


def _to_do(place: PanelMember) -> Any:
    """What the person has to do now about their own place."""
    if place.state == PanelMember.State.INVITED:
        move, words = "answer", f"Answer by {date_gb(place.answer_by)}"
    elif has_to_declare(place):
        move, words = "declare", "Declare conflicts of interest"
    elif not why_no_marking(place):
        address = reverse("roles:marking", args=[place.pk])
        return Link("Your marking", address, about=place.panel.campaign.title)
    else:
        return ""
    address = reverse("roles:panel_place_move", args=[place.pk, move])
    return Link(words, address, about=place.panel.campaign.title)


PLACES = Table(
    "Panels you are on or are invited to join",
    (
        Column("Role", lambda place: Link(place.panel.campaign.title, place.get_absolute_url())),
        Column("Department", lambda place: place.panel.campaign.organisation.name),
        Column("Stage", lambda place: place.panel.stage.name),
        Column("As", lambda place: place.get_role_display()),
        Column("State", state_tag),
        Column("What to do", _to_do),
    ),
    empty=Empty(
        "You are not on a panel, and nobody has invited you to join one.",
        "We will email you if a department invites you, and the panel will appear here.",
    ),
    caption_is_hidden=True,
)


def _decide(conflict: Conflict) -> Link:
    campaign = conflict.application.campaign
    address = reverse("roles:conflict_move", args=[campaign.reference, conflict.pk, "decide"])
    about = f"on {conflict.name}, number {conflict.pk}"
    return Link("Decide", address, about=about)


def _change(conflict: Conflict) -> Link:
    link = _decide(conflict)
    return Link("Change the decision", link.href, about=link.about)


def _why(conflict: Conflict) -> Any:
    """On what grounds, and what the person said of this candidate."""
    said = [*getattr(conflict, "lines_naming", ())]
    if conflict.said_at is not None:
        said += conflict.said.splitlines()
    return lines(conflict.why, "What they said:", *said) if said else conflict.why


WHO_AND_WHOM = (
    Column("Person on the panel", lambda conflict: conflict.name),
    Column("Application", lambda conflict: conflict.which),
    Column("Why it may be a conflict", _why),
)
TO_DECIDE = Table(
    "To decide",
    (*WHO_AND_WHOM, Column("Decide", _decide, heading_is_hidden=True, is_action=True)),
    empty=Empty(
        "There are no possible conflicts to decide on.",
        "We list one here when somebody on a panel names a candidate, or when their details match.",
    ),
)


def _looked_again(conflict: Conflict) -> Any:
    """What was found when decisions of theirs were looked at again, or that they wait for it."""
    if conflict.looked_again_at is not None:
        return lines(datetime_gb(conflict.looked_again_at), conflict.finding)
    if not getattr(conflict, "is_to_look_at_again", False):
        return ""
    names = [conflict.campaign.reference, conflict.pk, "look-again"]
    about = f"of {conflict.name}, number {conflict.pk}"
    return Link("Look again at decisions", reverse("roles:conflict_move", args=names), about=about)


DECIDED = Table(
    "Decided",
    (
        *WHO_AND_WHOM,
        Column("Decision", state_tag),
        Column("Why", lambda conflict: conflict.reason),
        Column("Decisions looked at again", _looked_again),
        Column("Change", _change, heading_is_hidden=True, is_action=True),
    ),
    empty=Empty("No decisions have been made yet.", "Your decisions and reasons will appear here."),
)


def _said(declaration: ConflictDeclaration) -> Any:
    said = declaration.names.splitlines()
    if declaration.added_at is not None:
        said += [f"Added later, last on {datetime_gb(declaration.added_at)}:"]
        said += declaration.added.splitlines()
    if said:
        return lines(*said)
    return "Knows some of the candidates" if declaration.knows_somebody else "Knows nobody"


DECLARED = Table(
    "What people on the panels declared",
    (
        Column("Person on the panel", lambda declaration: declaration.member.name),
        Column("Stage", lambda declaration: declaration.member.panel.stage.name),
        Column("When", lambda declaration: declaration.declared_at),
        Column("Asked", lambda declaration: declaration.get_phase_display()),
        Column("Who they know", _said),
    ),
    empty=Empty(
        "Nobody has declared anything yet.",
        "We ask people on a panel as soon as they accept.",
    ),
)
