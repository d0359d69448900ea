"""The filters beside the list of vacancies."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from hub.forms import Face, Form
from roles.vacancy_search import SORTINGS, Choices, Terms

ANY = {"family": "All role families", "department": "All departments", "grade": "All grades"}


class VacancyFilterForm(Form):
    """Shows what is asked for; what may be asked is the address's business."""

    q = forms.CharField(required=False, label="Keyword", help_text="A job title, skill or team")
    family = forms.ChoiceField(required=False, label="Role family")
    department = forms.ChoiceField(required=False, label="Department")
    grade = forms.ChoiceField(required=False, label="Grade")
    place = forms.MultipleChoiceField(
        required=False, label="Location", widget=forms.CheckboxSelectMultiple
    )
    sort = forms.ChoiceField(
        required=False,
        label="Sort by",
        choices=[(slug, sorting.label) for slug, sorting in SORTINGS.items()],
    )

    faces: ClassVar[dict[str, Face]] = {
        "q": Face(asks="a keyword"),
        "place": Face(asks="a location", small=True),
    }

    def __init__(self, terms: Terms, choices: Choices) -> None:
        super().__init__(
            initial={
                "q": terms.keyword,
                "family": terms.family,
                "department": terms.department,
                "grade": terms.grade,
                "place": list(terms.places),
                "sort": terms.sort,
            }
        )
        for name, label in ANY.items():
            offered = _with_chosen(getattr(choices, name), (getattr(terms, name),))
            self.fields[name].choices = [("", label), *offered]
        self.fields["place"].choices = _with_chosen(choices.place, terms.places)
        for name in self.fields:
            # A filter is a choice to narrow; "(optional)" beside each would only be noise.
            self.fields[name].required = True
        if not self.fields["place"].choices:
            del self.fields["place"]


def _with_chosen(offered: list[tuple[str, str]], chosen: tuple[str, ...]) -> list[tuple[str, str]]:
    """The choices, with what the address asks for even where no open vacancy has it."""
    known = {value for value, _ in offered}
    missing = [(value, named(value)) for value in chosen if value and value not in known]
    return [*offered, *missing]


def named(slug: str) -> str:
    """A choice that no open vacancy has, in readable words."""
    return slug.replace("-", " ").capitalize()
