"""The levels of a role, one above the other, with what adverts for each paid, as a picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from hub.numbers import money, plural
from hub.pictures import Bar, Bars, Picture
from hub.tables import NEVER_EMPTY, Column, Table
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.role_profile import RoleProfile

# What was paid longer ago says little of what is paid now.
LOOKED_AT = timedelta(days=365)


@dataclass(frozen=True)
class Rung:
    """A level and the salaries of its adverts, from the lowest to the highest that was offered."""

    name: str
    is_this: bool
    adverts: int = 0
    low: int = 0
    high: int = 0

    @property
    def label(self) -> str:
        """The level, and whether it is the one that the page is about."""
        return f"{self.name} (this profile)" if self.is_this else self.name

    @property
    def salary(self) -> str:
        """What was paid, in words."""
        if not self.adverts:
            return "No salary advertised"
        if self.low == self.high:
            return money(self.low)
        return f"{money(self.low)} to {money(self.high)}"

    @property
    def words(self) -> str:
        """What stands over its bar."""
        return f"{self.salary}, {plural(self.adverts, 'advert')}" if self.adverts else self.salary


LADDER = Table(
    "Levels and salaries",
    (
        Column("Level", lambda rung: rung.label),
        Column("Salary a year", lambda rung: rung.salary),
        Column("Adverts with a salary", lambda rung: rung.adverts, is_numeric=True),
    ),
    caption_size="s",
    empty=NEVER_EMPTY,
)


def ladder_of(profile: RoleProfile) -> Picture | None:
    """The levels of a profile's role, the highest first; None where there is nothing to compare.

    Queries: two, however many levels and adverts.
    """
    levels = list(profile.role.levels.order_by("-order"))
    paid: dict[int, list[tuple[int, int]]] = defaultdict(list)
    adverts = Campaign.objects.told_everybody(since=timezone.now() - LOOKED_AT)
    for campaign in adverts.filter(level__in=levels):
        low, high = campaign.lowest_salary, campaign.highest_salary
        if low is not None:
            paid[campaign.level_id or 0].append((low, high or low))
    rungs = [
        Rung(
            level.name,
            level.pk == profile.level_id,
            len(paid[level.pk]),
            min((low for low, _ in paid[level.pk]), default=0),
            max((high for _, high in paid[level.pk]), default=0),
        )
        for level in levels
    ]
    if len(rungs) < 2 and not paid:
        return None
    return Picture(_drawing(profile, rungs), LADDER.of(rungs))


def _drawing(profile: RoleProfile, rungs: list[Rung]) -> Bars:
    paid = [rung for rung in rungs if rung.adverts]
    low, high = (
        min((rung.low for rung in paid), default=0),
        max((rung.high for rung in paid), default=0),
    )
    said = ". ".join(f"{rung.label}: {rung.words}" for rung in rungs)
    return Bars(
        title=f"Levels of this role and what they pay: {profile.role.name}",
        description=f"From the highest level to the lowest. {said}.",
        bars=tuple(
            Bar(rung.label, rung.words, rung.low, rung.high, "whole" if rung.adverts else "words")
            for rung in rungs
        ),
        low=low,
        high=high,
        ends=(money(low), money(high)) if high > low else ("", ""),
    )
