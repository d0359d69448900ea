"""The merit list: signed by the chair, corrected beside what stands, by two people (S34 to S37)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import datetime_gb
from hub.models import User
from hub.refusals import RefusedError
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_reader import LEFT_TO_OTHERS
from roles.models.campaigns.campaign_state import MEETING
from roles.models.campaigns.met_by_panel import not_all_met
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.merit_list import (
    MeritList,
    MeritPlace,
    MeritTie,
    new_salt,
    sealed,
)
from roles.models.selection.merit_order import (
    MeritOrder,
    Placed,
    is_marked_at_interviews,
    merit_order,
)
from roles.models.selection.panel import Panel
from roles.models.selection.panel_gate import are_one_person
from roles.models.selection.stage_result import StageResult
from roles.notifying import handlers_of, notify_people, role_words

# A reason of fewer characters gives none.
SHORTEST_REASON = 20


class MeritListRefusedError(RefusedError):
    """The list is not signed like that."""


class IncompleteError(MeritListRefusedError):
    """A mark is missing: it is said whose, and for whom (S36)."""


class ChangedMeanwhileError(MeritListRefusedError):
    """What the page showed is not what would be signed."""

    reason = (
        "The marks have changed since you opened this page. Nothing has been signed. Read the list "
        "below again"
    )


class SignedMeanwhileError(MeritListRefusedError):
    """Somebody else has signed since: theirs stands."""

    def __init__(self, signed: MeritList) -> None:
        who = signed.signed_by or "Somebody who left"
        when = datetime_gb(signed.signed_at)
        why = (
            f"{who} signed version {signed.version} on {when}, after you opened this page. Nothing "
            "else has been signed"
        )
        super().__init__([why])


class TieError(MeritListRefusedError):
    """Who comes first of two equals is not said, or without a reason."""


class ReasonError(MeritListRefusedError):
    """A correction says why."""

    field = "reason"
    reason = f"The reason must be {SHORTEST_REASON} characters or more"


class NothingNewError(MeritListRefusedError):
    """A correction says something else than what stands."""

    reason = "The list is the same as the one that is signed, so there is nothing to correct"


class SecondPersonError(MeritListRefusedError):
    """Nobody confirms their own correction."""

    reason = "You signed this correction, so somebody else has to confirm it"


@dataclass(frozen=True)
class Ahead:
    """What the chair says of two equals, by the keys of their applications: who comes first."""

    above: int
    below: int
    reason: str


def panel_that_signs(campaign: Campaign) -> Panel | None:
    """The panel whose chair signs: that of the last stage at which candidates are met."""
    rows = StageResult.objects.marked().filter(application__campaign=campaign)
    met = rows.exclude(kind=Stage.Kind.SIFT).order_by("-number").values_list("number", flat=True)
    number = met.first()
    return Panel.objects.filter(campaign=campaign, number=number).first() if number else None


def seen_of(order: MeritOrder, latest: MeritList | None) -> str:
    """What a page shows that is signed from it: which marks, after which version."""
    plain = json.dumps(order.basis(), sort_keys=True)
    made_of = hashlib.sha256(plain.encode()).hexdigest()[:24]
    return f"{latest.version if latest else 0}-{made_of}"


def why_not_signed(campaign: Campaign) -> str:
    """Why no list is signed now, of what its reader may know; "" while one can be."""
    if campaign.state not in MEETING:
        return "The merit list is signed after the interviews, before the role ends."
    if not is_marked_at_interviews(campaign):
        return "No interview of this campaign is marked in this service."
    if campaign.merit_lists.to_confirm().exists():
        return "A correction waits for a second person to confirm it."
    return not_all_met(campaign).replace("Agree the order of merit", "Sign the merit list")


@requires("roles.sign_merit_list", "panel")
@transaction.atomic
def sign_merit_list(
    *,
    panel: Panel,
    seen: str,
    actor: User,
    ahead: Sequence[Ahead] = (),
    reason: str = "",
    at: datetime | None = None,
) -> MeritList:
    """Sign the list as the marks give it; a later one is a correction beside it, with a reason.

    ``seen`` is what the page was made of. Raises ``SignedMeanwhileError`` where somebody else was
    first, ``ChangedMeanwhileError``, ``IncompleteError``, ``TieError``, ``ReasonError`` and
    ``NothingNewError``. Nobody signs a list in which something is hidden from them (S4).
    """
    moment = at or timezone.now()
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=panel.campaign_id)
    latest = campaign.merit_lists.order_by("version").last()
    if latest is not None and not seen.startswith(f"{latest.version}-"):
        raise SignedMeanwhileError(latest)
    order = merit_order(campaign)
    hidden = Application.objects.all().hidden_now_from(actor)
    if any(row.application.pk in hidden for row in _everybody(campaign)):
        raise MeritListRefusedError([LEFT_TO_OTHERS])
    if why := why_not_signed(campaign):
        raise MeritListRefusedError([why])
    if order.missing:
        raise IncompleteError(order.missing)
    if seen != seen_of(order, latest):
        raise ChangedMeanwhileError
    placed = _placed(order, ahead)
    in_force = campaign.merit_lists.in_force().last()
    if in_force is not None:
        if len(reason.strip()) < SHORTEST_REASON:
            raise ReasonError
        if _says_the_same(in_force, placed, order, ahead):
            raise NothingNewError
    made = MeritList.objects.create(
        campaign=campaign,
        version=latest.version + 1 if latest else 1,
        posts=order.posts,
        rules=order.rules,
        signed_by=actor,
        signed_at=moment,
        commissioner=panel.commissioner,
        reason=reason.strip() if in_force else "",
    )
    _keep(made, placed, ahead)
    made.digest = made.digest_now()
    made.save(update_fields=["digest"])
    action = "roles.merit_list_corrected" if in_force else "roles.merit_list_signed"
    log(campaign, action, actor=actor, at=moment, data={"detail": f"version {made.version}"})
    if made.is_in_force:
        _put_in_force(made)
    _tell(action, made, actor, moment)
    return made


@requires("roles.confirm_merit_list", "merit_list")
@transaction.atomic
def confirm_merit_list(
    *, merit_list: MeritList, is_confirmed: bool, actor: User, at: datetime | None = None
) -> MeritList:
    """Confirm a correction as a second person, or turn it down: then what stood stands.

    Raises ``SecondPersonError`` for who signed it.
    """
    moment = at or timezone.now()
    Campaign.objects.select_for_update(of=("self",)).get(pk=merit_list.campaign_id)
    locked = MeritList.objects.select_related("campaign", "signed_by").get(pk=merit_list.pk)
    if not locked.waits:
        raise MeritListRefusedError(["Somebody has already decided on this correction"])
    signer = locked.signed_by
    if signer is not None and (
        are_one_person(signer, actor) or not actor.side_keys.isdisjoint({signer.pk})
    ):
        raise SecondPersonError
    hidden = Application.objects.all().hidden_now_from(actor)
    if any(row.application.pk in hidden for row in _everybody(locked.campaign)):
        raise MeritListRefusedError([LEFT_TO_OTHERS])
    if is_confirmed:
        locked.confirmed_by, locked.confirmed_at = actor, moment
    else:
        locked.turned_down_by, locked.turned_down_at = actor, moment
    locked.save()
    if is_confirmed:
        _put_in_force(locked)
    action = "roles.merit_list_confirmed" if is_confirmed else "roles.merit_list_turned_down"
    words = {"detail": f"version {locked.version}"}
    log(locked.campaign, action, actor=actor, at=moment, data=words)
    return locked


def hides_from(campaign: Campaign, person: User) -> bool:
    """Whether a conflict of interest hides somebody who was met from a person (S4)."""
    hidden = Application.objects.all().hidden_from(person)
    return any(row.application.pk in hidden for row in _everybody(campaign))


def _everybody(campaign: Campaign) -> list[StageResult]:
    """The results of everybody who was met, whether or not they are still a candidate."""
    rows = StageResult.objects.marked().filter(application__campaign=campaign)
    return list(rows.exclude(kind=Stage.Kind.SIFT).select_related("application"))


def _placed(order: MeritOrder, ahead: Sequence[Ahead]) -> list[Placed]:
    """Everybody in order, as the chair settles ties. Raises ``TieError``."""
    references = {row.key: row.application.reference for row in order.standings}
    said = {frozenset((each.above, each.below)): each for each in ahead}
    pairs = {frozenset((one.key, other.key)) for one, other, _ in order.pairs()}
    if not said.keys() <= pairs or len(said) != len(ahead):
        raise TieError(["Say who comes first only of candidates who are equal"])
    for each in ahead:
        if len(each.reason.strip()) < SHORTEST_REASON:
            names = f"{references[each.above]} before {references[each.below]}"
            raise TieError(
                [f"Enter why you place {names}, in {SHORTEST_REASON} characters or more"]
            )
    for one, other, must in order.pairs():
        if must and frozenset((one.key, other.key)) not in said:
            names = f"{one.application.reference} or {other.application.reference}"
            raise TieError([f"Say who comes first: {names}. There are not enough posts for both"])
    try:
        return order.placed([(each.above, each.below) for each in ahead])
    except ValueError:
        raise TieError(
            ["What you say of candidates who are equal is no order. Order all of them, or none"]
        ) from None


def _says_the_same(
    signed: MeritList, placed: list[Placed], order: MeritOrder, ahead: Sequence[Ahead]
) -> bool:
    there = {row.standing.key for row in placed}
    known = [
        (place.application_id, place.rank, place.marks)
        for place in signed.places.all()
        if place.application_id in there
    ]
    now = [(row.standing.key, row.rank, row.standing.marks) for row in placed]
    same = sorted(known, key=str) == sorted(now, key=str) and signed.rules == order.rules
    reasons = {
        (tie.above.application_id, tie.below.application_id): tie.reason
        for tie in signed.ties.select_related("above", "below")
    }
    return same and reasons == {(each.above, each.below): each.reason.strip() for each in ahead}


def _keep(made: MeritList, placed: list[Placed], ahead: Sequence[Ahead]) -> None:
    """Write down each place, and each reason between two equals."""
    places: dict[int, MeritPlace] = {}
    for position, row in enumerate(placed, start=1):
        salt, total = new_salt(), row.standing.total
        places[row.standing.key] = MeritPlace.objects.create(
            merit_list=made,
            application=row.standing.application,
            code=sealed(salt, row.standing.application.reference),
            salt=salt,
            position=position,
            rank=row.rank,
            numerator=total.numerator,
            denominator=total.denominator,
            marks=row.standing.marks,
            tie=row.tie,
        )
    for each in ahead:
        salt, words = new_salt(), each.reason.strip()
        MeritTie.objects.create(
            merit_list=made,
            above=places[each.above],
            below=places[each.below],
            reason=words,
            salt=salt,
            digest=sealed(salt, words),
        )


def _put_in_force(made: MeritList) -> None:
    """Each candidate has the place of this version, by which offers are made (R13)."""
    made.campaign.applications.update(merit_rank=None)
    for place in made.places.exclude(rank=None).exclude(application=None):
        rows = made.campaign.applications.filter(merit_places=place.pk)
        rows.update(merit_rank=place.rank)


def _tell(action: str, made: MeritList, actor: User, at: datetime) -> None:
    """Tell those who select: they record what the panel found, or confirm a correction."""
    campaign = made.campaign
    people = [
        person
        for person in handlers_of(campaign)
        if not are_one_person(person, actor) and not hides_from(campaign, person)
    ]
    notify_people(
        action, people, campaign, at=at, occasion=f"{made.version}", **role_words(campaign)
    )
