"""Equality monitoring: counted by stage when a campaign ends, gone at once, never too small."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import Notification
from hub.permissions import StaffGroup
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import submit_application
from roles.applications.services.equality import fold, fold_due
from roles.applications.tasks import fold_equality_answers, remind_of_drafts
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Campaign, EqualityAnswers, EqualityTotal
from tests.factories.adverts import (
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


def answered(campaign: Campaign, *moves: str, sent: bool = True, **answers: str):
    draft = make_draft(campaign)
    for name, value in answers.items():
        save_answer(
            application=draft,
            question=f"equality-{name}",
            words={name: value},
            actor=draft.candidate,
        )
    if not sent:
        return draft
    application = submit_application(application=draft, actor=draft.candidate)
    handler = make_handler(campaign)
    for move in moves:
        application = make_move(application, move, handler)
    return application


def end(campaign: Campaign) -> None:
    cancel_campaign(campaign=campaign, reason="No money", actor=make_handler(campaign))


def totals() -> dict[tuple[str, str, str], int]:
    return {(row.stage, row.question, row.answer): row.count for row in EqualityTotal.objects.all()}


def test_answers_are_counted_by_stage_when_the_campaign_ends_and_then_gone():
    campaign, other = make_advert(), make_advert()
    answered(campaign, age="25_34", sex="female")
    answered(campaign, "pass_sift", "invite", age="25_34")
    answered(campaign, sent=False, age="25_34")
    answered(other, age="25_34")
    fold_equality_answers()
    assert EqualityAnswers.objects.count() == 4
    end(campaign)
    for _ in range(2):
        fold_equality_answers()
    assert totals() == {
        ("applied", "age", "25_34"): 2,
        ("applied", "sex", "female"): 1,
        ("invited", "age", "25_34"): 1,
    }
    assert [row.application.campaign for row in EqualityAnswers.objects.all()] == [other]


def test_answers_of_a_campaign_that_never_ends_are_counted_after_a_year(time_machine):
    campaign = make_advert()
    answered(campaign, age="25_34")
    assert fold_due(campaign.closes_at + timedelta(days=360)) == 0
    assert fold_due(campaign.closes_at + timedelta(days=370)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_answer_folded_by_many_at_once_is_counted_once():
    answered(make_advert(), age="25_34")
    (key,) = EqualityAnswers.objects.values_list("pk", flat=True)
    barrier = Barrier(4)

    @as_system()
    def work() -> None:
        barrier.wait()
        try:
            fold(key)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals() == {("applied", "age", "25_34"): 1}


def test_the_page_says_when_nothing_was_published_yet():
    client = signed_in(make_person("", StaffGroup.ANALYSTS))
    assert "Nothing has been published yet" in client.get("/equality/").content.decode()


def test_whoever_has_a_draft_is_reminded_once_before_the_role_closes(time_machine):
    campaign = make_advert()
    draft, sent = make_draft(campaign), make_application(campaign)
    time_machine.move_to(campaign.closes_at - timedelta(hours=49), tick=False)
    remind_of_drafts()
    reminders = Notification.objects.filter(slug="roles.draft_closing")
    assert reminders.count() == 0
    time_machine.move_to(campaign.closes_at - timedelta(hours=47), tick=False)
    for _ in range(2):
        remind_of_drafts()
    assert [item.recipient for item in reminders] == [draft.candidate]
    assert sent.candidate != draft.candidate
    time_machine.move_to(campaign.closes_at + timedelta(hours=1), tick=False)
    remind_of_drafts()
    assert reminders.count() == 1
    assert timezone.now() > campaign.closes_at
