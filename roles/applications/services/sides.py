"""Nobody both applies for a campaign and handles its applications (R25), or applies twice (R8)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hub.authorisation import internal, requires
from hub.mailboxes import known_mark, same_mailbox
from hub.models import User
from hub.refusals import RefusedError
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_side import CampaignSide, forget_competing, side_of
from roles.models.support.expert import Booking, BookingQuerySet

Side = CampaignSide.Side


class HandlesApplicationsError(RefusedError, PermissionDenied):
    """Whoever has opened others' applications does not apply beside them (R25)."""

    reason = (
        "You cannot apply for this role because you have opened the applications for it, or are or "
        "were on its panel"
    )


class HelpedAsExpertError(HandlesApplicationsError):
    """Whoever has begun to help fill a role as an expert of the hub does not apply for it (R25)."""

    reason = "You cannot apply for this role because you have helped to fill it as an expert"


class AppliedBeforeError(RefusedError, PermissionDenied):
    """Whoever sent an application with another account, or a closed one, sends no other (R8)."""

    reason = (
        "You can apply once for a role, so you cannot apply for this one again. You have already "
        "sent an application for it, from another account or from an account that you closed"
    )


def applied_before(campaign: Campaign, person: User) -> bool:
    """Whether the owner of the mailbox sent an application, but not with this account (R8).

    Whatever became of it. What others entered for them does not count.
    """
    sides = campaign.sides.of_mailbox(person.email).that_sent()
    return sides.exclude(person=person).exists()


@internal
def begin_to_send(*, campaign: Campaign, person: User) -> None:
    """Put on record that a person sends their application: of two accounts at once, the first.

    Raises ``AppliedBeforeError``.
    """
    sides = campaign.sides.of_mailbox(person.email).order_by("pk")
    list(sides.select_for_update().values_list("pk"))
    if applied_before(campaign, person):
        raise AppliedBeforeError
    campaign.sides.filter(person=person).update(has_sent=True)


@internal
def begin_to_apply(*, campaign: Campaign, person: User, at: datetime | None = None) -> None:
    """Put a person on the side of those who apply; as an expert they are booked no longer.

    Their bookings end with the duties of the day, so that the moment does not say who applies.

    Raises ``AppliedBeforeError``, ``HandlesApplicationsError``, ``HelpedAsExpertError``.
    """
    moment = at or timezone.now()
    if applied_before(campaign, person):
        raise AppliedBeforeError
    if side_of(campaign, person) != Side.APPLIES and helped_already(campaign, person, moment):
        raise HelpedAsExpertError
    if _side_of(campaign, person, Side.APPLIES, moment) != Side.APPLIES:
        raise HandlesApplicationsError
    forget_competing(person)


def refuse_other_side(campaign: Campaign, person: User, at: datetime) -> None:
    """Raise what ``begin_to_apply`` does, without a side for whom others entered something.

    What somebody else typed in takes nothing from anybody for good: it counts while it stands, and
    no longer once the person took it back.
    """
    if helped_already(campaign, person, at):
        raise HelpedAsExpertError
    if handles_already(campaign, person.email):
        raise HandlesApplicationsError


def bookings_of(campaign: Campaign, person: User) -> BookingQuerySet:
    """The days for which a person is booked to help fill a campaign as an expert."""
    return Booking.objects.in_force().about(campaign).of_mailbox(person)


def helped_already(campaign: Campaign, person: User, at: datetime) -> bool:
    """Whether such days have begun."""
    return bookings_of(campaign, person).filter(starts_on__lte=timezone.localdate(at)).exists()


@internal
def begin_to_handle(*, campaign: Campaign, person: User, at: datetime | None = None) -> None:
    """Put a person on the side of those who handle. Raises ``PermissionDenied`` for a rival."""
    if _side_of(campaign, person, Side.HANDLES, at) != Side.HANDLES:
        raise PermissionDenied("Nobody handles their own application, or their rivals'.")


@requires("roles.view_application", "campaign")
def open_applications(*, campaign: Campaign, actor: User) -> None:
    """Put on record that somebody opens the applications for a campaign, or one of them.

    They cannot apply for it any more (R25); an empty list shows them nothing. Raises
    ``PermissionDenied`` for a rival.
    """
    if campaign.applications.sent().exists():
        begin_to_handle(campaign=campaign, person=actor)


def handles_already(campaign: Campaign, address: str) -> bool:
    """Whether the owner of an address has opened applications for the campaign.

    They cannot apply for it then, with this account, another one of the same mailbox, or a new one
    after closing it.
    """
    return campaign.sides.of_mailbox(address).filter(side=Side.HANDLES).exists()


def _applies_already(campaign: Campaign, address: str) -> bool:
    """Whether the owner of an address applies: by another account, or as somebody entered it."""
    if campaign.sides.of_mailbox(address).filter(side=Side.APPLIES).exists():
        return True
    accounts = User.objects.of_mailbox(address)
    counting = campaign.applications.that_count()
    if counting.filter(candidate__in=accounts).exists():
        return True
    entered = counting.filter(candidate=None).exclude(email="")
    return any(same_mailbox(email, address) for email in entered.values_list("email", flat=True))


def _side_of(campaign: Campaign, person: User, side: str, at: datetime | None) -> str:
    """The side a person is on: the one they have, or this one from now. Two at once: the first.

    A mailbox is one person, whatever is put after a plus or between dots.
    """
    if own := campaign.sides.filter(person=person).first():
        return own.side
    if side == Side.APPLIES and handles_already(campaign, person.email):
        return Side.HANDLES
    if side == Side.HANDLES and _applies_already(campaign, person.email):
        return Side.APPLIES
    row, _ = CampaignSide.objects.get_or_create(
        campaign=campaign,
        person=person,
        defaults={
            "side": side,
            "since": at or timezone.now(),
            "mark": known_mark(person.email),
        },
    )
    return row.side
