"""Who asked for, advised on, made and approved: the people named on recruitment's own records.

Their accounts' deletion already takes them off (``SET_NULL``); these policies do so in time, and
tell each person what they are named on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models

from hub.retention import PartPlayed, RetentionPolicy
from roles.models.policy import RecruitmentPolicy


def _before(at: datetime) -> datetime:
    return at - relativedelta(months=RecruitmentPolicy.load().requester_months)


def parts_played(
    *parts: tuple[type[models.Model], str, str, str],
    for_staff: bool = True,
    ends: Callable[[Any], str] = lambda row: "",
) -> list[RetentionPolicy]:
    """One policy for each part: the model, the field, what the person did, since when it counts.

    ``ends`` says of one of the rows what the person gives up with it.
    """
    return [
        PartPlayed(*part, before=_before, ends=ends).policy(
            purpose="To show who did what in filling a post.",
            period="24 months after the request or campaign is closed, or the delegation ended.",
            who_sees="Members of the department, hub staff, reviewers and analysts.",
            for_staff=for_staff,
        )
        for part in parts
    ]
