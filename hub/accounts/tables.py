"""The table of the account page."""

from __future__ import annotations

from hub.tables import Column, Table

MEMBERSHIPS = Table(
    "Your access",
    (
        Column("Organisation", lambda membership: membership.organisation.name),
        Column("Role", lambda membership: membership.get_role_display()),
        Column("From", lambda membership: membership.valid_from),
        Column("To", lambda membership: membership.valid_to),
    ),
)
