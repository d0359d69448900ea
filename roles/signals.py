"""Facts inside recruitment, for an area that stands above the one where they happen.

They are sent in the transaction of what happened, so that it holds with its effect or not at all.
"""

from __future__ import annotations

from django.dispatch import Signal

# What the public can read of a campaign's advert may have changed. Arguments: campaign (Campaign,
# as it is stored).
advert_changed = Signal()

# A campaign ends, whichever way. Arguments: campaign (Campaign, as it is stored), actor (User or
# None), at (datetime).
campaign_ended = Signal()

# The sift of a campaign is over and its interviews begin. Arguments: campaign (Campaign, as it is
# stored), at (datetime).
interviews_began = Signal()

# A candidate is on a reserve list no more, or takes back the consent to be put forward. Arguments:
# application (Application, as it is stored), at (datetime).
reserve_left = Signal()

# Nothing more is done about a support request: it was closed, or taken back. Arguments: request
# (SupportRequest, as it is stored), actor (User), at (datetime).
request_ended = Signal()

# The sift of a campaign begins. Arguments: campaign (Campaign, as it is stored), at (datetime).
sift_began = Signal()

# The sift of an application is decided. Arguments: application (Application, as it is stored), at
# (datetime).
sift_decided = Signal()

# An interview was held, or the candidate did not come, or the panel said what it found of them.
# Arguments: application (Application, as it is stored), at (datetime).
interview_recorded = Signal()

# An application was sent, by its candidate or by staff for somebody. Arguments: application
# (Application, as it is stored), at (datetime).
application_sent = Signal()

# A candidate does not come to an interview that was arranged: they withdrew. Arguments: application
# (Application, as it is stored), at (datetime).
interview_left = Signal()
