"""What GDS can see of videos: how many were published."""

from __future__ import annotations

from hub.indicators import Indicator, Measure, Row
from hub.models import Organisation
from hub.periods import Quarter
from training.models import LearningResource


def videos_published(period: Quarter, organisation: Organisation | None) -> Measure:
    """Videos first published in the quarter and still public at its end (T5)."""
    if organisation is not None:
        return Measure(value=0, text="0", rows=())
    videos = (
        LearningResource.objects.videos()
        .published_within(period.start, period.end)
        .order_by("published_on", "pk")
    )
    rows = [
        Row.of(video, organisation=None, on=video.published_on, is_demo=video.is_demo)
        for video in videos
    ]
    return Measure(value=len(rows), text=str(len(rows)), rows=rows)


INDICATORS = [
    Indicator(
        slug="training.videos_published",
        label="Videos for civil servants",
        definition=(
            "Videos on how digital is changing services, first published in the quarter with "
            "captions and a transcript. Drafts do not count. This figure is not split by "
            "department."
        ),
        unit="videos",
        compute=videos_published,
        strategy_action=4,
        order=50,
        tags=("T5",),
    ),
]
