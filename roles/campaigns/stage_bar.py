"""The stages of a campaign as its page shows them: no day that an election does not let it keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils.timezone import localdate

from hub.dates import date_gb
from hub.models import User
from hub.states import ShownStage, stages_of
from roles.campaigns.services.exemptions import waits_until, why_never
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import OPENING, STAGES
from roles.models.campaigns.post import Post
from roles.models.campaigns.post_state import OFFERED
from roles.models.campaigns.post_state import STAGES as STAGES_OF_POST


def stages_shown(campaign: Campaign) -> list[ShownStage]:
    """Each stage; where the opening waits for an election, until when.

    Where it would close before it could open, no later stage has a day.
    """
    shown = stages_of(campaign, STAGES)
    opens = waits_until(campaign)
    if opens is None:
        return shown
    last = date_gb(localdate(opens) - timedelta(days=1))
    never = bool(why_never(campaign, opens))
    return [
        replace(stage, on=None, words=f"can open after {last}")
        if stage.label == OPENING.label
        else replace(stage, on=None)
        if never and stage.place == "next"
        else stage
        for stage in shown
    ]


def stages_of_post(post: Post, reader: User) -> list[ShownStage]:
    """Each stage of a post; of the offers behind it nothing for those who may not count them."""
    shown = stages_of(post, STAGES_OF_POST)
    if not Post.objects.actions_hidden_from(reader):
        return shown
    return [
        replace(stage, on=None) if stage.label == OFFERED.label else stage
        for stage in shown
        if stage.label != OFFERED.label or stage.place != "done"
    ]
