"""When the personal data of recruitment goes, and how: the areas' own policies."""

from __future__ import annotations

from roles.adverts.retention import RETENTION as ADVERTS
from roles.applications.retention import RETENTION as APPLICATIONS
from roles.campaigns.retention import RETENTION as CAMPAIGNS
from roles.search.retention import RETENTION as SEARCH
from roles.selection.retention import RETENTION as SELECTION
from roles.support.retention import RETENTION as SUPPORT

RECRUITMENT_RETENTION = [
    *APPLICATIONS,
    *SELECTION,
    *SUPPORT,
    *CAMPAIGNS,
    *ADVERTS,
    *SEARCH,
]
