"""What is open with somebody in organisation design: advice they asked for or give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from capability_reviews.models import OrgDesignEngagement
from hub.models import Organisation, User
from hub.open_work import OpenWork, within


def _engagements(person: User, organisation: Organisation | None) -> Iterable[Any]:
    rows = OrgDesignEngagement.objects.unfinished().filter(within(organisation))
    return rows.filter(Q(requested_by=person) | Q(adviser=person))


ORG_DESIGN_OPEN_WORK = (OpenWork("capability_reviews.engagements", _engagements),)
