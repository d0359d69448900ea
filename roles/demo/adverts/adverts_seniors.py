"""A senior post whose panel has chosen: the hub lead agrees to the appointment, or does not."""

from __future__ import annotations

from roles.demo.campaigns.criteria import CRITERIA
from roles.demo.campaigns.story import AdvertStory

ADVERTS = (
    AdvertStory(
        "HO",
        "Chief technology officer, Passports",
        "chief-technology-officer",
        "scs1",
        ("croydon", "manchester"),
        (81000, 98000),
        "Lead the technology that issues 7 million passports a year.",
        "You lead 5 teams and answer to the director general.",
        (
            "Lead the people who build and run the technology",
            "Choose what to build and what to buy",
            "Replace old technology while keeping the service running",
        ),
        CRITERIA["chief-technology-officer"],
        stage="offering",
        opened=-60,
        closes=-39,
    ),
)
