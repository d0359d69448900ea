"""What can be done to a panel, and about one's own place on it."""

from __future__ import annotations

from typing import Any

from hub.moves import Move, can, reason_read_by
from roles.models.selection.panel import Panel, PanelMember
from roles.selection.forms.panels import CommissionerForm, InviteForm, WhyNotForm
from roles.selection.services import panel_answers, panels
from roles.selection.services.panel_rules import needs_commissioner

SETTING_UP = "roles.set_up_panel"


def _takes_people(panel: Panel) -> bool:
    return panels.takes_panels(panel.campaign)


def _no_longer(panel: Panel) -> str:
    return panels.NotNowError.reason


def _no_commissioner(panel: Panel) -> str:
    if not needs_commissioner(panel.campaign):
        return "No Civil Service Commissioner chairs panels for this grade"
    return _no_longer(panel)


def _form_of(panel: Panel, user: Any) -> dict[str, Any]:
    return {"panel": panel}


PANEL_MOVES = (
    Move(
        slug="invite",
        label="Ask somebody else",
        permission=SETTING_UP,
        may=_takes_people,
        already=_no_longer,
        service=panels.invite_member,
        form=InviteForm,
        form_kwargs=_form_of,
        explain="We will email them. They can accept or decline.",
        says=lambda panel, member: "We have emailed the invitation",
        is_creating=True,
    ),
    Move(
        slug="commissioner",
        label="Record the Commissioner",
        permission=SETTING_UP,
        may=lambda panel: _takes_people(panel) and needs_commissioner(panel.campaign),
        already=_no_commissioner,
        service=panels.name_commissioner,
        form=CommissionerForm,
        form_kwargs=lambda panel, user: {"initial": {"commissioner": panel.commissioner}},
        says=lambda panel, result: "The Commissioner who chairs the panel is recorded",
    ),
)

# Of somebody's place, by those who set up the panel.
PLACE_MOVES = (
    Move(
        slug="remove",
        label="Take off the panel",
        permission=SETTING_UP,
        may=can("remove"),
        service=panels.remove_member,
        form=reason_read_by("People in your department and the hub team who work on this campaign"),
        explain="We will tell them, and not why. What they have done stays with their name. You "
        "cannot undo this.",
        says=lambda member, result: "They are off the panel. We have told them",
        is_warning=True,
    ),
)

# Of one's own place.
OWN_PLACE_MOVES = (
    Move(
        slug="accept",
        label="Accept",
        permission="roles.answer_panel",
        may=can("accept"),
        obstacle=panel_answers.why_no_answer,
        service=panel_answers.accept_invitation,
        explain="You will help to choose who gets this job. You cannot apply for it yourself after "
        "you accept.",
        says=lambda member, result: "You are on the panel. We have told the department",
    ),
    Move(
        slug="decline",
        label="Decline",
        permission="roles.answer_panel",
        may=can("decline"),
        service=panel_answers.decline_invitation,
        form=WhyNotForm,
        explain="We will tell the department. You cannot undo this.",
        says=lambda member, result: "You have declined. We have told the department",
        is_warning=True,
    ),
    Move(
        slug="leave",
        label="Leave the panel",
        permission="roles.leave_panel",
        may=can("leave"),
        service=panel_answers.leave_panel,
        form=WhyNotForm,
        explain="We will tell the department at once. What you have done stays with your name. You "
        "cannot undo this.",
        says=lambda member, result: "You have left the panel. We have told the department",
        is_warning=True,
    ),
)
OWN_NEXT = {PanelMember.State.INVITED: "accept"}
