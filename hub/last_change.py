"""Who changed a record last, and when: said to whoever comes too late to change it as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.log_actions import registry

from hub.audit import NAME, reads
from hub.dates import datetime_gb
from hub.models.log_entry import actions_hidden_from

# So long somebody may have done it in another tab.
RECENT = timedelta(hours=1)


def last_entry(record: Any, reader: Any) -> Any:
    """The last entry of what was done to a record, of those that a person may read; else None."""
    hidden = actions_hidden_from(reader, type(record))
    entries = registry.get_logs_for_instance(record).exclude(action__in=[*reads, *hidden])
    return entries.select_related("user").order_by("-timestamp", "-pk").first()


def last_changed(record: Any, reader: Any) -> str:
    """By whom and when a record was changed last, in a sentence; "" where nobody did."""
    entry = last_entry(record, reader)
    if entry is None:
        return ""
    at = datetime_gb(entry.timestamp)
    if entry.user_id is None:
        return f"It was last changed on {at}."
    if entry.user_id in reader.account_keys:
        is_recent = timezone.now() - entry.timestamp < RECENT
        return f"You last changed it on {at}{', perhaps in another tab' if is_recent else ''}."
    return f"{entry.data.get(NAME, entry.user)} last changed it on {at}."
