"""What GDS can see of campaigns: specialist posts filled with the hub's help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter
from roles.campaigns.funnel import EXPLAINED, LABELS, numbers_shown
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.people_counted import PeopleCounted
from roles.models.campaigns.post import Post

# Numbers of people are shown of so many campaigns together.
FEWEST_CAMPAIGNS = 3
# Said beside each number of people that is shown, and kept with it when a quarter is closed.
ROUNDED = "(each campaign to the nearest 5)"


def specialist_posts_filled(period: Quarter, organisation: Organisation | None) -> Measure:
    """Specialist posts with a support request, filled on a day of the period (T1, R17)."""
    posts = list(
        Post.objects.supported()
        .specialist()
        .filled_within(period)
        .within_organisation(organisation)
        .select_related("organisation__parent", "role", "level")
        .order_by("filled_on", "pk")
    )
    return Measure(
        value=len(posts),
        text=f"{len(posts):,}",
        parts=_by_department(posts),
        rows=[
            Row.of(
                post,
                organisation=post.organisation,
                on=post.filled_on,
                detail=post.title,
                part=post.organisation.department.code.lower(),
            )
            for post in posts
        ],
    )


def _by_department(posts: Iterable[Post]) -> list[Part]:
    departments = {
        post.organisation.department.code: post.organisation.department for post in posts
    }
    counts = Counter(post.organisation.department.code for post in posts)
    return [
        Part(slug=code.lower(), label=departments[code].display_code, value=number)
        for code, number in sorted(counts.items())
    ]


def campaigns_ended(period: Quarter, organisation: Organisation | None) -> Measure:
    """Campaigns that ended in the quarter, and about how many people came to each stage of them.

    The numbers of people are sums of what is printed of each campaign: nothing can be learned from
    them that is hidden there.
    """
    campaigns = Campaign.objects.ended_within(period).select_related("organisation__parent")
    if organisation is not None:
        campaigns = campaigns.filter(organisation__in=Organisation.objects.within([organisation]))
    found = list(campaigns.order_by("ended", "pk"))  # type: ignore[misc]  # annotated
    return Measure(
        value=len(found),
        text=f"{len(found):,}",
        parts=_by_stage(list(PeopleCounted.objects.filter(campaign__in=found))),
        rows=[
            Row.of(
                campaign,
                organisation=campaign.organisation,
                on=campaign.ended,  # type: ignore[attr-defined]  # annotated
                detail=campaign.get_state_display(),
            )
            for campaign in found
        ],
    )


def _by_stage(counts: Sequence[PeopleCounted]) -> list[Part]:
    """Nothing of so few campaigns that whoever competed in one would read its numbers (R25).

    A stage of which that is so is named as hidden; where all are, there is nothing to show.
    """
    numbers = numbers_shown(counts).values()
    shown = {
        stage: [number for of in numbers if (number := of.get(stage)) is not None]
        for stage in LABELS
    }
    values = {
        stage: sum(numbers) if len(numbers) >= FEWEST_CAMPAIGNS else None
        for stage, numbers in shown.items()
    }
    if not any(values.values()):
        return []
    return [
        Part(
            slug=stage,
            label=LABELS[stage],
            value=value,
            qualifier="" if value is None else "about",
            note=EXPLAINED[stage] if value is None else f"{EXPLAINED[stage]} {ROUNDED}",
        )
        for stage, value in values.items()
    ]


INDICATORS = [
    Indicator(
        slug="roles.specialist_posts_filled",
        label="Digital specialist posts recruited",
        definition=(
            "Posts below the Senior Civil Service that the hub team was asked to help with and "
            "whose provisional offer was accepted in the quarter. If an offer falls through, "
            "we no longer count the post. How the support requests for them ended is counted by "
            "request, under Outcomes of support."
        ),
        unit="posts",
        compute=specialist_posts_filled,
        strategy_action=3,
        order=10,
        tags=("T1",),
    ),
    Indicator(
        slug="roles.campaigns_ended",
        label="Recruitment campaigns that ended",
        definition=(
            "Recruitment campaigns that had opened and ended in the quarter, with or without an "
            "appointment."
        ),
        unit="campaigns",
        without_detail=(
            "We do not show how many people had reached each stage: too few of these campaigns "
            "have a number of people that we can show."
        ),
        compute=campaigns_ended,
        strategy_action=3,
        order=18,
    ),
]
