"""What recruitment tells people: the areas' own messages."""

from __future__ import annotations

from roles.adverts.notifications import NOTIFICATIONS as ADVERTS
from roles.applications.notifications import NOTIFICATIONS as APPLICATIONS
from roles.campaigns.exception_notifications import EXCEPTION_NOTIFICATIONS
from roles.campaigns.notifications import NOTIFICATIONS as CAMPAIGNS
from roles.search.notifications import NOTIFICATIONS as SEARCH
from roles.selection.complaint_notifications import COMPLAINT_NOTIFICATIONS
from roles.selection.notifications import NOTIFICATIONS as SELECTION
from roles.selection.offer_notifications import OFFER_NOTIFICATIONS
from roles.selection.panel_notifications import PANEL_NOTIFICATIONS
from roles.selection.slot_notifications import SLOT_NOTIFICATIONS
from roles.support.notifications import NOTIFICATIONS as SUPPORT

RECRUITMENT_NOTIFICATIONS = [
    *APPLICATIONS,
    *SELECTION,
    *OFFER_NOTIFICATIONS,
    *PANEL_NOTIFICATIONS,
    *COMPLAINT_NOTIFICATIONS,
    *SLOT_NOTIFICATIONS,
    *SUPPORT,
    *CAMPAIGNS,
    *EXCEPTION_NOTIFICATIONS,
    *ADVERTS,
    *SEARCH,
]
