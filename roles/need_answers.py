"""How recruitment answers a need: by a support request or a campaign; its records on threads."""

from __future__ import annotations

from roles.campaigns.need_answers import NEED_ANSWERS as CAMPAIGNS
from roles.campaigns.need_answers import THREAD_PARTS as CAMPAIGN_PARTS
from roles.support.need_answers import NEED_ANSWERS as SUPPORT
from roles.support.need_answers import THREAD_PARTS as SUPPORT_PARTS

RECRUITMENT_ANSWERS = [
    *SUPPORT,
    *CAMPAIGNS,
]

RECRUITMENT_THREAD = [*SUPPORT_PARTS, *CAMPAIGN_PARTS]
