"""Reads of who a candidate is: each is an entry of the audit trail (R11)."""

from __future__ import annotations

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from roles.models.applications.application import Application
from roles.models.selection.panel import PanelMember
from roles.selection.services.conflicts import named_to


@requires("roles.view_application", "application")
def open_with_identity(*, application: Application, actor: User) -> None:
    """Record that somebody opens an application that shows whose it is; before, nothing."""
    if application.shows_identity:
        log(application, "roles.identity_opened", actor=actor)


@requires("roles.declare_conflicts", "member")
def read_names(*, member: PanelMember, actor: User) -> None:
    """Record that somebody on a panel reads who was invited, to say whom they know."""
    if named_to(member, actor).exists():
        detail = {"detail": member.panel.stage.name}
        # Not in the history of the campaign: who reads them again has somebody to add.
        log(member, "roles.names_read", actor=actor, data=detail)


@requires("roles.view_application", "application")
def open_cv(*, application: Application, actor: User) -> None:
    """Record that somebody opens a candidate's CV."""
    log(application, "roles.cv_opened", actor=actor)
