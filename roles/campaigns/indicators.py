"""What GDS can see of campaigns: specialist posts filled with the hub's help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter
from roles.models.campaigns.post import Post


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
]
