"""What of a sift is shared out, among whom, and what binds: read from the records (S6, S8, S9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from hub.models import User
from hub.qualifications import certificates_of
from roles.models.applications.application import Application
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.conflict import Conflict
from roles.models.selection.moderation import Moderation
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.panel_gate import CERTIFICATE, FEWEST
from roles.models.selection.score import Score
from roles.models.selection.share import MarkingShare
from roles.selection.services.shares import Pair, Pile

# With fewer on the panel everybody has to mark everything anyway.
FEWEST_TO_SHARE = FEWEST + 1


@dataclass(frozen=True)
class Sharing:
    """What somebody chose: how many mark each application, and the most that a member marks."""

    markers: int | None = None
    # By the key of a place.
    limits: dict[int, int] = field(default_factory=dict)


def markers_of(panel: Panel) -> list[PanelMember]:
    """Who marks on a panel: they sit on it and have said whom they know; the chair first (R9)."""
    rows = panel.members.sitting().filter(declared_at__isnull=False, person__is_active=True)
    return list(rows.select_related("person").order_by("role", "invited_at", "pk"))


def sharing_of(panel: Panel) -> Sharing:
    """What is chosen now."""
    return Sharing(
        panel.markers_each,
        {
            place.pk: place.marking_limit
            for place in markers_of(panel)
            if place.marking_limit is not None
        },
    )


def pile_of(panel: Panel, sharing: Sharing) -> Pile:
    """What is to be shared out as it stands: as many queries for many applications as for one.

    Who has no certificate that is valid today is given nothing more (R9).
    """
    places = markers_of(panel)
    sifted = panel.campaign.applications.sent().filter(withdrawn_at=None, erased_at=None)
    open_ = set(sifted.to_sift().order_by().values_list("pk", flat=True))
    decided = set(sifted.sifted().order_by().values_list("pk", flat=True))
    shares = MarkingShare.objects.standing().of_panel(panel)
    shares = shares.filter(application__in=open_ | decided, place__in=[row.pk for row in places])
    kept = set(shares.order_by().values_list("application", "place"))
    barred = _hidden(places, open_) | _third(panel)
    marks = _Marks.of(panel, places, open_ | decided)
    barred |= marks.barred | _have_read(panel, places, marks, sharing)
    started = {pair for pair in marks.begun if pair not in barred}
    started |= {pair for pair in kept if pair[0] in decided}
    caps = dict(sharing.limits)
    for place in _without_certificate(places):
        caps[place.pk] = sum(1 for _, key in kept | started if key == place.pk)
    return Pile(
        markers=sharing.markers or len(places),
        members=tuple(place.pk for place in places),
        wanted={key: marks.elsewhere[key] for key in open_},
        seed=panel.share_seed ^ panel.pk,
        limits=caps,
        barred=frozenset(barred),
        started=frozenset(started),
        kept=frozenset(kept - started),
    )


def _same(one: User | None, other: User | None) -> bool:
    if one is None or other is None:
        return False
    return one.pk == other.pk or (bool(one.mailbox) and one.mailbox == other.mailbox)


def _hidden(places: list[PanelMember], applications: set[int]) -> set[Pair]:
    """What a conflict of interest hides from somebody (R9): never given to them."""
    rows = Conflict.objects.filter(application__in=applications, hides=True, person__isnull=False)
    return {
        (row.application_id, place.pk)
        for row in rows.select_related("person").order_by()
        for place in places
        if _same(place.person, row.person)
    }


def _third(panel: Panel) -> set[Pair]:
    """Who was asked for a third mark reads the others' afterwards, and marks no more of it."""
    rows = Moderation.objects.of_panel(panel).filter(third__isnull=False).order_by()
    return set(rows.values_list("result__application", "third"))


@dataclass(frozen=True)
class _Marks:
    """What is marked or begun, by those on the panel and by others (S9)."""

    begun: set[Pair] = field(default_factory=set)
    # By application how many people have marked it who are not on the panel now.
    elsewhere: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    # What they have marked already by an earlier place.
    barred: set[Pair] = field(default_factory=set)
    # By application how many people had submitted marks, set aside or not.
    ever: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, panel: Panel, places: list[PanelMember], applications: set[int]) -> _Marks:
        found, own = cls(), {place.pk for place in places}
        third = _third(panel)
        rows = Score.objects.filter(
            result__number=panel.number,
            result__application__in=applications,
            place__panel=panel,
        )
        seen = rows.order_by("place").values_list(
            "result__application", "place", "submitted_at", "set_aside_at"
        )
        gone: dict[int, set[int]] = defaultdict(set)
        done: dict[int, set[int]] = defaultdict(set)
        for application, place, submitted_at, set_aside_at in seen.distinct():
            if (application, place) in third:
                continue
            if submitted_at is not None:
                done[application].add(place)
            if set_aside_at is not None:
                continue
            if place in own:
                found.begun.add((application, place))
            elif submitted_at is not None:
                gone[application].add(place)
        _by_others(found, places, gone)
        found.ever.update({key: len(people) for key, people in done.items()})
        return found


def _by_others(found: _Marks, places: list[PanelMember], gone: dict[int, set[int]]) -> None:
    """Each person once, by whichever of their places; who is back marks it no second time."""
    keys = set[int]().union(*gone.values())
    left = {row.pk: row for row in PanelMember.objects.filter(pk__in=keys).select_related("person")}
    for application, own in gone.items():
        counted: list[PanelMember] = []
        for key in sorted(own):
            place = left[key]
            if any(_same(place.person, other.person) for other in counted):
                continue
            counted.append(place)
            for now in places:
                if _same(place.person, now.person):
                    found.barred.add((application, now.pk))
        # Who has begun it here by a place of now as well counts by that.
        found.elsewhere[application] = len(counted)


def _have_read(
    panel: Panel, places: list[PanelMember], marks: _Marks, sharing: Sharing
) -> set[Pair]:
    """Who may have read the marks of an application once they were all in, as its chair or by an
    office: where one of them is set aside, somebody else marks it (S18)."""
    whole = [key for key, number in marks.ever.items() if number >= (sharing.markers or FEWEST)]
    if not whole or panel.kind != Stage.Kind.SIFT:
        return set()
    readers = [
        place
        for place in places
        if place.is_chair
        or (place.person and place.person.has_perm("roles.view_application", panel.campaign))
    ]
    pairs = {(key, place.pk) for key in whole for place in readers}
    return pairs - marks.begun


def _without_certificate(places: list[PanelMember]) -> list[PanelMember]:
    people = [place.person for place in places if place.person]
    certificates, today = certificates_of(people, CERTIFICATE), timezone.localdate()
    return [
        place
        for place in places
        if place.person is None or not certificates.cover(place.person, today, today)
    ]


def shown_to(reader: User, given: frozenset[Pair]) -> frozenset[Pair]:
    """Without what does not exist for a reader (S4)."""
    hidden = Application.objects.all().hidden_from(reader)
    return frozenset(pair for pair in given if pair[0] not in hidden)
