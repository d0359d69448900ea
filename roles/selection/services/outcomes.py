"""What the panel found of each candidate, drawn from the signed merit list by who selects (R13)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.numbers import plural
from hub.refusals import RefusedError
from roles.applications.services.applications import move_application
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.merit_list import (
    EQUAL_AT_THE_CUT,
    SIGN_FIRST,
    MeritList,
    MeritPlace,
    found_by,
)
from roles.permissions.predicates import did_not_enter


class NoOutcomeError(RefusedError):
    """The list finds nothing now."""


class OutcomesChangedError(RefusedError):
    """What the page showed is not what would be recorded."""

    reason = (
        "Something has changed since you opened this page. Nothing has been recorded. Read the "
        "outcomes below again"
    )


@dataclass(frozen=True)
class Drawn:
    """What the list finds of one candidate, and what they will read of it."""

    application: Application
    move: str
    words: str
    # Not where its reader typed the application in (R25).
    is_theirs: bool


def drawn(campaign: Campaign, reader: User) -> list[Drawn]:
    """What is to be recorded by the list in force, of the candidates that exist for a reader."""
    found = found_by(campaign)
    if not found.is_asked or found.why:
        return []
    signed = campaign.merit_lists.in_force().last()
    rows = campaign.applications.handled_by(reader).going_on()
    rows = rows.filter(state=ApplicationState.INTERVIEWED).prefetch_related("set_aside")
    places = {} if signed is None else {row.application_id: row for row in signed.places.all()}
    names = _names(campaign, signed) if signed else {}
    return [
        Drawn(
            row,
            found.outcomes[row.pk],
            words_of(places[row.pk], names),
            bool(did_not_enter(reader, row)),
        )
        for row in rows.order_by("reference")
        if found.outcomes.get(row.pk) and row.pk in places
    ]


def why_nothing_drawn(campaign: Campaign) -> str:
    """Why nothing can be recorded now; "" while it can."""
    found = found_by(campaign)
    if not found.is_asked:
        return SIGN_FIRST
    if "" in found.outcomes.values():
        return EQUAL_AT_THE_CUT
    return found.why


def seen_of(rows: list[Drawn]) -> str:
    """What a page shows that is recorded from it."""
    plain = "\n".join(f"{row.application.reference} {row.move} {row.words}" for row in rows)
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def words_of(place: MeritPlace, names: dict[tuple[int, str], str]) -> str:
    """What the candidate reads of their marks: points and the minimum, nothing of others (R19)."""
    points = []
    for number, slug, value in place.marks:
        top, _, bottom = value.partition("/")
        mark = f"{int(top) / int(bottom):.2f}".rstrip("0").rstrip(".")
        points.append(f"{names.get((number, slug), 'Another question')}: {mark}")
    return f"Your points. {'. '.join(points)}."


def _names(campaign: Campaign, signed: MeritList) -> dict[tuple[int, str], str]:
    """What each question is called, with the points that are enough."""
    found = {}
    for number, _, _ in signed.rules.get("stages", ()):
        for element in elements_to_mark(campaign, number):
            enough = f"{element.name} (at least {element.pass_mark} needed)"
            found[(number, element.slug)] = enough
    return found


@requires("roles.select_campaign", "campaign")
@transaction.atomic
def draw_outcomes(
    *, campaign: Campaign, seen: str, actor: User, at: datetime | None = None
) -> list[Application]:
    """Record what the list finds of everybody whom the actor may decide on, as the page showed it.

    As many are recommended as there are posts, others who are appointable go on the reserve list.
    Raises ``NoOutcomeError``, ``OutcomesChangedError``.
    """
    moment = at or timezone.now()
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    Application.objects.all().hidden_now_from(actor)
    if why := why_nothing_drawn(locked):
        raise NoOutcomeError([why])
    rows = drawn(locked, actor)
    if seen != seen_of(rows):
        raise OutcomesChangedError
    own = [row for row in rows if row.is_theirs]
    if not own:
        raise NoOutcomeError(["There is nobody left whose outcome you can record"])
    made = [
        move_application(
            application=row.application, move=row.move, actor=actor, feedback=row.words, at=moment
        )
        for row in own
    ]
    detail = {"detail": plural(len(made), "application")}
    log(locked, "roles.outcomes_drawn", actor=actor, at=moment, data=detail)
    return made
