"""The list from which somebody came to a record, and the records beside it there.

A browser says from which page of ours a link was followed. Where that is a list that can hold the
record, it is the way back, also with the same list open in two tabs, or a record on several lists.
The links to the records beside it hand the list on, in their addresses. Whoever came from another
page of ours, such as the search, gets the list of the record whole; whoever came from none, as they
last left it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from hub.keyset import HeldRows, key_of, past
from hub.list_memory import ELSEWHERE, LONGEST, came_from, keep_came_from
from hub.views.record_lists import LeftListView

# What the address of a record says beside its own: the list that it was reached from.
LIST = "list"


@dataclass(frozen=True)
class Beside:
    """A record beside another in a list: what it is, or its name and address where no query says.

    ``record`` is None in lists of ``HeldRows``.
    """

    record: Any = None
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class LeftList:
    """A list as somebody left it: its address, and its view, which gives its rows to them alone."""

    address: str
    view: LeftListView

    @property
    def path(self) -> str:
        """The address without its question."""
        return urlsplit(self.address).path

    def may_hold(self, record: Any, url: str) -> bool:
        """Whether it is a list of such records at all."""
        rows = self.view.get_records()
        if isinstance(rows, HeldRows):
            return any(_address_of(row) == url for row in rows.rows)
        return bool(rows.model is record._meta.model)

    def beside(self, record: Any, url: str) -> dict[str, Beside]:
        """The records before and after one, whose address is ``url``, in the order of the list.

        Nothing where the record is not on it any more. Queries: the list's own, and three.
        """
        rows = self.view.get_records()
        if isinstance(rows, HeldRows):
            return self._beside_held(rows, url)
        rows = rows.prefetch_related(None)
        order = self.view.order(rows)
        found = {}
        for name, is_backwards in (("previous", True), ("next", False)):
            others = past(rows, order, key_of(record, order), is_backwards=is_backwards)
            if others is None:
                return {}
            if (other := others.first()) is not None:
                found[name] = Beside(other)
        return found

    def _beside_held(self, rows: HeldRows, url: str) -> dict[str, Beside]:
        shown = [row for _, row in rows.in_order(self.view.order(rows)) if _address_of(row)]
        here = next((at for at, row in enumerate(shown) if _address_of(row) == url), None)
        if here is None:
            return {}
        found = {"previous": shown[:here][-1:], "next": shown[here + 1 :][:1]}
        return {
            name: Beside(label=str(row.label), url=_address_of(row))
            for name, some in found.items()
            for row in some
        }

    def handed_on(self, url: str) -> str:
        """The address of a record that says the list, for the next tab and the next page."""
        return f"{url}?{urlencode({LIST: self.address})}"


def left_list(request: HttpRequest, address: str) -> LeftList | None:
    """The list of an address; None where it is none, or they may not open it."""
    parts = urlsplit(address)
    if len(address) > LONGEST or not url_has_allowed_host_and_scheme(address, None):
        return None
    try:
        match = resolve(unquote(parts.path))
    except Resolver404:
        return None
    view_class = getattr(match.func, "view_class", None)
    if not (isinstance(view_class, type) and issubclass(view_class, LeftListView)):
        return None
    as_left = copy(request)
    as_left.method, as_left.path, as_left.GET = "GET", parts.path, QueryDict(parts.query)
    view = view_class()
    view.setup(as_left, *match.args, **match.kwargs)
    try:
        asked_of = view.get_permission_object()
        if view.permission and not request.user.has_perm(view.permission, asked_of):
            return None
        view.get_records()
    except (Http404, PermissionDenied):
        return None
    return LeftList(address, view)


def list_left(request: HttpRequest, record: Any, url: str) -> LeftList | None:
    """The list from which somebody came to the record of this address; None where nothing says it.

    On the page of the record itself its address says it, or the browser; on the pages below it, and
    after what was done there, what was kept. That is forgotten once they come from somewhere else.
    """
    if request.path == url:
        followed = _followed_on(request)
        for said in (request.GET.get(LIST, ""), followed):
            found = left_list(request, said) if said else None
            if found and found.view.title_as_left and found.may_hold(record, url):
                keep_came_from(request, url, said)
                return found
        if followed and not followed.startswith(url):
            keep_came_from(request, url, ELSEWHERE)
    kept = came_from(request, url)
    return left_list(request, kept) if kept not in ("", ELSEWHERE) else None


def _followed_on(request: HttpRequest) -> str:
    """The page of ours on which the link was followed; "" where the browser says none."""
    said = urlsplit(request.headers.get("Referer", ""))
    if said.netloc != request.get_host() or said.path == request.path:
        return ""
    return f"{said.path}?{said.query}" if said.query else said.path


def _address_of(row: Any) -> str:
    return str(getattr(row, "url", ""))
