"""Erasure of applications: what a person wrote goes, what was counted stays without them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal
from hub.uploads import remove
from roles.campaigns.services.posts import free_post
from roles.models.applications.application import Application
from roles.models.applications.application_answers import (
    Adjustments,
    ElementStatements,
    Employment,
    SchemeDeclaration,
)
from roles.models.applications.application_message import ApplicationMessage
from roles.models.applications.equality import EqualityAnswers
from roles.models.applications.interview import Interview
from roles.models.applications.offer import Offer
from roles.models.applications.pre_employment_check import PreEmploymentCheck

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
    "undo_reason",
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
    Offer,
    PreEmploymentCheck,
)


@internal
@transaction.atomic
def erase_application(*, application: Application, at: datetime | None = None) -> None:
    """Remove a person from an application; a live one is withdrawn first (R8). Safe to run twice.

    A draft is deleted whole. Of a sent one the states and dates stay, so that figures stay true.
    """
    moment = at or timezone.now()
    locked = Application.objects.select_for_update().filter(pk=application.pk).first()
    if locked is None or locked.erased_at:
        return
    if locked.is_draft:
        locked.delete()
        return
    if locked.is_withdrawable:
        free_post(application=locked, actor=None, at=moment)
        locked.withdraw(moment)
        log(locked, "roles.application_withdrawn", actor=None, at=moment)
    locked.candidate = None
    for name in WRITTEN:
        setattr(locked, name, "")
    if locked.cv is not None:
        remove(upload=locked.cv, actor=None, at=moment)
        locked.cv = None
    locked.unconfirmed = []
    locked.places_wanted.clear()
    for beside in RELATED:
        beside._default_manager.filter(application=locked).delete()
    locked.erased_at = moment
    locked.save()
    log(locked, "roles.application_erased", actor=None, at=moment)
