"""Applying for somebody who cannot use the service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import Upload, User
from hub.references import new_reference
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
from roles.applications.services.sides import (
    HandlesApplicationsError,
    begin_to_apply,
    begin_to_handle,
)
from roles.models.applications.application import Application
from roles.models.applications.application_answers import ElementStatements, Employment
from roles.models.campaigns.campaign import Campaign
from roles.permissions import acts_for_candidate

# Without these there is no application: what is assessed, and who may apply at all (R2).
NEEDED = (CRITERIA, ELIGIBILITY)


class AppliedAlreadyError(Exception):
    """The person with this address has an application for the campaign (R8)."""


class HandlesForThemError(HandlesApplicationsError):
    """The person with this address has opened others' applications for the campaign (R25)."""

    reason = (
        "This person cannot apply for this role because they have opened other people’s "
        "applications for it"
    )
    field = "email"


MAY_HANDLE = (
    "This person can take part in filling this role, and gives that up when they apply. They have "
    "to start the application themselves"
)


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
    begun. They may take it back and apply themselves. Raises ``CampaignNotOpenError`` (R7),
    ``AppliedAlreadyError`` (R8), ``HandlesForThemError`` (R25), ``IncompleteApplicationError``.
    """
    moment = at or timezone.now()
    in_time = campaign.closes_on is not None and declared_on <= campaign.closes_on
    if not campaign.is_open_at(moment) and not (campaign.awaits_sift and in_time):
        raise CampaignNotOpenError
    candidate = account_of(answers.get("email", ""))
    if candidate == actor:
        raise PermissionDenied("Nobody enters an application of their own.")
    if candidate is not None and candidate.has_perm("roles.view_application", campaign):
        raise HandlesForThemError([MAY_HANDLE])
    _refuse_second(campaign, candidate, answers)
    try:
        with transaction.atomic():
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
    except IntegrityError as error:
        raise AppliedAlreadyError from error
    begin_to_handle(campaign=campaign, person=actor, at=moment)
    if candidate is not None:
        try:
            begin_to_apply(campaign=campaign, person=candidate, at=moment)
        except HandlesApplicationsError as error:
            raise HandlesForThemError from error
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
    notify_candidate("roles.application_entered", application, at=moment)
    return application


def account_of(email: str) -> User | None:
    """The active account under an address, if there is one."""
    return User.objects.filter(email__iexact=email, is_active=True).first() if email else None


def _refuse_second(campaign: Campaign, candidate: User | None, answers: dict[str, Any]) -> None:
    """R8 for those without an account: the same address, or the same name and phone number."""
    rows = Application.objects.sent().filter(campaign=campaign)
    if candidate:
        rows = Application.objects.that_count().filter(campaign=campaign, candidate=candidate)
    elif answers.get("email"):
        rows = rows.filter(email__iexact=answers["email"])
    else:
        rows = rows.filter(full_name__iexact=answers["full_name"], phone=answers["phone"])
    if rows.exists():
        raise AppliedAlreadyError


def acts_for(application: Application, user: User) -> list[str]:
    """What staff can do now for a person without an account: accept, decline, withdraw."""
    if not acts_for_candidate(user, application):
        return []
    acts = ["accept", "decline"] if application.awaits_answer else []
    return [*acts, "withdraw"] if application.is_withdrawable else acts
