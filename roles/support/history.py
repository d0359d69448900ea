"""The history of a support request, with who gave it to whom: their names are read each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wagtail.log_actions import registry

from hub import timeline
from hub.models import User
from roles.models.support.support_request import SupportRequest

ASKED, GIVEN = "roles.support_requested", "roles.support_handed_over"


def history_of(request: SupportRequest) -> list[timeline.Entry]:
    """What happened to a request, oldest first; each giving of it says to whom."""
    given = _logs(request, GIVEN).values_list("pk", "data")
    to = {log: data["person"] for log, data in given if "person" in data}
    people = User.objects.in_bulk(to.values()) if to else {}
    return [
        replace(entry, detail=f"To {people[to[entry.log]]}")
        if to.get(entry.log) in people
        else entry
        for entry in timeline.of(request)
    ]


def who_asked(request: SupportRequest, history: list[timeline.Entry]) -> str:
    """The name of who asked first, as the history has it; "" where it has none."""
    first = _logs(request, ASKED).values_list("pk", flat=True).first()
    return next((entry.actor for entry in history if entry.log == first), "")


def given_by(request: SupportRequest) -> User | None:
    """Who gave the request to whoever has it now; None where nobody did, or they are gone."""
    last = _logs(request, GIVEN).select_related("user").last()
    return last.user if last else None


def _logs(request: SupportRequest, action: str) -> Any:
    logs = registry.get_logs_for_instance(request)
    return logs.filter(action=action).order_by("timestamp", "pk")
