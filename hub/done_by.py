"""What somebody did: their own entries of the log, those of one run for several records as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from hub.acting_for import FOR
from hub.audit import reads
from hub.audit_groups import GROUP
from hub.models import BulkRun, User
from hub.models.log_entry import keys_hidden_from
from hub.timeline import Entry, addresses_of, away_of, entry_of, thing_of, things_seen

# So much is shown.
MOST_DONE = 30


def done_by(person: User, *, since: datetime) -> list[Entry]:
    """What a person has done in office since a moment, newest first, at most thirty entries.

    Without what they read, and what happened to accounts: whether one was made would tell who had
    one before. What was done for several records at once is one entry, that of the run. Things that
    they may not see now have no link; what does not exist for them any more (``hidden_from``) is
    left out. Queries: one for the entries, and one for each kind of thing.
    """
    accounts = ContentType.objects.get_for_model(person)
    runs = ContentType.objects.get_for_model(BulkRun)
    rows = ModelLogEntry.objects.filter(user=person, timestamp__gte=since)
    rows = rows.exclude(content_type=accounts).exclude(action__in=reads)
    own = rows.exclude(data__has_key=GROUP) | rows.filter(content_type=runs)
    entries = list(own.select_related("user").order_by("-timestamp", "-pk")[:MOST_DONE])
    by_type: dict[int, set[str]] = {}
    for entry in entries:
        by_type.setdefault(entry.content_type_id, set()).add(entry.object_id)
    kept = {kind: keys_hidden_from(person, kind) for kind in by_type}
    entries = [each for each in entries if each.object_id not in kept[each.content_type_id]]
    seen = things_seen(by_type, person)
    urls = addresses_of(seen, person)
    away = away_of(entries)
    found = [entry_of(item, urls.get(thing_of(item), ""), False, away) for item in entries]
    return [
        _said_for(item, _of_whom(entry, seen.get(thing_of(item))), away)
        for item, entry in zip(entries, found, strict=True)
    ]


def _of_whom(entry: Entry, thing: Any) -> Entry:
    """An entry that says whose its thing is, where the name of that does not: a certificate."""
    whose = getattr(thing, "whose", "")
    return replace(entry, subject=f"{entry.subject}, {whose}") if whose else entry


def _said_for(item: Any, entry: Entry, away: Mapping[int, User]) -> Entry:
    """An entry of one's own that says for whom it was done."""
    if not (stood_in_for := item.data.get(FOR)):
        return entry
    whom = f"for {away.get(stood_in_for, 'a colleague')}"
    return replace(entry, detail=f"{entry.detail}, {whom}" if entry.detail else whom)
