"""What an address may say to search: the same for the list, the feeds and the API."""

from __future__ import annotations

from typing import Annotated, ClassVar

from django.db import models
from pydantic import ValidationInfo, field_validator

from hub.api import Parameters, one_of
from hub.models import FrameworkRole, Grade, Organisation, RoleFamily
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location
from roles.search.vacancy_search.terms import PATTERNS, SORTINGS, Terms

# Where the values of a parameter are known from: a typing error should not look like "no roles".
KNOWN: dict[str, tuple[type[models.Model], str]] = {
    "family": (RoleFamily, "slug"),
    "role": (FrameworkRole, "slug"),
    "department": (Organisation, "code"),
    "grade": (Grade, "code"),
    "place": (Location, "slug"),
}


class SearchParameters(Parameters):
    """The filters of the search, of which programs are told what is none; ``Terms`` reads them."""

    is_strict: ClassVar[bool] = True

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

    @field_validator("*")
    @classmethod
    def _is_known(cls, value: str | list[str], info: ValidationInfo) -> str | list[str]:
        name = str(info.field_name)
        if name == "q" or name not in SearchParameters.model_fields:
            return value
        kept = [item for _, item in Terms.from_data({name: value}).pairs()]
        for item in [value] if isinstance(value, str) else value:
            if item and (item not in kept or not _exists(name, item)):
                raise ValueError(f"{name} has no value {item!r}.")
        return value

    @property
    def terms(self) -> Terms:
        """What is looked for."""
        return Terms.from_data(
            {name: getattr(self, name) for name in SearchParameters.model_fields}
        )


class FeedParameters(SearchParameters):
    """What the address of a feed may say."""

    sort: Annotated[str, one_of(*SORTINGS)] = ""
    """Comes with the address of a list and changes nothing: a feed is in the order of newest."""
    after: str = ""
    """Where the page begins: take it from the address of the next page."""


def _exists(name: str, value: str) -> bool:
    model, column = KNOWN.get(name, (None, ""))
    return model is None or model._default_manager.filter(**{column: value}).exists()
