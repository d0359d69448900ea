"""Correcting a figure of a closed quarter: dated, with a reason, beside what was published.

Somebody writes the correction and somebody else, who reads it, lets it be published (QC4).
"""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import FigureCorrection, FigureSnapshot, ReportingPeriod, StaffGroup, User
from hub.notifications import notify
from hub.offices import SomebodyCanConfirmError
from hub.refusals import RefusedError
from hub.second_person import tell_who_asked
from hub.versions import version_of

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d[\d,]*")
# What any figure may say of its number (QC5).
_QUALIFIERS = frozenset(
    {"about", "at", "least", "more", "than", "parts", "of", "and", "no", "none"}
)


class NothingToCorrectError(RefusedError):
    """The correction says what latest already; the message says so."""

    field = "text"


class WordsError(RefusedError):
    """A figure reads as it was published, with other numbers, and holds the one it counts."""

    field = "text"


class CorrectionWaitsError(RefusedError):
    """One correction of a figure waits at a time."""

    reason = (
        "A correction of this figure is already waiting for a second person. Ask an analyst or "
        "a hub lead to check that one first"
    )


class ChangedCorrectionError(RefusedError):
    """What is published is what the second person read."""

    reason = "The correction changed after you opened the page. Read it again, then decide"
    field = "answer"


@requires("hub.correct_figure")
@transaction.atomic
def correct_figure(
    *,
    figure: FigureSnapshot,
    text: str,
    value: int | None,
    reason: str,
    actor: User | None,
    at: datetime | None = None,
) -> FigureCorrection:
    """Say what a frozen figure should have said; the figure and its rows stay as they are (QC4).

    Somebody's correction waits until another person publishes it, who is told. Raises
    ``NothingToCorrectError`` when it says so already, ``WordsError`` for words that are none of the
    figure's, ``CorrectionWaitsError``, and ``TransitionNotAllowed`` for a quarter that is not
    closed.
    """
    moment = at or timezone.now()
    period = ReportingPeriod.objects.select_for_update().get(pk=figure.period_id)
    # Not by the figure: it may have been read with what is published alone.
    rows = FigureCorrection.objects.filter(figure=figure)
    latest = rows.published().last() or figure
    if (latest.text, latest.value) == (text, value):
        raise NothingToCorrectError([f"The figure already reads {text}"])
    if why := wrong_words(figure, text, value):
        raise WordsError([why])
    if rows.waiting().exists():
        raise CorrectionWaitsError
    correction = FigureCorrection.objects.create(
        figure=figure,
        value=value,
        text=text,
        reason=reason,
        corrected_at=moment,
        corrected_by=actor,
        is_waiting=actor is not None,
    )
    period.correct(moment)
    if actor is None:
        return _publish(correction, period, None, moment)
    facts = {"figure": figure.slug}
    log(period, "hub.correction_waits", actor=actor, at=moment, data=facts)
    for person in publishers_of(correction):
        notify(
            "hub.correction_waits",
            recipient=person,
            subject=period,
            occasion=str(correction.pk),
            context={
                "figure": figure.label or figure.slug,
                "quarter": period.quarter.label,
                "page": correction.get_absolute_url(),
            },
        )
    return correction


def publishers_of(correction: FigureCorrection) -> list[User]:
    """Everybody who may publish a correction: analysts and hub leads, but not who wrote it."""
    people = User.objects.in_staff_group(StaffGroup.ANALYSTS, StaffGroup.HUB_LEADS)
    return [person for person in people if person.has_perm("hub.confirm_correction", correction)]


@requires("hub.confirm_correction", "correction")
@transaction.atomic
def confirm_correction(
    *,
    correction: FigureCorrection,
    read: str,
    actor: User,
    at: datetime | None = None,
) -> FigureCorrection:
    """Publish a correction that somebody else wrote; ``read`` is the version that the person read.

    Raises ``FigureCorrection.DoesNotExist`` where it was answered before,
    ``ChangedCorrectionError``, and ``PermissionDenied`` for who wrote it.
    """
    moment = at or timezone.now()
    period = ReportingPeriod.objects.select_for_update().get(pk=correction.figure.period_id)
    locked = _waiting(correction, actor)
    if read != version_of_correction(locked):
        raise ChangedCorrectionError
    return _publish(locked, period, actor, moment)


@requires("hub.confirm_correction", "correction")
@transaction.atomic
def refuse_correction(*, correction: FigureCorrection, reason: str, actor: User) -> None:
    """Not publish a correction: whoever wrote it can write another one, and is told why."""
    locked = _waiting(correction, actor)
    figure = locked.figure
    tell_who_asked(
        locked,
        asked_by=locked.corrected_by,
        subject=figure.period,
        what=f"Correction of {figure.label or figure.slug}, {figure.period}",
        reason=reason,
        actor=actor,
    )
    facts = {"figure": figure.slug, "detail": reason}
    log(figure.period, "hub.correction_refused", actor=actor, data=facts)
    locked.delete()


@internal
@transaction.atomic
def publish_by_operator(
    *, correction: FigureCorrection, at: datetime | None = None
) -> FigureCorrection:
    """Publish a correction that nobody else can publish. Raises ``SomebodyCanConfirmError``."""
    period = ReportingPeriod.objects.select_for_update().get(pk=correction.figure.period_id)
    rows = FigureCorrection.objects.waiting().select_for_update(of=("self",))
    locked = rows.get(pk=correction.pk)
    if publishers_of(locked):
        raise SomebodyCanConfirmError(
            ["Somebody else can publish this correction. Ask an analyst or a hub lead"]
        )
    return _publish(locked, period, None, at or timezone.now())


def version_of_correction(correction: FigureCorrection) -> str:
    """The version of what the page of a correction that waits shows."""
    return version_of([correction.pk, correction.figure_id, correction.facts])


def wrong_words(figure: FigureSnapshot, text: str, value: int | None) -> str:
    """Why a figure cannot read so; "" where it can.

    Beside numbers it holds words that were published with it: its own, those of its parts and its
    unit, and qualifiers. A figure without a number is in words, which the second person reads.
    """
    if value is None:
        return ""
    numbers = {int(found.replace(",", "")) for found in _NUMBER.findall(text)}
    if value not in numbers and not (value == 0 and not numbers):
        return f"Include the corrected number, {value}, in how the figure should read"
    parts = " ".join(part["label"] for part in figure.parts)
    known = {word.lower() for word in _WORD.findall(f"{figure.text} {figure.unit} {parts}")}
    odd = [word for word in _WORD.findall(text) if word.lower() not in known | _QUALIFIERS]
    if odd:
        return (
            "Use the words of the published figure and change only the numbers. Remove "
            f"“{odd[0]}” and put any explanation in the reason"
        )
    return ""


def _waiting(correction: FigureCorrection, actor: User) -> FigureCorrection:
    rows = FigureCorrection.objects.waiting().select_related("figure__period", "corrected_by")
    locked = rows.select_for_update(of=("self",)).get(pk=correction.pk)
    if not actor.has_perm("hub.confirm_correction", locked):
        raise PermissionDenied("Somebody else has to check this correction.")
    return locked


def _publish(
    correction: FigureCorrection, period: ReportingPeriod, actor: User | None, at: datetime
) -> FigureCorrection:
    correction.is_waiting, correction.confirmed_by, correction.corrected_at = False, actor, at
    correction.save()
    period.correct(at)
    period.save()
    facts = {"figure": correction.figure.slug}
    log(period, "hub.figure_corrected", actor=actor, at=at, data=facts)
    return correction
