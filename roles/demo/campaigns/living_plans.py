"""Stage plans of some campaigns: which criterion is tested at which stage."""

from __future__ import annotations

from datetime import datetime

from roles.campaigns.services.stage_plans import begin_plan, save_stage
from roles.demo.campaigns.story import AdvertStory
from roles.demo.people import Cast
from roles.models import Campaign
from roles.models.campaigns.stage_plan import Stage

FRAMEWORK = "success-profiles-2026"
KIND = Stage.Kind


def plan_stages(story: AdvertStory, cast: Cast, campaign: Campaign, at: datetime) -> None:
    """A sift on the first criterion, an exercise if there is one, and an interview on the others.

    What the sift assesses, candidates write about in their application, element by element.
    """
    criteria = campaign.criteria
    later = criteria[1:]
    begin_plan(campaign=campaign, framework=FRAMEWORK, actor=cast.manager, at=at)
    exercise = [(KIND.EXERCISE, ["technical"], later, None)] if story.has_exercise else []
    stages = (
        (KIND.SIFT, list(story.sifted_on), criteria[:1], 250),
        *exercise,
        (KIND.INTERVIEW, ["experience", "behaviour-working-together"], later, None),
    )
    for number, (kind, elements, tested, words) in enumerate(stages, start=1):
        save_stage(
            campaign=campaign,
            number=number,
            kind=kind,
            elements=elements,
            criteria=tested,
            word_limit=words,
            pass_mark=4,
            actor=cast.manager,
            at=at,
        )
