"""When what people leave on the public side goes: questions they asked, what they saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.models import User
from hub.retention import ErasureNotice, RetentionPolicy
from roles.models import AdvertQuestion, RecruitmentPolicy, SavedRole, SavedSearch
from roles.services.advert_questions import erase_question


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


def due_roles(at: datetime) -> QuerySet[SavedRole]:
    """Saved roles that closed longer ago than the policy keeps them."""
    before = at - relativedelta(months=RecruitmentPolicy.load().saved_months)
    return SavedRole.objects.filter(campaign__closes_at__lt=before)


def roles_of(person: User) -> QuerySet[SavedRole]:
    """The roles a person saved."""
    return SavedRole.objects.visible_to(person).select_related("campaign")


def export_role(saved: SavedRole) -> Mapping[str, Any]:
    """A saved role as its owner knows it."""
    return {
        "Role": saved.campaign.title,
        "Reference": saved.campaign.reference,
        "Saved": timezone.localtime(saved.saved_at).isoformat(timespec="minutes"),
        "Reminded": timezone.localtime(saved.nudged_at).isoformat(timespec="minutes")
        if saved.nudged_at
        else "",
    }


def due_searches(at: datetime) -> QuerySet[SavedSearch]:
    """Saved searches that are older than the policy keeps them."""
    before = at - relativedelta(months=RecruitmentPolicy.load().saved_search_months)
    return SavedSearch.objects.filter(saved_at__lt=before)


def searches_of(person: User) -> QuerySet[SavedSearch]:
    """The searches a person saved."""
    return SavedSearch.objects.visible_to(person)


def export_search(search: SavedSearch) -> Mapping[str, Any]:
    """A saved search as its owner knows it."""
    return {
        "Name": search.name,
        "Search": search.get_absolute_url(),
        "Saved": timezone.localtime(search.saved_at).isoformat(timespec="minutes"),
    }


def named_search(saved: SavedSearch) -> str:
    """A saved search in a message, without what it looks for."""
    day = timezone.localtime(saved.saved_at)
    return f"The search you saved on {day.day} {day:%B %Y}"


def forget(saved: SavedRole | SavedSearch) -> None:
    """Delete what was saved. Safe to run twice."""
    saved._meta.default_manager.filter(pk=saved.pk).delete()  # type: ignore[union-attr]


PUBLIC_RETENTION = [
    RetentionPolicy(
        slug="roles.questions",
        label="Questions you asked about roles",
        covers={"roles.AdvertQuestion": ("asker", "text")},
        purpose="To answer questions about a role in public, and to tell you that yours is.",
        basis="Public task.",
        period="3 months after the role closes; what is published stays, without you.",
        who_sees="Nobody sees who asked. Those who run the campaign and hub staff see the words.",
        due=due_questions,
        erase=forget_question,
        held_on=questions_of,
        export=export_question,
    ),
    RetentionPolicy(
        slug="roles.saved_roles",
        label="Roles you saved",
        covers={"roles.SavedRole": ("person",)},
        purpose="To show them to you again, and to remind you once before each closes.",
        basis="Consent: you save and remove them.",
        period="Until you remove them, at most 3 months after the role closes.",
        who_sees="You.",
        due=due_roles,
        erase=forget,
        held_on=roles_of,
        export=export_role,
    ),
    RetentionPolicy(
        slug="roles.saved_searches",
        label="Searches you saved",
        covers={"roles.SavedSearch": ("person", "name", "address")},
        purpose="To do them again for you.",
        basis="Consent: you save and remove them.",
        period="Until you remove them, at most 12 months after you saved them.",
        who_sees="You.",
        due=due_searches,
        erase=forget,
        held_on=searches_of,
        export=export_search,
        notice=ErasureNotice(
            owner="person",
            names=named_search,
            keep="Open it and save it again to keep it.",
        ),
    ),
]
