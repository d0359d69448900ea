"""Whether what waits for somebody leads to the form that does it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.test import Client

from hub.models import User
from hub.work import waiting_for
from tests.work_page import InFront

# A page counts where, once it is open, a form that is sent stands in its main part and is not
# folded away: the form that does it, or the one choice of how. These lead elsewhere, and why:
ELSEWHERE = {
    # Nothing is sent: the page says where and when somebody has to be.
    "roles.interviews": "",
    "roles.interviews_to_hold": "",
    "roles.interviews_by_hand": "",
    "roles.bookings": "",
    # What is judged is read first, however long it is, and decided in the column beside it.
    "roles.stages": "What you can do",
    "roles.check_advert": "What you can do",
}
# A returned campaign that lacks nothing: what the approver asked for is in one of these pages.
TASK_LIST = "govuk-task-list"
MOST_OF_A_KIND = 2


def items_waiting(people: Iterable[User]) -> Iterator[tuple[str, str, Client]]:
    """Some items of each queue, by the kind of address they lead to, with whose browser."""
    seen: dict[tuple[str, str], int] = {}
    for person in people:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for shown in waiting_for(person):
            assert not shown.could_not_be_read, shown.queue.slug
            for item in () if shown.queue.others_act else shown.items:
                kind = (
                    shown.queue.slug,
                    re.sub(r"[A-Z]-\w{4}-\w{4}|[\da-f-]{36}|\d+", "", item.href),
                )
                seen[kind] = seen.get(kind, 0) + 1
                if seen[kind] <= MOST_OF_A_KIND:
                    yield shown.queue.slug, item.href, client


def without_a_form(people: Iterable[User]) -> tuple[set[str], dict[str, str]]:
    """Which queues have something, and the addresses of items behind which no form is in front."""
    queues, found = set(), {}
    for slug, href, client in items_waiting(people):
        queues.add(slug)
        answered = client.get(href, follow=True)
        page = answered.text
        is_done_elsewhere = slug in ELSEWHERE and ELSEWHERE[slug] in page
        if answered.status_code == 200 and (InFront(page).forms or is_done_elsewhere):
            continue
        if answered.status_code == 200 and slug == "roles.complete_terms" and TASK_LIST in page:
            continue
        found[f"{slug}: {href}"] = f"{answered.status_code} {answered.redirect_chain}"
    return queues, found
