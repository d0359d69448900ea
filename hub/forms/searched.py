"""Choosing several of many by searching: what is chosen is listed, the rest is found by its name.

    places = forms.ModelMultipleChoiceField(Location.objects.all(), widget=SearchedChoices)

    field_options = {"places": FieldOptions(noun="a location", ...)}

Where scripts run, names are offered while somebody types, and one that is taken is added to the
list at once. Without, the button beside the search box shows what fits, to be ticked. Mix in
``SearchingForm`` before ``Form`` or ``ModelForm``.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from hub.forms.base import GovukForm

SEARCH, FIND, LOOKED = "_search", "_find", "_looked"
# So many are shown as found; whoever sees that there are more writes more of the name.
MOST_FOUND = 15
LONGEST = 100
NOT_LOOKED_FOR = (
    "We do not know “{}”. Check the spelling, or select “Find” and choose from the list"
)


class SearchedChoices(forms.CheckboxSelectMultiple):
    """Check boxes of what is chosen and found alone, with a search box for the others."""


class SearchingForm(GovukForm):
    """A form with a search in it: the button of the search shows what fits, and saves nothing."""

    @property
    def is_searching(self) -> bool:
        """Whether it was sent by the button of a search."""
        return self.is_bound and any(
            self.add_prefix(name) + FIND in self.data
            for name, field in self.fields.items()
            if isinstance(field.widget, SearchedChoices)
        )

    def full_clean(self) -> None:
        left = {} if self.is_searching or not self.is_bound else self._take_typed_names()
        super().full_clean()
        if self.is_searching:
            # Nothing is checked before it is saved.
            self._errors = ErrorDict()
        for name, words in left.items():
            self.add_error(name, NOT_LOOKED_FOR.format(words))

    def _take_typed_names(self) -> dict[str, str]:
        """Choose what was typed by its whole name and not looked for; gives what is no such name.

        What was looked for is no question any more.
        """
        left = {}
        data: Any = self.data
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            words = str(data.get(key + SEARCH, "") or "").strip()[:LONGEST]
            is_new = words and words != data.get(key + LOOKED)
            if not is_new or not isinstance(field.widget, SearchedChoices):
                continue
            many: Any = field
            asked = words.casefold()
            exact = [str(value) for value, label in many.choices if str(label).casefold() == asked]
            if not exact:
                left[name] = words
            elif {str(each) for each in data.getlist(key)}.isdisjoint(exact):
                self.data = data = data.copy()
                data.appendlist(key, exact[0])
        return left

    def is_valid(self) -> bool:
        return not self.is_searching and super().is_valid()


class Search:
    """What was searched for in a field, and what is shown of its choices."""

    def __init__(self, bound: BoundField, items: list[dict[str, Any]]) -> None:
        data: Any = bound.form.data
        self.name = bound.html_name + SEARCH
        self.find = bound.html_name + FIND
        self.looked = bound.html_name + LOOKED
        self.words = str(data.get(self.name, "") or "").strip()[:LONGEST]
        asked = self.words.casefold()
        exact = [item for item in items if item["text"].casefold() == asked]
        fits = exact or [item for item in items if asked and asked in item["text"].casefold()]
        found = [item for item in fits if not item.get("checked")]
        # What was asked for by its whole name, and is in the list already.
        self.listed = "".join(str(item["text"]) for item in exact if item.get("checked"))
        self.offered = [item for item in items if not item.get("checked")]
        self.number = len(fits)
        self.shown = [item for item in items if item.get("checked") or item in found[:MOST_FOUND]]
        if exact:
            # There is nothing to choose between: it is chosen.
            self.shown = [
                item | {"checked": True, "selected": True} if item in exact else item
                for item in self.shown
            ]
        self.hidden_found = max(0, len(found) - MOST_FOUND)
