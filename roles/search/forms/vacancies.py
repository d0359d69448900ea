"""The filters beside the list of vacancies."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hub.forms import FieldOptions, Form
from roles.search.vacancy_search import SORTINGS, Choice, Offer, Terms

ANY = {
    "family": "All role families",
    "role": "All roles",
    "department": "All departments",
    "grade": "All grades",
    "salary": "Any salary",
    "contract": "Any contract",
    "pattern": "Any working pattern",
    "audience": "All roles",
}
BOXES = ("place", "home", "closing")


class VacancyFilterForm(Form):
    """Shows what is asked for; what may be asked is the address's business."""

    q = forms.CharField(required=False, label="Keyword", help_text="A job title, skill or team")
    place = forms.MultipleChoiceField(
        required=False, label="Location", widget=forms.CheckboxSelectMultiple
    )
    home = forms.MultipleChoiceField(
        required=False, label="Home working", widget=forms.CheckboxSelectMultiple
    )
    family = forms.ChoiceField(required=False, label="Role family")
    role = forms.ChoiceField(required=False, label="Role")
    department = forms.ChoiceField(required=False, label="Department")
    grade = forms.ChoiceField(required=False, label="Grade")
    salary = forms.ChoiceField(required=False, label="Salary from")
    contract = forms.ChoiceField(required=False, label="Contract")
    pattern = forms.ChoiceField(required=False, label="Working pattern")
    audience = forms.ChoiceField(required=False, label="Who can apply")
    closing = forms.MultipleChoiceField(
        required=False, label="Closing soon", widget=forms.CheckboxSelectMultiple
    )
    sort = forms.ChoiceField(required=False, label="Sort by")

    field_options: ClassVar[dict[str, FieldOptions]] = {
        "q": FieldOptions(noun="a keyword"),
        **{name: FieldOptions(noun="a choice", small=True) for name in BOXES},
    }

    def __init__(self, terms: Terms, offered: Offer) -> None:
        asked: dict[str, list[str]] = {}
        for name, value in terms.pairs():
            asked.setdefault(name, []).append(value)
        initial = {name: values if name in BOXES else values[0] for name, values in asked.items()}
        super().__init__(initial=initial)
        for name in (*ANY, *BOXES):
            shown = _choices(offered, name, asked.get(name, []))
            if name in BOXES and not shown:
                del self.fields[name]
                continue
            every = [("", ANY[name])] if name in ANY else []
            self.choice(name).choices = [*every, *shown]
        usual = terms.usual_order
        self.choice("sort").choices = [
            ("", SORTINGS[usual].label),
            *(
                (slug, sorting.label)
                for slug, sorting in SORTINGS.items()
                if slug not in (usual, "relevance")
            ),
        ]
        for name in self.fields:
            # A filter is a choice to narrow; "(optional)" beside each would only be noise.
            self.fields[name].required = True


def _choices(offered: Offer, name: str, chosen: list[str]) -> list[tuple[str, str]]:
    """The choices with their numbers, with what is asked for even where no open role has it."""
    choices = offered.choices.get(name, [])
    known = {choice.value for choice in choices}
    missing = [(value, called(offered, name, value)) for value in chosen if value not in known]
    return [*((choice.value, _text(choice)) for choice in choices), *missing]


def _text(choice: Choice) -> str:
    number = f"{choice.count:,}"
    return f"{choice.label} ({f'more than {number}' if choice.is_more else number})"


def called(offered: Offer, name: str, value: str) -> str:
    """What a value asked for is called, in readable words even where no open role has it."""
    if name == "q":
        return value
    if name == "salary":
        return f"£{int(value):,}"
    return offered.label(name, value) or FALLBACK.get((name, value)) or named(value)


FALLBACK = {("home", "yes"): "Work from home", ("closing", "soon"): "Soon"}


def named(slug: str) -> str:
    """A choice that no open vacancy has, in readable words."""
    return slug.replace("-", " ").replace("_", " ").capitalize()
