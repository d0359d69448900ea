"""The record of decision has marks, moderation, seeds, ties and the merit list (S49)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.pdf import made
from roles.models import Campaign, PanelMember
from roles.selection.decision_record import decision_record
from tests.factories.adverts import bring_to
from tests.factories.hub import signed_in
from tests.roles.selection.test_interview_marks import EVIDENCE, Interviews
from tests.roles.selection.test_marking import Sift, shown
from tests.roles.selection.test_merit_list import WHY, a_conflict, draw, marked, sign

pytestmark = pytest.mark.django_db


def record_of(interviews, reader=None):
    address = f"/campaigns/{interviews.campaign.reference}/decisions/"
    return shown(signed_in(reader or interviews.handler).get(address))


def decided():
    interviews = marked(5, 5, 3)
    one = interviews.applications[0]
    assert sign(interviews, first_0=str(one.pk), why_0=WHY).status_code == 302
    assert draw(interviews).status_code == 302
    return interviews


def test_S49_marks_ties_and_the_signed_list_stand_in_the_record():
    interviews = decided()
    page = record_of(interviews)
    for heading in ("Marks of interviews", "Merit list", "Candidates in order of merit"):
        assert heading in page
    assert page.count(EVIDENCE) == 3 * 2 * 2
    assert WHY in page
    assert "Version 1 was signed by" in page
    signed = interviews.campaign.merit_lists.get()
    assert signed.digest in page
    for application in interviews.applications:
        assert application.reference in page
        assert application.email not in page


def test_S49_with_marks_the_same_data_are_the_same_bytes():
    interviews = decided()

    def bytes_now():
        campaign = Campaign.objects.get(pk=interviews.campaign.pk).read_by(interviews.handler)
        return made(decision_record(campaign, interviews.handler))

    first = bytes_now()
    assert first == bytes_now()
    assert first == bytes_now()


def test_S49_the_numbers_of_the_orders_stand_in_it_once_the_sift_is_over():
    sift = Sift(applications=2)
    for person in (sift.member, sift.chair):
        sift.mark_all(person)
    seeds = [str(seed) for seed in PanelMember.objects.values_list("marking_seed", flat=True)]
    sift.handler = sift.manager
    before = record_of(sift)
    assert not any(seed in before for seed in seeds)
    assert "Marks of the sift" not in before
    Campaign.objects.update(state="interviewing", interviewing_at=sift.campaign.sifting_at)
    page = record_of(sift)
    assert all(seed in page for seed in seeds)
    assert page.count("It says so.") == 2 * 2


def test_S18_S49_marks_that_are_not_all_in_are_in_no_record():
    interviews = Interviews(people=1)
    interviews.mark_all(interviews.member, 6)
    assert EVIDENCE not in record_of(interviews)
    interviews.mark_all(interviews.chair, 5)
    assert EVIDENCE in record_of(interviews)


def test_S4_S49_what_is_hidden_from_the_reader_is_in_none_of_it():
    interviews = decided()
    hidden = interviews.applications[1]
    a_conflict(interviews.handler, hidden)
    page = record_of(interviews)
    assert hidden.reference not in page
    assert WHY not in page
    assert interviews.campaign.merit_lists.get().digest not in page
    assert page.count(EVIDENCE) == 2 * 2 * 2


def test_R9_S49_a_mark_that_a_conflict_set_aside_is_not_in_the_record():
    interviews = decided()
    place = interviews.place_of(interviews.member)
    place.scores.filter(result__application=interviews.applications[2]).update(
        set_aside_at=interviews.campaign.interviewing_at, evidence="Of somebody I know."
    )
    assert "Of somebody I know" not in record_of(interviews)


def test_R19_the_explanation_has_the_candidates_own_marks_once_they_are_told():
    interviews = decided()
    best, other = interviews.applications[2], interviews.applications[0]
    address = (
        f"/campaigns/{interviews.campaign.reference}/applications/{best.reference}/explanation/"
    )
    browser = signed_in(interviews.handler)
    assert EVIDENCE not in shown(browser.get(address))
    type(best).objects.filter(pk=best.pk).update(release_at=best.interviewed_at)
    page = shown(browser.get(address))
    assert page.count(EVIDENCE) == 4
    assert str(interviews.member) not in page
    assert other.reference not in page


def test_S49_the_edition_to_disclose_has_no_mark_and_no_place():
    interviews = decided()
    address = f"/campaigns/{interviews.campaign.reference}/decisions/disclosed/"
    page = shown(signed_in(interviews.handler).get(address))
    assert EVIDENCE not in page
    assert WHY not in page
    assert not any(row.reference in page for row in interviews.applications)


@pytest.mark.parametrize("number", [1, 3])
def test_S49_the_record_with_marks_costs_the_same_however_many(number):
    interviews = marked(*range(7, 7 - number, -1))
    assert sign(interviews).status_code == 302
    bring_to(interviews.campaign, "interviewing")
    client = signed_in(interviews.handler)
    address = f"/campaigns/{interviews.campaign.reference}/decisions/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 60
