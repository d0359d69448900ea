"""Every link in a mail opens for whoever gets the mail."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from hub.models import Notification
from hub.notifications import kinds
from hub.notifications.emails import body_context, message
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


def links_of(row: Notification) -> set[str]:
    """The paths of ours that the mail names now; none of a mail that is no longer true."""
    kind = kinds.get(row.slug)
    context = body_context(row, kind)
    if context is None or context.get("secret"):
        return set()
    body = message(kind, context, to="somebody@example.com", row=row).body
    found = re.findall(re.escape(settings.HUB_BASE_URL) + r"(/[^\s]*)", body)
    return {link.rstrip(".,)") for link in found}


def test_whoever_gets_a_mail_of_the_demonstration_can_open_what_it_leads_to(loaded_demonstration):
    rows = Notification.objects.exclude(recipient=None).select_related("recipient")
    wrong, seen, clients, asked = set(), set(), {}, set()
    for row in rows.filter(recipient__is_active=True).order_by("-pk"):
        if row.recipient_id not in clients:
            clients[row.recipient_id] = signed_in(row.recipient)
        for link in links_of(row) - {"/"}:
            path = urlsplit(link).path
            if (row.recipient_id, path) in asked:
                continue
            asked.add((row.recipient_id, path))
            seen.add(row.slug)
            status = clients[row.recipient_id].get(link).status_code
            if status >= 400:
                wrong.add((row.slug, str(row.recipient), path, status))
    assert wrong == set()
    assert len(seen) > 20
