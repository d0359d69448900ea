"""What an address may say to search: the same for the list, the feeds and the API."""

from __future__ import annotations

from typing import Annotated

from hub.api import Parameters, one_of
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.search.vacancy_search.terms import PATTERNS, Terms


class SearchParameters(Parameters):
    """The filters of the search; ``Terms`` reads their values and leaves out what is none."""

    q: str = ""
    """Words to look for: a title, a skill, a team, a reference."""
    family: str = ""
    """The slug of a role family, such as product-and-delivery."""
    role: str = ""
    """The slug of a role in the framework, such as product-manager."""
    department: str = ""
    """The code of a department, such as DWP."""
    grade: str = ""
    """The code of a grade, such as g7."""
    place: list[str] = []
    """The slug of a place, such as leeds."""
    home: Annotated[str, one_of("yes")] = ""
    """Work that can be done from home; beside places, either."""
    salary: str = ""
    """The least to be paid a year, in whole pounds, such as 45000."""
    contract: Annotated[str, one_of(*CampaignTerms.Contract.values)] = ""
    """The kind of contract."""
    pattern: Annotated[str, one_of(*PATTERNS)] = ""
    """How it is worked; full_time and part_time also find what is flexible."""
    audience: Annotated[str, one_of(*Audience.values)] = ""
    """Who may apply."""
    closing: Annotated[str, one_of("soon")] = ""
    """What closes in the next days."""

    @property
    def terms(self) -> Terms:
        """What is looked for."""
        return Terms.from_data(
            {name: getattr(self, name) for name in SearchParameters.model_fields}
        )


class FeedParameters(SearchParameters):
    """What the address of a feed may say."""

    after: str = ""
    """Where the page begins: take it from the address of the next page."""
