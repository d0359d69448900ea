"""Applications in every state for the campaigns of today: invented people, relative dates.

Run when the living campaigns are made and before they move on: what becomes of an application
follows from the stage that its campaign's story ends at. One with applications is left alone.
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
from roles.applications.services.applications import (
    move_application,
    start_application,
    submit_application,
)
from roles.applications.services.withdrawal import withdraw_application
from roles.demo.applications.application_words import NAMES, STATEMENTS
from roles.demo.applications.experience import give_cv, give_job, remove_cvs
from roles.demo.campaigns.living import STORIES
from roles.demo.clearing import forget
from roles.demo.people import Cast
from roles.models import Application, Campaign
from roles.selection.services import offers

LIVING = timedelta(days=200)
DAY = timedelta(days=1)

# What becomes of the applications of a campaign at each stage: the moves each has gone through.
SIFTED, OUT = ("pass_sift",), ("fail_sift",)
INVITED = (*SIFTED, "invite")
BOOKED = (*INVITED, "book")
SEEN = (*BOOKED, "record_interview")
CHOSEN, SECOND, NOT_YET = (*SEEN, "recommend"), (*SEEN, "put_on_reserve"), (*SEEN, "not_appoint")
PATHS: dict[str, tuple[tuple[str, ...], ...]] = {
    "open": ((), (), ("withdraw",)),
    "paused": ((), ()),
    "cancelled": ((), ("withdraw",)),
    "closed": ((), (), (), ("withdraw",)),
    "sifting": (SIFTED, OUT, (), (), OUT, SIFTED),
    "interviewing": (INVITED, BOOKED, SEEN, OUT, INVITED, OUT),
    "merit_agreed": (CHOSEN, SECOND, NOT_YET, OUT, OUT),
    "offering": ((*CHOSEN, "offer"), (*CHOSEN, "accept"), SECOND, NOT_YET, OUT, OUT),
    # A second campaign at its offers has come further: its three posts are filled.
    "offered": (
        (*CHOSEN, "decline"),
        (*CHOSEN, "fall_through"),
        (*CHOSEN, "start_checks"),
        (*CHOSEN, "offer_formally"),
        (*CHOSEN, "start"),
        SECOND,
        OUT,
    ),
    "unfilled": (OUT, NOT_YET, OUT),
    "readvertised": (OUT, OUT),
}
# Amira Okafor and Tom Bell are the candidates a visitor can become: where each comes first.
AMIRA, TOM = "amira.okafor@example.com", "tom.bell@example.com"
AMIRA_AGAIN = "amira.at.home@example.com"
LEADS = {
    "offering": (AMIRA, TOM),
    "interviewing": (TOM, AMIRA),
    "sifting": (AMIRA,),
    "unfilled": (TOM,),
}
# How far each ending of an offer has come after its acceptance.
AFTER_ACCEPTANCE: dict[str, tuple[str, ...]] = {
    "accept": (),
    "fall_through": (),
    "start_checks": ("start_checks",),
    "offer_formally": ("start_checks", "offer_formally"),
    "start": ("start_checks", "offer_formally"),
}


def load() -> None:
    """Give each living campaign the applications of its stage; later runs change nothing."""
    pool = cycle(_candidates())
    since = timezone.now() - LIVING
    campaigns = Campaign.objects.filter(
        organisation__is_demo=True, opened_at__gte=since, applications__isnull=True
    )
    led: set[str] = set()
    for campaign in campaigns.select_related("organisation").order_by("pk"):
        stage = _stage(campaign)
        if stage == "offering" and stage in led:
            stage = "offered"
        leads = () if stage in led else LEADS.get(stage, ())
        led.add(stage)
        _fill(campaign, stage, [person(email) for email in leads], pool)
        if stage == "sifting" and leads:
            # She forgot her account, made another, and sent the same again: the sift shows it.
            twin = add_person(email=AMIRA_AGAIN, name="Amira Okafor", is_demo=True)
            manager = Cast.of(campaign.organisation.code).manager
            _apply(campaign, twin, (), manager, campaign.pk)
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


def _stage(campaign: Campaign) -> str:
    """The stage at which the campaign's story ends; "" for a campaign of no story."""
    for story in STORIES:
        if (story.department, story.title) == (campaign.organisation.code, campaign.title):
            return story.stage
    return ""


def _fill(campaign: Campaign, stage: str, leads: list[User], pool: Iterator[User]) -> None:
    paths = PATHS.get(stage, ())
    if stage == "open":
        paths = paths[: campaign.pk % 4]  # By its key, so that the next run does the same.
    cast = Cast.of(campaign.organisation.code)
    for index, path in enumerate(paths):
        candidate = leads[index] if index < len(leads) else next(pool)
        _apply(campaign, candidate, path, cast.manager, campaign.pk + index)


def _apply(
    campaign: Campaign, candidate: User, path: tuple[str, ...], manager: User, number: int
) -> None:
    at = _moment_open(campaign, number)
    application = _draft(campaign, candidate, number, at)
    application = submit_application(application=application, actor=candidate, at=at)
    at = min(campaign.closes_at or at, timezone.now())
    for move in path:
        at = min(at + 2 * DAY, timezone.now())
        application = _move(application, move, candidate, manager, at)


def _move(
    application: Application, move: str, candidate: User, manager: User, at: datetime
) -> Application:
    if move == "withdraw":
        return withdraw_application(application=application, actor=candidate, at=at) or application
    if move in ("offer", "decline", *AFTER_ACCEPTANCE):
        return _offer(application, move, candidate, manager, at)
    return move_application(application=application, move=move, actor=manager, at=at)


def _offer(
    application: Application, ending: str, candidate: User, manager: User, at: datetime
) -> Application:
    """Offer a free post, and take the offer as far as its ending says."""
    post = offers.open_posts(application.campaign).first()
    if post is None:
        return application
    application = offers.make_provisional_offer(
        application=application, post=post, actor=manager, at=at
    )
    at = min(at + DAY, timezone.now())
    if ending == "offer":
        return application
    if ending == "decline":
        return offers.decline_offer(application=application, actor=candidate, at=at)
    application = offers.accept_offer(application=application, actor=candidate, at=at)
    for move in AFTER_ACCEPTANCE[ending]:
        at = min(at + 4 * DAY, timezone.now())
        application = move_application(application=application, move=move, actor=manager, at=at)
    if ending == "fall_through":
        return offers.record_fall_through(application=application, actor=manager, at=at)
    if ending == "start":
        return offers.record_start(application=application, actor=manager, at=at)
    return application


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
        application = _draft(campaign, candidate, index, at, is_whole=is_sent)
        if is_sent:
            submit_application(application=application, actor=candidate, at=at)


def _open_ones(candidate: User) -> int:
    now = timezone.now()
    return candidate.applications.filter(campaign__in=Campaign.objects.open_at(now)).count()


def _draft(
    campaign: Campaign, candidate: User, number: int, at: datetime, *, is_whole: bool = True
) -> Application:
    application = start_application(campaign=campaign, actor=candidate, at=at)
    whole = STATEMENTS[number % len(STATEMENTS)]
    answers: dict[str, dict[str, Any]] = {
        "name": {"full_name": candidate.get_full_name()},
        # Numbers that Ofcom keeps for drama.
        "contact": {"email": candidate.email, "phone": f"07700 900{number % 1000:03}"},
        "statement": {"statement": whole if is_whole else whole.split(". ")[0] + "."},
        "places": {"places_wanted": [place.slug for place in campaign.places.all()]},
        "employer": {"is_in_audience": "yes", "works_for": campaign.organisation.name},
        "pattern": {"pattern_wanted": "flexible"},
        "worked": {"has_worked": "yes"},
    }
    asked = [question.slug for question in questions_of(application)]
    elements = [slug for slug in asked if slug.startswith(ELEMENT)]
    for place, slug in enumerate(elements if is_whole else elements[:1]):
        answers[slug] = {"statement": STATEMENTS[(number + place) % len(STATEMENTS)]}
    for slug, words in answers.items():
        if slug in asked and (is_whole or slug in ("contact", "statement", *elements)):
            save_answer(application=application, question=slug, words=words, actor=candidate, at=at)
    application.refresh_from_db()
    asked = [question.slug for question in questions_of(application)]
    if "jobs" in asked:
        give_job(application, candidate, at)
    if is_whole and "cv" in asked:
        give_cv(application, candidate, at)
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
