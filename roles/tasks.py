"""Background duties of recruitment, where Celery and the hub look for them: the areas' own."""

from __future__ import annotations

from typing import Any

from roles.adverts.tasks import SCHEDULE as ADVERTS
from roles.applications.tasks import SCHEDULE as APPLICATIONS
from roles.campaigns.tasks import SCHEDULE as CAMPAIGNS
from roles.search.tasks import SCHEDULE as SEARCH
from roles.selection.tasks import SCHEDULE as SELECTION
from roles.support.tasks import SCHEDULE as SUPPORT

SCHEDULE: dict[str, dict[str, Any]] = {
    **ADVERTS,
    **APPLICATIONS,
    **CAMPAIGNS,
    **SEARCH,
    **SELECTION,
    **SUPPORT,
}
