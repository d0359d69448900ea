"""Questions about an advert: asked by somebody who has signed in, answered for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import Membership, User
from hub.notifications import notify
from hub.page_cache import invalidate
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.adverts.question_times import answering_ends_at, takes_questions_at
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.notifying import notify_people, people_of

Role = Membership.Role


class QuestionRefusedError(RefusedError):
    """The question or its answer comes too late, or there are too many."""

    reason = "You cannot ask about this role"


@requires("roles.ask_advertquestion")
@transaction.atomic
def ask_question(
    *, campaign: Campaign, text: str, actor: User, at: datetime | None = None
) -> AdvertQuestion:
    """Ask about an advert; its contact is told.

    The same question again from the same person is the first one. Raises ``QuestionRefusedError``.
    """
    moment = at or timezone.now()
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    policy = RecruitmentPolicy.load()
    own = AdvertQuestion.objects.of(actor).filter(campaign=locked)
    if not takes_questions_at(locked, moment, policy):
        raise QuestionRefusedError(["Questions about this role are closed"])
    if own.waiting().count() >= policy.questions_waiting:
        raise QuestionRefusedError(
            [f"{policy.questions_waiting} of your questions are already waiting for an answer"]
        )
    question = AdvertQuestion.objects.create(
        reference=new_reference("Q"), campaign=locked, asker=actor, text=text, asked_at=moment
    )
    log(question, "roles.question_asked", actor=actor, at=moment)
    _notify_contact(question)
    return question


@requires("roles.answer_advertquestion", "question")
@transaction.atomic
def answer_question(
    *,
    question: AdvertQuestion,
    published_text: str,
    answer: str,
    actor: User,
    at: datetime | None = None,
) -> AdvertQuestion:
    """Publish a question with its answer, or correct one; the asker is told the first time.

    The last day before closing is for applying: what nobody has answered by then is not published.
    Raises ``QuestionRefusedError``.
    """
    moment = at or timezone.now()
    locked = AdvertQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if locked.answered_at is None and moment >= answering_ends_at(locked.campaign):
        raise QuestionRefusedError(
            ["It is too late to publish an answer, unless you extend the closing date first"]
        )
    is_first = locked.answered_at is None
    locked.published_text, locked.answer, locked.answered_by = published_text, answer, actor
    locked.publish(moment)
    locked.save()
    invalidate()
    action = "roles.question_answered" if is_first else "roles.question_corrected"
    log(locked, action, actor=actor, at=moment)
    if is_first:
        _notify_asker("roles.question_answered", locked, at=moment)
    return locked


@requires("roles.answer_advertquestion", "question")
@transaction.atomic
def decline_question(
    *, question: AdvertQuestion, reason: str, actor: User, at: datetime | None = None
) -> AdvertQuestion:
    """Not publish a question, or take it off the advert; the asker is told and reads the reason."""
    moment = at or timezone.now()
    locked = AdvertQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    locked.decline(moment)
    locked.reason, locked.answered_by = reason, actor
    locked.save()
    invalidate()
    log(locked, "roles.question_declined", actor=actor, at=moment)
    _notify_asker("roles.question_declined", locked, at=moment)
    return locked


@internal
def lapse_questions(*, at: datetime | None = None) -> int:
    """Let every question lapse that nobody answered in time; returns how many did."""
    moment = at or timezone.now()
    last = moment + timedelta(days=RecruitmentPolicy.load().question_answer_days)
    late = AdvertQuestion.objects.waiting().too_late(last)
    return sum(_lapse(pk, moment) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int, moment: datetime) -> bool:
    waiting = AdvertQuestion.objects.waiting().select_for_update(of=("self",))
    locked = waiting.filter(pk=pk).first()
    if locked is None:
        return False
    locked.lapse(moment)
    locked.save()
    log(locked, "roles.question_lapsed", actor=None, at=moment)
    _notify_asker("roles.question_lapsed", locked, at=moment)
    return True


@internal
@transaction.atomic
def erase_question(*, question: AdvertQuestion) -> None:
    """Take the asker and their own words away; what everybody reads stays. Safe to run twice."""
    locked = AdvertQuestion.objects.select_for_update(of=("self",)).filter(pk=question.pk).first()
    if locked is None:
        return
    if locked.state != AdvertQuestion.State.ANSWERED:
        locked.delete()
        return
    locked.asker, locked.text = None, ""
    locked.save(update_fields=["asker", "text"])


def _notify_contact(question: AdvertQuestion) -> None:
    campaign = question.campaign
    context: dict[str, Any] = {"reference": campaign.reference, "question": question.reference}
    if campaign.contact_email:
        notify(
            "roles.question_asked",
            recipient=campaign.contact_email,
            subject=question,
            context=context,
        )
        return
    people = people_of(campaign.organisation, Role.HIRING_MANAGER, Role.RESOURCING)
    notify_people("roles.question_asked", people, question, at=question.asked_at, **context)


def _notify_asker(slug: str, question: AdvertQuestion, *, at: datetime) -> None:
    notify_people(slug, [question.asker], question, at=at, reference=question.campaign.reference)
