"""The page "To do" as a person reads it: its queues, their links, and what the queues cost."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.models import User
from hub.work import MOST_SHOWN, ShownQueue, waiting_for
from tests.factories.hub import signed_in

ROW = re.compile(r'<tr class="govuk-table__row" role="row">(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
FORM = re.compile(r'<form[^>]* method="post"')
LINK = re.compile(r'<a class="govuk-link" href="([^"]+)"')


Waiting = dict[str, list[str]]


def _queues(part: str) -> Waiting:
    """The addresses of the rows, by what is said to be done with each."""
    found: Waiting = {}
    for row in ROW.findall(part):
        cells = [cell.strip() for cell in CELL.findall(row)]
        if links := LINK.findall(row):
            found.setdefault(unescape(cells[0]), []).extend(links)
    return found


def work_of(person: User) -> tuple[Waiting, Waiting]:
    """The addresses of what waits for a person, and of what they wait for, by their labels."""
    page = signed_in(person).get(reverse("work")).text
    mine, _, others = page.partition("Waiting for others")
    return _queues(mine.partition("<h2")[0]), _queues(others)


def for_colleagues(person: User) -> dict[str, Waiting]:
    """The addresses of what waits for those for whom a person stands in, by the headings."""
    page = signed_in(person).get(reverse("work")).text.partition("Waiting for others")[0]
    parts = re.findall(r'<h2 class="govuk-heading-l">(.*?)</h2>(.*?)(?=<h2|\Z)', page, re.DOTALL)
    return {unescape(heading): _queues(part) for heading, part in parts}


def to_do(person: User) -> Waiting:
    """The addresses of what waits for a person, by the labels of its queues."""
    return work_of(person)[0]


def of_others(person: User) -> Waiting:
    """The addresses of what a person waits for from others."""
    return work_of(person)[1]


def has_form(person: User, address: str) -> bool:
    """Whether a link leads to a page with a form that can be sent, beside that of signing out."""
    answered = signed_in(person).get(address)
    main = answered.text.partition("<main")[2].partition("</main>")[0]
    return answered.status_code == 200 and FORM.search(main) is not None


VOID = {"input", "br", "img", "hr", "meta", "link", "path", "rect", "circle", "line", "use"}


class InFront(HTMLParser):
    """What of a page stands in front of its reader: forms that are sent and are not folded away."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[str] = []
        self._inside: list[tuple[str, bool]] = []
        self.feed(page.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_folded = any(folds for _, folds in self._inside)
        if tag == "form" and (given.get("method") or "").lower() == "post" and not is_folded:
            self.forms.append(given.get("action") or "")
        if tag not in VOID:
            self._inside.append((tag, tag == "details" and "open" not in given))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass


def shown(person: User, slug: str) -> ShownQueue:
    """A queue as it is shown to a person."""
    return next(each for each in waiting_for(person) if each.queue.slug == slug)


def queues_and_queries(person: User) -> tuple[dict[str, int], int]:
    """How many things wait in each queue of a person, and how many queries reading them takes.

    Without those that count what is in a queue of which not everything is shown: one each.
    """
    person = User.objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as queries:
        found = waiting_for(person)
    assert [each.queue.slug for each in found if each.could_not_be_read] == []
    counted = sum(query["sql"].startswith("SELECT COUNT(*)") for query in queries.captured_queries)
    longer = sum(each.total > MOST_SHOWN for each in found)
    return {each.queue.slug: each.total for each in found}, len(queries) - min(counted, longer)
