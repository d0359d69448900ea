"""The public list of vacancies: search, filters in the address, keyset pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from roles.forms.vacancies import VacancyFilterForm, named
from roles.vacancy_search import Choices, Found, Terms, choices, find

LABELS = {"family": "Role family", "department": "Department", "grade": "Grade"}


class VacancyListView(TemplateView):
    """Every vacancy that is open now; works without a session and without JavaScript."""

    template_name = "roles/vacancy_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = Terms.from_address(self.request.GET)
        found = find(terms, self.request.GET)
        offered = choices()
        return super().get_context_data(
            terms=terms,
            found=found,
            listings=found.listings,
            heading=_heading(found),
            filter_form=VacancyFilterForm(terms, offered),
            in_force=_in_force(terms, offered),
            clear=reverse("roles:vacancy_list") if terms.is_filtered else "",
            previous=_page(terms, before=found.previous_cursor),
            next=_page(terms, after=found.next_cursor),
            is_first_page=not found.previous_cursor,
            **kwargs,
        )


def _address(terms: Terms, **more: str) -> str:
    query = terms.address(**more)
    return reverse("roles:vacancy_list") + (f"?{query}" if query else "")


def _page(terms: Terms, **cursor: str) -> str:
    return _address(terms, **cursor) if any(cursor.values()) else ""


def _heading(found: Found) -> str:
    if found.is_more:
        return f"More than {found.count:,} roles"
    return f"{found.count:,} role{'' if found.count == 1 else 's'}" if found.count else "No roles"


def _in_force(terms: Terms, offered: Choices) -> list[tuple[str, str]]:
    """Each filter in force, with the address of the same search without it."""
    filters = []
    if terms.keyword:
        filters.append((f"Keyword: {terms.keyword}", _address(replace(terms, keyword=""))))
    for name, label in LABELS.items():
        if value := getattr(terms, name):
            text = dict(getattr(offered, name)).get(value) or named(value)
            filters.append((f"{label}: {text}", _address(replace(terms, **{name: ""}))))
    for place in terms.places:
        others = tuple(other for other in terms.places if other != place)
        text = dict(offered.place).get(place) or named(place)
        filters.append((f"Location: {text}", _address(replace(terms, places=others))))
    return filters
