"""Marks of interviews: each alone, per criterion, with evidence; how it went is apart (S33)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from roles.campaigns.services.campaigns import move_campaign
from roles.models import Campaign, Score, Stage, StageResult
from roles.models.selection.agenda import items_of
from roles.selection.services.interviews import Interview
from roles.selection.services.marking_list import marking_list
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler, make_move
from tests.factories.hub import signed_in
from tests.factories.panels import make_declared_panel, make_sitter
from tests.factories.plans import make_plan
from tests.pages_read import as_read
from tests.roles.selection.test_marking import shown

pytestmark = pytest.mark.django_db

MET = ("pass_sift", "invite", "book", "record_interview")
EVIDENCE = "Said how they led three teams through a migration."


class Interviews:
    """A campaign at interviews, with a chair and a member, two questions, and people to meet."""

    def __init__(self, people=2, plan=True, panel=True, before=False, **advert):
        self.campaign = make_advert(**advert)
        if plan:
            make_plan(self.campaign)
        Campaign.objects.filter(pk=self.campaign.pk).update(is_before_interview_marks=before)
        self.applications = [
            make_application(self.campaign, None, "pass_sift", "invite") for _ in range(people)
        ]
        bring_to(self.campaign, "interviewing")
        self.campaign.refresh_from_db()
        self.chair, self.member = make_sitter(self.campaign), make_sitter(self.campaign)
        if panel:
            kind = Stage.Kind.INTERVIEW
            self.panel = make_declared_panel(
                self.campaign, self.member, chair=self.chair, kind=kind
            )
        self.handler = make_handler(self.campaign)
        self.applications = [self.met(application) for application in self.applications]

    def met(self, application):
        for move in ("book", "record_interview"):
            application = make_move(application, move, self.handler)
        return application

    def place_of(self, person):
        return self.panel.members.get(person=person)

    def listed(self, person):
        place = self.place_of(person)
        return marking_list(place, type(person).objects.get(pk=person.pk))

    def mark_all(self, person, *points, submit=True):
        """The points of each application in order; the last ones again for the rest."""
        browser = signed_in(person)
        by_reference = dict(zip([row.reference for row in self.applications], points, strict=False))
        for answer in self.listed(person).answers:
            given = by_reference.get(answer.result.application.reference, points[-1])
            given = given if isinstance(given, int) else given[answer.element.slug]
            sent = {"mark": given, "evidence": EVIDENCE, "revision": 0, "go_on": "yes"}
            assert browser.post(answer.address, sent).status_code == 302
        if submit:
            address = f"/panels/{self.place_of(person).pk}/submit-marks/"
            assert browser.post(address, as_read(browser, address)).status_code == 302


def test_S33_each_on_the_panel_marks_what_was_met_with_evidence_for_every_point():
    interviews = Interviews()
    browser, place = signed_in(interviews.member), interviews.place_of(interviews.member)
    overview = f"/panels/{place.pk}/marking/"
    assert overview in browser.get(f"/panels/{place.pk}/").text
    assert "0 of 4 marks given" in shown(browser.get(overview))
    listed = interviews.listed(interviews.member)
    # One candidate after the other, with all questions of theirs.
    assert [answer.result.pk for answer in listed.answers] == sorted(
        [answer.result.pk for answer in listed.answers],
        key=[answer.result.pk for answer in listed.answers].index,
    )
    assert {answer.element.slug for answer in listed.answers} == {"experience", "technical"}
    first = listed.answers[0]
    page = browser.get(first.address)
    assert first.result.application.full_name in page.text
    assert 'id="guide"' in page.text
    sent = {"mark": 5, "evidence": "", "revision": 0, "go_on": "yes"}
    assert "There is a problem" in browser.post(first.address, sent).text
    # What was entered without words is a draft.
    whole = {**sent, "evidence": EVIDENCE, "revision": 1}
    assert browser.post(first.address, whole).status_code == 302
    assert Score.objects.get().points == 5


def test_S18_S33_nobody_reads_a_mark_of_an_interview_before_their_own_are_in():
    interviews = Interviews(people=1)
    interviews.mark_all(interviews.member, 6)
    [application] = interviews.applications
    address = f"/campaigns/{interviews.campaign.reference}/applications/{application.reference}/"
    page = shown(signed_in(interviews.handler).get(address))
    assert EVIDENCE not in page
    assert "We are waiting for" in page
    interviews.mark_all(interviews.chair, 5)
    assert EVIDENCE in shown(signed_in(interviews.handler).get(address))


def test_S24_S33_nobody_is_judged_before_the_marks_are_in_and_agreed():
    interviews = Interviews(people=1)
    [application] = interviews.applications
    address = f"/campaigns/{interviews.campaign.reference}/applications/{application.reference}/"
    handler = signed_in(interviews.handler)
    interviews.mark_all(interviews.member, 6)
    assert "Not all marks are in" in shown(handler.get(f"{address}recommend/"))
    interviews.mark_all(interviews.chair, 4)
    page = shown(handler.get(f"{address}recommend/"))
    assert "The panel still has to agree 2 marks" in page
    agenda = f"/campaigns/{interviews.campaign.reference}/panels/2/marks-that-differ/"
    assert application.reference in shown(signed_in(interviews.chair).get(agenda))
    result = StageResult.objects.get(kind="interview")
    assert [item.is_open for item in items_of(interviews.campaign, 2, [result])] == [True, True]


@pytest.mark.parametrize(("plan", "panel", "before"), [(1, 0, 0), (0, 1, 1)])
def test_S33_interviews_without_a_panel_and_those_from_before_are_judged_as_they_were(
    plan, panel, before
):
    interviews = Interviews(people=1, plan=bool(plan), panel=bool(panel), before=bool(before))
    marked = StageResult.objects.marked().filter(kind="interview")
    assert marked.count() == 0
    [application] = interviews.applications
    assert make_move(application, "recommend", interviews.handler).state == "recommended"
    if panel:
        place = interviews.place_of(interviews.member)
        assert interviews.listed(interviews.member).answers == []
        assert (
            f"/panels/{place.pk}/marking/" not in signed_in(interviews.member).get("/panels/").text
        )


def test_S33_without_a_plan_the_interview_is_marked_as_a_whole():
    interviews = Interviews(people=1, plan=False)
    assert [a.element.slug for a in interviews.listed(interviews.member).answers] == ["interview"]


def test_S33_how_it_went_is_recorded_apart_from_a_mark():
    interviews = Interviews(people=0)
    application = make_application(interviews.campaign, None, "pass_sift", "invite", "book")
    Interview.objects.update(starts_at=timezone.now() - timezone.timedelta(hours=2))
    handler = signed_in(interviews.handler)
    address = f"/campaigns/{interviews.campaign.reference}/applications/{application.reference}/"
    page = f"{address}record_interview/"
    sent = {**as_read(handler, page), "attendance": "late"}
    assert handler.post(page, sent).status_code == 302
    result = StageResult.objects.get(application=application, kind="interview")
    assert (result.attendance, result.is_marked, result.outcome) == ("late", True, "")
    assert Score.objects.count() == 0
    assert "came late" in shown(handler.get(address))
    assert "came late" in shown(
        signed_in(interviews.member).get(interviews.listed(interviews.member).answers[0].address)
    )


def test_S33_a_technical_failure_counts_against_nobody_and_leads_to_another_time(mailoutbox):
    interviews = Interviews(people=0)
    application = make_application(interviews.campaign, None, "pass_sift", "invite", "book")
    Interview.objects.update(starts_at=timezone.now() - timezone.timedelta(hours=2))
    handler = signed_in(interviews.handler)
    address = f"/campaigns/{interviews.campaign.reference}/applications/{application.reference}/"
    page = f"{address}interview_failed/"
    assert handler.post(page, as_read(handler, page)).status_code == 302
    application.refresh_from_db()
    assert application.state == "interview_invited"
    result = StageResult.objects.get(application=application, kind="interview")
    assert result.attendance == "failed"
    assert interviews.listed(interviews.member).answers == []
    interviews.met(application)
    result.refresh_from_db()
    assert result.attendance == "as_arranged"
    assert len(interviews.listed(interviews.member).answers) == 2


def test_S33_who_did_not_attend_has_no_mark_and_waits_for_none():
    interviews = Interviews(people=1)
    application = make_application(interviews.campaign, None, "pass_sift", "invite", "book")
    make_move(application, "miss_interview", interviews.handler)
    result = StageResult.objects.get(application=application, kind="interview")
    assert (result.attendance, result.outcome) == ("no_show", "")
    assert len(interviews.listed(interviews.member).answers) == 2


def test_S4_S33_a_conflict_hides_the_interview_from_its_marker():
    interviews = Interviews()
    application = interviews.applications[0]
    listed = interviews.listed(interviews.member)
    answer = next(a for a in listed.answers if a.result.application_id == application.pk)
    browser = signed_in(interviews.member)
    recognise = f"{answer.address}know/"
    assert browser.post(recognise, as_read(browser, recognise)).status_code == 302
    assert application.reference not in shown(browser.get(answer.address, follow=True))
    assert len(interviews.listed(interviews.member).answers) == 2


def test_S14_marks_of_interviews_are_in_to_do_until_they_are_submitted():
    interviews = Interviews(people=1)
    browser = signed_in(interviews.member)
    place = interviews.place_of(interviews.member)
    assert f"/panels/{place.pk}/marking/next/" in browser.get("/work/").text
    interviews.mark_all(interviews.member, 5)
    assert f"/panels/{place.pk}/marking/next/" not in browser.get("/work/").text


def test_S33_interviews_start_and_go_on_where_marks_are_given():
    interviews = Interviews(people=1)
    interviews.mark_all(interviews.member, 5)
    interviews.mark_all(interviews.chair, 5)
    with pytest.raises(Exception, match="Interviewed, not decided"):
        move_campaign(campaign=interviews.campaign, move="agree_merit", actor=interviews.handler)
