"""A person's place on a panel: of what, under which name, and for how long they can open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.models import Organisation
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING, LIVE, READY

if TYPE_CHECKING:
    from hub.models import User
    from roles.models.selection.panel import Panel

# While a campaign is so, people from outside can open their place on its panel.
WITH_PANELS = READY | LIVE | ASSESSING


class PanelPlace:
    """What is said of a place; the panel, the person and the state are its model's."""

    panel: Panel
    person: User | None
    role: str
    outside_of: str
    state_facts: Any
    Role: Any

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidates are assessed."""
        return self.panel.campaign

    @property
    def campaign_id(self) -> int:
        """Its key, by which a permission finds it."""
        return self.panel.campaign_id

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.panel.campaign.organisation

    @property
    def name(self) -> str:
        """What those who set up the panel call the member."""
        return str(self.person) if self.person else "Somebody who left"

    @property
    def is_from_outside(self) -> bool:
        """Whether they work neither for a department nor for the hub, and so have this alone."""
        return bool(self.outside_of)

    @property
    def is_within_reach(self) -> bool:
        """Whether their person can open it still."""
        is_here = bool(self.state_facts.holds_place) and self.panel.campaign.state in WITH_PANELS
        return is_here or not self.is_from_outside

    @property
    def name_and_where(self) -> str:
        """The member, with where they work if they are from outside."""
        return f"{self.name} (from outside: {self.outside_of})" if self.outside_of else self.name

    @property
    def is_chair(self) -> bool:
        """Whether they chair the panel."""
        return self.role == self.Role.CHAIR
