"""Questions about an advert: asked, moderated, answered in public, let go of in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb, time_gb
from hub.models import Notification
from hub.work import waiting_for
from roles.adverts.retention import RETENTION
from roles.adverts.services.advert_questions import (
    QuestionRefusedError,
    answer_question,
    ask_question,
    decline_question,
    erase_question,
    lapse_questions,
)
from roles.adverts.tasks import lapse_questions as lapse_task
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import AdvertQuestion, RecruitmentPolicy
from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
SECRET = "I am Ada Example of Leeds: may I work from home?"


@pytest.fixture
def campaign():
    return make_advert(
        takes_questions=True, contact_email="jobs@example.gov.uk", organisation=make_organisation()
    )


@pytest.fixture
def asker():
    return make_person(name="Ada Example")


def asked(campaign, asker, text=SECRET):
    return ask_question(campaign=campaign, text=text, actor=asker)


def told(slug: str) -> list[Notification]:
    return list(Notification.objects.filter(slug=slug))


def test_from_the_question_to_the_answer_on_the_advert(client, campaign, asker):
    html = client.get(campaign.page.url).content.decode()
    assert "No questions yet." in html
    ask = f"/questions/ask/{campaign.reference}/"
    assert f'href="{ask}"' in html
    assert client.get(ask).status_code == 302  # A stranger signs in first.

    person = signed_in(asker)
    assert "without your name" in person.get(ask).content.decode()
    page = person.post(ask, {"text": SECRET}, follow=True).content.decode()
    assert "We have sent your question" in page
    assert "Waiting for an answer" in page
    question = AdvertQuestion.objects.get()
    [mail] = told("roles.question_asked")
    assert mail.address == "jobs@example.gov.uk"

    # What waits is nobody's to read but the department's, and not who asked.
    assert "Ada Example" not in client.get(campaign.page.url).content.decode()
    handler = signed_in(make_handler(campaign))
    workspace = handler.get(campaign.get_absolute_url()).content.decode()
    listed = f"/campaigns/{campaign.reference}/questions/"
    assert f'href="{listed}"' in workspace
    assert "1 waiting" in workspace
    detail = f"{listed}{question.reference}/"
    assert f'href="{detail}"' in handler.get(listed).content.decode()
    form = handler.get(detail).content.decode()
    assert asker.email not in form
    assert asker.get_full_name() not in form.replace(SECRET, "")
    page = handler.post(
        detail,
        {"published_text": "May I work from home?", "answer": "Yes, two days a week.\n\nAsk us."},
        follow=True,
    ).content.decode()
    assert f"Question {question.reference} is answered on the advert" in page

    html = client.get(campaign.page.url).content.decode()
    assert "May I work from home?" in html
    assert "Yes, two days a week." in html
    assert "Ada" not in html
    [mail] = told("roles.question_answered")
    assert mail.recipient == asker
    assert "Yes, two days a week." in person.get("/questions/").content.decode()


def test_an_answer_is_corrected_and_taken_down(client, campaign, asker):
    question, handler = asked(campaign, asker), make_handler(campaign)
    words = {"published_text": "May I?", "answer": "Yes"}
    answer_question(question=question, actor=handler, **words)
    answer_question(question=question, actor=handler, **(words | {"answer": "No, sorry"}))
    assert len(told("roles.question_answered")) == 1
    assert "No, sorry" in client.get(campaign.page.url).content.decode()
    person = signed_in(handler)
    decline = f"{question.get_absolute_url()}decline/"
    assert "Take it off the advert" in person.get(decline).content.decode()
    person.post(decline, {"reason": "It tells who asked."})
    assert "No, sorry" not in client.get(campaign.page.url).content.decode()
    assert [mail.recipient for mail in told("roles.question_declined")] == [asker]
    assert "It tells who asked." in signed_in(asker).get("/questions/").content.decode()
    # And again changes nothing.
    assert person.get(decline).status_code == 404
    page = person.post(decline, {"reason": "Again"}, follow=True).content.decode()
    assert "nothing has changed" in page
    page = person.post(question.get_absolute_url(), words, follow=True).content.decode()
    assert "nothing has changed" in page


@pytest.mark.parametrize("path", ["", "decline/"])
def test_a_form_says_what_to_do(campaign, asker, path):
    question = asked(campaign, asker)
    handler = signed_in(make_handler(campaign))
    html = handler.post(f"{question.get_absolute_url()}{path}", {}).content.decode()
    assert "There is a problem" in html
    assert ("Enter why it is not published" if path else "Enter your answer") in html
    html = signed_in(asker).post(f"/questions/ask/{campaign.reference}/", {"text": " "})
    assert "Enter your question" in html.content.decode()


def test_nobody_answers_what_they_asked_and_no_other_department_sees_it(campaign):
    handler = make_handler(campaign)
    question = asked(campaign, handler)
    assert signed_in(handler).get(question.get_absolute_url()).status_code == 404
    stranger = make_handler(make_advert(organisation=make_organisation()))
    assert signed_in(stranger).get(question.get_absolute_url()).status_code == 404
    assert list(AdvertQuestion.objects.visible_to(stranger)) == []


def test_an_advert_that_takes_none_takes_none(client, asker):
    campaign = make_advert()
    assert "Questions and answers" not in client.get(campaign.page.url).content.decode()
    assert signed_in(asker).get(f"/questions/ask/{campaign.reference}/").status_code == 404
    with pytest.raises(QuestionRefusedError):
        asked(campaign, asker)


def test_asking_ends_before_answering_and_answering_before_closing(campaign, asker, time_machine):
    handler = make_handler(campaign)
    late, later = asked(campaign, asker, "One"), asked(campaign, asker, "Two")
    two_days_before = campaign.closes_at - timedelta(days=2)
    time_machine.move_to(two_days_before, tick=False)
    with pytest.raises(QuestionRefusedError):
        asked(campaign, asker, "Three")
    person = signed_in(asker)
    answer = person.get(f"/questions/ask/{campaign.reference}/", follow=True)
    assert "Questions about this role are closed." in answer.content.decode()
    posted = person.post(f"/questions/ask/{campaign.reference}/", {"text": "Three"})
    assert "Questions about this role are closed" in posted.content.decode()
    assert "Three" in posted.content.decode()
    answer_question(question=late, published_text="One", answer="Yes", actor=handler)
    assert lapse_questions() == 0

    time_machine.move_to(campaign.closes_at - timedelta(days=1), tick=False)
    with pytest.raises(QuestionRefusedError):
        answer_question(question=later, published_text="Two", answer="Yes", actor=handler)
    posted = signed_in(handler).post(
        later.get_absolute_url(), {"published_text": "Two", "answer": "Yes"}
    )
    assert "It is too late to publish an answer" in posted.content.decode()
    lapse_task()
    lapse_task()
    later.refresh_from_db()
    assert later.state == AdvertQuestion.State.LAPSED
    assert [mail.recipient for mail in told("roles.question_lapsed")] == [asker]
    assert "jobs@example.gov.uk" in signed_in(asker).get("/questions/").content.decode()
    # What is published can still be put right.
    answer_question(question=late, published_text="One", answer="No", actor=handler)


def test_to_do_and_the_page_of_the_questions_name_one_last_day(campaign, asker):
    handler = make_handler(campaign)
    asked(campaign, asker)
    policy = RecruitmentPolicy.load()
    client = signed_in(handler)
    for days in (1, 3):
        policy.question_answer_days = days
        policy.save()
        last = campaign.closes_at - timedelta(days=days)
        page = client.get(f"/campaigns/{campaign.reference}/questions/").text
        assert f"until {time_gb(timezone.localtime(last))} on {date_gb(last)}." in page
        (shown,) = [
            each
            for each in waiting_for(type(handler).objects.get(pk=handler.pk))
            if each.queue.slug == "roles.advert_questions"
        ]
        assert [item.until for item in shown.items] == [last]
        assert date_gb(last) in client.get(reverse("work")).text


def test_a_closed_advert_keeps_its_answers(client, campaign, asker, time_machine):
    question = asked(campaign, asker)
    answer_question(
        question=question, published_text="May I?", answer="Yes", actor=make_handler(campaign)
    )
    time_machine.move_to(campaign.closes_at + timedelta(days=1), tick=False)
    html = client.get(campaign.page.url).content.decode()
    assert "May I?" in html
    assert "Ask a question" not in html


def test_a_cancelled_campaign_lets_its_questions_lapse(campaign, asker):
    asked(campaign, asker)
    cancel_campaign(campaign=campaign, reason="Gone", actor=make_handler(campaign))
    assert lapse_questions() == 1


def test_there_is_a_limit_to_the_questions_that_wait(campaign, asker):
    most = RecruitmentPolicy.load().questions_waiting
    for number in range(most):
        asked(campaign, asker, f"Question {number}")
    with pytest.raises(
        QuestionRefusedError, match="5 of your questions are already waiting for an answer"
    ):
        asked(campaign, asker, "One more")
    assert AdvertQuestion.objects.count() == most


def test_without_a_mailbox_the_people_who_run_the_campaign_are_told(asker):
    campaign = make_advert(takes_questions=True, organisation=make_organisation())
    handler = make_handler(campaign)
    asked(campaign, asker)
    assert [mail.recipient for mail in told("roles.question_asked")] == [handler]


def test_a_question_that_would_break_the_page_does_not(client, campaign, asker):
    question = asked(campaign, asker, "<script>alert(1)</script>")
    answer_question(
        question=question,
        published_text=question.text,
        answer="</dd><script>alert(2)</script>",
        actor=make_handler(campaign),
    )
    html = client.get(campaign.page.url).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_asker_is_let_go_of_in_time_and_the_answer_stays(campaign, asker, time_machine):
    handler = make_handler(campaign)
    kept, gone = asked(campaign, asker), asked(campaign, asker, "Never answered")
    answer_question(question=kept, published_text="May I?", answer="Yes", actor=handler)
    [policy] = [item for item in RETENTION if item.slug == "roles.questions"]
    assert {policy.export(item)["Question"] for item in policy.held_on(asker)} == {
        SECRET,
        "Never answered",
    }
    time_machine.move_to(campaign.closes_at + timedelta(days=85), tick=False)
    assert list(policy.due(timezone.now())) == []
    time_machine.move_to(campaign.closes_at + timedelta(days=100), tick=False)
    call_command("retention")
    assert not AdvertQuestion.objects.filter(pk=gone.pk).exists()
    kept.refresh_from_db()
    assert (kept.asker, kept.text, kept.answer) == (None, "", "Yes")
    assert list(policy.due(timezone.now())) == []
    erase_question(question=gone)
    erase_question(question=kept)


def test_a_question_published_and_declined_by_two_at_once_ends_in_one_state(campaign, asker):
    question, handler = asked(campaign, asker), make_handler(campaign)
    decline_question(question=question, reason="No", actor=handler)
    person = signed_in(make_handler(campaign))
    page = person.post(
        question.get_absolute_url(), {"published_text": "A", "answer": "B"}, follow=True
    )
    assert "nothing has changed" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_questions_cost_the_same(campaign, django_assert_max_num_queries, number):
    asker = make_person()
    for n in range(number):
        asked(campaign, asker, f"Question {n}")
    handler, person = signed_in(make_handler(campaign)), signed_in(asker)
    handler.get(f"/campaigns/{campaign.reference}/questions/")
    person.get("/questions/")
    with django_assert_max_num_queries(12):
        handler.get(f"/campaigns/{campaign.reference}/questions/")
    with django_assert_max_num_queries(7):
        person.get("/questions/")


def test_R11_staff_read_on_which_day_a_question_was_asked_and_not_at_which_minute(campaign, asker):
    question, browser = asked(campaign, asker), signed_in(make_handler(campaign))
    listed = f"/campaigns/{campaign.reference}/questions/"
    local = timezone.localtime(question.asked_at)
    minute = f"{local:%I:%M}".lstrip("0")
    for url in (listed, f"{listed}{question.reference}/"):
        page = browser.get(url).text
        assert (url, date_gb(local.date()) in page, minute in page) == (url, True, False)
