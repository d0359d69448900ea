"""What must never be so in recruitment; the hub's daily check looks for it."""

from __future__ import annotations

from roles.adverts.invariants import INVARIANTS as ADVERTS
from roles.campaigns.invariants import INVARIANTS as CAMPAIGNS
from roles.selection.invariants import INVARIANTS as SELECTION
from roles.support.invariants import INVARIANTS as SUPPORT

INVARIANTS = [
    *SELECTION,
    *ADVERTS,
    *CAMPAIGNS,
    *SUPPORT,
]
