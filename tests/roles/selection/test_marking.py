"""Marking on a panel: one answer at a time, drafts, submitting, independence (S10 to S20)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from hub.models import LogEntry
from roles.applications.services.applications import move_application
from roles.campaigns.services.completion import end_campaign
from roles.models import Application, Conflict, Score, ScoreVersion, StageResult
from roles.models.campaigns.selection_order import obstacle_to
from roles.models.selection.score import mean_of
from roles.selection.services.conflicts import decide_conflict
from roles.selection.services.marking import submit_marks
from roles.selection.services.marking_list import marking_list
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_declared_panel, make_sitter, start_sift
from tests.pages_read import as_read
from tests.roles.selection.test_hidden_everywhere import CHANGING

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


class Sift:
    """A campaign in its sift, with a chair and a member who mark three applications."""

    def __init__(self, applications=3):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        self.applications = [make_application(self.campaign) for _ in range(applications)]
        self.chair, self.member = make_sitter(self.campaign), make_sitter(self.campaign)
        self.panel = make_declared_panel(self.campaign, self.member, chair=self.chair)
        start_sift(self.campaign)
        places = {place.person_id: place for place in self.panel.members.all()}
        self.chairs, self.members = places[self.chair.pk], places[self.member.pk]

    def listed(self, person=None):
        person = person or self.member
        place = self.chairs if person == self.chair else self.members
        place.refresh_from_db()
        return marking_list(place, type(person).objects.get(pk=person.pk))

    def mark_all(self, person, points=5):
        browser, listed = signed_in(person), self.listed(person)
        for answer in listed.answers:
            sent = {"mark": points, "evidence": "It says so.", "revision": 0, "go_on": "yes"}
            assert browser.post(answer.address, sent).status_code == 302
        address = f"/panels/{listed.member.pk}/submit-marks/"
        assert browser.post(address, as_read(browser, address)).status_code == 302


def shown(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_S10_S14_a_member_marks_one_answer_after_the_other_and_submits_at_the_end():
    sift = Sift()
    browser = signed_in(sift.member)
    overview = f"/panels/{sift.members.pk}/marking/"
    assert overview in browser.get(f"/panels/{sift.members.pk}/").text
    assert "0 of 3 answers marked" in shown(browser.get(overview))
    at = browser.get(f"{overview}next/").url
    seen = []
    for _ in range(3):
        page = browser.get(at)
        seen.append(at)
        assert "Guide" in page.text
        assert page.text.index('id="guide"') < page.text.index('id="answer"')
        at = browser.post(at, {"mark": 5, "revision": 0, "go_on": "yes"}).url
    assert (len(set(seen)), at) == (3, overview)
    assert "3 of 3 answers marked" in shown(browser.get(overview))
    assert Score.objects.submitted().count() == 0
    address = f"/panels/{sift.members.pk}/submit-marks/"
    assert browser.get(f"{overview}next/").url == address
    assert browser.post(address, as_read(browser, address)).url == overview
    assert list(Score.objects.submitted().values_list("points", flat=True)) == [5, 5, 5]
    assert [row.why for row in ScoreVersion.objects.all()] == ["submitted"] * 3
    # S20: what is submitted stays.
    refused = browser.post(seen[0], {"mark": 1, "evidence": "No.", "revision": 1, "go_on": "yes"})
    assert refused.url == overview
    assert list(Score.objects.values_list("points", flat=True)) == [5, 5, 5]


@pytest.mark.parametrize("points", [1, 2, 3, 7, "cannot"])
def test_S10_words_are_demanded_below_the_minimum_at_the_top_and_without_points(points):
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    sent = {"mark": points, "evidence": "", "revision": 0, "go_on": "yes"}
    page = browser.post(answer.address, sent)
    assert (page.status_code, "There is a problem" in page.text) == (200, True)
    # A draft that cannot be submitted.
    draft = Score.objects.get()
    assert (draft.points, draft.cannot_mark) == (
        (None, True) if points == "cannot" else (points, False)
    )
    assert sift.listed().finished() == []
    sent = {**sent, "evidence": "Nothing on it.", "revision": draft.revision}
    assert browser.post(answer.address, sent).status_code == 302
    assert Score.objects.get().points == (None if points == "cannot" else points)


@pytest.mark.parametrize("points", [4, 5, 6])
def test_S10_no_words_are_demanded_in_between(points):
    sift = Sift(applications=1)
    [answer] = sift.listed().answers
    sent = {"mark": points, "evidence": "", "revision": 0, "go_on": "yes"}
    assert signed_in(sift.member).post(answer.address, sent).status_code == 302


def test_S14_what_is_saved_in_passing_is_a_draft_and_may_be_half_done():
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    sent = {"evidence": "They led", "revision": 0}
    said = browser.post(answer.address, sent, headers=JSON).json()
    score = Score.objects.get()
    assert (said["saved"], said["revision"], said["progress"]) == (True, 1, "0 of 1 answer marked")
    assert said["at"] == f"{timezone.localtime(score.saved_at):%H:%M}"
    assert (score.points, score.evidence, score.is_draft) == (None, "They led", True)
    assert f"Saved {said['at']}" in browser.get(answer.address).text
    # From another device it is there.
    assert "They led" in signed_in(sift.member).get(answer.address).text
    assert "They led" not in signed_in(sift.chair).get(f"/panels/{sift.chairs.pk}/marking/").text


def test_SC10_words_sent_after_the_session_ended_are_back_after_signing_in():
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    browser.get(answer.address)
    browser.logout()
    sent = {"mark": 5, "evidence": "word " * 300, "revision": 0, "go_on": "yes"}
    signs_in = browser.post(answer.address, sent).url
    said = browser.post(answer.address, sent, headers=JSON)
    assert (said.status_code, said.json()) == (401, {"saved": False, "signed_out": True})
    assert (Score.objects.count(), "/accounts/" in signs_in) == (0, True)


def test_S15_SC8_a_stale_save_changes_nothing_and_shows_both_with_two_choices():
    sift = Sift(applications=1)
    laptop, telephone = signed_in(sift.member), signed_in(sift.member)
    [answer] = sift.listed().answers
    first = {"mark": 5, "evidence": "From the laptop", "revision": 0, "go_on": "yes"}
    assert laptop.post(answer.address, first).status_code == 302
    second = {"mark": 3, "evidence": "From the telephone", "revision": 0, "go_on": "yes"}
    said = telephone.post(answer.address, second, headers=JSON).json()
    assert (said["saved"], said["disputed"]) == (False, True)
    page = telephone.post(answer.address, second)
    assert ("From the laptop" in page.text, "From the telephone" in page.text) == (True, True)
    assert [("Keep the saved version" in page.text), ("Save what I entered here" in page.text)] == [
        True,
        True,
    ]
    assert Score.objects.get().points == 5
    # Both are kept, once each, however often it is tried.
    kept = sorted(ScoreVersion.objects.values_list("points", flat=True))
    assert kept == [3, 5]
    mine = {**second, "revision": 1, "keep": "mine"}
    assert telephone.post(answer.address, mine).status_code == 302
    assert (Score.objects.get().points, Score.objects.get().revision) == (3, 2)
    assert sorted(ScoreVersion.objects.values_list("points", flat=True)) == [3, 5]


def test_SC8_what_was_saved_first_can_stay():
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    sent = {"mark": 5, "evidence": "First", "revision": 0, "go_on": "yes"}
    browser.post(answer.address, sent)
    kept = {"mark": 5, "evidence": "First", "revision": 0, "go_on": "yes", "keep": "saved"}
    assert browser.post(answer.address, kept).status_code == 302
    assert (Score.objects.get().points, Score.objects.get().revision) == (5, 1)


def test_S16_each_has_an_order_of_their_own_that_reloading_and_a_withdrawal_leave_as_it_is():
    sift = Sift(applications=8)
    own = [answer.code for answer in sift.listed().answers]
    results = [answer.result.pk for answer in sift.listed().answers]
    others = [answer.result.pk for answer in sift.listed(sift.chair).answers]
    assert [answer.code for answer in sift.listed().answers] == own
    assert (results != others, sorted(results) == sorted(others)) == (True, True)
    gone = StageResult.objects.get(pk=results[2]).application
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn", withdrawn_at=timezone.now())
    assert [answer.code for answer in sift.listed().answers] == [*own[:2], *own[3:]]
    # Nothing in an address says which application it is.
    keys = {str(result) for result in results} | {row.reference for row in sift.applications}
    assert not keys & set(own)


def test_S17_R9_cannot_be_marked_is_no_nought_in_no_mean_and_nobodys_assessment():
    sift = Sift(applications=1)
    [application] = sift.applications
    sift.mark_all(sift.chair, 4)
    sift.mark_all(sift.member, "cannot")
    counted = [row.points for row in Score.objects.counting()]
    assert (counted, mean_of(counted)) == ([4], 4)
    page = shown(signed_in(sift.manager).get(sift_url(sift)))
    assert ("Cannot be marked" in page, "Statement 4" in page) == (True, True)
    # One mark is not two people's assessment: it is on the agenda, and nobody decides before.
    assert "The panel still has to agree 1 mark" in obstacle_to(
        Application.objects.get(pk=application.pk), "pass_sift"
    )
    agenda = f"/campaigns/{sift.campaign.reference}/panels/1/marks-that-differ/"
    agrees = f"{agenda}{application.reference}/statement/"
    told = signed_in(sift.chair).post(agrees, {"points": 4, "note": "a" * 30, "seen": 0})
    assert "Only 1 person has been able to mark this answer" in told.text


def sift_url(sift):
    application = sift.applications[0]
    return f"/campaigns/{sift.campaign.reference}/applications/{application.reference}/"


def pages_of(sift, person):
    """Everything that a member can come to, whatever others have marked."""
    browser, listed = signed_in(person), sift.listed(person)
    # How much waits for them stands on every page once it was counted.
    browser.get("/work/")
    base = f"/campaigns/{sift.campaign.reference}/"
    addresses = [
        *(answer.address for answer in listed.answers),
        f"/panels/{listed.member.pk}/marking/",
        f"/panels/{listed.member.pk}/",
        "/panels/",
        "/work/",
        base,
        f"{base}applications/",
        f"{base}panels/",
        sift_url(sift),
    ]
    found = {}
    for address in addresses:
        page = browser.get(address)
        found[address] = (page.status_code, CHANGING.sub("", page.text))
    return found


def test_S18_until_their_own_marks_are_in_nothing_a_member_sees_depends_on_others():
    sift = Sift(applications=2)
    before = pages_of(sift, sift.member)
    sift.mark_all(sift.chair, 2)
    assert pages_of(sift, sift.member) == before


def test_S18_a_member_who_runs_the_campaign_reads_no_mark_before_their_own():
    campaign = make_advert()
    manager = make_handler(campaign)
    make_application(campaign)
    other = make_sitter(campaign)
    panel = make_declared_panel(campaign, manager, chair=other)
    start_sift(campaign)
    sift = Sift.__new__(Sift)
    sift.campaign, sift.panel, sift.chair, sift.member = campaign, panel, other, manager
    sift.applications = list(campaign.applications.all())
    sift.chairs, sift.members = panel.members.order_by("role", "pk")
    before = pages_of(sift, manager)
    sift.mark_all(other, 2)
    assert pages_of(sift, manager) == before
    assert "Submit your marks for this application before you decide" in before[sift_url(sift)][1]
    sift.mark_all(manager, 6)
    page = shown(signed_in(manager).get(sift_url(sift)))
    assert ("Marks of the panel" in page, "What each answer counts as" in page) == (True, True)


def test_S19_the_chair_and_who_selects_see_done_or_not_and_no_score_before_the_last_is_in():
    sift = Sift(applications=1)
    sift.mark_all(sift.member, 2)
    for person, address in (
        (sift.chair, f"/panels/{sift.chairs.pk}/marking/"),
        (sift.manager, f"/campaigns/{sift.campaign.reference}/panels/"),
    ):
        page = shown(signed_in(person).get(address))
        assert f"{sift.member} Member All submitted" in page
        assert f"{sift.chair} Chair Not all submitted" in page
        assert "It says so." not in page
    page = shown(signed_in(sift.manager).get(sift_url(sift)))
    assert f"We are waiting for {sift.chair}." in page
    assert "It says so." not in page
    sift.mark_all(sift.chair, 5)
    page = shown(signed_in(sift.manager).get(sift_url(sift)))
    assert ("It says so." in page, "Statement 3.5" in page) == (True, True)


def test_SC2_a_conflict_in_the_middle_ends_sight_and_marking_and_keeps_what_was_submitted():
    sift = Sift(applications=3)
    browser = signed_in(sift.member)
    answers = sift.listed().answers
    for answer in answers:
        browser.post(answer.address, {"mark": 5, "revision": 0, "go_on": "yes"})
    submit_marks(member=sift.members, actor=sift.member)
    marked, drafted = answers[0], answers[1]
    Score.objects.filter(result=drafted.result).update(submitted_at=None)
    officer = make_member("resourcing", sift.campaign.organisation)
    for answer in (marked, drafted):
        conflict = Conflict.objects.create(
            application=answer.result.application,
            person=sift.member,
            grounds=["declared"],
            found_at=timezone.now(),
        )
        decide_conflict(
            conflict=conflict, is_conflict=True, reason="They managed them.", actor=officer
        )
    assert [browser.get(answer.address).status_code for answer in answers] == [404, 404, 200]
    late = browser.post(drafted.address, {"mark": 6, "revision": 1, "go_on": "yes"}, follow=True)
    assert "You can no longer mark this answer. We did not save your last change." in late.text
    assert "1 of 1 answer marked" in shown(browser.get(f"/panels/{sift.members.pk}/marking/"))
    assert Score.objects.filter(result=drafted.result).count() == 0
    kept = Score.objects.get(result=marked.result)
    assert (kept.points, kept.set_aside_at is not None) == (5, True)
    assert list(Score.objects.counting().values_list("result", flat=True)) == [answers[2].result.pk]
    # Only the resourcing officer can reverse it.
    conflict = Conflict.objects.get(application=marked.result.application)
    decide_conflict(conflict=conflict, is_conflict=False, reason="Another person.", actor=officer)
    assert Score.objects.get(pk=kept.pk).set_aside_at is None


def test_SC2_who_recognises_a_candidate_while_marking_sees_them_no_more():
    sift = Sift(applications=2)
    browser, answers = signed_in(sift.member), sift.listed().answers
    browser.post(answers[0].address, {"mark": 5, "revision": 0, "go_on": "yes"})
    address = f"{answers[0].address}know/"
    assert address in browser.get(answers[0].address).text
    browser.get(address)
    assert browser.post(address).url == f"/panels/{sift.members.pk}/marking/"
    assert [browser.get(answer.address).status_code for answer in answers] == [404, 200]
    conflict = Conflict.objects.get()
    assert (conflict.grounds, conflict.state, conflict.hides) == (["recognised"], "possible", True)
    assert Score.objects.count() == 0


def test_S3_who_has_a_conflict_is_not_waited_for_but_two_people_have_to_mark():
    sift = Sift(applications=1)
    sift.mark_all(sift.chair)
    Conflict.objects.create(
        application=sift.applications[0],
        person=sift.member,
        grounds=["declared"],
        found_at=timezone.now(),
    )
    page = shown(signed_in(sift.manager).get(sift_url(sift)))
    assert "At least 2 people have to. Invite somebody else to the panel." in page


def test_S9_who_left_and_came_back_has_marked_it_already():
    sift = Sift(applications=1)
    for person in (sift.chair, sift.member):
        sift.mark_all(person)
    places = type(sift.members).objects
    places.filter(pk=sift.members.pk).update(state="left", left_at=timezone.now())
    result = StageResult.objects.get()
    assert result.all_marks_in
    places.create(
        panel=sift.panel,
        person=sift.member,
        answer_by=timezone.localdate(),
        state="accepted",
        accepted_at=timezone.now(),
        declared_at=timezone.now(),
    )
    assert (result.marks_missing(), result.all_marks_in) == ([], True)


def test_S14_drafts_go_when_the_sift_is_over():
    sift = Sift(applications=1)
    [answer] = sift.listed().answers
    signed_in(sift.member).post(answer.address, {"mark": 5, "revision": 0})
    assert Score.objects.drafts().count() == 1
    end_campaign(campaign=sift.campaign, reason="Nobody met the standard.", actor=sift.manager)
    assert Score.objects.count() == 0


def test_R9_nobody_marks_before_declaring_after_leaving_or_by_another_place():
    sift = Sift(applications=1)
    address = sift.listed().answers[0].address
    for person in (sift.chair, sift.manager, make_sitter(sift.campaign)):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address, {"mark": 5, "revision": 0}).status_code == 404
    type(sift.members).objects.filter(pk=sift.members.pk).update(declared_at=None)
    assert signed_in(sift.member).get(address).status_code == 404
    type(sift.members).objects.filter(pk=sift.members.pk).update(
        declared_at=timezone.now(), state="left"
    )
    assert signed_in(sift.member).get(address).status_code == 404


def test_R11_nothing_of_who_it_is_stands_on_the_page():
    sift = Sift(applications=1)
    [application] = sift.applications
    type(application).objects.filter(pk=application.pk).update(
        full_name="Ada Hidden", email="ada@example.com", phone="0161 496 0777"
    )
    page = signed_in(sift.member).get(sift.listed().answers[0].address).text
    told = ["Ada", "Hidden", "ada@example.com", "0161 496", application.reference]
    assert [words for words in told if words in page] == []


def test_without_a_plan_the_statement_is_marked():
    assert [element.name for element in Sift(applications=1).listed().elements] == ["Statement"]


def test_to_do_leads_to_the_next_answer_until_all_is_submitted():
    sift = Sift(applications=1)
    address = f"/panels/{sift.members.pk}/marking/next/"
    browser = signed_in(sift.member)
    assert address in browser.get("/work/").text
    sift.mark_all(sift.member)
    assert address not in browser.get("/work/").text


def test_the_page_of_the_campaign_leads_to_ones_own_marking():
    campaign = make_advert()
    manager = make_handler(campaign)
    make_application(campaign)
    panel = make_declared_panel(campaign, manager)
    base = f"/campaigns/{campaign.reference}/"
    address = f"/panels/{panel.members.get(person=manager).pk}/marking/"
    assert address not in signed_in(manager).get(base).text
    start_sift(campaign)
    assert address in signed_in(manager).get(base).text


def test_to_do_of_who_decides_has_an_application_once_all_its_marks_are_in():
    sift = Sift(applications=2)
    browser, waits = signed_in(sift.manager), f"{sift.campaign.reference}/applications/next/"
    assert waits not in browser.get("/work/").text
    for person in (sift.chair, sift.member):
        assert waits not in browser.get("/work/").text
        sift.mark_all(person)
    page = browser.get("/work/")
    assert (waits in page.text, "2 applications to sift" in shown(page)) == (True, True)


def test_S18_that_somebody_submitted_is_not_in_the_history_of_the_campaign():
    sift = Sift(applications=1)
    sift.mark_all(sift.member)
    entry = LogEntry.objects.get(action="roles.marks_submitted")
    assert entry.object_id == str(sift.members.pk)


def test_S11_the_next_answer_takes_few_queries_however_many_there_are(
    django_assert_max_num_queries,
):
    for applications in (1, 3, 12):
        sift = Sift(applications=applications)
        browser, answers = signed_in(sift.member), sift.listed().answers
        browser.get(answers[0].address)
        with django_assert_max_num_queries(14):
            page = browser.get(answers[0].address, headers={"x-hub-part": "answer"})
        assert ("data-hub-marking" in page.text, "<header" in page.text) == (True, False)


def test_a_decision_follows_once_all_marks_are_in():
    sift = Sift(applications=1)
    sift.mark_all(sift.chair)
    sift.mark_all(sift.member)
    move_application(application=sift.applications[0], move="pass_sift", actor=sift.manager)
    assert StageResult.objects.get().outcome == "passed"


def test_S13_keys_are_off_until_somebody_switches_them_on():
    sift = Sift(applications=1)
    browser, [answer] = signed_in(sift.member), sift.listed().answers
    assert 'data-keys=""' in browser.get(answer.address).text
    address = f"/panels/{sift.members.pk}/marking-keys/"
    assert browser.post(address, {"keys": "plain"}).status_code == 302
    assert 'data-keys="plain"' in browser.get(answer.address).text
    assert (
        'data-keys=""' in signed_in(sift.chair).get(sift.listed(sift.chair).answers[0].address).text
    )
