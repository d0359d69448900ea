"""What GDS can see of recruitment: posts filled with the hub's help, senior posts supported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hub.indicators import Indicator, Measure, Part, Row
from hub.models import Organisation
from hub.periods import Quarter
from roles.models.activity import SupportActivity
from roles.models.post import Post, PostQuerySet


def specialist_posts_filled(period: Quarter, organisation: Organisation | None) -> Measure:
    """Specialist posts with a support request, filled on a day of the period (T1, R17)."""
    posts = list(
        _within(Post.objects.supported().specialist().filled_within(period), organisation)
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


def senior_posts_supported(period: Quarter, organisation: Organisation | None) -> Measure:
    """Distinct Senior Civil Service posts with an activity in the period (T2, H5)."""
    activities = SupportActivity.objects.within(period)
    last: dict[int | None, SupportActivity] = {
        activity.post_id: activity
        for activity in activities.filter(post__grade__is_scs=True).order_by("on", "pk")
    }
    posts = list(
        _within(Post.objects.senior().filter(pk__in=last), organisation)
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


def _within(posts: PostQuerySet, organisation: Organisation | None) -> PostQuerySet:
    if organisation is None:
        return posts
    return posts.filter(organisation__in=Organisation.objects.within([organisation]))


def _by_department(posts: Iterable[Post]) -> list[Part]:
    departments = {
        post.organisation.department.code: post.organisation.department for post in posts
    }
    counts = Counter(post.organisation.department.code for post in posts)
    return [
        Part(slug=code.lower(), label=departments[code].display_code, value=number)
        for code, number in sorted(counts.items())
    ]


RECRUITMENT_INDICATORS = [
    Indicator(
        slug="roles.specialist_posts_filled",
        label="Digital specialist posts recruited",
        definition=(
            "Posts under the Senior Civil Service that the hub was asked to help with and whose "
            "provisional offer was accepted in the quarter. An offer that falls through takes the "
            "post out again."
        ),
        unit="posts",
        compute=specialist_posts_filled,
        strategy_action=3,
        order=10,
        tags=("T1",),
    ),
    Indicator(
        slug="roles.senior_posts_supported",
        label="Senior technology posts supported",
        definition=(
            "Senior Civil Service technology posts for which the hub did at least one piece of "
            "work in the quarter, whatever came of it. A post counts once however often it was "
            "worked on."
        ),
        unit="posts",
        compute=senior_posts_supported,
        strategy_action=4,
        order=20,
        tags=("T2",),
    ),
]
