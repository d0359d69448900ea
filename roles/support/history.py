"""The history of a support request, with who gave it to whom: their names are read each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wagtail.log_actions import registry

from hub import timeline
from hub.models import User
from roles.models.campaigns.campaign_rows import ADVISED_BEFORE
from roles.models.support.support_request import SupportRequest

ASKED, GIVEN = "roles.support_requested", "roles.support_handed_over"
ADVISER_CHANGED = "roles.support_adviser_changed"
# Under these an entry keeps to whom it was given; who is the adviser now, and who was it before.
PERSON, AFTER, BEFORE = "person", "adviser", ADVISED_BEFORE
GONE = "Somebody whose account was deleted"


def history_of(request: SupportRequest) -> list[timeline.Entry]:
    """What happened to a request, oldest first.

    Each giving of it says to whom, each change of the adviser who it is and in whose place.
    """
    logs = registry.get_logs_for_instance(request)
    kept = [(log, data) for log, data in logs.values_list("pk", "data") if data]
    keys = {data[name] for _, data in kept for name in (PERSON, AFTER, BEFORE) if data.get(name)}
    people = User.objects.in_bulk(keys) if keys else {}
    words = {log: _who(data, people) for log, data in kept}
    return [
        replace(
            entry, detail=". ".join(part for part in (words.get(entry.log), entry.detail) if part)
        )
        for entry in timeline.of(request)
    ]


def advisers_changed(reference: Any) -> dict[int, str]:
    """In words, who is the adviser in whose place since a run for several, by request."""
    logs = list(timeline.logs_of_run(reference, ADVISER_CHANGED))
    people = User.objects.in_bulk(
        {log.data[name] for log in logs for name in (AFTER, BEFORE) if log.data.get(name)}
    )
    return {int(log.object_id): _who(log.data, people) for log in logs}


def _who(data: dict[str, Any], people: dict[Any, User]) -> str:
    """What an entry keeps of people, in words; "" for nothing."""
    if data.get(PERSON) in people:
        return f"To {people[data[PERSON]]}"
    if not data.get(AFTER):
        return "Nobody is the adviser, as before" if AFTER in data else ""
    now, before = (people.get(data.get(name), GONE) for name in (AFTER, BEFORE))
    in_place_of = f" instead of {before}" if data.get(BEFORE) else ""
    return f"{now} is the adviser{in_place_of}"


def who_asked(request: SupportRequest, history: list[timeline.Entry]) -> str:
    """The name of who asked first, as the history has it; "" where it has none."""
    first = _logs(request, ASKED).values_list("pk", flat=True).first()
    return next((entry.actor for entry in history if entry.log == first), "")


def given_by(request: SupportRequest) -> User | None:
    """Who gave the request to whoever has it now; None where nobody did, or they are gone."""
    last = _logs(request, GIVEN).select_related("user").last()
    return last.user if last else None


def taken_over_by(request: SupportRequest, person: User) -> dict[str, Any] | None:
    """What is kept of the last change of adviser, where the person made themselves the adviser."""
    last = _logs(request, ADVISER_CHANGED).last()
    if last is None or last.user_id != person.pk or last.data.get(AFTER) != person.pk:
        return None
    return dict(last.data) if BEFORE in last.data else None


def _logs(request: SupportRequest, action: str) -> Any:
    logs = registry.get_logs_for_instance(request)
    return logs.filter(action=action).order_by("timestamp", "pk")
