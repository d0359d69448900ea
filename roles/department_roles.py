"""Which of a department's membership roles have a part in recruitment together."""

from __future__ import annotations

from hub.models import Membership

# They run the department's campaigns, and handle their applications and questions.
RUNNING_CAMPAIGNS = (Membership.Role.HIRING_MANAGER, Membership.Role.RESOURCING)
# They are shown whom the hub refers to the department (R15).
HIRING = (Membership.Role.REQUESTER, *RUNNING_CAMPAIGNS)
