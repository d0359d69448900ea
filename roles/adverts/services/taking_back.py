"""Who takes an advert back from the hub team: who sent it, and their department."""

from __future__ import annotations

from hub.models import User
from hub.refusals import RefusedError
from roles.models.adverts.advert_review import AdvertReview
from roles.models.campaigns.campaign import Campaign


class NotTheirsToTakeBackError(RefusedError):
    """Whoever checks an advert returns it, with a reason."""

    reason = "Only the person who sent the advert, or their department, can take it back"


def is_kept_from_taking_back(campaign: Campaign, person: User) -> bool:
    """Whether a person is of the hub team and did not send the advert that it checks."""
    waiting = campaign.reviews.waiting()
    return person.is_hub_staff and not waiting.filter(sent_by__in=person.side_keys).exists()


def theirs_to_take_back(review: AdvertReview, person: User) -> AdvertReview:
    """The review, where this person may take its advert back."""
    if is_kept_from_taking_back(review.campaign, person):
        raise NotTheirsToTakeBackError
    return review
