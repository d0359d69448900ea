"""How somebody left a list: its filters and sorting are there again when they come back to it.

The last question of each list is kept for the session. With two tabs, or where a record is on
several lists, that is not enough: which list somebody came from is kept by the record's address.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

# What is kept of a record that somebody came to from a page that is no list of its kind.
ELSEWHERE = "elsewhere"
REMEMBERED, CAME_FROM = "lists", "came_from"
# Of so many lists, and records, it is kept, for as long as the session lasts.
MOST, LONGEST = 20, 500


def remember(request: HttpRequest) -> None:
    """Keep what the address of this list asks for, where that has changed."""
    query = request.META.get("QUERY_STRING", "")
    lists: dict[str, str] = request.session.get(REMEMBERED, {})
    if len(query) > LONGEST or lists.get(request.path) == query:
        return
    others = [item for item in lists.items() if item[0] != request.path]
    request.session[REMEMBERED] = dict([*others, (request.path, query)][-MOST:])


def question_of(request: HttpRequest, path: str) -> str | None:
    """What the person last asked of a list; None where they have not looked at it."""
    found: str | None = request.session.get(REMEMBERED, {}).get(path)
    return found


def back_to(request: HttpRequest, url_name: str) -> HttpResponseRedirect:
    """Lead back to a list as this person left it."""
    return HttpResponseRedirect(address_back(request, reverse(url_name)))


def address_back(request: HttpRequest, path: str) -> str:
    """The address of a list as this person left it."""
    query = question_of(request, path)
    return f"{path}?{query}" if query else path


def came_from(request: HttpRequest, record: str) -> str:
    """The list from which somebody came to the record of this address; "" where none is kept.

    ELSEWHERE where it was another page, such as the search.
    """
    found: str = request.session.get(CAME_FROM, {}).get(record, "")
    return found


def keep_came_from(request: HttpRequest, record: str, address: str) -> None:
    """Keep from which list somebody came to a record, where that has changed."""
    records: dict[str, str] = request.session.get(CAME_FROM, {})
    if len(address) > LONGEST or records.get(record, "") == address:
        return
    others = [item for item in records.items() if item[0] != record]
    request.session[CAME_FROM] = dict([*others, (record, address)][-MOST:])
