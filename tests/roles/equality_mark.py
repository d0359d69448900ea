"""Equality answers that are like no other word, to be found wherever they are shown."""

from __future__ import annotations

from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.models import Application, EqualityAnswers

MARK = "zyxquil"


def answer(application: Application) -> None:
    """Each question answered with the mark."""
    EqualityAnswers.objects.update_or_create(
        application=application,
        defaults={"answers": {item.slug: MARK for item in EQUALITY_QUESTIONS}},
    )
