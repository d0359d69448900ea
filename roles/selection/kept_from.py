"""Why somebody who handles an application leaves a move to others."""

from __future__ import annotations

from typing import Any

from roles.applications.services.applications import EnteredItError, why_not_to_sift
from roles.campaigns.moves.running import left_to_department
from roles.models.applications.application import Application
from roles.permissions.predicates import did_not_enter
from roles.selection.services.undoing import SecondPersonNeededError


def kept_from_the_sift(application: Application, user: Any) -> str:
    """Why somebody who handles the application does not decide its sift (R12, H4)."""
    if user.has_perm("roles.sift_application", application):
        return ""
    if why := why_not_to_sift(user, application):
        return f"{why}."
    campaign = application.campaign
    return f"{campaign.why_hub_does_not_sift}, so only {campaign.organisation.name} can do this."


def kept_from_moving(application: Application, user: Any) -> str:
    """Why somebody who handles the application leaves the rest of the selection to others (H4)."""
    is_theirs = user.is_hub_staff and user.has_perm("roles.view_application", application)
    return left_to_department(application.campaign) if is_theirs else ""


def kept_from_selection(application: Application, user: Any) -> str:
    """The same of a decision, which is for others than who typed the application in (R25)."""
    return _kept_from_entered(application, user) or kept_from_moving(application, user)


def _kept_from_entered(application: Application, user: Any) -> str:
    return "" if did_not_enter(user, application) else f"{EnteredItError.reason}."


DECIDE = "roles.decide_application"
KEPT_FROM = {
    "roles.sift_application": kept_from_the_sift,
    DECIDE: kept_from_selection,
    "roles.move_application": kept_from_moving,
}


def _own_decision(application: Application, user: Any) -> str:
    """Why somebody who handles the application does not undo what was decided on it (R19)."""
    is_own = application.decided_by_id in user.side_keys
    return f"{SecondPersonNeededError.reason}." if is_own else ""


def own_choice(application: Application, user: Any) -> str:
    """Why somebody does not undo a decision: it is their own, or not theirs to make."""
    return _own_decision(application, user) or kept_from_selection(application, user)


def own_sift(application: Application, user: Any) -> str:
    """The same of a decision of the sift."""
    return _own_decision(application, user) or kept_from_the_sift(application, user)
