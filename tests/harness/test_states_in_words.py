"""People read the words of a state and of a kind, never the value stored or the name in the code.

Every label of the audit trail, every timeline, every export of the admin, every feed and every
email of the whole demonstration is walked. What machines read holds both (the API, "_vacancy" of
the JSON feed): the value, and the words beside it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import models
from django.test import Client
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from hub import timeline
from hub.models import Notification
from hub.notifications import kinds
from hub.plugins import enabled
from hub.testing.states import lifecycles
from tests.factories.hub import make_person
from tests.harness.test_access_matrix import routes

pytestmark = pytest.mark.django_db

STATES = {
    value
    for config in [apps.get_app_config("hub"), *enabled()]
    for states in lifecycles(config)
    for value in states.values
}
# A value of one word is a word of English too, and wrong only where it is all there is.
COMPOUND = re.compile(rf"\b({'|'.join(sorted(state for state in STATES if '_' in state))})\b")
registry.scan_for_actions()
ACTIONS = {str(action): str(label) for action, label in registry.get_choices()}
CODE_NAME = re.compile(r"\b(hub|roles|training|capability_reviews)\.[a-z]+(_[a-z]+)+\b")


def stored_in(text: str) -> list[str]:
    """Values of states, and names of the code, in what a person reads."""
    found = [match.group() for match in COMPOUND.finditer(text)]
    found += [match.group() for match in CODE_NAME.finditer(text)]
    return found + ([text] if text in STATES else [])


def test_every_label_of_the_audit_trail_is_in_words():
    ours = {action: label for action, label in ACTIONS.items() if not action.startswith("wagtail")}
    assert len(ours) > 100
    assert {action: label for action, label in ours.items() if stored_in(label)} == {}
    assert {action for action, label in ours.items() if not label[:1].isupper()} == set()


def test_an_entry_of_a_plugin_that_is_gone_is_in_words():
    person = make_person()
    entry = ModelLogEntry(action="gone.bus_was_late", content_type_id=1, object_id="1", user=person)
    entry.timestamp, entry.data, entry.label = person.date_joined, {}, "Bus"
    assert timeline.entry_of(entry, "", False, {}).label == "Bus was late"


def exports() -> Iterator[tuple[str, str]]:
    """The listings of the admin that can be exported."""
    for path, name, route in routes():
        kwargs = getattr(route.callback, "view_initkwargs", {})
        view = getattr(route.callback, "view_class", None)
        exported = kwargs.get("list_export") or getattr(view, "list_export", None)
        if path.startswith("admin/") and exported and "results" not in name:
            yield name, f"/{path}"


def test_every_export_of_the_admin_says_states_in_words(loaded_demonstration):
    reader = make_person("reader@example.gov.uk")
    reader.is_superuser = True
    reader.save()
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    found, with_states = [], set()
    for name, address in exports():
        answer = client.get(f"{address}?export=csv")
        assert answer.status_code == 200, address
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
        if "State" in rows[0] and len(rows) > 1:
            with_states.add(name)
        found += [
            (name, rows[0][column], stored)
            for row in rows[1:]
            for column, cell in enumerate(row)
            for stored in stored_in(cell)
            # Wagtail's own words for whether a page is published.
            if (rows[0][column], stored) != ("Status", "live")
        ]
    assert sorted(set(found)) == []
    assert len(with_states) >= 8


def test_every_timeline_is_in_words(loaded_demonstration):
    details = [
        f"{line.label} {line.detail}"
        for entry in ModelLogEntry.objects.distinct()
        for line in [timeline.entry_of(entry, "", True, {})]
    ]
    assert len(details) > 1000
    assert {detail for detail in details if stored_in(detail)} == set()


def test_every_feed_is_in_words_and_machines_read_both(loaded_demonstration):
    client = Client()
    for address in ("/roles/feed.atom", "/roles/feed.json"):
        answer = client.get(address)
        assert answer.status_code == 200
        text = answer.content.decode()
        if address.endswith("json"):
            items = json.loads(text)["items"]
            assert items
            for item in items:
                vacancy = item.pop("_vacancy")
                for name in ("working_pattern", "audience", "nationality", "security_level"):
                    assert vacancy[f"{name}_text"] not in ("", vacancy[name])
            text = json.dumps(items)
        assert stored_in(text) == []


def test_every_email_is_in_words(loaded_demonstration):
    for kind in kinds:
        assert stored_in(kind.label) == [], kind.slug
        assert stored_in(kind.title.format_map(Blanks(kind.example()))) == [], kind.slug
    Notification.objects.exclude(state="sent").update(
        state="pending", next_attempt_at=models.F("created_at")
    )
    call_command("deliver")
    assert len(mail.outbox) > 20
    said = {f"{letter.subject}\n{without_links(letter.body)}" for letter in mail.outbox}
    assert {words for words in said if stored_in(words)} == set()


class Blanks(dict):
    """An example may leave out what only the sender knows."""

    def __missing__(self, key):
        return "…"


def without_links(text: str) -> str:
    """An address is no word."""
    return re.sub(r"https?://\S+", "", text)
