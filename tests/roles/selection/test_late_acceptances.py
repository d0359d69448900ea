"""A late acceptance is a question to who arranges the selection, never an error (S39)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django_fsm import TransitionNotAllowed

from hub.models import Notification
from roles.models import Application
from roles.selection.offer_work import late_answers_asked
from roles.selection.services.late_answers import agree_to_late_answer, refuse_late_answer
from roles.selection.services.offers import accept_offer, extend_offer, withdraw_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.hub import signed_in
from tests.factories.roles import actions_of
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
WHY = "The post is needed for another team."


def at(time_machine, day, hour=10, minute=0, second=0):
    moment = datetime(2026, 6, day, hour, minute, second, tzinfo=UTC)
    time_machine.move_to(moment, tick=False)


@pytest.fixture
def handler(time_machine):
    at(time_machine, 1)
    return make_handler(make_advert())


@pytest.fixture
def offered(handler):
    campaign = handler.organisations().first().campaigns.get()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    return make_offer(
        application,
        campaign.posts.get(),
        make_handler(campaign),
        answer_by=date(2026, 6, 10),
        starts_on=date(2026, 7, 20),
    )


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_S39_the_last_second_counts_in_london_and_the_next_is_a_question(offered, time_machine):
    # 11:59:59pm in London is 10:59:59pm in UTC.
    at(time_machine, 10, 22, 59, 59)
    own = signed_in(offered.candidate)
    accept = f"/applications/{offered.reference}/offer/accept/"
    read = as_read(own, accept)
    at(time_machine, 10, 23, 0, 0)
    page = own.post(accept, read, follow=True)
    assert "you have not accepted the offer yet. We have asked" in page.text
    found = Application.objects.get(pk=offered.pk)
    assert (found.state, found.awaits_late_answer, found.post.state) == (
        "provisional_offer",
        True,
        "offered",
    )
    assert "whether you can still accept it" in " ".join(page.text.split())


def test_S39_in_the_last_second_it_is_accepted(offered, time_machine):
    at(time_machine, 10, 22, 59, 59)
    accept_offer(application=offered, actor=offered.candidate)
    assert Application.objects.get(pk=offered.pk).state == "accepted"


def test_S39_who_arranges_is_told_once_has_it_in_to_do_and_agrees(offered, handler, time_machine):
    at(time_machine, 11)
    own = signed_in(offered.candidate)
    offer = f"/applications/{offered.reference}/offer/"
    assert "Do you still want to accept this offer?" in own.get(offer).text
    accept = own.post(offer, as_read(own, offer, {"answer": "accept"})).url
    assert "Ask whether you can still accept this offer" in own.get(accept).text
    own.post(accept, as_read(own, accept))
    again = own.post(accept, as_read(own, accept), follow=True)
    assert "You have already asked the department" in again.text
    told = Notification.objects.filter(slug="roles.late_answer_asked", recipient=handler)
    assert told.count() == 1
    assert [row.pk for row in late_answers_asked(handler)] == [offered.pk]
    manager = signed_in(handler)
    agree = f"{base_of(offered)}agree_late/"
    assert f'href="{agree}"' in manager.get("/work/").text
    manager.post(agree, as_read(manager, agree))
    found = Application.objects.get(pk=offered.pk)
    assert (found.state, found.post.state, found.awaits_late_answer) == (
        "accepted",
        "accepted",
        False,
    )
    assert list(late_answers_asked(handler)) == []
    assert "roles.late_answer_agreed" in actions_of(found)


def test_S39_an_offer_that_was_withdrawn_is_accepted_late_while_its_post_is_free(
    offered, handler, time_machine
):
    at(time_machine, 11)
    own = signed_in(offered.candidate)
    accept = f"/applications/{offered.reference}/offer/accept/"
    read = as_read(own, accept)
    withdraw_offer(application=offered, reason=WHY, actor=handler)
    page = own.post(accept, read, follow=True)
    assert "We have asked" in page.text
    manager, agree = signed_in(handler), f"{base_of(offered)}agree_late/"
    manager.post(agree, as_read(manager, agree))
    found = Application.objects.get(pk=offered.pk)
    assert (found.state, found.post.state, found.offer_withdrawn_at) == (
        "accepted",
        "accepted",
        None,
    )


def test_S39_once_the_post_is_with_somebody_else_it_is_too_late(offered, handler, time_machine):
    at(time_machine, 11)
    withdraw_offer(application=offered, reason=WHY, actor=handler)
    accept_offer(application=Application.objects.get(pk=offered.pk), actor=offered.candidate)
    other = make_application(offered.campaign, None, *TO_RECOMMENDED)
    make_offer(other, offered.post, handler)
    with pytest.raises(TransitionNotAllowed):
        agree_to_late_answer(application=offered, actor=handler)
    manager, base = signed_in(handler), base_of(offered)
    assert f'href="{base}refuse_late/"' in manager.get("/work/").text
    assert "Somebody else has been offered this post" in manager.get(f"{base}agree_late/").text
    refuse = f"{base}refuse_late/"
    manager.post(refuse, as_read(manager, refuse, {"reason": WHY}))
    found = Application.objects.get(pk=offered.pk)
    assert (found.state, found.awaits_late_answer) == ("offer_withdrawn", False)
    call_command("deliver")
    letter = next(one for one in mail.outbox if "too late to accept" in one.subject)
    assert (letter.to, WHY in letter.body) == ([offered.candidate.email], True)
    # Nothing more to ask.
    own = signed_in(offered.candidate)
    offer = f"/applications/{offered.reference}/offer/"
    assert "The department has withdrawn this offer" in own.get(offer, follow=True).text


def test_S39_more_time_answers_the_question_and_the_candidate_accepts(
    offered, handler, time_machine
):
    at(time_machine, 11)
    accept_offer(application=offered, actor=offered.candidate)
    extend_offer(application=offered, answer_by=date(2026, 6, 15), actor=handler)
    assert list(late_answers_asked(handler)) == []
    found = Application.objects.get(pk=offered.pk)
    accept_offer(application=found, actor=offered.candidate)
    assert Application.objects.get(pk=offered.pk).state == "accepted"


def test_S39_nobody_decides_on_what_was_not_asked(offered, handler, time_machine):
    at(time_machine, 11)
    for decide in (
        lambda: agree_to_late_answer(application=offered, actor=handler),
        lambda: refuse_late_answer(application=offered, reason=WHY, actor=handler),
    ):
        with pytest.raises(TransitionNotAllowed):
            decide()
    assert Application.objects.get(pk=offered.pk).state == "provisional_offer"
