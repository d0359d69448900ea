"""The table of a plan's stages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from hub.tables import Column, Empty, Table
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import Stage


def stages(campaign: Campaign, number: int, request: HttpRequest, *, may_write: bool) -> Table:
    """The stages of a plan with that number of them; who may write it may change and move them."""

    def words(stage: Stage) -> Any:
        each = f"{campaign.statement_word_limit} each" if stage.kind == "sift" else "No limit"
        return stage.word_limit or each

    def changing(stage: Stage) -> Any:
        context = {
            "campaign": campaign,
            "stage": stage,
            "is_first": stage.number == 1,
            "is_last": stage.number == number,
        }
        html = render_to_string("roles/campaigns/stage_changing.html", context, request)
        return mark_safe(html)  # noqa: S308 (rendered from our own template)

    return Table(
        "Stages, in order",
        (
            Column("Stage", lambda stage: f"{stage.number}. {stage.get_kind_display()}"),
            Column("What is assessed", lambda stage: "; ".join(map(str, stage.element_names))),
            Column("Criteria it tests", lambda stage: "; ".join(stage.criteria) or "None"),
            Column("Words", words),
            Column("Pass mark", lambda stage: stage.mark_text),
            *([Column("Action", changing)] if may_write else []),
        ),
        caption_is_hidden=True,
        empty=Empty(
            "The plan has no stages yet.",
            "Add the sift first, then what comes after it, such as a test or an interview.",
        ),
    )
