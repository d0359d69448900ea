"""When questions about adverts go, and the people who checked and answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import RetentionPolicy
from roles.adverts.services.advert_questions import erase_question
from roles.models import AdvertQuestion, AdvertReview, RecruitmentPolicy
from roles.parts_played import parts_played


def due_questions(at: datetime) -> QuerySet[AdvertQuestion]:
    """Questions that still have their asker or their own words, longer than the policy keeps."""
    before = at - relativedelta(months=RecruitmentPolicy.load().question_months)
    return AdvertQuestion.objects.filter(
        Q(asker__isnull=False) | ~Q(text=""), campaign__closes_at__lt=before
    )


def questions_of(person: User) -> QuerySet[AdvertQuestion]:
    """What a person asked."""
    return AdvertQuestion.objects.of(person).select_related("campaign")


def export_question(question: AdvertQuestion) -> Mapping[str, Any]:
    """A question as its asker knows it."""
    return {
        "Reference": question.reference,
        "Role": question.campaign.title,
        "Asked": timezone.localtime(question.asked_at).isoformat(timespec="minutes"),
        "Question": question.text,
        "State": question.get_state_display(),
        "Published as": question.published_text,
        "Answer": question.answer,
    }


def forget_question(question: AdvertQuestion) -> None:
    """Take the asker away; a published answer stays."""
    erase_question(question=question)


RETENTION = [
    RetentionPolicy(
        slug="roles.questions",
        label="Questions you asked about roles",
        covers={"roles.AdvertQuestion": ("asker", "text")},
        purpose="To answer questions about a role in public, and to tell you that yours is.",
        basis="Public task.",
        period="3 months after the role closes. What is published stays, without your name.",
        who_sees="Nobody sees who asked. Those who run the campaign and hub staff see the words.",
        due=due_questions,
        erase=forget_question,
        held_on=questions_of,
        export=export_question,
    ),
    *parts_played(
        (
            AdvertQuestion,
            "answered_by",
            "You answered a question about a role",
            "campaign__closes_at",
        ),
        (AdvertReview, "sent_by", "You sent an advert to be checked", "campaign__closed_at"),
        (AdvertReview, "answered_by", "You checked an advert", "campaign__closed_at"),
    ),
]
