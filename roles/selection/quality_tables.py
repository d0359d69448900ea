"""The tables and the picture of how those on panels mark (S50)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hub.pictures import Bar, Bars, Picture
from hub.tables import NEVER_EMPTY, Column, Empty, Link, Table, Tag
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.score import Score
from roles.selection.services.agreement import (
    Agreement,
    Given,
    alpha,
    alpha_words,
    percent,
    severity_words,
    spread,
)
from roles.selection.services.panel_quality import Marker

NOTHING = Empty(
    "No marks to compare yet.",
    "Campaigns appear here once a panel has marked their sift and it is over.",
)


@dataclass(frozen=True)
class OfCampaign:
    """A campaign and how far those who marked it agree."""

    campaign: Campaign
    agreement: Agreement
    people: int
    severe: int


CAMPAIGNS = Table(
    "Campaigns of the last 2 years",
    (
        Column(
            "Campaign",
            lambda row: Link(
                f"{row.campaign.title}, {row.campaign.reference}",
                reverse("roles:campaign_quality", args=[row.campaign.reference]),
            ),
        ),
        Column("Department", lambda row: row.campaign.organisation.name),
        Column("People who marked", lambda row: row.people, is_numeric=True),
        Column("Pairs of marks", lambda row: row.agreement.pairs, is_numeric=True),
        Column("Equal", lambda row: row.agreement.share(row.agreement.equal)),
        Column("Within 1 point", lambda row: row.agreement.share(row.agreement.within_one)),
        Column("Clearly higher or lower", lambda row: row.severe, is_numeric=True),
    ),
    empty=NOTHING,
)


def _flag(marker: Marker) -> Any:
    if not marker.is_severe:
        return ""
    return Tag("Higher" if (marker.severity.value or 0) > 0 else "Lower", "yellow")


def _figures() -> tuple[Column, ...]:
    return (
        Column("Points", lambda marker: marker.spread),
        Column("Gap to others", lambda marker: severity_words(marker.severity)),
        Column("Flag", _flag),
        Column("Equal", lambda marker: marker.agreement.share(marker.agreement.equal)),
        Column(
            "Within 1 point", lambda marker: marker.agreement.share(marker.agreement.within_one)
        ),
        Column("With evidence", lambda m: percent(m.with_words, len(m.marks))),
    )


PEOPLE = Table(
    "People who marked",
    (
        Column(
            "Person",
            lambda marker: (
                Link(marker.name, reverse("roles:person_quality", args=[marker.who]))
                if marker.who > 0
                else marker.name
            ),
        ),
        Column("Campaigns", lambda marker: marker.campaigns, is_numeric=True),
        Column("Marks", lambda marker: len(marker.marks), is_numeric=True),
        *_figures(),
    ),
    empty=NOTHING,
)


def people_in(campaign: Campaign) -> Table:
    """Those who marked one campaign: each number leads to its marks."""
    address = reverse("roles:quality_rows", args=[campaign.reference])
    return Table(
        "People who marked",
        (
            Column("Person", lambda marker: marker.name),
            Column(
                "Marks",
                lambda marker: Link(
                    f"{len(marker.marks):,}",
                    f"{address}?who={marker.who}",
                    about=f"of {marker.name}",
                ),
                is_numeric=True,
            ),
            *_figures(),
        ),
        empty=NOTHING,
    )


def _of_second(column: Column) -> Callable[[tuple[Campaign, Marker]], Any]:
    return lambda row: column.cell(row[1])


def by_campaign(found: Sequence[tuple[Campaign, Marker]]) -> Any:
    """How one person marked in each campaign."""
    figures = [Column(each.heading, _of_second(each)) for each in _figures()]
    table = Table(
        "By campaign",
        (
            Column(
                "Campaign",
                lambda row: Link(
                    f"{row[0].title}, {row[0].reference}",
                    f"{reverse('roles:quality_rows', args=[row[0].reference])}?who={row[1].who}",
                ),
            ),
            Column("Marks", lambda row: len(row[1].marks), is_numeric=True),
            *figures,
        ),
        empty=NEVER_EMPTY,
    )
    return table.of(found)


FIGURES = Table(
    "Figures",
    (Column("Figure", lambda row: row[0]), Column("Value", lambda row: row[1])),
    empty=NEVER_EMPTY,
    caption_is_hidden=True,
)


def figures_of(marks: Sequence[Given], found: Agreement, address: str) -> Picture:
    """The figures of some marks beside a picture of the shares among them."""
    cited = sum(mark.has_words for mark in marks)
    shares = [
        ("Equal", found.equal, found.pairs, f"{address}?gap=equal"),
        ("Within 1 point", found.within_one, found.pairs, f"{address}?gap=within"),
        ("Marks with evidence", cited, len(marks), f"{address}?gap=words"),
    ]
    rows: list[tuple[str, Any]] = [
        ("Marks", Link(f"{len(marks):,}", address)),
        ("Pairs", Link(f"{found.pairs:,}", f"{address}?gap=pairs") if found.pairs else 0),
    ]
    bars = []
    for label, number, of, link in shares:
        words = f"{percent(number, of)}, {number:,} of {of:,}" if of else "Only 1 person marked"
        rows.append((label, Link(words, link) if of else words))
        bars.append(Bar(label, words, 0, number / of if of else 0, "whole" if number else "words"))
    rows.append(("Points given", spread(marks)))
    rows.append(
        ("Agreement beyond chance (Krippendorff’s alpha, ordinal)", alpha_words(alpha(marks)))
    )
    said = ". ".join(f"{bar.label}: {bar.words}" for bar in bars)
    drawing = Bars("How far marks agree", f"{said}.", tuple(bars), 0, 1, ("0%", "100%"))
    return Picture(drawing, FIGURES.of(rows))


def rows_table(
    others: Mapping[tuple[int, str], list[tuple[int, int | None]]], names: Mapping[str, str]
) -> Table:
    """Marks with those of the others for the same answers."""

    def beside(score: Score) -> str:
        own = others.get((score.result_id, score.element), [])
        return ", ".join(str(points) for place, points in own if place != score.place_id) or "None"

    return Table(
        "Marks",
        (
            Column("Application", lambda score: score.result.application.reference),
            Column("Question", lambda score: names.get(score.element, "Another question")),
            Column("Who", lambda score: score.place.name),
            Column("Points", lambda score: score.points, is_numeric=True),
            Column("Points of the others", beside),
            Column("With evidence", lambda score: "Yes" if score.evidence.strip() else "No"),
        ),
        empty=NOTHING,
    )


# As far from the others as a mark can be, on a scale of 7.
FARTHEST = 3.0


def gaps_of(found: Sequence[tuple[Campaign, Marker]], everywhere: Marker) -> Picture:
    """How far somebody's marks lie from those of the others, in each campaign and in all."""
    named = [("All campaigns", everywhere)]
    named += [(campaign.reference, marker) for campaign, marker in found]
    bars = []
    for label, marker in named:
        words, given = severity_words(marker.severity), marker.severity
        low, high = given.low, given.high
        if low is None or high is None:
            bars.append(Bar(label, words, look="words"))
        else:
            bars.append(Bar(label, words, low, high))
    said = ". ".join(f"{bar.label}: {bar.words}" for bar in bars)
    drawing = Bars(
        "Gap to the marks of others",
        f"Each bar is a 95% interval. {said}.",
        tuple(bars),
        -FARTHEST,
        FARTHEST,
        ("3 points lower", "3 points higher"),
    )
    rows = [(bar.label, bar.words) for bar in bars]
    return Picture(drawing, FIGURES.of(rows, caption="Gap to the marks of others"))
