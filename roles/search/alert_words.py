"""What an alert looks for, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.search.vacancy_search.parameters import KNOWN

LABELS: dict[str, tuple[str, dict[str, str]]] = {
    "q": ("Keyword", {}),
    "family": ("Role family", {}),
    "role": ("Role", {}),
    "department": ("Department", {}),
    "grade": ("Grade", {}),
    "place": ("Location", {}),
    "home": ("Home working", {"yes": "Yes"}),
    "salary": ("Salary from", {}),
    "contract": ("Contract", dict(CampaignTerms.Contract.choices)),
    "pattern": ("Working pattern", dict(CampaignTerms.WorkingPattern.choices)),
    "audience": ("Who can apply", dict(Audience.choices)),
    "welsh": ("Welsh language skills", dict(CampaignTerms.Welsh.choices)),
    "closing": ("Closing", {"soon": "Soon"}),
    "language": ("Language of the advert", {"en": "English", "cy": "Welsh"}),
}


def described(criteria: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each criterion of ``Terms.as_data`` with its label, in the order of the search page."""
    return each_described([criteria])[0]


def each_described(looked_for: Iterable[Mapping[str, Any]]) -> list[list[tuple[str, str]]]:
    """The same of several alerts, with one look at the names of each kind."""
    several = list(looked_for)
    names = {kind: _names_of(kind, several) for kind in KNOWN}
    return [
        [
            (label, ", ".join(_in_words(kind, value, names.get(kind, words)) for value in values))
            for kind, (label, words) in LABELS.items()
            if (values := _values(criteria, kind))
        ]
        for criteria in several
    ]


def _values(criteria: Mapping[str, Any], kind: str) -> list[str]:
    value = criteria.get(kind) or []
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _names_of(kind: str, several: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What is called by the codes of one kind; nothing is asked where no alert has any."""
    codes = {value for criteria in several for value in _values(criteria, kind)}
    if not codes:
        return {}
    model, code = KNOWN[kind]
    rows = model._default_manager.filter(**{f"{code}__in": codes}).order_by("pk")
    return {getattr(row, code): str(row) for row in rows}


def _in_words(kind: str, value: str, words: Mapping[str, str]) -> str:
    """A value as people call it; as it was typed where nothing is called so any more."""
    if kind == "salary":
        return f"£{int(value):,}"
    return str(words.get(value, value))
