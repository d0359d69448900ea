"""The page of a record: where it stands and what can be done beside its facts, and the way back.

A page of a record extends ``hub/record.html``. The view of the record itself says of which kind it
is (``of``) and in which list (``listed_in``): from that follow the breadcrumbs of the page and of
every page below it, and the records before and after it in the list as its reader left it. Where
they came from another list that has the record, such as the rows of a figure, it is that one.

    class PairingDetailView(RecordPage, GuardedTemplateView):
        of, listed_in = Pairing, PairingListView
        permission = "mentoring.view_own_pairings"
        template_name = "mentoring/pairing.html"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from hub.list_memory import ELSEWHERE, address_back, came_from, question_of
from hub.views.base import GuardedView
from hub.views.left_lists import LeftList, left_list, list_left
from hub.views.record_lists import LeftListView


@dataclass(frozen=True)
class Crumb:
    """A page by what it is called, and its address; "" for the page that is shown."""

    text: str
    href: str = ""


def as_left(request: HttpRequest, title: str, url_name: str) -> Crumb:
    """A list by its name and address, as the person left it."""
    return Crumb(title, address_back(request, reverse(url_name)))


class RecordPage(GuardedView):
    """The page of a record of a kind; its context has the ``record``."""

    of: ClassVar[type[models.Model]]
    listed_in: ClassVar[type[LeftListView] | None] = None
    # Whether ``permission`` is asked of the record; at some pages it is about no one thing.
    is_asked_of_record: ClassVar[bool] = True
    _pages: ClassVar[dict[type[models.Model], type[RecordPage]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "of" in cls.__dict__:
            RecordPage._pages[cls.of] = cls

    @staticmethod
    def kinds() -> frozenset[type[models.Model]]:
        """The kinds of record that have such a page."""
        return frozenset(RecordPage._pages)

    @staticmethod
    def page_of(record: Any) -> type[RecordPage] | None:
        """The page of records of its kind; None for a kind without one."""
        return RecordPage._pages.get(record._meta.model)

    @classmethod
    def address_of(cls, record: Any) -> str:
        """Where the record is shown to those who work with it."""
        return str(record.get_absolute_url())

    @classmethod
    def may_be_opened(cls, user: Any, record: Any) -> bool:
        """Whether the person may open the page of the record, of those whom its list shows it."""
        asked_of = record if cls.is_asked_of_record else None
        return not cls.permission or bool(user.has_perm(cls.permission, asked_of))

    @classmethod
    def called(cls, record: Any) -> str:
        """How the record is called in the way back."""
        return str(record)

    @classmethod
    def above(cls, record: Any) -> Any:
        """The record that it is a part of, such as the campaign of an application; else None."""
        return None

    @classmethod
    def list_kwargs(cls, record: Any) -> Mapping[str, Any]:
        """What the address of its list names, such as the campaign of the applications."""
        return {}

    @classmethod
    def has_list(cls, record: Any) -> bool:
        """Whether this very record is in a list of ``listed_in``."""
        return cls.listed_in is not None

    @classmethod
    def list_of(cls, request: HttpRequest, record: Any) -> Crumb | None:
        """Its list as the person left it; None where they may not open it, or it is in none."""
        found = cls.listed_in if cls.has_list(record) else None
        needed = found.permission if found else ""
        if found is None or (needed and not request.user.has_perm(needed, cls.above(record))):
            return None
        address = reverse(found.url_name, kwargs=dict(cls.list_kwargs(record)))
        return Crumb(found.title, address_back(request, address))

    @classmethod
    def beside(cls, request: HttpRequest, record: Any) -> dict[str, Crumb]:
        """The records before and after it, by what each is called and its address."""
        url = cls.address_of(record)
        came_from = list_left_of(request, record)
        left = came_from or cls._own_as_left(request, record)
        found = {}
        for name, other in (left.beside(record, url) if left else {}).items():
            label, href = other.label, other.url
            if other.record is not None:
                label, href = cls.called(other.record), cls.address_of(other.record)
            found[name] = Crumb(label, came_from.handed_on(href) if came_from else href)
        return found

    @classmethod
    def _own_as_left(cls, request: HttpRequest, record: Any) -> LeftList | None:
        """Its own list; None where they have not looked at it, or may not any more."""
        own = cls.list_of(request, record)
        if _is_from_elsewhere(request, cls.address_of(record)):
            return None
        if own is None or question_of(request, own.href.split("?")[0]) is None:
            return None
        found = left_list(request, own.href)
        return found if found and found.may_hold(record, cls.address_of(record)) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.beside(self.request, kwargs["record"])
        # The stubs know no names of the contexts' own.
        return super().get_context_data(beside=found, **kwargs)  # type: ignore[misc]


def list_left_of(request: HttpRequest, record: Any) -> LeftList | None:
    """The list from which somebody came to the page of a record, found once for a request."""
    page = RecordPage.page_of(record)
    assert page is not None
    url = page.address_of(record)
    found: dict[str, LeftList | None] = request.__dict__.setdefault("_lists_left", {})
    if url not in found:
        found[url] = list_left(request, record, url)
    return found[url]


def trail(request: HttpRequest, record: Any, *here: str | tuple[str, str]) -> list[Crumb]:
    """The way to a page: the list as its reader left it, the record, and what the page is called.

    Only what they may open is a part of it; there is none where that is not the record itself.
    ``here`` are the pages below the record, the last of them the one that is shown, the others each
    with its address; without them the record's own is shown.
    """
    page = RecordPage.page_of(record)
    if page is None or not page.may_be_opened(request.user, record):
        return []
    above = page.above(record)
    crumbs = trail(request, above) if above is not None else []
    crumbs = [crumb if crumb.href else _linked(crumb, above) for crumb in crumbs]
    listed, left = page.list_of(request, record), list_left_of(request, record)
    if left and (listed is None or left.path != listed.href.split("?")[0]):
        crumbs = [Crumb(left.view.title_as_left, left.address)]
    elif listed and _is_from_elsewhere(request, page.address_of(record)):
        crumbs.append(Crumb(listed.text, listed.href.partition("?")[0]))
    elif listed:
        crumbs.append(Crumb(listed.text, left.address) if left else listed)
    crumbs.append(Crumb(page.called(record), page.address_of(record) if here else ""))
    for below in here:
        text, href = below if isinstance(below, tuple) else (below, "")
        crumbs.append(Crumb(text.strip(), href))
    return crumbs


def _is_from_elsewhere(request: HttpRequest, url: str) -> bool:
    """Whether somebody came to a record from a page that is no list of its kind."""
    return came_from(request, url) == ELSEWHERE


def _linked(crumb: Crumb, record: Any) -> Crumb:
    page = RecordPage.page_of(record)
    return Crumb(crumb.text, page.address_of(record) if page else "")
