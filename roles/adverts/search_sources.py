"""Questions about adverts, as the search box of staff finds them."""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import User
from hub.search import Found, SearchSource
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.campaigns.campaign_side import competed_in


def questions(person: User) -> QuerySet[AdvertQuestion]:
    """The questions that a person may answer: none about what they apply for, none of their own."""
    rows = AdvertQuestion.objects.visible_to(person).exclude(campaign__in=competed_in(person))
    return rows.select_related("campaign__organisation").order_by("-asked_at", "-pk")


def _question(question: AdvertQuestion) -> Found:
    campaign = question.campaign
    return Found(
        text=f"{question.reference}: {campaign.title}",
        href=question.get_absolute_url(),
        about=f"{campaign.organisation.name}, {question.get_state_display().lower()}",
    )


ADVERT_SEARCH = (
    SearchSource(
        "roles.questions",
        "Questions about adverts",
        questions,
        _question,
        order=37,
        prefix="Q",
        model=AdvertQuestion,
        fields=("reference", "campaign__title"),
    ),
)
