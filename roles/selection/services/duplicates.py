"""The same person twice for a campaign: noticed, set aside, taken up again.

Only among those invited to an interview, whose names are shown (R11): before, what is said to be
alike would tell whose an application is to anybody who enters another under a known name. Of one
mailbox all but one are set aside by the hub when the interviews begin, without saying for which.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.applications.services.applications import locked_for_handling
from roles.applications.services.same_person import NAME, marks_of, second_ones
from roles.models.applications.application import Application
from roles.models.applications.application_state import WITHDRAWABLE
from roles.models.campaigns.campaign import Campaign
from roles.models.selection.share import ShareOut
from roles.selection.services.sharing_out import share_out_again
from roles.telling import tell_candidate

# How many others are shown beside an application, the first sent first.
MOST = 5


class EnteredOneError(RefusedError, PermissionDenied):
    """Whoever typed in one of two applications does not decide which of them goes on."""

    reason = (
        "You cannot set this application aside because you entered one of the two. Ask a "
        "colleague to decide"
    )
    field = "kept"


class TakesUpOwnError(RefusedError, PermissionDenied):
    """Who entered one of two applications, or passed this one, does not let it go on again."""


class TakeUpReason(models.TextChoices):
    """Why what was set aside goes on: a choice, so that the record names nobody (R11)."""

    MISTAKE = "mistake", "It was set aside by mistake"
    OTHERS = "others", "The two applications are from different people"
    WITHDRAWN = "withdrawn", "The candidate has withdrawn the other application"


OF_THE_TWO = (
    "You cannot decide to consider this application again because you entered one of the two. "
    "Ask a colleague to decide"
)
OF_THE_ROLE = (
    "You cannot decide to consider this application again because you have entered an application "
    "for this role. Ask a colleague who has not, or the hub team, to decide"
)
PASSED_IT = (
    "You cannot decide to consider this application again because you decided whether it passed "
    "the sift. Ask a colleague who did not, or the hub team, to decide"
)


class NotAlikeError(RefusedError):
    """Nothing says that two applications are of the same person, or only the name does."""

    reason = "Select an application with the same phone number or email address"
    field = "kept"


@dataclass(frozen=True)
class Alike:
    """Another application that seems to be the same person's, and why."""

    pk: int
    reference: str
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return f"Same {' and '.join(self.reasons)}"

    @property
    def has_more_than_a_name(self) -> bool:
        """Whether they share a phone or a mailbox: many people share a name."""
        return set(self.reasons) != {NAME}


def alike_in(campaign: Campaign, reader: User | None = None) -> dict[int, list[Alike]]:
    """The applications for a campaign that seem to be of the same person, by each one's number.

    By phone number, email address or name, whatever the spelling; what is erased, set aside or
    decided on is left out, and so is whoever is not invited to an interview (R11), or does not
    exist for the reader (R9).
    """
    groups: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for pk, reference, *facts in _facts(campaign, reader):
        for mark in marks_of(*facts):
            groups[mark].append((pk, reference))
    reasons: dict[tuple[int, tuple[int, str]], list[str]] = defaultdict(list)
    for (why, _), members in groups.items():
        for one in members:
            for other in members[: MOST + 1]:
                if one != other:
                    reasons[one[0], other].append(why)
    found: dict[int, list[Alike]] = defaultdict(list)
    for (pk, other), whys in reasons.items():
        found[pk].append(Alike(*other, tuple(whys)))
    return dict(found)


def alike(application: Application, reader: User | None = None) -> list[Alike]:
    """The other applications for its campaign that seem to be of the same person.

    Of those that exist for the reader (R9).
    """
    if not _is_compared(application) or application.is_set_aside or application.erased_at:
        return []
    own = marks_of(application.phone, application.email, application.full_name)
    members: dict[tuple[str, str], list[tuple[int, str]]] = {mark: [] for mark in own}
    for pk, reference, *facts in _facts(application.campaign, reader):
        for mark in marks_of(*facts):
            if mark in members:
                members[mark].append((pk, reference))
    reasons: dict[tuple[int, str], list[str]] = defaultdict(list)
    for (why, _), same in members.items():
        for other in same[: MOST + 1]:
            if other[0] != application.pk:
                reasons[other].append(why)
    return [Alike(*other, tuple(whys)) for other, whys in reasons.items()]


def duplicates_of(application: Application, reader: User | None = None) -> list[Alike]:
    """Those for which it may be set aside: of the same phone or mailbox, not only the same name."""
    return [other for other in alike(application, reader) if other.has_more_than_a_name]


def _is_compared(application: Application) -> bool:
    """Who it is shows, and something can still come of it."""
    return application.shows_identity and application.state in WITHDRAWABLE


def _facts(
    campaign: Campaign, reader: User | None = None
) -> QuerySet[Application, tuple[Any, ...]]:
    """What tells people apart in each application that goes on, the first sent first."""
    going_on = campaign.applications.going_on().invited()
    if reader is not None and (hidden := going_on.hidden_from(reader)):
        going_on = going_on.exclude(pk__in=hidden)
    rows = going_on.filter(erased_at=None, state__in=WITHDRAWABLE)
    return rows.order_by("submitted_at", "pk").values_list(
        "pk", "reference", "phone", "email", "full_name"
    )


@requires("roles.move_application", "application")
@transaction.atomic
def set_aside(
    *, application: Application, kept: str, actor: User, at: datetime | None = None
) -> Application:
    """Set an application aside for another of the same person, by its reference; they are told.

    Nothing is lost: it can be taken up again. Raises ``NotAlikeError`` when nothing but a name says
    that it is the same person, or who it is does not show yet (R11), ``EnteredOneError`` to who
    typed in one of the two, ``TransitionNotAllowed`` once it is decided on.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor)
    if not locked.may_be_set_aside:
        raise TransitionNotAllowed("It is decided on, or holds a post.", object=locked)
    other = next((item for item in duplicates_of(locked) if item.reference == kept), None)
    if other is None:
        raise NotAlikeError
    goes_on = Application.objects.select_for_update(of=("self",)).get(pk=other.pk)
    if goes_on.is_set_aside or not _is_compared(goes_on):
        raise NotAlikeError
    if not actor.side_keys.isdisjoint((locked.entered_by_id, goes_on.entered_by_id)):
        raise EnteredOneError
    _put_aside(locked, goes_on)
    # What was set aside for this one goes on with it.
    locked.set_aside.update(same_person_as=goes_on)
    detail = {"detail": f"for {goes_on.reference}: {other.why.lower()}"}
    log(locked, "roles.application_set_aside", actor=actor, at=moment, data=detail)
    _notify_candidate("roles.application_set_aside", locked, moment)
    return locked


def _put_aside(application: Application, stands: Application | None) -> None:
    application.same_person_as, application.is_set_aside = stands, True
    application.save(update_fields=["same_person_as", "is_set_aside"])


@internal
@transaction.atomic
def set_second_ones_aside(*, campaign: Campaign, at: datetime) -> None:
    """Set aside what a person has beside the application that stands, once the sift is over (R8).

    So is what was entered for somebody who had withdrawn their own, or closed the account.
    Not before: whoever entered one would learn that this person applies (R11). Each is told at the
    release of the decision that rests on it (R19), and what is set aside can be taken up again.
    """
    rows = Application.objects.select_for_update(of=("self",)).filter(campaign=campaign)
    for second, stands in second_ones(rows):
        if not second.may_be_set_aside:
            continue
        _put_aside(second, stands)
        if stands is not None:
            second.set_aside.update(same_person_as=stands)
        # Which other one stays unsaid until its candidate is known.
        detail = {"detail": "the same email address, or the same name and phone number"}
        log(second, "roles.application_set_aside", actor=None, at=at, data=detail)
        release = second.release_at if second.awaits_release else None
        _notify_candidate("roles.application_set_aside", second, at, not_before=release)


def why_not_taken_up(application: Application, user: User) -> str:
    """Why this person does not take up again what was set aside; "" where they may (R8, R25).

    Before who the other one is may show, whoever entered any for the role does not: if only those
    were refused who entered one of the two, they would know whose they are (R11). Nor does who
    decided its sift, as it takes two to let somebody go on whose other one was rejected.
    """
    keys, kept = user.side_keys, application.kept_in_its_place
    if kept is not None:
        is_own = not keys.isdisjoint((application.entered_by_id, kept.entered_by_id))
        return OF_THE_TWO if is_own else ""
    if application.campaign.applications.filter(entered_by__in=keys).exists():
        return OF_THE_ROLE
    return PASSED_IT if application.sifted_by_id in keys else ""


@requires("roles.move_application", "application")
@transaction.atomic
def take_up_again(
    *, application: Application, reason: str, actor: User, at: datetime | None = None
) -> Application:
    """Let an application that was set aside go on as it stood; the person is told.

    ``reason`` is one of ``TakeUpReason``. Raises ``TransitionNotAllowed`` when it is not set aside,
    ``TakesUpOwnError`` to who entered one of the two or decided the sift of this one.
    """
    moment = at or timezone.now()
    locked = locked_for_handling(application, actor, is_set_aside_too=True)
    if not locked.is_set_aside:
        raise TransitionNotAllowed("It is not set aside.", object=locked)
    if why := why_not_taken_up(locked, actor):
        raise TakesUpOwnError([why])
    detail = {"detail": TakeUpReason(reason).label}
    locked.same_person_as, locked.is_set_aside = None, False
    locked.save(update_fields=["same_person_as", "is_set_aside"])
    log(locked, "roles.application_taken_up_again", actor=actor, at=moment, data=detail)
    share_out_again(campaign=locked.campaign, why=ShareOut.Why.ADDED, at=moment)
    _notify_candidate("roles.application_taken_up_again", locked, moment)
    return locked


def _notify_candidate(
    slug: str, application: Application, at: datetime, not_before: datetime | None = None
) -> None:
    tell_candidate(
        slug,
        application,
        at=at,
        occasion=at.isoformat(),
        not_before=not_before,
        reference=application.reference,
    )
