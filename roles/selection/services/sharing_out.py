"""The marking of a sift is shared out: looked at first, then fixed with its number (S6 to S9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.numbers import plural
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import LEFT_TO_OTHERS
from roles.models.campaigns.campaign_state import CampaignState
from roles.models.campaigns.stage_plan import Stage, StagePlan
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.score import Score
from roles.models.selection.share import MarkingShare, ShareOut
from roles.models.selection.stage_result import StageResult
from roles.selection.services.share_piles import (
    FEWEST_TO_SHARE,
    Sharing,
    markers_of,
    pile_of,
    sharing_of,
    shown_to,
)
from roles.selection.services.share_plan import share
from roles.selection.services.shares import Pile, Shared, most_together


class ShareRefusedError(RefusedError):
    """It cannot be shared out like that."""


class NotSharedNowError(ShareRefusedError):
    """Nothing is shared out here now."""

    reason = "You can share out the marking from the day the role closes until the sift is over"


class NoRoomError(ShareRefusedError):
    """The limits leave too little room; they are not bent (S6)."""


class ChangedError(ShareRefusedError):
    """What was shown is not how it would be shared out now."""

    reason = "Something has changed since you checked this. Check it again first"


class SameError(ShareRefusedError):
    """It is shared out like this already (S8)."""

    reason = "The marking is already shared out like this, so nothing has changed"


@dataclass(frozen=True)
class Preview:
    """How the marking would be shared out, before anything is saved."""

    panel: Panel
    sharing: Sharing
    pile: Pile
    shared: Shared
    # Who marks what now, of those who would.
    before: frozenset[tuple[int, int]]
    places: list[PanelMember]

    # What is chosen now, and what people who left had to mark.
    now: Sharing
    left: frozenset[tuple[int, int]]

    @property
    def changes(self) -> bool:
        """Whether anything would be different (S8)."""
        is_same = self.before == self.shared.given and self.now == self.sharing
        return bool(self.left) or not is_same

    def given(self, reader: User) -> frozenset[tuple[int, int]]:
        """Who would mark what, of what exists for a reader (S4)."""
        return shown_to(reader, self.shared.given)

    def lacking(self, reader: User) -> int:
        """How many applications too few people can mark, whatever the limits (S6)."""
        hidden = Application.objects.all().hidden_from(reader)
        return len(self.shared.lacks_people.keys() - hidden)

    def why_no_room(self, reader: User) -> str:
        """What the limits leave unmet, and whose would have to be higher; "" for nothing (S6)."""
        lacks = self.shared.lacks_room
        hidden = Application.objects.all().hidden_from(reader)
        if not (number := sum(count for key, count in lacks.items() if key not in hidden)):
            return LEFT_TO_OTHERS if lacks else ""
        names = [place.name for place in self.places if place.pk in self.shared.full]
        are = "is" if number == 1 else "are"
        return (
            f"The limits are too low: {plural(number, 'mark')} {are} missing. Raise the limit "
            f"for {_or(names)}, or choose fewer people for each application"
        )

    def too_much_together(self, reader: User) -> list[tuple[PanelMember, PanelMember, int]]:
        """Pairs who mark more together than they should, as conflicts and limits leave it (S7)."""
        own = {place.pk: place for place in self.places}
        given = self.given(reader)
        load = Counter(member for _, member in given)
        rows = Shared(given, {}, {}, frozenset(), load).together()
        size, markers = len(self.places), self.pile.markers
        return [
            (own[one], own[other], number)
            for one, other, number in rows
            if number > most_together(min(load[one], load[other]), markers, size)
        ]


def why_not_shared(panel: Panel) -> str:
    """Why the marking of a panel is not shared out now; "" while it can be."""
    campaign = panel.campaign
    if panel.kind != Stage.Kind.SIFT or campaign.is_before_panels:
        return "You can only share out the marking of a sift that has a panel"
    if campaign.state not in (CampaignState.CLOSED, CampaignState.SIFTING):
        return NotSharedNowError.reason
    results = StageResult.objects.of(campaign, panel.number)
    if campaign.sifting_at and not results.marked().exists():
        return "This sift began without a panel, so there is no marking to share out"
    if panel.markers_each is None and len(markers_of(panel)) < FEWEST_TO_SHARE:
        return (
            f"At least {FEWEST_TO_SHARE} people on the panel have to declare conflicts of interest "
            "before you can share out the marking. With fewer, everybody marks every application"
        )
    return ""


def preview_of(panel: Panel, sharing: Sharing) -> Preview:
    """How the marking would be shared out with what somebody chose."""
    pile = pile_of(panel, sharing)
    rows = MarkingShare.objects.standing().of_panel(panel).filter(place__in=pile.members)
    going_on = set(pile.wanted) | {key for key, _ in pile.started}
    before = {
        (application, place)
        for application, place in rows.order_by().values_list("application", "place")
        if application in going_on
    }
    standing = MarkingShare.objects.standing().of_panel(panel)
    return Preview(
        panel,
        sharing,
        pile,
        share(pile),
        frozenset(before),
        markers_of(panel),
        sharing_of(panel),
        _left_unmarked(pile, set(standing.order_by().values_list("application", "place"))),
    )


@requires("roles.share_out_marking", "panel")
@transaction.atomic
def share_out(
    *, panel: Panel, sharing: Sharing, seen: str, actor: User, at: datetime | None = None
) -> ShareOut:
    """Fix who marks which application, as it was looked at (S6, S8).

    Of two at once one acts. Raises ``NotSharedNowError``, ``NoRoomError``, ``ChangedError`` where
    it would not come out as ``seen``, and ``SameError`` where it is so already.
    """
    moment = at or timezone.now()
    here = _locked(panel)
    if why := why_not_shared(here):
        raise NotSharedNowError([why])
    if sharing.markers is None:
        return _end(here, actor, moment)
    found = preview_of(here, sharing)
    if why := found.why_no_room(actor):
        raise NoRoomError([why])
    if found.shared.version != seen:
        raise ChangedError
    row = _keep(here, found, ShareOut.Why.CHOSEN, actor, moment)
    if row is None:
        raise SameError
    return row


@internal
@transaction.atomic
def share_out_again(*, campaign: Campaign, why: str, at: datetime) -> list[ShareOut]:
    """New applications of a sift that is shared out go to those who have least (S8).

    What limits and conflicts of interest leave unmet stays open: somebody is asked to do about it.
    """
    found = []
    for panel in Panel.objects.filter(campaign=campaign, markers_each__isnull=False):
        here = _locked(panel)
        row = _keep(here, preview_of(here, sharing_of(here)), why, None, at)
        if row is not None:
            found.append(row)
    return found


def _locked(panel: Panel) -> Panel:
    """The panel, while neither it nor what its people mark changes; the campaign's row first."""
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=panel.campaign_id)
    here = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    here.campaign = campaign
    # Who saves a mark holds their own place meanwhile: what is begun is seen, or waits.
    list(PanelMember.objects.filter(panel=here).order_by("pk").select_for_update(of=("self",)))
    return here


def _keep(
    panel: Panel, found: Preview, why: str, actor: User | None, at: datetime
) -> ShareOut | None:
    """Write what is different; None where nothing is."""
    if not found.changes:
        return None
    wanted = found.shared.given
    standing = MarkingShare.objects.standing().of_panel(panel)
    rows = {(row.application_id, row.place_id): row.pk for row in standing.order_by()}
    taken = [rows[key] for key in found.left | (found.before - wanted)]
    given = sorted(wanted - rows.keys())
    row = _record(panel, found.sharing, why, actor, at)
    MarkingShare.objects.filter(pk__in=taken).update(taken_in=row)
    MarkingShare.objects.bulk_create(
        [
            MarkingShare(application_id=application, place_id=place, given_in=row)
            for application, place in given
        ]
    )
    return row


def _left_unmarked(pile: Pile, standing: set[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """What people who left had to mark and have not: others do. What they marked stays theirs."""
    left = [key for key in standing if key[1] not in pile.members and key[0] in pile.wanted]
    marks = Score.objects.standing().filter(place__in=[place for _, place in left])
    marked = set(marks.order_by().values_list("result__application", "place"))
    return frozenset(key for key in left if key not in marked)


def _end(panel: Panel, actor: User, at: datetime) -> ShareOut:
    """Everybody marks everything again."""
    if panel.markers_each is None:
        raise SameError
    row = _record(panel, Sharing(), ShareOut.Why.CHOSEN, actor, at)
    MarkingShare.objects.standing().of_panel(panel).update(taken_in=row)
    return row


def _record(panel: Panel, sharing: Sharing, why: str, actor: User | None, at: datetime) -> ShareOut:
    plan = StagePlan.objects.filter(campaign=panel.campaign).first()
    panel.markers_each = sharing.markers
    panel.save(update_fields=["markers_each"])
    for place in PanelMember.objects.filter(panel=panel):
        limit = sharing.limits.get(place.pk)
        if place.marking_limit != limit:
            PanelMember.objects.filter(pk=place.pk).update(marking_limit=limit)
    row = ShareOut.objects.create(
        panel=panel,
        why=why,
        markers=sharing.markers,
        limits={str(key): limit for key, limit in sorted(sharing.limits.items())},
        seed=panel.share_seed ^ panel.pk,
        framework=plan.framework if plan else "",
        by=actor,
        at=at,
    )
    # Not in the history of the campaign: when it changes may say whose application came (S4).
    log(row, "roles.marking_shared", actor=actor, at=at, data={"detail": row.in_words})
    return row


def _or(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names) or "somebody"
    return f"{', '.join(names[:-1])} or {names[-1]}"
