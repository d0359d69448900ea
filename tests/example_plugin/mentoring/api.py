"""What can be read as data: the pairings that a person may see."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from hub.api import Moment, Parameters, Record, Router, WholeNumber, answers, problem
from mentoring.models import Pairing

router = Router()


class PairingsParameters(Parameters):
    """What the address may say."""

    is_strict: ClassVar[bool] = True

    state: Pairing.State | None = None
    """Only those in this state."""
    limit: WholeNumber = Field(default=20, ge=1, le=100)
    """How many at most."""


class PairingRecord(Record):
    """A pairing."""

    reference: str
    """The number that people read out."""
    state: Pairing.State
    """How far it is."""
    offered_at: Moment
    """When the mentor was offered."""


class PairingsRecord(Record):
    """Pairings, the newest first."""

    pairings: list[PairingRecord]
    """The pairings that you may see."""


@router.get(
    "/api/mentoring/pairings",
    url_name="api_pairings",
    operation_id="mentoring.pairings",
    summary="Pairings",
    response=PairingsRecord,
    openapi_extra=answers(problems={400: "A parameter is wrong.", 401: "You have to sign in."}),
)
def pairings(
    request: HttpRequest, asked: Query[PairingsParameters]
) -> PairingsRecord | HttpResponse:
    """The pairings that you may see, the newest first."""
    if not request.user.has_perm("mentoring.view_own_pairings"):
        return problem(401, "Sign in", "Sign in to see your pairings.")
    found = Pairing.objects.visible_to(request.user)
    if asked.state:
        found = found.filter(state=asked.state)
    return PairingsRecord(
        pairings=[
            PairingRecord(reference=row.reference, state=row.state, offered_at=row.offered_at)
            for row in found[: asked.limit]
        ]
    )
