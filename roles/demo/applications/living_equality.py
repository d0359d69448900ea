"""A publication of equality totals: invented counts of ended campaigns, printed by the plan."""

from __future__ import annotations

import random

from django.db import transaction

from hub.models import Organisation
from roles.applications.equality_questions import EQUALITY_QUESTIONS
from roles.applications.services.equality_publication import ALL, OTHERS, publish_equality
from roles.models import Campaign, EqualityPublication, EqualityTotal
from roles.models.campaigns.campaign_state import ENDED

PEOPLE = (18, 64, 41, 90, 12, 55)  # Who answered, campaign by campaign.
WEIGHTS = {"disability": (3.0, 14.0, 1.0)}
ON = 0.45  # The share of each stage that reaches the next.


@transaction.atomic
def load() -> None:
    """Count invented answers and publish them, where nothing has been counted or published."""
    if EqualityPublication.objects.exists() or EqualityTotal.objects.exists():
        return
    ended = Campaign.objects.filter(organisation__is_demo=True, state__in=ENDED).order_by("pk")
    for campaign, people in zip(ended, PEOPLE, strict=False):
        EqualityTotal.objects.bulk_create(_counts(campaign, people))
    if EqualityTotal.objects.exists():
        publish_equality(actor=None)


def clear() -> None:
    """Remove the publications that are only of demonstration departments."""
    demo = set(Organisation.objects.filter(is_demo=True).values_list("code", flat=True))
    for publication in EqualityPublication.objects.all():
        if {cell[0] for cell in publication.cells} <= {*demo, ALL, OTHERS}:
            publication.delete()


def _counts(campaign: Campaign, people: int) -> list[EqualityTotal]:
    chance = random.Random(campaign.reference)  # noqa: S311 (invented people)
    found: list[EqualityTotal] = []
    for question in EQUALITY_QUESTIONS:
        answers = [answer for answer, _ in question.choices]
        usual = [2.0**-place for place in range(len(answers))]
        weights = WEIGHTS.get(question.slug, usual)
        given = chance.choices(answers, weights, k=people)
        for stage in EqualityTotal.Stage:
            found += [
                EqualityTotal(
                    campaign=campaign,
                    stage=stage,
                    question=question.slug,
                    answer=answer,
                    count=given.count(answer),
                )
                for answer in dict.fromkeys(given)
            ]
            given = [answer for answer in given if chance.random() < ON]
    return found
