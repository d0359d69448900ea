"""The same person twice for a role before anybody may know who applies: told to them alone (R11).

Staff who enter an application are told nothing: whoever typed in a known name and number would
learn that this person applies. The person has both already, and is asked to keep one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from hub.authorisation import internal
from hub.mailboxes import known_mailbox, mailbox_of
from hub.models import User
from roles.models.applications.application import Application
from roles.models.applications.application_rows import ApplicationQuerySet
from roles.models.campaigns.campaign_side import CampaignSide
from roles.telling import tell_candidate

# The last digits of a phone number, by which +44 7700 900123 and 07700 900123 are the same.
DIGITS = 9
NAME = "name"


def marks_of(phone: str, email: str, name: str) -> list[tuple[str, str]]:
    """By what a person may be known again, whatever the spelling: why, and the same for all."""
    marks = (
        ("phone number", _phone(phone)),
        ("email address", mailbox_of(email) if email else ""),
        (NAME, " ".join(name.casefold().split())),
    )
    return [(why, mark) for why, mark in marks if mark]


def entered_for_the_same(application: Application) -> Application | None:
    """What staff entered for the role for somebody of the same name and number, or mailbox.

    Of one's own application alone, and where no account follows the other: what comes to the
    account stands beside one's own. Whatever was decided on it, the answer is the same.
    """
    if application.candidate_id is None or application.entered_how or not application.submitted_at:
        return None
    if application.withdrawn_at or application.shows_set_aside or application.erased_at:
        return None
    # What is set aside while the decision on it rests has passed: nobody is told of either yet.
    goes_on = Q(is_set_aside=False) | Q(release_at__gt=timezone.now())
    rows = Application.objects.sent().filter(
        goes_on, campaign=application.campaign_id, candidate=None, withdrawn_at=None, erased_at=None
    )
    entered = rows.exclude(entered_how="").order_by("submitted_at", "pk")
    own = facts_of(application)
    return next((other for other in entered if is_same_person(own, facts_of(other))), None)


def second_ones(rows: ApplicationQuerySet) -> list[tuple[Application, Application | None]]:
    """Those of one campaign whose person has another one that stands in its place, and which (R8).

    What the person sent stands before what others entered, the first before later ones. By the
    mailbox of the account; where no account follows it, by the address it was entered under. None
    stands for what was entered for somebody who had withdrawn their own, or closed the account.
    """
    sent = rows.sent().going_on().filter(withdrawn_at=None, erased_at=None)
    in_order = sent.select_related("candidate").order_by("submitted_at", "pk")
    stands: dict[str, Application] = {}
    found: list[tuple[Application, Application | None]] = []
    for row in sorted(in_order, key=lambda row: bool(row.entered_how)):
        first = stands.setdefault(_owner_of(row), row)
        if first != row:
            found.append((row, first))
        elif row.entered_how and _had_given_up(row):
            found.append((row, None))
    return found


def _had_given_up(entered: Application) -> bool:
    """Whether its person had withdrawn their own before it was entered, or closed the account.

    Known by the mailbox, or by name and number; so is who withdrew what was entered for them
    without an address, as that was theirs alone. Whoever withdraws their own later chooses what was
    entered.
    """
    return _left_by_mailbox(entered) or _left_by_name_and_number(entered)


def _left_by_mailbox(entered: Application) -> bool:
    address = entered.candidate.email if entered.candidate else entered.email
    sides = CampaignSide.objects.filter(campaign=entered.campaign_id).that_sent()
    if not address or not sides.of_mailbox(address).exists():
        return False
    accounts = User.objects.of_mailbox(address)
    own = Application.objects.sent().filter(campaign=entered.campaign_id, candidate__in=accounts)
    before = own.filter(withdrawn_at__lte=entered.submitted_at)
    return not own.filter(entered_how="").exclude(pk__in=before.values("pk")).exists()


def _left_by_name_and_number(entered: Application) -> bool:
    """What others entered under an address counts less: its owner took back what is not theirs."""
    left = Application.objects.sent().filter(
        Q(entered_how="") | Q(email=""),
        campaign=entered.campaign_id,
        withdrawn_at__lte=entered.submitted_at,
        erased_at=None,
    )
    known = left.exclude(pk=entered.pk).values_list("phone", "email", "full_name")
    mine = facts_of(entered)
    return any(is_same_person(mine, dict(marks_of(*facts))) for facts in known)


@dataclass(frozen=True)
class SecondPlace:
    """That an application is, or will be, set aside; and the one that stands, if one does."""

    stands: Application | None


def second_place_of(application: Application) -> SecondPlace | None:
    """Whether the candidate's application is not considered as they applied before or beside it."""
    if application.candidate is None or application.submitted_at is None:
        return None
    accounts = User.objects.accounts_of(application.candidate)
    if (kept := application.same_person_as) is not None:
        return SecondPlace(kept) if kept.candidate in accounts else None
    if application.is_set_aside:
        return SecondPlace(None)
    rows = Application.objects.filter(campaign=application.campaign_id, candidate__in=accounts)
    found = dict(second_ones(rows))
    return SecondPlace(found[application]) if application in found else None


def _owner_of(application: Application) -> str:
    """By what one person is known without doubt; else the application is alone."""
    person = application.candidate
    mailbox = person.mailbox if person else known_mailbox(application.email)
    alone = f"account {person.pk}" if person else application.reference
    return mailbox or alone


@internal
def tell_who_applied_twice(*, application: Application, at: datetime) -> None:
    """Ask the person to keep one, by the account of theirs, once the second has been sent."""
    rows = [application]
    if application.entered_how:
        own = Application.objects.sent().filter(
            campaign=application.campaign_id, entered_how="", withdrawn_at=None, erased_at=None
        )
        mine = facts_of(application)
        rows = [
            row
            for row in own.select_related("campaign__organisation")
            if is_same_person(mine, facts_of(row))
        ]
    for row in rows:
        if entered_for_the_same(row) is not None:
            tell_candidate("roles.applied_twice", row, at=at, occasion="", reference=row.reference)


def facts_of(application: Application) -> dict[str, str]:
    """By what the person of an application may be known again, whatever the spelling."""
    return dict(marks_of(application.phone, application.email, application.full_name))


def is_same_person(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether such facts are of one person: the same mailbox, or the same number and name.

    The number alone is not enough, as people of one home share one.
    """
    shared = {why for why, mark in one.items() if other.get(why) == mark}
    return "email address" in shared or {"phone number", NAME} <= shared


def _phone(text: str) -> str:
    digits = "".join(char for char in text if char.isdigit())
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""
