"""What the application itself assesses, as the stage plan says: a question for each element."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from roles.models.campaigns.assessment_frameworks import in_a_sentence


@dataclass(frozen=True)
class WrittenElement:
    """An element that candidates write about in their application, and the criteria it tests.

    ``word_limit`` is None where the stage has none of its own: the statement's is used.
    """

    slug: str
    name: str
    word_limit: int | None
    criteria: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """Its name as it stands in a sentence."""
        return in_a_sentence(self.name)

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept on the campaign."""
        return {**asdict(self), "criteria": list(self.criteria)}


def elements_of(rows: Iterable[dict[str, Any]]) -> list[WrittenElement]:
    """The elements as a campaign keeps them."""
    return [WrittenElement(**{**row, "criteria": tuple(row["criteria"])}) for row in rows]
