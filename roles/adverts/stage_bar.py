"""The stages of an advert: from its first words to what the public reads."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter

from django.utils.timezone import localdate

from hub.states import ShownStage
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign

LABELS = ("Draft", "With the hub team", "Approved", "Published", "Closed")
DRAFT, WITH_THE_HUB, APPROVED, PUBLISHED, CLOSED = range(len(LABELS))
# How far the answer of the hub brings an advert that is not public.
REACHED = {
    ReviewState.WAITING: WITH_THE_HUB,
    ReviewState.PASSED: APPROVED,
    ReviewState.CHANGED: APPROVED,
}


# The day that is set for a stage to come.
DUE = {PUBLISHED: attrgetter("opens_at"), CLOSED: attrgetter("closes_at")}


def is_closed(campaign: Campaign) -> bool:
    """Whether the advert takes no applications any more, though the public can still read it."""
    return campaign.opened_at is not None and not campaign.is_live


def closed_at(campaign: Campaign) -> datetime | None:
    """When that was: at the closing time, or when the campaign was cancelled or ended before."""
    return campaign.closed_at or campaign.cancelled_at or campaign.ended_at


def stages_of_advert(campaign: Campaign, page: object, state: str) -> list[ShownStage]:
    """Each stage, with the day since when; ``state`` says where it stands, in words."""
    is_public = bool(getattr(page, "live", False))
    review = campaign.reviews.first() if page is not None else None
    is_scheduled = campaign.state == Campaign.State.SCHEDULED
    if is_public:
        now = CLOSED if is_closed(campaign) else PUBLISHED
    elif is_scheduled:
        now = APPROVED
    else:
        now = REACHED.get(ReviewState(review.state), DRAFT) if review else DRAFT
    since: dict[int, date | None] = {
        WITH_THE_HUB: _day(review.sent_at if review else None),
        APPROVED: _day(review.answered_at if review else None),
        PUBLISHED: _day(campaign.opened_at),
        CLOSED: _day(closed_at(campaign)),
    }
    shown = []
    for number, label in enumerate(LABELS):
        if number < now:
            # Of those behind it the ones that it was in: not each had to be checked.
            if number == DRAFT or since.get(number):
                shown.append(ShownStage(label, "done", since.get(number)))
        elif number == now:
            words = "" if state == label else state
            shown.append(ShownStage(label, "now", since.get(number), words))
        else:
            due = _day(DUE[number](campaign)) if number in DUE else None
            shown.append(ShownStage(label, "next", due))
    return shown


def _day(moment: datetime | None) -> date | None:
    return localdate(moment) if moment else None
