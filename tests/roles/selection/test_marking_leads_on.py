"""What a place on a panel and its marking say in each state, and how an answer is found again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.dates import date_gb
from roles.models import Campaign, Score
from roles.models.campaigns.campaign_state import CampaignState
from tests.factories.hub import signed_in
from tests.pages_read import as_read
from tests.roles.selection.test_marking import Sift, shown

pytestmark = pytest.mark.django_db

DRAFT = "Your marks are a draft until you submit them."
READ_HERE = "Once the sift has started, you can read the candidates’ answers here"
DONE = "You have submitted all your marks. You cannot change them."
CHAIR = "agree the marks that differ by 2 or more, on the page “Marks that differ”"
MEMBER = "We email you when all marks are agreed."
OVER = "The sift is over. You do not need to do anything."


def pages(sift, person):
    place = sift.chairs if person == sift.chair else sift.members
    browser = signed_in(person)
    return [shown(browser.get(f"/panels/{place.pk}/{more}")) for more in ("", "marking/")]


def mark(sift, answer, browser, **given):
    sent = {"mark": 5, "evidence": "It says so.", "revision": 0, "go_on": "yes", **given}
    assert browser.post(answer.address, sent).status_code == 302


def submit(browser, sift):
    address = f"/panels/{sift.members.pk}/submit-marks/"
    assert browser.post(address, as_read(browser, address)).status_code == 302


def test_S14_the_pages_of_a_place_say_before_the_sift_what_will_come():
    sift = Sift(applications=1)
    Campaign.objects.update(state=CampaignState.CLOSED, sifting_at=None)
    place, _ = pages(sift, sift.member)
    assert (READ_HERE in place, DONE in place) == (True, False)


def test_S14_the_pages_of_a_place_say_how_far_one_s_marking_is_and_by_when():
    sift = Sift(applications=2)
    by = date_gb(sift.panel.days[1])
    place, marking = pages(sift, sift.member)
    assert (READ_HERE in place, DRAFT in marking) == (False, True)
    words = "Mark the answers that are left, then submit your marks by"
    assert f"0 of 2 answers marked. {words} {by}." in place
    browser, answers = signed_in(sift.member), sift.listed().answers
    mark(sift, answers[0], browser)
    submit(browser, sift)
    overview = pages(sift, sift.member)[1]
    assert "You can submit an application once you have marked all its answers." in overview
    said = f"1 of 2 answers marked. You have submitted 1 of them. {words} {by}."
    assert said in pages(sift, sift.member)[0]
    mark(sift, answers[1], browser)
    assert (
        f"2 of 2 answers marked. You have submitted 1 of them. Submit your marks by {by}."
        in (pages(sift, sift.member)[0])
    )


@pytest.mark.parametrize("who, comes", [("chair", CHAIR), ("member", MEMBER)])
def test_S22_who_has_submitted_every_mark_reads_so_and_what_comes_next(who, comes):
    sift = Sift(applications=2)
    person = getattr(sift, who)
    sift.mark_all(person)
    for page in pages(sift, person):
        assert (DONE in page, comes in page) == (True, True)
        assert date_gb(sift.panel.days[1]) in page
        assert (DRAFT in page, READ_HERE in page) == (False, False)
    # S18: what others have done changes nothing.
    before = pages(sift, person)[0]
    sift.mark_all(sift.member if person == sift.chair else sift.chair)
    assert pages(sift, person)[0].replace(" Agreed marks for answers you marked", "") == (
        before.replace(" Agreed marks for answers you marked", "")
    )


def test_S14_after_the_sift_the_pages_say_that_nothing_is_left():
    sift = Sift(applications=1)
    sift.mark_all(sift.member)
    Campaign.objects.update(state=CampaignState.INTERVIEWING, interviewing_at=timezone.now())
    for page in pages(sift, sift.member):
        assert (DONE in page, OVER in page, MEMBER in page) == (True, True, False)
    assert (DONE in pages(sift, sift.chair)[0], OVER in pages(sift, sift.chair)[0]) == (False, True)


def test_S14_flagged_and_marked_answers_are_links_where_marks_are_submitted():
    sift = Sift(applications=2)
    browser, answers = signed_in(sift.member), sift.listed().answers
    mark(sift, answers[0], browser)
    mark(sift, answers[1], browser, is_flagged="on", mark=6)
    overview = browser.get(f"/panels/{sift.members.pk}/marking/").text
    # Among the marked ones of its question; the first leads on as well, the flagged one again.
    assert [overview.count(f'href="{answer.address}"') for answer in answers] == [2, 2]
    assert ">Answer 2<" in overview
    assert "Answers you have marked: Statement" in overview
    submits = browser.get(f"/panels/{sift.members.pk}/submit-marks/").text
    assert submits.count(f'href="{answers[1].address}"') == 1
    assert f'href="{answers[0].address}"' not in submits
    assert "Statement, answer 2" in submits


def test_S14_an_answer_leads_to_the_one_before_and_after_it_marked_or_not():
    sift = Sift(applications=3)
    browser, answers = signed_in(sift.member), sift.listed().answers
    for answer in answers:
        mark(sift, answer, browser)
    page = browser.get(answers[1].address).text
    assert f'href="{answers[0].address}" data-hub-shows data-hub-before>Previous answer' in page
    assert f'href="{answers[2].address}" data-hub-shows>Next answer' in page
    assert "Skip for now" not in page
    assert "Next answer" not in browser.get(answers[2].address).text
    Score.objects.all().delete()
    assert "Skip for now" in browser.get(answers[1].address).text


def test_the_page_that_submits_marks_shows_no_invitation_and_leads_back_to_the_marking():
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    mark(sift, answer, browser)
    page = browser.get(f"/panels/{sift.members.pk}/submit-marks/").text
    assert "View the invitation" not in page
    assert f'href="/panels/{sift.members.pk}/marking/"' in page
    overview = browser.get(f"/panels/{sift.members.pk}/marking/").text
    assert "Keyboard shortcuts" in overview
    assert "Change how you use the keyboard" not in overview
    keys = browser.get(f"/panels/{sift.members.pk}/marking-keys/")
    assert shown(keys).count("Keyboard shortcuts") >= 1
    button = keys.text.split('type="submit"')[-1].split("</button>")[0]
    assert button.split(">")[1].strip() == "Save"
