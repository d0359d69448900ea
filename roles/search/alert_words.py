"""What an alert looks for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms

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
    "closing": ("Closing", {}),
    "language": ("Language of the advert", {"en": "English", "cy": "Welsh"}),
}
AS_TYPED = frozenset({"q", "department"})


def described(criteria: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each criterion of ``Terms.as_data`` with its label, in the order of the search page."""
    found = []
    for name, (label, words) in LABELS.items():
        value = criteria.get(name)
        if not value:
            continue
        values = value if isinstance(value, list) else [value]
        found.append((label, ", ".join(_in_words(name, str(item), words) for item in values)))
    return found


def _in_words(name: str, value: str, words: Mapping[str, str]) -> str:
    if name == "salary":
        return f"£{int(value):,}"
    if name in AS_TYPED:
        return value
    if name == "grade":
        return value.upper()
    return str(words.get(value) or value.replace("-", " ").capitalize())
