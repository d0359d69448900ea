"""The pages on which somebody takes the next step of a request that is no move of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from roles.models.support.request_question import RequestQuestion
from roles.models.support.support_request import SupportRequest


def people_pages(request: SupportRequest, user: Any) -> dict[str, tuple[str, str]]:
    """Where this person decides on somebody put forward, or makes them an offer."""
    referral = request.referrals.select_related("application", "request__organisation").first()
    if referral is None:
        return {}
    url = reverse("roles:support_people", args=[request.reference])
    known = {
        "refer": ("roles.refer_referral", "People on reserve lists"),
        "decide": ("roles.select_referral", "Decide whether to select"),
        "offer": ("roles.offer_referral", "Make an offer"),
        "start": ("roles.offer_referral", "Record the checks"),
    }
    return {
        page: (label, url)
        for page, (permission, label) in known.items()
        if user.has_perm(permission, referral)
    }


def question_pages(
    request: SupportRequest, may_answer: Callable[[RequestQuestion], bool]
) -> dict[str, tuple[str, str]]:
    """Where the first question is answered of those that this person may answer."""
    for question in request.questions.all():
        if may_answer(question):
            url = reverse("roles:support_answer", args=[request.reference, question.pk])
            if question.is_from_hub:
                return {"answer_hub": ("Answer the hub team’s question", url)}
            return {"answer_department": ("Answer the department’s question", url)}
    return {}
