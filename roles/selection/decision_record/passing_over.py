"""Who was recommended and waited when somebody of the reserve list was offered a post (R13)."""

from __future__ import annotations

from roles.models.applications.application import Application
from roles.selection.decision_record.reading import Reading


def passed_over(reading: Reading) -> list[str]:
    """Of each offer to the reserve list, who was recommended and not offered that post (R13)."""
    said = []
    for row in reading.applications:
        terms = row.terms_offered
        if terms is None or row.reserve_at is None or row.provisional_offer_at is None:
            continue
        for other in reading.applications:
            if not _waited(other, row):
                continue
            names = [place.name for place in other.places_wanted.all()]
            said.append(
                f"{other.reference} was recommended and was waiting when {row.reference}, on the "
                f"reserve list, was offered a post in {terms.place.name}. {other.reference} had "
                f"chosen {' and '.join(names) or 'no location'}."
            )
    return said


def _waited(other: Application, offered: Application) -> bool:
    at = offered.provisional_offer_at
    if other.recommended_at is None or at is None or other.recommended_at > at:
        return False
    ends = (other.provisional_offer_at, other.withdrawn_at, other.not_pursued_at)
    return all(end is None or end > at for end in ends)
