"""What is open with somebody in reviews: those that they lead or assure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from capability_reviews.models import CapabilityReview
from hub.models import Organisation, User
from hub.open_work import OpenWork, within


def _reviews(person: User, organisation: Organisation | None) -> Iterable[Any]:
    rows = CapabilityReview.objects.unfinished().filter(within(organisation))
    return rows.filter(Q(lead=person) | Q(assurer=person))


REVIEW_OPEN_WORK = (OpenWork("capability_reviews.reviews", _reviews),)
