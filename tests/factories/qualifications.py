"""Short ways to qualify people in a test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.models import Qualification, User
from roles.campaigns.assessors import ASSESSOR


def make_assessor(person: User, first: int = -30, last: int = 700, **fields: Any) -> Qualification:
    """An assessor's certificate, valid between days counted from today; nobody is told."""
    today = timezone.localdate()
    return Qualification.objects.create(
        **{
            "person": person,
            "kind": ASSESSOR.slug,
            "label": ASSESSOR.label,
            "received_on": today + timedelta(days=first),
            "valid_until": today + timedelta(days=last),
            "issuer": "Civil Service College",
            "recorded_at": timezone.now(),
            **fields,
        }
    )
