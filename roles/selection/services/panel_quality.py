"""How those on panels mark: read of what is decided, for the hub team’s leads (S50, S51).

Nothing is reckoned before the sift of a campaign is over and an application is decided, and no mark
is changed by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.authorisation import internal
from hub.models import User
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel import PanelMember
from roles.models.selection.score import Score, ScoreQuerySet
from roles.models.selection.stage_result import StageResult
from roles.notifying import handlers_of, notify_people, role_words
from roles.selection.services.agreement import (
    Agreement,
    Estimate,
    Given,
    is_severe,
    severity,
    signed,
    spread,
)

# Of campaigns whose sift began so long ago nothing is reckoned for all of them together.
SINCE = timedelta(days=730)


@dataclass(frozen=True)
class Marker:
    """How one person marks, beside the others who marked the same answers."""

    who: int
    name: str
    marks: list[Given] = field(default_factory=list)
    campaigns: int = 1
    severity: Estimate = field(default_factory=lambda: Estimate(0))
    agreement: Agreement = field(default_factory=lambda: Agreement(0, 0, 0))

    @property
    def spread(self) -> str:
        """From which to which points they give."""
        return spread(self.marks)

    @property
    def with_words(self) -> int:
        """How many of their marks say what they are based on."""
        return sum(mark.has_words for mark in self.marks)

    @property
    def is_severe(self) -> bool:
        """Whether they give clearly more or fewer points than the others (S51)."""
        return is_severe(self.severity)


def campaigns_marked(reader: User) -> list[Campaign]:
    """The campaigns of the last 2 years whose marks a reader may look at, the latest first."""
    rows = Campaign.objects.visible_to(reader).filter(
        interviewing_at__isnull=False, sifting_at__gte=timezone.now() - SINCE
    )
    rows = rows.exclude(pk__in=competed_in(reader) | Campaign.objects.undeclared_by(reader))
    with_marks = _scores(reader, rows.order_by()).order_by()
    rows = rows.filter(pk__in=with_marks.values("result__application__campaign"))
    return list(rows.select_related("organisation").order_by("-sifting_at", "-pk"))


def scores_of(campaign: Campaign, reader: User) -> ScoreQuerySet:
    """The marks of a campaign that count, of applications decided that exist for a reader."""
    return _scores(reader, Campaign.objects.filter(pk=campaign.pk).order_by())


def _scores(reader: User, campaigns: Any) -> ScoreQuerySet:
    results = (
        StageResult.objects.marked()
        .shown_to(reader)
        .filter(
            application__campaign__in=campaigns,
            application__campaign__interviewing_at__isnull=False,
            application__erased_at=None,
            decided_at__isnull=False,
        )
    )
    return Score.objects.counting().filter(result__in=results.order_by().values("pk"))


def marks_of(campaigns: Iterable[Campaign], reader: User) -> dict[int, list[Given]]:
    """By campaign the marks that count, in one query for all."""
    found: dict[int, list[Given]] = defaultdict(list)
    rows = _scores(reader, [campaign.pk for campaign in campaigns]).order_by("pk")
    names = ("result__application__campaign", "result", "element", "place__person", "place")
    for campaign, result, element, person, place, points, evidence in rows.values_list(
        *names, "points", "evidence"
    ):
        has_words = bool(str(evidence).strip())
        who = person or -place
        found[campaign].append(Given(result, element, who, points, has_words))
    return found


def markers(marks: Iterable[Given], of_campaigns: dict[int, int] | None = None) -> list[Marker]:
    """Each who gave some of the marks, by name; beside the others who marked the same."""
    everything = list(marks)
    by_person: dict[int, list[Given]] = defaultdict(list)
    shared: dict[tuple[int, str], list[Given]] = defaultdict(list)
    for mark in everything:
        by_person[mark.who].append(mark)
        shared[mark.answer].append(mark)
    people = {person.pk: person for person in User.objects.filter(pk__in=by_person)}
    found = []
    for who, own in by_person.items():
        person = people.get(who)
        beside = [other for mark in own for other in shared[mark.answer]]
        pairs = [
            abs(mark.points - other.points)
            for mark in own
            for other in shared[mark.answer]
            if other.who != who
        ]
        found.append(
            Marker(
                who,
                str(person) if person else "Somebody who left",
                own,
                (of_campaigns or {}).get(who, 1),
                severity(beside, who),
                Agreement(len(pairs), pairs.count(0), sum(gap <= 1 for gap in pairs)),
            )
        )
    return sorted(found, key=lambda marker: (marker.name, marker.who))


def severe_in(campaign: Campaign, reader: User) -> list[Marker]:
    """Who gave clearly more or fewer points than the others in a campaign (S51)."""
    if campaign.interviewing_at is None:
        return []
    rows = marks_of([campaign], reader)[campaign.pk]
    return [marker for marker in markers(rows) if marker.is_severe]


def own_severity(place: PanelMember, reader: User) -> str:
    """What somebody is told of their own marks, where they differ clearly; "" for nothing (S51)."""
    found = [one for one in severe_in(place.campaign, reader) if one.who in reader.account_keys]
    return severe_words(found[0], is_own=True) if found else ""


def severe_words(marker: Marker, *, is_own: bool = False) -> str:
    """That somebody gave clearly more or fewer points than the others, and that nothing changes."""
    found = marker.severity
    value = found.value or 0
    whose = "Your marks were" if is_own else f"The marks of {marker.name} were"
    way = "higher" if value > 0 else "lower"
    return (
        f"{whose} {abs(value):.1f} points {way} on average than those of other people for the same "
        f"{found.number:,} answers (95% interval {signed(found.low)} to {signed(found.high)}). We "
        "have not changed any marks because of this."
    )


def told_of(campaign: Campaign, reader: User) -> list[str]:
    """What those who arrange a selection are told of marks that differ clearly (S51)."""
    if not reader.has_perm("roles.share_out_marking", campaign):
        return []
    return [severe_words(marker) for marker in severe_in(campaign, reader)]


@internal
def tell_of_severe_marks(*, campaign: Campaign, at: datetime) -> None:
    """The sift is over: who marked clearly higher or lower is told, and who arranges it (S51).

    Each by what exists for them. No mark is changed.
    """
    places = PanelMember.objects.sitting().filter(
        panel__campaign=campaign, panel__kind=Stage.Kind.SIFT
    )
    words = role_words(campaign)
    for place in places.select_related("panel__campaign", "person").order_by("pk"):
        if place.person is None or not (what := own_severity(place, place.person)):
            continue
        stage = place.panel.stage_words
        notify_people(
            "roles.own_marks_differ", [place.person], place, at=at, what=what, stage=stage, **words
        )
    for person in handlers_of(campaign):
        if isinstance(person, User) and told_of(campaign, person):
            notify_people("roles.panel_marks_differ", [person], campaign, at=at, **words)
