"""Applications for the campaigns of today: invented people, relative dates.

Run when the living campaigns are made and before they move on: they are sent while the role takes
applications. What becomes of them is in ``living_selection``. A campaign with some is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.utils import timezone

from hub.directory import add_person, person
from hub.models import User
from roles.applications.questions import ELEMENT, questions_of
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import start_application, submit_application
from roles.applications.services.assisted import enter_application
from roles.applications.services.withdrawal import withdraw_application
from roles.demo.applications.application_words import (
    NAMES,
    employer_of,
    phone_of,
    statement_of,
)
from roles.demo.applications.experience import give_cv, give_job, remove_cvs
from roles.demo.campaigns.stories import paths_of, story_of
from roles.demo.clearing import forget
from roles.demo.people import Cast
from roles.models import Application, Campaign

LIVING = timedelta(days=200)
DAY = timedelta(days=1)

# Amira Okafor and Tom Bell are the candidates a visitor can become: where each comes first.
AMIRA, TOM = "amira.okafor@example.com", "tom.bell@example.com"
AMIRA_AGAIN = "amira.at.home@example.com"
TOMS_NEEDS: dict[str, dict[str, Any]] = {
    "adjustments": {
        "is_needed": "yes",
        "detail": "I am hard of hearing. Captions on video calls, and the questions in writing.",
    },
    "schemes": {"schemes": ["disability_confident"]},
}
# How many have applied so far to the roles that are open, in turn.
HOW_MANY = (0, 1, 2, 0, 1, 3)
# Where somebody applied by phone who has no email address: they wait to be phoned.
BY_PHONE = ("interviewing",)
GWEN = "Gwen Hartley"
LEADS = {
    "offering": (AMIRA, TOM),
    "interviewing": (TOM, AMIRA),
    "sifting": (AMIRA,),
    "unfilled": (TOM,),
}


def load() -> None:
    """Give each living campaign the applications of its story; later runs change nothing."""
    pool = cycle(_candidates())
    since = timezone.now() - LIVING
    campaigns = Campaign.objects.filter(
        organisation__is_demo=True, opened_at__gte=since, applications__isnull=True
    )
    led: set[str] = set()
    for campaign in campaigns.select_related("organisation").order_by("pk"):
        stage = _stage(campaign)
        leads = () if stage in led else LEADS.get(stage, ())
        led.add(stage)
        _fill(campaign, stage, [person(email) for email in leads], pool)
        if stage == "sifting" and leads:
            # She forgot her account, made another, and sent the same again: the sift shows it.
            twin = add_person(email=AMIRA_AGAIN, name="Amira Okafor", is_demo=True)
            _apply(campaign, twin, campaign.pk)
    _drafts_and_tries()


def clear() -> None:
    """Remove every application to a demonstration campaign, with what was logged and sent."""
    remove_cvs()
    rows = Application.objects.filter(campaign__organisation__is_demo=True)
    forget(Application, [str(pk) for pk in rows.values_list("pk", flat=True)])
    rows.delete()


def _candidates() -> list[User]:
    return [
        add_person(email=f"candidate{number:02}@example.com", name=name, is_demo=True)
        for number, name in enumerate(NAMES, start=1)
    ]


def _number_of(candidate: User) -> int:
    """Each candidate's number: what they write, where they work and their phone follow from it."""
    # The two accounts of Amira Okafor are of one person.
    named = {AMIRA: len(NAMES), AMIRA_AGAIN: len(NAMES), TOM: len(NAMES) + 1}
    if candidate.email in named:
        return named[candidate.email]
    return NAMES.index(candidate.get_full_name())


def _stage(campaign: Campaign) -> str:
    """The stage at which the campaign's story ends; "" for a campaign of no story."""
    story = story_of(campaign)
    return story.stage if story else ""


def _fill(campaign: Campaign, stage: str, leads: list[User], pool: Iterator[User]) -> None:
    paths = paths_of(story_of(campaign))
    if stage == "open":
        # By its key, so that the next run does the same.
        paths = paths[: HOW_MANY[campaign.pk % len(HOW_MANY)]]
    if stage in BY_PHONE:
        # The last of them has no email address, and applied by phone.
        paths = paths[:-1]
    for index, path in enumerate(paths):
        candidate = leads[index] if index < len(leads) else next(pool)
        _apply(campaign, candidate, campaign.pk + index, path)
    if stage in BY_PHONE:
        _enter(campaign)


def _apply(campaign: Campaign, candidate: User, number: int, path: tuple[str, ...] = ()) -> None:
    at = _moment_open(campaign, number)
    application = _draft(campaign, candidate, at)
    application = submit_application(application=application, actor=candidate, at=at)
    if "withdraw" in path:
        at = min(at + DAY, timezone.now())
        withdraw_application(application=application, actor=candidate, at=at)


def _enter(campaign: Campaign) -> None:
    """A resourcing officer typed in what somebody without an email address said by phone."""
    at = _moment_open(campaign, len(NAMES))
    number = len(NAMES) + 2
    employer = {"is_in_audience": "yes", "works_for": employer_of(number)}
    enter_application(
        campaign=campaign,
        answers={
            "full_name": GWEN,
            "email": "",
            "phone": phone_of(number),
            "statement": statement_of(number, campaign.level),
        },
        places=[place.slug for place in campaign.places.all()],
        rest={"employer": employer, "pattern": {"pattern_wanted": "part_time"}},
        entered_how=Application.EnteredHow.PHONE,
        declared_on=timezone.localdate(at),
        actor=Cast.of(campaign.organisation.code).resourcing,
        at=at,
    )


def _drafts_and_tries() -> None:
    """The two candidates' own stories at open campaigns: a half-written draft and one sent."""
    amira, tom = person(AMIRA), person(TOM)
    campaigns = list(
        Campaign.objects.open_at(timezone.now())
        .filter(organisation__is_demo=True)
        .order_by("closes_at", "pk")
    )
    wanted = ((amira, 0, False), (amira, 3, True), (tom, 1, True), (tom, 4, False))
    for candidate, index, is_sent in wanted:
        if index >= len(campaigns) or _open_ones(candidate) >= 2:
            continue
        campaign = campaigns[index]
        at = _moment_open(campaign, index)
        application = _draft(campaign, candidate, at, is_whole=is_sent)
        if is_sent:
            submit_application(application=application, actor=candidate, at=at)


def _open_ones(candidate: User) -> int:
    now = timezone.now()
    return candidate.applications.filter(campaign__in=Campaign.objects.open_at(now)).count()


def _draft(
    campaign: Campaign, candidate: User, at: datetime, *, is_whole: bool = True
) -> Application:
    application = start_application(campaign=campaign, actor=candidate, at=at)
    who = _number_of(candidate)
    whole = statement_of(who, campaign.level)
    answers: dict[str, dict[str, Any]] = {
        "name": {"full_name": candidate.get_full_name()},
        "contact": {"email": candidate.email, "phone": phone_of(who)},
        "statement": {"statement": whole if is_whole else whole.split(". ")[0] + "."},
        "places": {"places_wanted": [place.slug for place in campaign.places.all()]},
        "employer": {"is_in_audience": "yes", "works_for": campaign.organisation.name},
        "pattern": {"pattern_wanted": "flexible"},
        "worked": {"has_worked": "yes"},
        # One of the two asks for something: who arranges the interviews finds it there.
        **(TOMS_NEEDS if candidate.email == TOM else {}),
    }
    asked = [question.slug for question in questions_of(application)]
    elements = [slug for slug in asked if slug.startswith(ELEMENT)]
    for place, slug in enumerate(elements if is_whole else elements[:1]):
        answers[slug] = {"statement": statement_of(who, campaign.level, place)}
    for slug, words in answers.items():
        if slug in asked and (is_whole or slug in ("contact", "statement", *elements)):
            save_answer(application=application, question=slug, words=words, actor=candidate, at=at)
    application.refresh_from_db()
    asked = [question.slug for question in questions_of(application)]
    if "jobs" in asked:
        give_job(application, candidate, employer_of(who), at)
    if is_whole and "cv" in asked:
        give_cv(application, candidate, employer_of(who), at)
    application.refresh_from_db()
    return application


def _moment_open(campaign: Campaign, number: int) -> datetime:
    """A moment while the campaign took applications and before now, spread by number."""
    now = timezone.now()
    opened = campaign.opened_at or now
    ends = [campaign.closes_at or now, now]
    if _stage(campaign) in ("paused", "cancelled"):
        ends.append(opened + 2 * DAY)  # Before it stops, on its third day or later.
    last = min(ends)
    return opened + (last - opened) * ((number % 7 + 1) / 9)
