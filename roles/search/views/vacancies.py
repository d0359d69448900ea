"""The public list of vacancies: search, filters in the address, keyset pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView

from hub import page_cache
from hub.filters import no_such
from roles.search.forms.vacancies import VacancyFilterForm, called
from roles.search.vacancy_search import (
    PARAMETERS,
    Choice,
    Offer,
    Page,
    Terms,
    clean,
    find,
    is_understood,
    loosened,
    offer,
)

page_cache.vary_on_parameters(*PARAMETERS, "after", "before")

LABELS = {
    "q": "Keyword",
    "family": "Role family",
    "role": "Role",
    "department": "Department",
    "grade": "Grade",
    "place": "Location",
    "home": "Location",
    "salary": "Salary from",
    "contract": "Contract",
    "pattern": "Working pattern",
    "audience": "Who can apply",
    "welsh": "Welsh language skills",
    "language": "Language of the advert",
    "closing": "Closing",
}


@dataclass(frozen=True)
class Loosening:
    """One thing that could be left out of a search that finds nothing."""

    label: str
    href: str
    count: str


class VacancyListView(TemplateView):
    """Every vacancy that is open now; works without a session and without JavaScript."""

    template_name = "roles/search/vacancy_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = Terms.from_address(self.request.GET)
        found = find(terms, self.request.GET)
        offered = offer(terms)
        in_force = _in_force(terms, offered)
        return super().get_context_data(
            terms=terms,
            found=found,
            listings=found.listings,
            heading=_heading(found, offered),
            filter_form=_filters(terms, offered),
            in_force=in_force,
            loosenings=_loosenings(terms, offered) if in_force and not found.listings else [],
            clear=reverse("roles:vacancy_list") if terms.is_filtered else "",
            previous=_page(terms, before=found.previous_cursor),
            next=_page(terms, after=found.next_cursor),
            is_first_page=not found.previous_cursor,
            changes_at=offered.changes_at,
            not_understood=_not_understood(self.request.GET),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["changes_at"]:
            page_cache.store_page(response, until=context["changes_at"])
        return response


def _not_understood(query: QueryDict) -> list[str]:
    """What the address asks for by a value that no role could have."""
    return [
        no_such(f"filter “{LABELS.get(name, 'Sort by')}” with the value", shown)
        for name in PARAMETERS
        for value in query.getlist(name)
        if (shown := clean(value)) and not is_understood(name, shown)
    ]


def _filters(terms: Terms, offered: Offer) -> SafeString:
    """The filters as HTML: dear to write, and the same on each page of a search."""
    shown = f"{terms.address()}|{offered.count}|{offered.choices}"
    name = f"roles.filters:{hashlib.sha256(shown.encode()).hexdigest()}"
    written = page_cache.get(name)
    if written is None:
        written = str(VacancyFilterForm(terms, offered))
        page_cache.store(name, written)
    return mark_safe(written)  # noqa: S308 (the form's own rendering)


def _address(terms: Terms, **more: str) -> str:
    query = terms.address(**more)
    return reverse("roles:vacancy_list") + (f"?{query}" if query else "")


def _page(terms: Terms, **cursor: str) -> str:
    return _address(terms, **cursor) if any(cursor.values()) else ""


def _roles(count: int, *, is_more: bool = False) -> str:
    number = f"{count:,} role{'' if count == 1 else 's'}"
    return f"More than {number}" if is_more else number


def _heading(found: Page, offered: Offer) -> str:
    # What was counted a minute ago must not contradict what is shown.
    if found.is_whole:
        return _roles(len(found.listings)) if found.listings else "No roles"
    return _roles(max(offered.count, len(found.listings)), is_more=offered.is_more)


def _in_force(terms: Terms, offered: Offer) -> list[tuple[str, str]]:
    """Each filter in force, with the address of the same search without it."""
    filters = []
    for name, value in terms.unsorted.pairs():
        text = f"{LABELS[name]}: {called(offered, name, value)}"
        filters.append((text, _address(_without(terms, name, value))))
    return filters


def _without(terms: Terms, name: str, value: str) -> Terms:
    """The terms without one value of one parameter."""
    data = terms.as_data()
    if name == "place":
        data["place"] = [place for place in terms.places if place != value]
    else:
        del data[name]
    return replace(Terms.from_data(data), sort=terms.sort)


def _loosenings(terms: Terms, offered: Offer) -> list[Loosening]:
    """What to leave out so that something is found, what gives most first."""
    found = sorted(loosened(terms).items(), key=lambda item: -item[1].count)
    values: dict[str, list[str]] = {}
    for name, value in terms.unsorted.pairs():
        values.setdefault("place" if name == "home" else name, []).append(
            called(offered, name, value)
        )
    return [
        Loosening(
            label=f"{LABELS[name]}: {', '.join(values[name])}",
            href=_to(choice),
            count=_roles(choice.count, is_more=choice.is_more),
        )
        for name, choice in found
        if choice.count
    ]


def _to(choice: Choice) -> str:
    return reverse("roles:vacancy_list") + (f"?{choice.value}" if choice.value else "")
