"""How the hub's own personal data comes to its end."""

from hub.accounts.retention.access import ACCESS_POLICIES
from hub.accounts.retention.accounts import OWN_POLICIES
from hub.accounts.retention.messages import MESSAGE_POLICIES
from hub.accounts.retention.parts_played import PARTS_PLAYED

ACCOUNT_POLICIES = [*OWN_POLICIES, *ACCESS_POLICIES, *MESSAGE_POLICIES, *PARTS_PLAYED]
