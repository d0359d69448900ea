"""Erasure of applications: what a person wrote goes, what was counted stays without them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.mailboxes import same_mailbox
from hub.uploads import remove
from roles.applications.services.withdrawal import take_back
from roles.models.applications.amount_approval import AmountApproval
from roles.models.applications.application import Application
from roles.models.applications.application_answers import (
    Adjustments,
    ElementStatements,
    Employment,
    SchemeDeclaration,
)
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.application_state import APPOINTED, WITHDRAWABLE
from roles.models.applications.check_progress import CheckProgress
from roles.models.applications.equality import EqualityAnswers
from roles.models.applications.interview import Interview
from roles.models.applications.interview_choice import InterviewChoice
from roles.models.applications.offer import Offer
from roles.models.applications.passed_over import PassedOver
from roles.models.applications.phone_call import PhoneCall
from roles.models.applications.pre_employment_check import PreEmploymentCheck
from roles.models.selection.redaction import Redaction
from roles.models.selection.sift_cut import SiftCutPlace
from roles.notifying import notify_handlers

WRITTEN = (
    "full_name",
    "email",
    "phone",
    "is_in_audience",
    "works_for",
    "statement",
    "has_worked",
    "gaps",
    "pattern_wanted",
    "feedback",
    "withdrawal_reason",
)

RELATED = (
    ElementStatements,
    Employment,
    Adjustments,
    SchemeDeclaration,
    EqualityAnswers,
    ApplicationMessage,
    Interview,
    InterviewChoice,
    Offer,
    PreEmploymentCheck,
    CheckProgress,
    AmountApproval,
    PassedOver,
    PhoneCall,
    Redaction,
    SiftCutPlace,
)


@internal
@transaction.atomic
def erase_application(*, application: Application, at: datetime | None = None) -> None:
    """Remove a person from an application; a live one is withdrawn first (R8). Safe to run twice.

    A draft is deleted whole. Of a sent one the states and dates stay, so that figures stay true.
    What staff entered for the same person beside it goes, too.
    """
    moment = at or timezone.now()
    locked = Application.objects.select_for_update().filter(pk=application.pk).first()
    if locked is None or locked.erased_at:
        return
    if locked.is_draft:
        locked.delete()
        return
    beside_it = _entered_beside(locked)
    if locked.is_withdrawable:
        take_back(application=locked, actor=None, at=moment, is_erased=True)
    locked.candidate = None
    for name in WRITTEN:
        setattr(locked, name, "")
    if locked.cv is not None:
        remove(upload=locked.cv, actor=None, at=moment)
        locked.cv = None
    locked.unconfirmed = []
    locked.undone = []
    locked.places_wanted.clear()
    for beside in RELATED:
        beside._default_manager.filter(application=locked).delete()
    # Beside it stands who on a panel named whom.
    locked.conflicts.all().delete()
    # The points stay, and what was decided on them; the words about the person go.
    for result in locked.stage_results.all():
        for score in result.scores.all():
            score.forget_words()
        for moderation in result.moderations.all():
            moderation.forget_words()
    for place in locked.merit_places.all():
        place.forget()
    locked.merit_rank = None
    locked.erased_at = moment
    locked.save()
    log(locked, "roles.application_erased", actor=None, at=moment)
    for other in beside_it:
        erase_application(application=other, at=moment)


def is_to_start(application: Application) -> bool:
    """Whether its candidate is appointed and has not started yet: the department counts on them."""
    return application.state in APPOINTED and application.state != Application.State.STARTED


@internal
@transaction.atomic
def tell_of_closed_account(*, application: Application, at: datetime | None = None) -> None:
    """Tell whoever employs a candidate that the account is closed and how to reach them.

    The application of somebody appointed is kept, and nobody can email them from here any more.
    """
    moment = at or timezone.now()
    row = Application.objects.select_related("campaign__organisation", "post").get(
        pk=application.pk
    )
    if not is_to_start(row):
        return
    log(row, "roles.candidate_account_closed", actor=None, at=moment)
    notify_handlers("roles.candidate_account_closed", row, at=moment)


def _entered_beside(application: Application) -> list[Application]:
    """What staff entered for the same role and the same person, whom no account follows there.

    Known by what was set aside as the same person's, by the mailbox, or by the name: with the same
    phone number, or where nothing can come of it any more.
    """
    rows = Application.objects.filter(
        campaign=application.campaign_id, candidate=None, erased_at=None
    )
    entered = rows.exclude(pk=application.pk).exclude(entered_how="").not_appointed()
    return [other for other in entered if _is_of_the_same_person(application, other)]


def _is_of_the_same_person(application: Application, other: Application) -> bool:
    if other.pk == application.same_person_as_id or other.same_person_as_id == application.pk:
        return True
    if other.email:
        return same_mailbox(other.email, application.email)
    names = {" ".join(each.full_name.casefold().split()) for each in (application, other)}
    is_over = other.state not in WITHDRAWABLE
    return len(names) == 1 and (other.phone == application.phone or is_over)
