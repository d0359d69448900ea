"""People from outside the service are asked to sit on panels: by an address, for one panel (R9)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hub.authorisation import as_system, requires
from hub.directory import UnusualAddressError, add_person
from hub.models import User
from hub.refusals import RefusedError
from roles.models.selection.panel import Panel, PanelMember
from roles.selection.services.panels import PanelRefusedError, invite_outsider


class OfTheServiceError(PanelRefusedError):
    """Who works for a department or the hub is invited by their name."""

    field = "email"
    reason = (
        "This person works for a department or the hub team. Use “Invite somebody else”. If they "
        "are not listed there, ask the hub team to book them"
    )


@requires("roles.set_up_panel", "panel")
@transaction.atomic
def invite_from_outside(
    *,
    panel: Panel,
    name: str,
    email: str,
    outside_of: str,
    answer_by: date,
    actor: User,
    at: datetime | None = None,
) -> PanelMember:
    """Ask somebody who has no access to this service to sit on one panel, as a member.

    They get an account that signs in by code and opens this panel alone; whether they had one as a
    candidate is not told. They chair nothing: a chair is a civil servant. Raises
    ``OfTheServiceError``, and ``PanelRefusedError`` for a day or a panel that takes nobody.
    """
    moment = at or timezone.now()
    try:
        with as_system():
            person = add_person(
                email=email,
                name=name.strip(),
                is_demo=panel.campaign.organisation.is_demo,
                actor=None,
            )
    except UnusualAddressError:
        raise
    except RefusedError as error:
        refusal = PanelRefusedError(error.reasons)
        refusal.field = "email"
        raise refusal from error
    accounts = User.objects.filter(pk__in=person.account_keys)
    if any(account.holds_office for account in accounts):
        raise OfTheServiceError
    return invite_outsider(
        panel=panel,
        person=person,
        outside_of=outside_of.strip(),
        answer_by=answer_by,
        actor=actor,
        at=moment,
    )
