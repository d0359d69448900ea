"""A campaign with 200 applications, closed and ready for its panel: to try selection with.

Only a large demonstration has it (``manage.py demo --load --large``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.directory import add_person
from hub.models import User
from roles.applications.questions import ELEMENT, questions_of
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import start_application, submit_application
from roles.campaigns.services.campaigns import close_campaign
from roles.demo.applications.application_words import employer_of, phone_of
from roles.demo.applications.experience import give_job
from roles.demo.applications.many_words import PARTS, answer_of, name_of
from roles.demo.campaigns import living
from roles.demo.campaigns.story import AdvertStory
from roles.demo.people import Cast
from roles.demo.selection.living_panels import certify
from roles.models import Application, Campaign

PEOPLE = 200
LARGE = AdvertStory(
    department="DWP",
    title="Lead product manager, Tell us that something has changed",
    level="lead-product-manager",
    grade="g6",
    places=("leeds", "newcastle-upon-tyne"),
    salary=(70000, 78000),
    summary="Lead a service that lets people report a change once, for every benefit.",
    team="3 teams of 8 people build it with its users.",
    duties=(
        "Set priorities and explain them",
        "Be responsible for the service’s performance, cost and risks",
        "Lead 3 teams that work in the open",
    ),
    criteria=(
        "You have been responsible for a service from end to end.",
        "You have made difficult decisions based on evidence.",
        "You have led a multidisciplinary team.",
    ),
    posts=2,
    opened=-30,
    closes=-2,
    stage="closed",
    is_planned=True,
    sifted_on=tuple(PARTS),
    has_exercise=False,
    experience="history",
)
# Every so many of them ask for a scheme, and for an adjustment.
SCHEMES, ADJUSTMENTS = 17, 23


def load(people: int = PEOPLE) -> None:
    """Make the campaign with its applications and close it; a second time changes nothing."""
    if Campaign.objects.filter(title=LARGE.title, organisation__is_demo=True).exists():
        return
    living.load([LARGE])
    campaign = Campaign.objects.get(title=LARGE.title, organisation__is_demo=True)
    for number in range(people):
        _apply(campaign, number, people)
    close_campaign(campaign=campaign)
    cast = Cast.of(LARGE.department)
    for person in (cast.manager, cast.requester, cast.approver):
        certify(person)


def _apply(campaign: Campaign, number: int, people: int) -> None:
    """One application, at its moment between the opening and the closing of the role."""
    opened, closes = campaign.opened_at, campaign.closes_at
    assert opened is not None
    assert closes is not None
    at = opened + (min(closes, timezone.now()) - opened) * ((number + 1) / (people + 1))
    candidate = add_person(
        email=f"applicant{number + 1:03}@example.com", name=name_of(number), is_demo=True
    )
    application = start_application(campaign=campaign, actor=candidate, at=at)
    asked = [question.slug for question in questions_of(application)]
    for slug, words in _answers(campaign, candidate, number).items():
        if slug in asked:
            save_answer(application=application, question=slug, words=words, actor=candidate, at=at)
    application = Application.objects.get(pk=application.pk)
    # They are asked once somebody has said that they have worked.
    if "jobs" in [question.slug for question in questions_of(application)]:
        give_job(application, candidate, employer_of(number), at)
        application.refresh_from_db()
    submit_application(
        application=application, actor=candidate, at=at + timedelta(minutes=number % 50)
    )


def _answers(campaign: Campaign, candidate: User, number: int) -> dict[str, dict[str, Any]]:
    places = [place.slug for place in campaign.places.order_by("slug")]
    return {
        "name": {"full_name": candidate.get_full_name()},
        "contact": {"email": candidate.email, "phone": phone_of(number % 700)},
        # A third of them take only one of the two places.
        "places": {"places_wanted": places if number % 3 else places[number % 2 :][:1]},
        "employer": {"is_in_audience": "yes", "works_for": employer_of(number)},
        "pattern": {"pattern_wanted": "part_time" if number % 6 == 0 else "full_time"},
        "worked": {"has_worked": "yes"},
        **{f"{ELEMENT}{slug}": {"statement": answer_of(number, slug)} for slug in PARTS},
        **({"schemes": {"schemes": ["disability_confident"]}} if number % SCHEMES == 0 else {}),
        **(
            {"adjustments": {"is_needed": "yes", "detail": "The questions in writing, please."}}
            if number % ADJUSTMENTS == 0
            else {}
        ),
    }
