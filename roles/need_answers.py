"""How recruitment answers a need: by a support request or a campaign."""

from __future__ import annotations

from roles.campaigns.need_answers import NEED_ANSWERS as CAMPAIGNS
from roles.support.need_answers import NEED_ANSWERS as SUPPORT

RECRUITMENT_ANSWERS = [
    *SUPPORT,
    *CAMPAIGNS,
]
