"""The stories of the living campaigns, and what becomes of their applications."""

from __future__ import annotations

from roles.demo.adverts import (
    adverts_delivery,
    adverts_marked,
    adverts_seniors,
    adverts_specialist,
    adverts_stages,
    adverts_welsh,
)
from roles.demo.applications import living_selection
from roles.demo.campaigns.story import AdvertStory
from roles.models import Campaign

STORIES = (
    *adverts_delivery.ADVERTS,
    *adverts_specialist.ADVERTS,
    *adverts_stages.ADVERTS,
    *adverts_welsh.ADVERTS,
    *adverts_seniors.ADVERTS,
    *adverts_marked.ADVERTS,
)


def story_of(campaign: Campaign) -> AdvertStory | None:
    """The story of a campaign, None for one of no story."""
    for story in STORIES:
        if (story.department, story.title) == (campaign.organisation.code, campaign.title):
            return story
    return None


def paths_of(story: AdvertStory | None) -> tuple[tuple[str, ...], ...]:
    """What becomes of each application of a story's campaign, in the order they were sent in."""
    if story is None:
        return ()
    if story.is_marked:
        return living_selection.PATHS["marked"]
    if story in adverts_seniors.ADVERTS:
        return living_selection.PATHS["senior"]
    first = next(other for other in STORIES if other.stage == story.stage)
    is_further = story.stage == "offering" and story is not first
    return living_selection.PATHS.get("offered" if is_further else story.stage, ())
