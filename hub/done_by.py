"""What somebody did: their own entries of the log, those of one run for several records as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.permissions import page_permission_policy

from hub.acting_for import FOR
from hub.audit import reads
from hub.audit_groups import RUN
from hub.models import User
from hub.models.log_entry import keys_hidden_from
from hub.timeline import Entry, addresses_of, away_of, entry_of, thing_of, things_seen

# So much is shown.
MOST_DONE = 30
# What of the acts on a page is an act, rather than a version that was saved.
TO_PAGES = (
    *("wagtail.publish", "wagtail.unpublish", "wagtail.publish.schedule", "wagtail.delete"),
    *("wagtail.schedule.cancel", "wagtail.create", "wagtail.move", "wagtail.copy"),
)


def done_by(person: User, *, since: datetime) -> list[Entry]:
    """What a person has done in office since a moment, newest first, at most thirty entries.

    Without what they read, and what happened to accounts: whether one was made would tell who had
    one before. What was done for several records at once is one entry, that of the run. Things that
    they may not see now have no link; what does not exist for them any more (``hidden_from``) is
    left out. Queries: one for the entries, and one for each kind of thing.
    """
    accounts = ContentType.objects.get_for_model(person)
    rows = ModelLogEntry.objects.filter(user=person, timestamp__gte=since)
    rows = rows.exclude(content_type=accounts).exclude(action__in=reads)
    own = rows.exclude(data__has_key=RUN).select_related("user")
    entries = list(own.order_by("-timestamp", "-pk")[:MOST_DONE])
    by_type: dict[int, set[str]] = {}
    for entry in entries:
        by_type.setdefault(entry.content_type_id, set()).add(entry.object_id)
    kept = {kind: keys_hidden_from(person, kind) for kind in by_type}
    entries = [each for each in entries if each.object_id not in kept[each.content_type_id]]
    seen = things_seen(by_type, person)
    urls = addresses_of(seen, person)
    away = away_of(entries)
    found = [entry_of(item, urls.get(thing_of(item), ""), False, away) for item in entries]
    done = [
        _said_for(item, _of_whom(entry, seen.get(thing_of(item))), away)
        for item, entry in zip(entries, found, strict=True)
    ]
    done += _done_to_pages(person, since)
    return sorted(done, key=lambda entry: entry.at, reverse=True)[:MOST_DONE]


def _done_to_pages(person: User, since: datetime) -> list[Entry]:
    """What somebody did to pages of the site, with the page's editor where they may still edit it.

    Of pages that belong to records the records' own entries say it.
    """
    if not person.has_perm("wagtailadmin.access_admin"):
        return []
    rows = PageLogEntry.objects.filter(user=person, timestamp__gte=since, action__in=TO_PAGES)
    rows = rows.select_related("user", "content_type").order_by("-timestamp", "-pk")
    entries = [
        item
        for item in rows[:MOST_DONE]
        if not getattr(item.content_type.model_class(), "is_logged_by_its_record", False)
    ]
    mine = page_permission_policy.instances_user_has_permission_for(person, "change")
    pages = set(mine.filter(pk__in={item.page_id for item in entries}).values_list("pk", flat=True))
    urls = {page: reverse("wagtailadmin_pages:edit", args=[page]) for page in pages}
    return [entry_of(item, urls.get(item.page_id, ""), False, {}) for item in entries]


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
