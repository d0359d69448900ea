"""What somebody did before their conflict of interest was known does not go on counting (S3)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Membership, Qualification
from roles.applications.services.applications import move_application
from roles.models import Application, Conflict, Moderation, StageResult
from roles.models.selection.agenda import proposal_of
from roles.selection.services.conflicts import decide_conflict, record_conflict
from roles.selection.services.marker_gaps import marker_gaps
from roles.selection.services.panels import remove_member
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_sitter
from tests.pages_read import as_read
from tests.roles.selection.test_moderation import NOTE, Sift, fresh, main, marked, queues
from tests.roles.selection.test_moderation_alone import joined

pytestmark = pytest.mark.django_db
AGAIN = "roles.decisions_to_look_at"


def sift_of_three(*marks):
    """A sift of the chair, who runs the campaign, and two others; and who arranges it."""
    sift = Sift(*(own[:2] for own in marks))
    third = joined(sift)
    for result, own in zip(sift.results, marks, strict=True):
        marked(result, third, own[2])
    Membership.objects.filter(user=sift.chair).update(role=Membership.Role.HIRING_MANAGER)
    sift.chair = fresh(sift.chair)
    return sift, make_member(Membership.Role.RESOURCING, sift.campaign.organisation)


def record(sift, result, person, by):
    return record_conflict(
        campaign=sift.campaign,
        person=fresh(person),
        application=Application.objects.get(pk=result.application_id),
        reason="They share a house.",
        actor=fresh(by),
    )


def points_of(result):
    """What the marks of a result add up to, read anew."""
    return proposal_of(StageResult.objects.get(pk=result.pk)).total


def test_S3_a_mark_that_the_chair_agreed_is_agreed_anew_when_a_conflict_is_recorded():
    sift, officer = sift_of_three((7, 5, 4), (3, 6, 5))
    result, other = sift.results
    sift.agree(result, 7)
    sift.agree(other, 6)
    assert points_of(result) == 7
    assert "roles.moderation" not in queues(officer)
    marked(result, joined(sift), 6)
    conflict = record(sift, result, sift.chair, officer)
    row = Moderation.objects.get(result=result)
    assert (row.agreed_at, row.agreed_by, row.versions.count()) == (None, None, 1)
    # Of the other application nothing changes.
    assert Moderation.objects.get(result=other).agreed_points == 6
    [(text, address)] = queues(officer)["roles.moderation"]
    assert address == sift.address(result)
    assert "1 mark" in text
    assert signed_in(sift.chair).get(address).status_code == 404
    decide_conflict(conflict=conflict, is_conflict=False, reason="No.", actor=fresh(officer))
    assert (points_of(result), Moderation.objects.get(result=result).agreed_by) == (7, sift.chair)


def test_S3_a_mark_agreed_by_another_stands_unless_no_mark_that_counts_allows_it():
    sift, officer = sift_of_three((5, 7, 4), (5, 7, 3))
    outside, inside = sift.results
    sift.agree(outside, 7)
    sift.agree(inside, 5)
    for result in sift.results:
        record(sift, result, sift.places[1].person, officer)
    agreed = Moderation.objects.agreed().values_list("result", "agreed_points")
    assert list(agreed) == [(inside.pk, 5)]


def test_S3_who_agreed_anew_stands_when_the_conflict_is_cleared():
    sift, officer = sift_of_three((7, 6, 3))
    [result] = sift.results
    sift.agree(result, 7)
    conflict = record(sift, result, sift.chair, officer)
    revision = Moderation.objects.get().revision
    assert sift.agree(result, 4, by=fresh(officer), seen=revision).url == sift.base
    decide_conflict(conflict=conflict, is_conflict=False, reason="No.", actor=fresh(officer))
    row = Moderation.objects.get()
    assert (row.agreed_points, row.agreed_by, row.note) == (4, officer, NOTE)


def test_S3_decisions_of_who_has_a_conflict_are_looked_at_again_and_nothing_is_undone():
    sift, officer = sift_of_three((5, 5, 5), (5, 5, 5))
    result, other = sift.results
    for each in (result, other):
        move_application(application=each.application, move="pass_sift", actor=sift.chair)
    assert AGAIN not in queues(officer)
    conflict = record(sift, result, sift.chair, officer)
    [(text, address)] = queues(officer)[AGAIN]
    reference = result.application.reference
    assert text == f"{sift.campaign.reference}, {sift.campaign.title}: {reference}"
    assert [AGAIN in queues(person) for person in (sift.chair, sift.places[1].person)] == [
        False
    ] * 2
    page = main(signed_in(officer).get(address))
    assert ("They decided on the application" in page, reference in page) == (True, True)
    conflicts = f"/campaigns/{sift.campaign.reference}/panels/conflicts/"
    assert address in signed_in(officer).get(conflicts).text
    assert signed_in(sift.manager).get(address).status_code == 404
    browser = signed_in(officer)
    assert "There is a problem" in main(browser.post(address, as_read(browser, address)))
    found = "I read the marks of the others: the decision is right."
    browser.post(address, as_read(browser, address, {"finding": found}))
    conflict = Conflict.objects.get(pk=conflict.pk)
    assert (conflict.finding, conflict.looked_again_by) == (found, officer)
    assert AGAIN not in queues(officer)
    assert Application.objects.get(pk=result.application_id).state == "sift_pass"
    assert found in signed_in(officer).get(conflicts).text


def test_S3_so_is_what_the_panel_decided_with_marks_of_who_has_a_conflict():
    sift, officer = sift_of_three((5, 5, 5), (5, 5, 5))
    result, other = sift.results
    member = sift.places[1].person
    before = record(sift, other, member, officer)
    for each in (result, other):
        move_application(application=each.application, move="pass_sift", actor=sift.manager)
    record(sift, result, member, officer)
    assert [text.split(": ")[-1] for text, _ in queues(officer)[AGAIN]] == [
        result.application.reference
    ]
    address = f"/campaigns/{sift.campaign.reference}/panels/conflicts/{before.pk}/look-again/"
    answer = signed_in(officer).get(address, follow=True)
    assert "There is no decision here to look at again" in answer.text


GAPS, WITHOUT_PEOPLE = "roles.panels_without_markers", "roles.panels_without_people"


def test_S3_applications_that_too_few_can_mark_are_in_to_do_at_once():
    sift = Sift((), (), ())
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    Membership.objects.filter(user=sift.chair).update(role=Membership.Role.HIRING_MANAGER)
    chair, member = fresh(sift.chair), sift.places[1].person
    reserve = make_sitter(sift.campaign)
    address = f"/campaigns/{sift.campaign.reference}/panels/1/invite/"
    assert [GAPS in queues(person) for person in (chair, officer)] == [False, False]
    for result in sift.results[:2]:
        record(sift, result, member, officer)
    for person in (chair, officer):
        [(text, href)] = queues(person)[GAPS]
        assert (text.endswith(": 2 applications"), href) == (True, address)
        page = signed_in(person).get(f"/campaigns/{sift.campaign.reference}/panels/").text
        assert "Lacks a marker for 2 applications." in page
        assert "Not complete" in page
        page = signed_in(person).get(sift.campaign.get_absolute_url()).text
        assert "Too few people can mark 2 applications: invite somebody else." in page
    assert GAPS not in queues(member)
    # Of what is hidden from the chair, the chair is told nothing.
    record(sift, sift.results[2], chair, officer)
    assert queues(chair)[GAPS][0][0].endswith(": 2 applications")
    assert queues(officer)[GAPS][0][0].endswith(": 3 applications")
    # Somebody is invited: until they answer, it goes on.
    make_no_assessor(reserve)
    assert [slug in queues(officer) for slug in (GAPS, WITHOUT_PEOPLE)] == [False, True]


def test_S31_who_is_taken_off_in_the_sift_leaves_a_gap_for_what_was_not_marked():
    sift = Sift((5, 5), (5,))
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    make_sitter(sift.campaign)
    remove_member(member=sift.places[1], reason="Too busy.", actor=fresh(officer))
    assert queues(officer)[GAPS][0][0].endswith(": 1 application")
    joined(sift)
    assert GAPS not in queues(officer)


def test_to_do_reads_the_gaps_of_many_applications_as_those_of_one():
    counted = []
    for number in (1, 3):
        sift = Sift(*[()] * number)
        officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
        make_sitter(sift.campaign)
        for result in sift.results:
            record(sift, result, sift.places[1].person, officer)
        reader = fresh(officer)
        with CaptureQueriesContext(connection) as queries:
            [gap] = marker_gaps(reader)
        assert gap.number == number
        counted.append(len(queries))
    assert counted[0] == counted[1]


def make_no_assessor(person):
    """Their certificate is withdrawn."""
    now = timezone.now()
    Qualification.objects.filter(person=person).update(withdrawn_at=now)


def test_S4_what_somebody_did_today_names_no_application_that_is_hidden_since():
    sift, officer = sift_of_three((5, 5, 5))
    [result] = sift.results
    move_application(application=result.application, move="pass_sift", actor=sift.chair)
    assert result.application.reference in signed_in(sift.chair).get("/work/").text
    record(sift, result, sift.chair, officer)
    assert result.application.reference not in signed_in(fresh(sift.chair)).get("/work/").text


def test_S24_the_next_step_of_a_campaign_says_that_marks_are_to_be_agreed():
    sift = Sift((3, 6), (5, 5), (2, 6))
    page = main(signed_in(sift.manager).get(sift.campaign.get_absolute_url()))
    assert "Marks differ for 2 applications: the chair agrees them" in page
    for result in (sift.results[0], sift.results[2]):
        sift.agree(result, 5)
    page = main(signed_in(sift.manager).get(sift.campaign.get_absolute_url()))
    assert "Marks differ for" not in page


def test_S23_who_agrees_a_mark_in_two_tabs_is_not_called_somebody_else():
    sift = Sift((3, 6))
    [result] = sift.results
    sift.agree(result, 5)
    page = main(sift.agree(result, 4, "The first example is about the team.", seen=0))
    assert "You have recorded an agreed mark since you opened this page" in page
