"""Who has a support request: taken, given back, triaged, and who becomes its adviser later."""

from __future__ import annotations

from hub.moves import Move, can
from roles.models.support.support_request import SupportRequest
from roles.support.forms.support_moves import TriageForm
from roles.support.services import requests, taking


def _taken_already(request: SupportRequest) -> str:
    if request.is_taken:
        return f"{request.adviser} already has this request"
    return "You can only take a request before triage"


def _not_taken(request: SupportRequest) -> str:
    if request.is_taken:
        return f"Only {request.adviser}, who has the request, can give it back"
    return "You can only give back a request that you took, before triage"


def _triaged(request: SupportRequest) -> str:
    return "is triaged" if request.state == request.State.TRIAGED else "is triaged and accepted"


def _taking_over(request: SupportRequest) -> str:
    stays = "How urgent it is and the date to follow up on stay as they are."
    if request.adviser is None:
        return f"Nobody is its adviser now. {stays}"
    return f"You take over from {request.adviser}. We will tell them. {stays}"


BECOME_ADVISER = Move(
    slug="become-adviser",
    label="Become the adviser",
    permission="roles.triage_supportrequest",
    may=lambda request: request.is_assignable,
    already=lambda request: (
        "You can only become the adviser after triage, until the request is closed"
    ),
    barred_by=taking.why_not_taken_over,
    service=taking.become_adviser,
    explain=_taking_over,
    for_several="For requests after triage. You take over from the adviser, if there is one, and "
    "we tell each of them in one email. How urgent each is and the date to follow up on stay as "
    "they are.",
    says=lambda request, result: f"You are the adviser of support request {request.reference}",
)

# Takes back what became of a run for several; made by the run alone.
HAND_BACK = Move(
    slug="hand-back",
    label="Give back to the previous adviser",
    permission="roles.triage_supportrequest",
    may=lambda request: request.is_assignable,
    already=lambda request: "You can only give it back until the request is closed",
    barred_by=taking.why_not_handed_back,
    service=taking.hand_back,
    for_several="Undoing gives each request back to the adviser it had, or to nobody. We tell "
    "those advisers in one email.",
    says=lambda request, result: f"You have given back support request {request.reference}",
)

TAKING_MOVES = (
    Move(
        slug="take",
        label="Take for triage",
        permission="roles.triage_supportrequest",
        may=lambda request: request.may_be_taken,
        already=_taken_already,
        service=taking.take,
        undo="give-back",
        explain="You will be the one who triages it. Your colleagues no longer see it in their To "
        "do list.",
        for_several="For requests before triage that nobody has taken. You will be the one who "
        "triages them. Your colleagues no longer see them in their To do list.",
        says=lambda request, result: f"You have taken support request {request.reference}",
    ),
    Move(
        slug="give-back",
        label="Give it back",
        permission="roles.triage_supportrequest",
        may=lambda request: request.is_taken,
        already=_not_taken,
        is_offered_to=lambda request, user: request.adviser_id == user.pk,
        service=taking.give_back,
        undo="take",
        explain="Anybody in the hub team can take it then.",
        says=lambda request, result: f"You have given back support request {request.reference}",
    ),
    Move(
        slug="triage",
        label="Triage",
        permission="roles.triage_supportrequest",
        may=can("triage"),
        service=requests.triage,
        form=TriageForm,
        form_kwargs=lambda request, user: {"user": user, "request": request},
        done=_triaged,
        then="assign",
    ),
)
