"""Applying for somebody who cannot use the service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.dates import date_gb
from hub.models import Upload, User
from hub.references import new_reference
from hub.refusals import RefusedError
from hub.uploads import attach
from roles.applications.questions import (
    CRITERIA,
    ELIGIBILITY,
    question_of,
    unfinished,
)
from roles.applications.services.applications import (
    CampaignNotOpenError,
    IncompleteApplicationError,
    notify_candidate,
)
from roles.applications.services.same_person import (
    facts_of,
    is_same_person,
    marks_of,
    tell_who_applied_twice,
)
from roles.applications.services.sides import (
    HandlesApplicationsError,
    begin_to_handle,
    handles_already,
    refuse_other_side,
)
from roles.applications.services.withdrawal import has_recorded_withdrawal
from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements, Employment
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import forget_competing
from roles.models.campaigns.priority_mover import sees_first
from roles.models.support.expert import Booking
from roles.permissions.predicates import acts_for_candidate, did_not_make_the_offer, works_with
from roles.signals import application_sent

# Without these there is no application: what is assessed, and who may apply at all (R2).
NEEDED = (CRITERIA, ELIGIBILITY)


class EnteredAlreadyError(RefusedError):
    """The same member of staff has entered an application for this person before (R8).

    Of what the person sent, or others entered, nothing is said: an address, or a name, would tell
    whose applications those are (R11).
    """

    reason = "You have already entered an application for this person"


class MoversFirstError(RefusedError):
    """Only priority movers may apply as yet, and who is one is not for everybody to know (R3)."""

    field = "email"


class HandlesForThemError(HandlesApplicationsError):
    """The person with this address has opened others' applications for the campaign (R25)."""

    reason = (
        "This person cannot apply for this role because they have opened other people’s "
        "applications for it"
    )
    field = "email"


ONLY_MOVERS = "Only priority movers can apply for this role now. Ask the hub team to enter this"
MAY_HANDLE = (
    "This person works on this campaign or for the hub. If they apply, they can no longer help to "
    "fill the role, so they have to start the application themselves"
)


def why_nothing_is_entered(campaign: Campaign, actor: User, at: datetime | None = None) -> str:
    """Why no application can be entered for anybody now, by this person; "" where one can (R7)."""
    moment = at or timezone.now()
    if campaign.state == campaign.State.PAUSED:
        return "Applications for this role are paused, so you cannot enter one"
    if campaign.state not in (campaign.State.OPEN, campaign.State.CLOSED):
        return (
            "You can only enter applications while the role is open, and after that until the "
            "sift starts"
        )
    if campaign.is_first_for_movers(moment) and not actor.is_hub_staff:
        return ONLY_MOVERS
    return ""


def rule_of_entering(campaign: Campaign) -> str:
    """Until when what can be entered, for who begins to (R7)."""
    closes = date_gb(campaign.closes_on)
    if campaign.is_open:
        return (
            f"You can enter applications until the role closes on {closes}. After that, until the "
            "sift starts, you can only enter an application that the person declared true on or "
            "before the closing date."
        )
    return (
        f"The role closed on {closes}. Until the sift starts, you can still enter an application "
        "that the person declared true on or before that day."
    )


@requires("roles.enter_application", "campaign")
def refuse_entering(
    *,
    campaign: Campaign,
    answers: dict[str, Any],
    declared_on: date,
    actor: User,
    at: datetime | None = None,
) -> None:
    """Refuse what cannot be entered, with the errors of ``enter_application``; else do nothing."""
    moment = at or timezone.now()
    in_time = campaign.closes_on is not None and declared_on <= campaign.closes_on
    if not campaign.is_open_at(moment) and not (campaign.awaits_sift and in_time):
        raise CampaignNotOpenError
    email = answers.get("email", "")
    _refuse_sides(campaign, email)
    _refuse_before_movers(campaign, account_of(email), actor, moment)
    _refuse_second(campaign, actor, answers)


@requires("roles.enter_application", "campaign")
@transaction.atomic
def enter_application(
    *,
    campaign: Campaign,
    answers: dict[str, Any],
    places: list[str],
    elements: dict[str, str] | None = None,
    rest: dict[str, dict[str, Any]] | None = None,
    jobs: Iterable[dict[str, Any]] = (),
    cv: Upload | None = None,
    entered_how: str,
    declared_on: date,
    actor: User,
    at: datetime | None = None,
) -> Application:
    """Enter and send an application in somebody's words, with their declaration on record.

    ``answers`` are fields of ``ApplicationAnswers``, ``elements`` the words by element where the
    stage plan has any, ``rest`` what else was asked, by question. Who has an account under the
    address follows it there. What came in time by another way may be entered while the sift has not
    begun. They may take it back and apply themselves. Whether they have applied already is not
    told (R11): they are written to, and keep the one they want. Raises ``CampaignNotOpenError``
    (R7), ``EnteredAlreadyError`` (R8), ``HandlesForThemError`` (R25), ``MoversFirstError`` (R3),
    ``IncompleteApplicationError``.
    """
    moment = at or timezone.now()
    refuse_entering(
        campaign=campaign, answers=answers, declared_on=declared_on, actor=actor, at=moment
    )
    candidate = account_of(answers.get("email", ""))
    application = Application.objects.create(
        reference=new_reference("A"),
        campaign=campaign,
        candidate=candidate,
        entered_by=actor,
        entered_how=entered_how,
        declared_on=declared_on,
        draft_at=moment,
        saved_at=moment,
        **answers,
    )
    begin_to_handle(campaign=campaign, person=actor, at=moment)
    if candidate is not None:
        try:
            refuse_other_side(campaign, candidate, moment)
        except HandlesApplicationsError as error:
            raise HandlesForThemError from error
        forget_competing(candidate)
    if elements:
        ElementStatements.objects.create(application=application, statements=elements)
    application.places_wanted.set(campaign.places.filter(slug__in=places))
    for slug, words in (rest or {}).items():
        # One answer may lead to the next question.
        if question := question_of(application, slug):
            question.write(application, words)
    if question_of(application, "jobs"):
        for job in jobs:
            Employment.objects.create(application=application, **job)
    if cv is not None and question_of(application, "cv"):
        application.cv = attach(upload=cv, subject=application, actor=actor, at=moment)
    # What a campaign asks beside the words is asked for at the interview, where it was not said.
    missing = unfinished(application)
    if [item for item in missing if item.slug == "name" or item.section in NEEDED]:
        raise IncompleteApplicationError
    application.submit(moment)
    application.save()
    log(application, "roles.application_entered", actor=actor, at=moment, data={"how": entered_how})
    notify_candidate("roles.application_entered", application, at=moment, is_at_their_word=True)
    tell_who_applied_twice(application=application, at=moment)
    application_sent.send(sender=None, application=application, at=moment)
    return application


def account_of(email: str) -> User | None:
    """The active account under an address, if there is one."""
    return User.objects.filter(email__iexact=email, is_active=True).first() if email else None


def _refuse_sides(campaign: Campaign, email: str) -> None:
    """R25: not for who works with the campaign or is booked to, by any address of theirs.

    Who does is asked whether or not they compete, so that the answer does not tell it.
    """
    booked = Booking.objects.in_force().about(campaign)
    for user in User.objects.of_mailbox(email):
        if works_with(user, campaign) or booked.of(user).exists():
            raise HandlesForThemError([MAY_HANDLE])
    if handles_already(campaign, email):
        raise HandlesForThemError


def _refuse_before_movers(
    campaign: Campaign, candidate: User | None, actor: User, at: datetime
) -> None:
    """R3: while movers see the role first, only for one of them, by who may know who they are."""
    if not campaign.is_first_for_movers(at):
        return
    if not actor.is_hub_staff:
        raise MoversFirstError([ONLY_MOVERS])
    if candidate is None or not sees_first(campaign, candidate, at):
        raise MoversFirstError(
            ["Only priority movers can apply for this role now. This person is not one of them"]
        )


def _refuse_second(campaign: Campaign, actor: User, answers: dict[str, Any]) -> None:
    """R8 as far as the actor knows: they entered one for the same person, whatever became of it.

    If it depended on that, they would learn that the person took it back (R11).
    """
    rows = Application.objects.sent().filter(
        campaign=campaign, entered_by__in=actor.account_keys, erased_at=None
    )
    typed = dict(marks_of(answers["phone"], answers.get("email", ""), answers["full_name"]))
    if any(is_same_person(typed, facts_of(row)) for row in rows):
        raise EnteredAlreadyError


# What a candidate says to an offer.
ANSWERS = ("accept", "decline")
OWN_OFFER = (
    "You cannot accept or decline this offer for the candidate because you made it or changed it. "
    "Ask a resourcing officer who did not, or the hub team"
)


def why_no_answer(application: Application, user: User) -> str:
    """Why somebody who acts for the candidate does not answer the offer; "" where they may."""
    is_asked = application.awaits_answer and acts_for_candidate(user, application)
    return OWN_OFFER if is_asked and not did_not_make_the_offer(user, application) else ""


def acts_for(application: Application, user: User) -> list[str]:
    """What staff can do now for a person at their word: accept, decline, withdraw.

    What its own enterer does not follow they withdraw once, however it stands: else they would
    learn that its person took it back (R11).
    """
    if application.is_unseen_by(user):
        may = user.has_perm("roles.enter_application", application)
        return ["withdraw"] if may and not has_recorded_withdrawal(application, user) else []
    if not acts_for_candidate(user, application):
        return []
    answers = application.awaits_answer and did_not_make_the_offer(user, application)
    acts = [*ANSWERS] if answers else []
    return [*acts, "withdraw"] if application.is_withdrawable else acts
