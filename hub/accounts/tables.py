"""The table of the account page."""

from __future__ import annotations

from hub.dates import day_of
from hub.tables import NEVER_EMPTY, Column, Table

MEMBERSHIPS = Table(
    "Your access",
    (
        Column("Organisation", lambda membership: membership.organisation.name),
        Column("Role", lambda membership: membership.get_role_display()),
        Column("From", lambda membership: membership.valid_from),
        Column("To", lambda membership: membership.valid_to),
    ),
    empty=NEVER_EMPTY,
)

WAITING = Table(
    "Access that a second person has to confirm",
    (
        Column("Organisation", lambda pending: pending.place),
        Column("Access", lambda pending: pending.office),
        Column("Asked on", lambda pending: day_of(pending.given_at)),
    ),
    empty=NEVER_EMPTY,
)
