"""How many people were left at each stage of a campaign that has ended, as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from hub.dates import date_gb
from hub.numbers import count, plural
from hub.pictures import Bar, Bars, Picture
from hub.tables import Column, Table
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.people_counted import PeopleCounted

LABELS = {
    "started": "Started an application",
    "sent": "Sent their application",
    "passed": "Passed the sift",
    "interviewed": "Were interviewed",
    "offered": "Were offered a post",
}


@dataclass(frozen=True)
class Row:
    """A stage and how many people came to it; None where that is hidden."""

    label: str
    number: int | None

    @property
    def words(self) -> str:
        """The number as it is printed."""
        return "Not shown" if self.number is None else f"About {count(self.number)}"


FUNNEL = Table(
    "People at each stage",
    (
        Column("Stage", lambda row: row.label),
        Column("People", lambda row: row.words, is_numeric=True),
    ),
    caption_size="s",
)


@dataclass(frozen=True)
class Funnel:
    """The picture of a campaign, or that every number is too small; and how it was filled."""

    counted: PeopleCounted
    picture: Picture | None

    @property
    def posts(self) -> str:
        """How many posts were filled; "" where none is left with the campaign."""
        total = self.counted.posts
        return f"{self.counted.posts_filled} of {plural(total, 'post')} filled." if total else ""


def funnel_of(campaign: Campaign) -> Funnel | None:
    """What was printed of a campaign that has ended; None while it goes on, or was not counted."""
    if not campaign.is_ended:
        return None
    counted = PeopleCounted.objects.filter(campaign=campaign).first()
    if counted is None:
        return None
    rows = [Row(LABELS[stage], number) for stage, number in counted.numbers]
    if all(row.number is None for row in rows):
        return Funnel(counted, None)
    return Funnel(counted, Picture(_drawing(rows, counted), FUNNEL.of(rows)))


def _drawing(rows: list[Row], counted: PeopleCounted) -> Bars:
    shown = ". ".join(f"{row.label}: {row.words.lower()}" for row in rows)
    high = max(row.number or 0 for row in rows)
    return Bars(
        title="How many people were at each stage",
        description=f"Counted on {date_gb(counted.counted_at)}. {shown}.",
        bars=tuple(
            Bar(
                row.label,
                row.words,
                0,
                row.number or 0,
                "hidden" if row.number is None else "whole",
            )
            for row in rows
        ),
        low=0,
        high=high,
        ends=("0", count(high)),
    )
