"""Personal details are hidden in answers before anybody marks them, by who marks none (R11)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.audit import log
from hub.authorisation import requires
from hub.models import Membership, User
from hub.numbers import plural
from hub.permissions import StaffGroup
from hub.refusals import RefusedError
from roles.applications.services.sides import begin_to_handle
from roles.models.applications.application import Application
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import ASSESSING, LIVE, READY
from roles.models.selection.panel import PanelMember
from roles.models.selection.panel_gate import are_one_person
from roles.models.selection.redaction import RedactedSpan, Redaction, Redactor
from roles.notifying import notify_people, role_words
from roles.selection.services.personal_details import Folded
from roles.selection.services.redaction_texts import TextToCheck, texts_of, value_of

READ_SINCE = "The sift has started, so people can already read the answers as they were sent"


class RedactionRefusedError(RefusedError):
    """Nothing is changed about who hides what."""


class NotNowError(RedactionRefusedError):
    """The campaign is not where that is decided."""

    reason = "You can only do this after the campaign is approved and before it ends"


class StartedError(RedactionRefusedError):
    """What was read cannot be unread, and what was hidden stays hidden until the interview."""

    field = "person"


class CannotHideError(RedactionRefusedError):
    """Somebody who marks, or does not work here."""

    field = "person"


class NotToRedactError(RedactionRefusedError):
    """Its candidate is invited or has withdrawn, or somebody else does it now."""

    reason = "Nothing has to be hidden in this application any more"


class NotFoundError(RedactionRefusedError):
    """What was typed stands nowhere in the answers."""

    field = "words"
    reason = "These words are not in the answers. Check the spelling"


def who_can_redact(campaign: Campaign) -> QuerySet[User]:
    """Who can be asked to hide personal details: people of the department, none of them on a panel.

    And the hub's where it helps with the selection (H4). Nobody is left out who applies: that would
    tell it (R25).
    """
    roles = Membership.objects.valid_on(timezone.localdate())
    body = campaign.organisation
    theirs = roles.filter(organisation__in={body.pk, body.department.pk}).values("user")
    able = Q(pk__in=theirs)
    if not campaign.why_hub_does_not_select:
        hub = User.objects.in_staff_group(StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)
        able |= Q(pk__in=hub.order_by().values("pk"))
    held = PanelMember.objects.ever_held().filter(panel__campaign=campaign, person__isnull=False)
    rows = User.objects.filter(able, is_active=True).exclude(
        pk__in=held.order_by().values("person")
    )
    return rows.distinct().order_by("first_name", "last_name", "pk")


def why_not_changed(campaign: Campaign) -> str:
    """Why nobody can be asked to hide personal details now; "" where somebody can."""
    if campaign.state not in READY | LIVE | ASSESSING:
        return NotNowError.reason
    if campaign.sifting_at and not campaign.redactors.current().exists():
        return READ_SINCE
    return ""


@requires("roles.appoint_redactor", "campaign")
@transaction.atomic
def appoint_redactor(
    *, campaign: Campaign, person: User | None, actor: User, at: datetime | None = None
) -> Redactor | None:
    """Somebody hides personal details from now on, instead of who did; None for nobody.

    They are told. Raises ``NotNowError``, ``StartedError`` once the sift has begun without, or for
    nobody any more, and ``CannotHideError`` for who is or was on a panel or does not work there.
    """
    moment = at or timezone.now()
    rows = Campaign.objects.select_for_update(of=("self",)).select_related(
        "organisation__parent", "support_request"
    )
    locked = rows.get(pk=campaign.pk)
    if locked.state not in READY | LIVE | ASSESSING:
        raise NotNowError
    now = locked.redactors.current().select_related("person").first()
    if locked.sifting_at and now is None:
        raise StartedError([READ_SINCE])
    if locked.sifting_at and person is None:
        raise StartedError(
            ["The sift has started, so somebody has to hide personal details. Select who"]
        )
    if person is not None and (why := _why_not(locked, person)):
        raise CannotHideError([why])
    if now is not None and now.person == person and person is not None:
        return now
    if now is not None:
        now.ended_at = moment
        now.save(update_fields=["ended_at"])
    if person is None:
        if now is not None:
            log(locked, "roles.redactor_ended", actor=actor, at=moment)
        return None
    made = Redactor.objects.create(
        campaign=locked, person=person, appointed_by=actor, appointed_at=moment
    )
    log(locked, "roles.redactor_appointed", actor=actor, at=moment)
    notify_people("roles.redactor_appointed", [person], made, at=moment, **role_words(locked))
    return made


def _why_not(campaign: Campaign, person: User) -> str:
    held = PanelMember.objects.ever_held().filter(panel__campaign=campaign, person__isnull=False)
    for member in held.select_related("person"):
        if member.person and are_one_person(member.person, person):
            return f"{person} is or was on a panel of this campaign. Select somebody else"
    if not who_can_redact(campaign).filter(pk=person.pk).exists():
        return f"{person} does not work for the department"
    return ""


@requires("roles.redact_answers", "application")
@transaction.atomic
def open_to_redact(*, application: Application, actor: User) -> None:
    """Put on record that somebody reads an application whole: they cannot apply any more (R25).

    Raises ``PermissionDenied`` for a rival.
    """
    begin_to_handle(campaign=application.campaign, person=actor)


@requires("roles.redact_answers", "application")
@transaction.atomic
def save_redaction(
    *,
    application: Application,
    hidden: Collection[str],
    actor: User,
    words: str = "",
    kind: str = RedactedSpan.Kind.OTHER,
    is_finished: bool = False,
    at: datetime | None = None,
) -> Redaction:
    """Keep what is hidden: of the places known those in ``hidden``, and each place of ``words``.

    ``is_finished`` says that the answers can be read. What was said before of the same places is
    replaced. Raises ``NotToRedactError``, and ``NotFoundError`` for words that stand nowhere.
    """
    moment = at or timezone.now()
    rows = Application.objects.select_for_update(of=("self",)).select_related("campaign")
    locked = to_redact(rows).filter(pk=application.pk).first()
    if locked is None:
        raise NotToRedactError
    texts = texts_of(locked)
    for text in texts:
        for span in text.spans:
            span.is_hidden = value_of(span) in hidden
    if words.strip() and not sum(_add(text, words, kind) for text in texts):
        raise NotFoundError
    redaction, _ = Redaction.objects.get_or_create(application=locked)
    redaction.spans.all().delete()
    kept = [span for text in texts for span in text.spans]
    for span in kept:
        span.pk, span.redaction = None, redaction
        span._state.adding = True
    RedactedSpan.objects.bulk_create(kept)
    if is_finished:
        redaction.checked_by, redaction.checked_at = actor, moment
        redaction.save(update_fields=["checked_by", "checked_at"])
    if redaction.checked_at is not None:
        number = sum(span.is_hidden for span in kept)
        detail = f"{plural(number, 'detail')} hidden"
        log(locked, "roles.answers_redacted", actor=actor, at=moment, data={"detail": detail})
    return redaction


def to_redact(rows: Any) -> ApplicationQuerySet:
    """Those of some applications in which personal details can be hidden, or shown again.

    Until the candidate is invited; not of what was withdrawn, set aside or erased.
    """
    found: ApplicationQuerySet = rows.sent().to_sift()
    return found.filter(interview_invited_at=None, erased_at=None)


def _add(text: TextToCheck, words: str, kind: str) -> int:
    """Hide some words wherever they stand in a text; in how many places they stand."""
    number = 0
    for start, end in Folded(text.words).places(words):
        number += 1
        meeting = [span for span in text.spans if span.start < end and start < span.end]
        if len(meeting) == 1 and (meeting[0].start, meeting[0].end) == (start, end):
            meeting[0].is_hidden = True
            continue
        whole = RedactedSpan(
            text=text.key,
            start=min([start, *(span.start for span in meeting)]),
            end=max([end, *(span.end for span in meeting)]),
            kind=kind,
            is_added=True,
        )
        known = {id(span) for span in meeting}
        text.spans[:] = [span for span in text.spans if id(span) not in known]
        text.spans.append(whole)
        text.spans.sort(key=lambda span: span.start)
    return number


def waiting_after(campaign: Campaign, reference: str = "") -> Application | None:
    """The next application in which details have to be hidden, those before this one last."""
    rows = Redaction.objects.waiting_in(campaign).order_by("reference")
    return rows.filter(reference__gt=reference).first() or rows.first()
