"""Digital Leaders: record one."""

from __future__ import annotations

from capability_reviews.leadership import services
from capability_reviews.leadership.forms import LeaderForm
from capability_reviews.record_view import RecordView


class LeaderView(RecordView):
    """Record a Digital Leader."""

    form_class = LeaderForm
    service = staticmethod(services.appoint_digital_leader)
    extra_context = {"heading": "Record a Digital Leader", "button": "Record"}
    done = "The Digital Leader is recorded"
