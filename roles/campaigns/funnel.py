"""How many people were left at each stage of a campaign that has ended, as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from hub.dates import date_gb
from hub.models import LogEntry
from hub.numbers import count, plural
from hub.pictures import Bar, Bars, Picture
from hub.tables import NEVER_EMPTY, Column, Table
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.people_counted import PeopleCounted
from roles.models.campaigns.post import Post

LABELS = {
    "started": "Started an application",
    "sent": "Sent their application",
    "passed": "Passed the sift",
    "interviewed": "Were interviewed",
    "offered": "Were offered a post",
}
# What each stage is, for those who never worked on a recruitment.
EXPLAINED = {
    "started": "Started to fill in the form",
    "sent": "Sent it before the role closed",
    "passed": "The sift is the first decision, made by reading the applications",
    "interviewed": "Came to an interview",
    "offered": "Had an offer, whether they accepted it or not",
}
HIDDEN = "Not shown, so that nobody can be recognised"


@dataclass(frozen=True)
class Row:
    """A stage and how many people came to it; None where that is hidden."""

    label: str
    number: int | None
    note: str = ""

    @property
    def words(self) -> str:
        """The number as it is printed."""
        return HIDDEN if self.number is None else f"About {count(self.number)}"


FUNNEL = Table(
    "People at each stage",
    (
        Column("Stage", lambda row: row.label),
        Column("What it means", lambda row: row.note),
        Column("People", lambda row: row.words, is_numeric=True),
    ),
    caption_size="s",
    empty=NEVER_EMPTY,
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

    @property
    def words(self) -> str:
        """What is said beside the numbers: when they were counted, and that small ones are not."""
        counted = f"Counted on {date_gb(self.counted.counted_at)}, when the campaign had ended."
        rounded = "Numbers of people are rounded to the nearest 5."
        small = "Small numbers are not shown, so that nobody can be recognised."
        return " ".join(filter(None, (counted, self.posts, rounded, small)))


def fillings_of(campaign: Campaign) -> QuerySet[LogEntry]:
    """Each time that a post of the campaign was filled, as the histories of its posts say."""
    return _fillings(campaign.posts.values_list("pk", flat=True))


def _fillings(posts: Iterable[int]) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(Post)
    rows: QuerySet[LogEntry] = LogEntry.objects.filter(action="roles.post_filled")
    return rows.filter(content_type=kind, object_id__in=[str(key) for key in posts])


def funnel_of(campaign: Campaign) -> Funnel | None:
    """What was printed of a campaign that has ended; None while it goes on, or was not counted.

    No number any more where somebody was hired since, for whom an offer fell through: more people
    are known to have come so far than when it was settled which numbers are hidden.
    """
    if not campaign.is_ended:
        return None
    counted = PeopleCounted.objects.filter(campaign=campaign).first()
    if counted is None:
        return None
    numbers = numbers_shown([counted])[counted.pk]
    rows = [Row(LABELS[stage], number, EXPLAINED[stage]) for stage, number in numbers.items()]
    if all(row.number is None for row in rows):
        return Funnel(counted, None)
    return Funnel(counted, Picture(_drawing(rows, counted), FUNNEL.of(rows)))


def numbers_shown(counts: Sequence[PeopleCounted]) -> dict[int, dict[str, int | None]]:
    """By the key of each count, what is shown of it by stage; None for what is hidden.

    Nothing is shown where a number is hidden and somebody was hired since. Queries: at most two.
    """
    found = {each.pk: dict(each.numbers) for each in counts}
    hiding = [each for each in counts if None in found[each.pk].values()]
    if hiding:
        of_post = dict(
            Post.objects.filter(campaign__in=[each.campaign_id for each in hiding]).values_list(
                "pk", "campaign"
            )
        )
        last = _last_filled(of_post)
        for each in hiding:
            if (filled := last.get(each.campaign_id)) and filled > each.counted_at:
                found[each.pk] = dict.fromkeys(found[each.pk])
    return found


def _last_filled(of_post: dict[int, int]) -> dict[int, datetime]:
    """When a post of each campaign was filled last, by the campaign's key."""
    rows = _fillings(of_post).order_by("timestamp").values_list("object_id", "timestamp")
    return {of_post[int(key)]: at for key, at in rows}


def _drawing(rows: list[Row], counted: PeopleCounted) -> Bars:
    shown = ". ".join(f"{row.label}: {row.words.lower()}" for row in rows)
    high = max(row.number or 0 for row in rows)
    return Bars(
        title="How many people were at each stage",
        description=f"Counted on {date_gb(counted.counted_at)}. {shown}.",
        bars=tuple(
            Bar(
                row.label,
                f"{row.words}. {row.note}",
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
