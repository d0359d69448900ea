"""Questions about the adverts of today, and what the candidate of the demonstration has saved."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hub.directory import add_person, person
from hub.models import User
from roles.adverts.question_times import takes_questions_at
from roles.adverts.services.advert_questions import answer_question, ask_question
from roles.demo.clearing import forget
from roles.demo.people import Cast
from roles.models import AdvertQuestion, Campaign, SavedRole, SavedSearch
from roles.search.services.saved import save_role, save_search

CANDIDATE = "amira.okafor@example.com"
# Of each department: what was asked of its first advert, and the answer; without one it waits.
ASKED = {
    "DWP": (
        (
            "Can I work from home on more than two days a week?",
            "Yes, up to three. The team meets in its office on Tuesdays and Wednesdays.",
        ),
        ("Do I need to have worked in government before?", ""),
    ),
    "HMRC": (
        (
            "Is the technical exercise done before the interview or during it?",
            "During it. We send you the material two days before; nothing has to be prepared.",
        ),
    ),
}
SEARCHES = (("Delivery in Leeds", "family=product-and-delivery&place=leeds"),)
SAVED = 3
ASKER = "asker.demo@example.com"


def load() -> None:
    """Ask, answer and save; the same again changes nothing."""
    asker = add_person(email=ASKER, name="Rowan Ashby", is_demo=True)
    for department, words in ASKED.items():
        if campaign := _first_open(department):
            for text, answer in words:
                _ask(campaign, asker, text, answer)
    candidate = person(CANDIDATE)
    for campaign in _open()[:SAVED]:
        save_role(campaign=campaign, actor=candidate)
    for name, address in SEARCHES:
        save_search(name=name, address=address, actor=candidate)


def clear() -> None:
    """Remove every question about a demonstration advert, and what its people saved."""
    rows = AdvertQuestion.objects.filter(campaign__organisation__is_demo=True)
    forget(AdvertQuestion, [str(pk) for pk in rows.values_list("pk", flat=True)])
    rows.delete()
    saved = SavedRole.objects.filter(campaign__organisation__is_demo=True)
    forget(SavedRole, [str(pk) for pk in saved.values_list("pk", flat=True)])
    saved.delete()
    SavedSearch.objects.filter(person__is_demo=True).delete()


def _open() -> list[Campaign]:
    now = timezone.now()
    rows = Campaign.objects.open_at(now).filter(organisation__is_demo=True, takes_questions=True)
    return list(rows.select_related("organisation").order_by("-closes_at", "pk"))


def _first_open(department: str) -> Campaign | None:
    now = timezone.now()
    return next(
        (
            campaign
            for campaign in _open()
            if campaign.organisation.code == department and takes_questions_at(campaign, now)
        ),
        None,
    )


def _ask(campaign: Campaign, asker: User, text: str, answer: str) -> None:
    opened = campaign.opened_at or timezone.now()
    at = max(opened + timedelta(minutes=5), timezone.now() - timedelta(days=2))
    own = AdvertQuestion.objects.of(asker).filter(campaign=campaign, text=text)
    question = own.first() or ask_question(campaign=campaign, text=text, actor=asker, at=at)
    if answer and question.state == AdvertQuestion.State.ASKED:
        answer_question(
            question=question,
            published_text=text,
            answer=answer,
            actor=Cast.of(campaign.organisation.code).manager,
            at=min(at + timedelta(hours=3), timezone.now()),
        )
