"""Cancelling a role tells everybody at once, in words that show no decision that rests (R19)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub.models import Notification
from roles.models import Application, Interview
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_move,
)
from tests.factories.hub import make_member, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
INTERVIEWED = TO_RECOMMENDED[:-1]
WHY = "The work has moved to another department."


def cancel(campaign):
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/cancel/"
    return client.post(url, {"reason": WHY, "what_of_posts": "closed"})


def page_of(application):
    """What the candidate reads, without what is theirs alone: the reference and moments."""
    client = signed_in(application.candidate)
    text = client.get(f"/applications/{application.reference}/").text
    main = text[text.index("<main") : text.index("</main>")]
    # The days of the stage bar and of the history are moments, too, and on which of them two fell.
    main = re.sub(r'hub-stages__day">[^<]*<|<h3[^>]*hub-timeline__day">[^<]*</h3>', "", main)
    main = re.sub(r"</ol>\s*<ol class=.hub-timeline.>", "", main)
    main = re.sub(r"<time.*?</time>|A-\w{4}-\w{4}|[\w.+-]+@[\w.-]+", "", main)
    return re.sub(r"Sent \d.*?\n", "", main)


def lines(application):
    # The factory sets interviews back in time: the order of the history is not compared.
    return tuple(sorted(page_of(application).split()))


def email_to(application):
    call_command("deliver")
    (letter,) = [
        letter
        for letter in mail.outbox
        if letter.to == [application.candidate.email] and "has been withdrawn" in letter.subject
    ]
    return re.sub(r"A-\w{4}-\w{4}", "", letter.body)


def test_R19_whoever_was_interviewed_reads_the_same_whatever_was_decided_and_hears_at_once():
    campaign = make_advert()
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    reserve = make_application(campaign, None, *INTERVIEWED, "put_on_reserve")
    out = make_application(campaign, None, *INTERVIEWED, "not_appoint")
    assert cancel(campaign).status_code == 302
    rows = (chosen, reserve, out)
    texts = {email_to(row) for row in rows}
    assert len(texts) == 1
    (words,) = texts
    assert "so we will still tell you the result of your interview" in words
    assert WHY in words
    assert len({lines(row) for row in rows}) == 1
    page = page_of(chosen)
    assert "Role withdrawn" in page
    assert "we will still tell you the result of your interview" in page
    assert "The department withdrew this role" in page
    assert "Waiting for a decision" not in page
    # The release still tells each its own.
    Application.objects.update(release_at=timezone.now() - timedelta(minutes=1))
    assert "On the reserve list" in page_of(chosen)
    assert "Unsuccessful" in page_of(out)


def test_R19_before_an_interview_a_rejection_that_rests_reads_like_any_other_end():
    campaign = make_advert()
    unread = make_application(campaign)
    passed = make_application(campaign, None, "pass_sift")
    failed = make_application(campaign, None, "fail_sift")
    cancel(campaign)
    rows = (unread, passed, failed)
    assert len({email_to(row) for row in rows}) == 1
    assert len({lines(row) for row in rows}) == 1
    page = page_of(failed)
    assert ("Role withdrawn" in page, "We aim" in page) == (True, False)
    assert "Withdraw this application" not in page
    client = signed_in(failed.candidate)
    assert client.get(f"/applications/{failed.reference}/withdraw/").status_code == 302


def test_R19_who_did_not_come_reads_the_same_as_who_is_still_to_come():
    campaign = make_advert()
    booked = make_application(campaign, None, "pass_sift", "invite", "book")
    missed = make_application(campaign, None, "pass_sift", "invite", "book", "miss_interview")
    # Each knows the time of their own interview: both are over, and nothing else may differ.
    Interview.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    cancel(campaign)
    told = Notification.objects.filter(slug="roles.campaign_cancelled")
    assert {row.recipient for row in told} == {booked.candidate, missed.candidate}
    assert lines(booked) == lines(missed)


def test_who_knows_of_an_end_is_not_told_of_another():
    campaign = make_advert()
    failed = make_application(campaign, None, "fail_sift")
    Application.objects.update(release_at=timezone.now() - timedelta(minutes=1))
    cancel(campaign)
    assert not Notification.objects.filter(slug="roles.campaign_cancelled").exists()
    assert "Unsuccessful" in page_of(failed)
    assert "The department withdrew this role" not in page_of(failed)


def entered_and_cancelled(*moves):
    campaign = make_advert()
    officer = make_member("resourcing", campaign.organisation)
    application, handler = enter_for_somebody(campaign, officer), make_handler(campaign)
    for move in moves:
        application = make_move(application, move, handler)
    cancel(campaign)
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/told/"
    return officer, url


def told_form():
    day = timezone.localdate()
    return {
        "told_how": "phone",
        "told_on_day": day.day,
        "told_on_month": day.month,
        "told_on_year": day.year,
    }


def test_who_phones_reads_why_the_role_was_withdrawn_and_what_it_means():
    officer, url = entered_and_cancelled()
    page = signed_in(officer).get(url).text
    for words in (WHY, "Role withdrawn", "You do not need to do anything.", WORDS["phone"]):
        assert words in page
    officer, url = entered_and_cancelled(*TO_RECOMMENDED)
    page = signed_in(officer).get(url).text
    assert "we will still tell you the result of your interview" in page


def test_a_call_that_somebody_else_recorded_meanwhile_says_who_and_when():
    officer, url = entered_and_cancelled()
    client, other = signed_in(officer), signed_in(officer)
    typed = as_read(client, url, told_form())
    other.post(url, as_read(other, url, told_form()))
    said = client.post(url, typed, follow=True).text
    assert "The candidate has been told: Role withdrawn, by phone on" in said.replace("&#39;", "'")
    assert f"recorded by {officer}" in said
    assert "nothing has been saved" not in said


def test_the_form_of_a_call_says_that_nothing_was_saved_where_there_is_more_to_tell():
    officer, url = entered_and_cancelled(*TO_RECOMMENDED)
    client, other = signed_in(officer), signed_in(officer)
    typed = as_read(client, url, told_form())
    other.post(url, as_read(other, url, told_form()))
    # The result is released, and is to be told by phone as well.
    past = timezone.now() - timedelta(minutes=1)
    application = Application.objects.get()
    Application.objects.update(release_at=past)
    application.phone_calls.filter(recorded_at=None).update(
        due_at=past, occasion=f"reserve@{past:%Y%m%dT%H%M%S}"
    )
    said = client.post(url, typed).text
    assert "so nothing was saved" in said
    assert "Already told" in said
    assert "nothing has been saved" not in said
