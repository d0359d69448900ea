"""What GDS can see of the hub's work: senior posts supported."""

from __future__ import annotations

from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter
from roles.models.campaigns.post import Post
from roles.models.support.activity import SupportActivity


def senior_posts_supported(period: Quarter, organisation: Organisation | None) -> Measure:
    """Distinct Senior Civil Service posts with an activity in the period (T2, H5)."""
    activities = SupportActivity.objects.within(period)
    last: dict[int, SupportActivity] = {
        activity.post_id: activity
        for activity in activities.filter(post__grade__is_scs=True).order_by("on", "pk")
        if activity.post_id
    }
    posts = list(
        Post.objects.senior()
        .filter(pk__in=last)
        .within_organisation(organisation)
        .select_related("organisation__parent", "role", "level")
        .order_by("organisation__name", "pk")
    )
    return Measure(
        value=len(posts),
        text=f"{len(posts):,}",
        rows=[
            Row.of(
                post,
                organisation=post.organisation,
                on=last[post.pk].on,
                detail=f"{post.title}: {last[post.pk].get_type_display().lower()}",
            )
            for post in posts
        ],
    )


INDICATORS = [
    Indicator(
        slug="roles.senior_posts_supported",
        label="Senior technology posts supported",
        definition=(
            "Senior Civil Service technology posts for which the hub team did at least one piece "
            "of work in the quarter, whatever the result. A post counts once however often it was "
            "worked on."
        ),
        unit="posts",
        compute=senior_posts_supported,
        strategy_action=4,
        order=20,
        tags=("T2",),
    ),
]
