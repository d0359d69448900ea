"""What a reader is shown of a campaign's applications: none that a conflict hides from them (R9).

Whoever loads a campaign for a page says whose it is (``read_by``); what is counted or named there
goes by ``applications_shown``. Services load a campaign of their own, of which nothing is hidden:
what they refuse is said in the words of ``why_for``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

# Under this a campaign has for whom it was loaded.
READER = "read_by_reader"
# Of what waits for something hidden: the same, whosever and how many there are.
LEFT_TO_OTHERS = (
    "Something else has to be done first, which you cannot see. Ask a colleague who is not on the "
    "panel to do this."
)


class CampaignReader:
    """The reader of one loaded campaign."""

    if TYPE_CHECKING:
        applications: Any

    def read_by(self, reader: Any) -> Self:
        """The same campaign, as this person may read it; None for as it is."""
        self.__dict__[READER] = reader
        return self

    @property
    def reader(self) -> Any:
        """For whom it was loaded; None where nobody said."""
        return self.__dict__.get(READER)

    @property
    def hidden_applications(self) -> frozenset[int]:
        """The keys of applications, of this campaign among others, that its reader never sees."""
        if self.reader is None:
            return frozenset()
        found: frozenset[int] = self.applications.hidden_from(self.reader)
        return found

    @property
    def applications_shown(self) -> Any:
        """Its applications, without those that do not exist for its reader (S4)."""
        rows = self.applications.all()
        hidden = self.hidden_applications
        return rows.exclude(pk__in=hidden) if hidden else rows


def why_for(reader: Any, record: Any, rule: Callable[[Any], str]) -> str:
    """Why a rule has a campaign or an application wait, as the reader may know it; "" for nothing.

    Where that alone stands in the way which they cannot see, it says no more than that.
    """
    if not (why := rule(record)) or reader is None:
        return why
    campaign = record if isinstance(record, CampaignReader) else record.campaign
    before = campaign.reader
    try:
        campaign.read_by(reader)
        return rule(record) or LEFT_TO_OTHERS
    finally:
        campaign.read_by(before)
