"""The tables of an advert: what the check found, reviews by the hub, questions asked in public."""

from __future__ import annotations

from textwrap import shorten

from django.utils import timezone

from hub.tables import NEVER_EMPTY, Column, Empty, Table, reference_link, state_tag
from roles.models.adverts.advert_question import AdvertQuestion

# As much of a question as tells it from the others.
SHORT = 120

FINDINGS = Table(
    "What the check found",
    (
        Column("What", lambda finding: finding.label),
        Column("Where", lambda finding: finding.where),
        Column("Words", lambda finding: finding.words),
        Column("What to do", lambda finding: finding.advice),
    ),
    caption_is_hidden=True,
    empty=NEVER_EMPTY,
)

REVIEWS = Table(
    "Sent to the hub team",
    (
        Column("Sent", lambda review: review.sent_at),
        Column("By", lambda review: review.sent_by or "Not kept"),
        Column("Answer", state_tag),
        Column("Answered by", lambda review: review.answered_by),
        Column("Comment", lambda review: review.comment),
    ),
    empty=NEVER_EMPTY,
)


def _text(question: AdvertQuestion) -> str:
    return shorten(question.published_text or question.text, SHORT, placeholder="...")


QUESTIONS = Table(
    "Questions, unanswered first",
    (
        Column("Reference", reference_link),
        Column("Question", _text),
        # The day alone: the minute would tell whose it is to who knows when they wrote (R11).
        Column("Asked", lambda question: timezone.localdate(question.asked_at)),
        Column("State", state_tag),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "No questions yet.",
        "Questions will appear here when people ask about this role. You can answer each one in "
        "public.",
    ),
)
