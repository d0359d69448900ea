"""Staff put several emails that failed back in the queue at once, each by itself."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.audit import log
from hub.audit_groups import in_group
from hub.dates import when_gb
from hub.message_log_admin import kind_of, with_shown
from hub.models import Notification
from hub.notifications.delivery import retriable, retry_dead
from hub.notifications.recipients import listed
from hub.numbers import plural
from hub.views.base import person_of

# So many on one page, and so many at once.
MOST = 100
EMAIL, SHOWN, ALL_OF_THEM = "email", "shown", "all"


def failed_seen_by(person: Any) -> QuerySet[Notification]:
    """Those that can be sent again, by the day, as far as a person may know of them."""
    rows = listed(retriable(), person)
    rows = rows.select_related("recipient", "content_type")
    return rows.order_by(TruncDate("created_at"), "public_id")


@require_http_methods(["GET", "POST"])
def failed_emails(request: HttpRequest) -> HttpResponse:
    """The emails that failed, to choose from; those that are chosen are sent again."""
    if not request.user.has_perm("hub.retry_notification"):
        raise Http404
    person = person_of(request)
    found = failed_seen_by(person)
    if request.method == "POST":
        return _send_again(request, found)
    total = found.count()
    context = {
        "header_title": "Send failed emails again",
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("message_log:index"), "label": "Emails sent and failed"},
            {"url": "", "label": "Send failed emails again"},
        ],
        "rows": [
            (row, kind_of(row), when_gb(row.shown.written))  # type: ignore[attr-defined]  # Of rows shown.
            for row in with_shown(person, found[:MOST])
        ],
        "total": total,
        "most": MOST if total > MOST else 0,
    }
    return render(request, "hub/admin/failed_emails.html", context)


def _send_again(request: HttpRequest, found: QuerySet[Notification]) -> HttpResponse:
    """Put those that were chosen back in the queue: each in a transaction, all in one group."""
    asked = request.POST.getlist(EMAIL)
    if ALL_OF_THEM in request.POST:
        # Those of the page that was read: what failed since is not among them.
        asked = request.POST.getlist(SHOWN)
    keys = [key for each in dict.fromkeys(asked) if (key := _key(each)) is not None][:MOST]
    if not keys:
        messages.warning(request, "Nothing has changed. Select the emails first.")
        return redirect("message_failed")
    # Those that were read, whatever stands first by now.
    shown = {row.public_id: row for row in found.filter(public_id__in=keys)}
    done = 0
    with in_group(str(uuid.uuid4())):
        for key in keys:
            with transaction.atomic():
                if (row := shown.get(key)) is not None and retry_dead(row):
                    log(row, "hub.notification_retried", actor=person_of(request))
                    done += 1
    if done:
        messages.success(request, f"We will send {plural(done, 'email')} again.")
    if left := len(keys) - done:
        what = plural(left, "email was", "emails were")
        messages.warning(request, f"{what} no longer waiting to be sent again.")
    return redirect("message_failed")


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
