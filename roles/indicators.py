"""What GDS can see of recruitment: the areas' own indicators."""

from __future__ import annotations

from roles.campaigns.indicators import INDICATORS as CAMPAIGNS
from roles.support.indicators import INDICATORS as SUPPORT

RECRUITMENT_INDICATORS = [
    *CAMPAIGNS,
    *SUPPORT,
]
