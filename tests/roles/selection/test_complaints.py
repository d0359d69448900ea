"""Complaints: the department first, then the Commission; nobody about their own acts (R19)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.management import call_command

from hub.models import Membership, Notification
from hub.retention import policies
from roles.models import Application, Complaint, Redaction, SchemeRule, SiftCut
from roles.selection.complaint_work import late_with_others, to_acknowledge, to_answer
from roles.selection.services.complaints import (
    acknowledge_complaint,
    answer_complaint,
    complain,
    record_complaint,
)
from roles.selection.tasks import chase_late_complaints
from tests.factories.adverts import bring_to, make_advert, make_application
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.panels import make_declared_panel
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
# A Monday.
NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
WORDS = "My second criterion was not read."


@pytest.fixture
def campaign(time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_advert()


@pytest.fixture
def officer(campaign):
    return make_member(Membership.Role.RESOURCING, campaign.organisation)


@pytest.fixture
def lead():
    return make_person("", "Hub leads")


@pytest.fixture
def application(campaign):
    return make_application(campaign)


def made(application, **given):
    return complain(
        application=application,
        actor=application.candidate,
        **{"about": "sift", "words": WORDS, "wanted": "", **given},
    )


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def test_R19_a_candidate_complains_and_somebody_who_took_no_part_answers(
    officer, application, lead
):
    browser = signed_in(application.candidate)
    own = f"/applications/{application.reference}/"
    assert f'href="{own}complain/"' in browser.get(own).text
    page = f"{own}complain/"
    answer = browser.post(
        page, as_read(browser, page, {"about": "sift", "words": WORDS}), follow=True
    )
    complaint = Complaint.objects.get()
    assert (complaint.acknowledge_by, complaint.answer_by) == (date(2026, 6, 4), date(2026, 6, 29))
    assert (WORDS in answer.text, "tell you by 4 June 2026" in answer.text) == (True, True)
    # Who arranges the selection has it in To do, and leads do not: nothing is late.
    assert (list(to_acknowledge(officer)), list(to_acknowledge(lead))) == ([complaint], [])
    office, move = signed_in(officer), f"/campaigns/complaints/{complaint.reference}"
    assert f'href="{move}/acknowledge/"' in office.get("/work/").text
    office.post(f"{move}/acknowledge/", as_read(office, f"{move}/acknowledge/"))
    assert list(to_answer(fresh(officer))) == [complaint]
    typed = {"outcome": "upheld", "answer": "You are right.", "changed": "It was read again."}
    office.post(f"{move}/answer/", as_read(office, f"{move}/answer/", typed))
    complaint.refresh_from_db()
    assert (complaint.standing, complaint.handler, complaint.outcome) == (
        "Answered",
        officer,
        "upheld",
    )
    shown = browser.get(f"{own}complaints/{complaint.reference}/").text
    assert ("You are right." in shown, "It was read again." in shown, str(officer) in shown) == (
        True,
        True,
        False,
    )
    call_command("deliver")
    told = [one.subject for one in mail.outbox if one.to == [application.candidate.email]]
    assert [subject for subject in told if "complaint" in subject] == [
        f"We have your complaint about {application.campaign.title}",
        f"We are looking at your complaint about {application.campaign.title}",
        f"An answer to your complaint about {application.campaign.title}",
    ]
    assert list(to_answer(fresh(officer))) == []


def test_R19_a_complaint_that_is_upheld_says_what_was_changed(officer, application):
    complaint = made(application)
    office = signed_in(officer)
    page = f"/campaigns/complaints/{complaint.reference}/answer/"
    typed = {"outcome": "upheld", "answer": "You are right.", "changed": ""}
    assert "Enter what was changed" in office.post(page, as_read(office, page, typed)).text
    complaint.refresh_from_db()
    assert complaint.standing == "To acknowledge"


def test_R19_nobody_answers_a_complaint_about_what_they_did(campaign, officer, application, lead):
    Application.objects.filter(pk=application.pk).update(sifted_by=officer)
    complaint = made(application)
    # Nobody of the department is free: the hub has it, and is told.
    told = Notification.objects.filter(slug="roles.complaint_received")
    assert (complaint.is_with_hub, [row.recipient for row in told]) == (True, [lead])
    assert (list(to_acknowledge(officer)), list(to_acknowledge(lead))) == ([], [complaint])
    office, page = signed_in(officer), f"/campaigns/complaints/{complaint.reference}/"
    seen = office.get(page)
    assert (seen.status_code, "involved in what it is about" in seen.text) == (200, True)
    data = {"outcome": "not_upheld", "answer": "No.", "changed": ""}
    office.post(f"{page}answer/", data, follow=True)
    complaint.refresh_from_db()
    assert complaint.answered_at is None
    answer_complaint(complaint=complaint, actor=lead, **data)
    assert Complaint.objects.get().handler == lead


@pytest.mark.parametrize(
    "part",
    [
        lambda row, who: SiftCut.objects.create(campaign=row.campaign, number=1, schemes_by=who),
        lambda row, who: SiftCut.objects.create(campaign=row.campaign, number=1, decided_by=who),
        lambda row, who: SchemeRule.objects.create(campaign=row.campaign, version=1, set_by=who),
        lambda row, who: Redaction.objects.create(application=row, checked_by=who),
    ],
)
def test_R19_nor_about_schemes_or_details_that_they_decided_on(officer, application, lead, part):
    part(application, officer)
    complaint = made(application)
    assert (list(to_acknowledge(officer)), list(to_acknowledge(lead))) == ([], [complaint])


def test_R19_who_made_the_campaign_answers_no_complaint_about_its_advert(campaign, officer):
    type(campaign).objects.filter(pk=campaign.pk).update(made_by=officer)
    other = make_member(Membership.Role.RESOURCING, campaign.organisation)
    complaint = record_complaint(
        campaign=campaign,
        how="phone",
        received_on=date(2026, 6, 1),
        name="Rosa Bright",
        contact="01632 960001",
        about="advert",
        words="It closed early.",
        wanted="",
        actor=officer,
    )
    assert (list(to_acknowledge(fresh(officer))), list(to_acknowledge(other))) == (
        [],
        [complaint],
    )


def test_R19_the_panel_sees_nothing_of_a_complaint(campaign, officer, lead):
    member = make_member(Membership.Role.RESOURCING, campaign.organisation)
    application = make_application(campaign)
    make_declared_panel(campaign, member)
    complaint = made(application)
    for person in (member, make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)):
        browser = signed_in(person)
        assert list(to_acknowledge(fresh(person))) == []
        found = [
            browser.get(f"/campaigns/complaints/{complaint.reference}/").status_code,
            browser.get(f"/campaigns/{campaign.reference}/complaints/record/").status_code,
        ]
        assert found == [404, 404]
        for page in (
            "/work/",
            f"/campaigns/{campaign.reference}/",
            f"/campaigns/{campaign.reference}/applications/{application.reference}/",
            f"/campaigns/{campaign.reference}/decisions/",
            f"/campaigns/{campaign.reference}/decisions/disclosed/",
            "/campaigns/commission-return/?period=2026-Q2",
        ):
            text = browser.get(page).text
            assert (complaint.reference in text, "1 complaint" in text) == (False, False), page
        assert list(Complaint.objects.visible_to(person)) == []
    told = Notification.objects.filter(slug__startswith="roles.complaint_", recipient=member)
    assert not told.exists()


def test_R19_other_departments_and_other_candidates_read_none(officer, application):
    complaint = made(application)
    elsewhere = make_member(Membership.Role.RESOURCING, make_organisation())
    rival = make_application(application.campaign).candidate
    page = f"/campaigns/complaints/{complaint.reference}/"
    own = f"/applications/{application.reference}/complaints/{complaint.reference}/"
    for person in (elsewhere, rival):
        browser = signed_in(person)
        assert [browser.get(page).status_code, browser.get(own).status_code] == [404, 404]
    assert complaint.reference not in signed_in(elsewhere).get("/campaigns/complaints/").text
    mine = f"/applications/{application.reference}/complaints/{complaint.reference}/"
    assert signed_in(application.candidate).get(mine).status_code == 200


def test_R19_somebody_who_rang_is_recorded_and_read_in_the_log_and_its_file(campaign, officer):
    office, page = signed_in(officer), f"/campaigns/{campaign.reference}/complaints/record/"
    typed = {
        "how": "phone",
        "received_on_day": "29",
        "received_on_month": "5",
        "received_on_year": "2026",
        "name": "Rosa Bright",
        "contact": "01632 960001",
        "about": "advert",
        "words": "It closed early.",
    }
    office.post(page, as_read(office, page, {**typed, "application": "A-2222-2222"}))
    assert not Complaint.objects.exists()
    office.post(page, as_read(office, page, typed))
    complaint = Complaint.objects.get()
    # By working days from the day it was received: a Friday.
    assert (complaint.acknowledge_by, complaint.answer_by) == (date(2026, 6, 3), date(2026, 6, 26))
    assert "Rosa Bright" in office.get(complaint.get_absolute_url()).text
    rows = b"".join(office.get("/campaigns/complaints/?export=csv")).decode()
    assert (complaint.reference in rows, "Rosa Bright" in rows, "01632" in rows) == (
        True,
        False,
        False,
    )
    assert complaint.reference in office.get("/campaigns/complaints/?state=to-acknowledge").text
    assert complaint.reference not in office.get("/campaigns/complaints/?state=answered").text


def test_R11_the_name_is_read_by_who_wrote_it_down_until_the_invitation(
    campaign, officer, application
):
    other = make_member(Membership.Role.RESOURCING, campaign.organisation)
    complaint = record_complaint(
        campaign=campaign,
        application=application,
        how="letter",
        received_on=date(2026, 6, 1),
        name="Rosa Bright",
        contact="1 High Street",
        about="sift",
        words=WORDS,
        wanted="",
        actor=officer,
    )
    page = complaint.get_absolute_url()
    assert "Rosa Bright" in signed_in(officer).get(page).text
    assert "Rosa Bright" not in signed_in(other).get(page).text
    # Nor who answers it: they may decide the sift later.
    acknowledge_complaint(complaint=complaint, actor=other)
    assert "1 High Street" not in signed_in(other).get(page).text
    assert f"{officer} can contact them" in signed_in(other).get(page).text
    Application.objects.filter(pk=application.pk).update(
        state="interview_invited", interview_invited_at=NOW
    )
    assert "1 High Street" in signed_in(other).get(page).text


def test_R19_after_the_department_the_commission(officer, application, time_machine):
    complaint = made(application)
    office, page = signed_in(officer), f"/campaigns/complaints/{complaint.reference}/"
    assert "to-commission" not in office.get(page).text
    answer_complaint(
        complaint=complaint, outcome="not_upheld", answer="No.", changed="", actor=officer
    )
    time_machine.move_to(datetime(2026, 6, 10, 10, tzinfo=UTC), tick=False)
    office, move = signed_in(officer), f"{page}to-commission/"
    day = {"on_day": "9", "on_month": "6", "on_year": "2026", "reference": "CSC/1"}
    office.post(move, as_read(office, move, {**day, "on_day": "11"}))
    complaint.refresh_from_db()
    assert complaint.commission_on is None
    office.post(move, as_read(office, move, day))
    complaint.refresh_from_db()
    assert (complaint.standing, complaint.who_has_it) == (
        "With the Commission",
        "Civil Service Commission",
    )
    last = f"{page}commission-answer/"
    found = {"on_day": "10", "on_month": "6", "on_year": "2026", "outcome": "partly"}
    office.post(last, as_read(office, last, {**found, "changed": "We mark anew."}))
    complaint.refresh_from_db()
    assert (complaint.standing, complaint.final_outcome) == (
        "Answered by the Commission",
        "Upheld in part",
    )
    own = f"/applications/{application.reference}/complaints/{complaint.reference}/"
    assert "We mark anew." in signed_in(application.candidate).get(own).text


def test_R19_without_an_answer_in_time_it_can_go_to_the_commission_and_leads_are_told(
    officer, application, lead, time_machine
):
    complaint = made(application)
    acknowledge_complaint(complaint=complaint, actor=officer)
    for day, number in ((29, 0), (30, 1), (30, 1)):
        time_machine.move_to(datetime(2026, 6, day, 9, tzinfo=UTC), tick=False)
        chase_late_complaints()
        told = Notification.objects.filter(slug="roles.complaint_late", recipient=lead)
        assert told.count() == number, day
    assert list(late_with_others(fresh(lead))) == [complaint]
    page = f"/campaigns/complaints/{complaint.reference}/give/"
    browser = signed_in(lead)
    assert f'href="{page}"' in browser.get("/work/").text
    browser.post(page, as_read(browser, page, {"handler": lead.pk}))
    complaint.refresh_from_db()
    assert (complaint.handler, list(to_answer(fresh(officer)))) == (lead, [])
    own = f"/applications/{application.reference}/complaints/{complaint.reference}/"
    assert (
        "If you do not agree, or have no answer" in signed_in(application.candidate).get(own).text
    )


def test_R19_the_record_of_decision_has_them_and_the_edition_to_disclose_counts_them(
    campaign, officer, application
):
    bring_to(campaign, "interviewing")
    complaint = made(application)
    answer_complaint(
        complaint=complaint,
        outcome="upheld",
        answer="You are right.",
        changed="It was read again.",
        actor=officer,
    )
    office = signed_in(officer)
    page = f"/campaigns/{campaign.reference}/decisions/"
    whole, part = office.get(page).text, office.get(f"{page}disclosed/").text
    assert (complaint.reference in whole, "It was read again." in whole, WORDS in whole) == (
        True,
        True,
        False,
    )
    assert (complaint.reference in part, application.reference in part, "Upheld" in part) == (
        False,
        False,
        True,
    )


def test_R19_the_quarterly_return_counts_them(officer, application, time_machine):
    made(application)
    time_machine.move_to(datetime(2026, 8, 1, 9, tzinfo=UTC), tick=False)
    browser = signed_in(officer)
    page = browser.get("/campaigns/commission-return/").text
    assert "Complaints received in the quarter" in page
    manager = make_member(Membership.Role.HIRING_MANAGER, application.organisation)
    assert (
        "Complaints received in" not in signed_in(manager).get("/campaigns/commission-return/").text
    )


def test_R19_three_complaints_wait_at_most(application, officer):
    for _ in range(3):
        made(application)
    browser, page = (
        signed_in(application.candidate),
        (f"/applications/{application.reference}/complain/"),
    )
    answer = browser.post(page, as_read(browser, page, {"about": "sift", "words": "Again."}))
    assert "Wait for answers to your earlier complaints before you send another" in answer.text
    assert Complaint.objects.count() == 3


def test_R19_what_was_said_is_in_the_copy_of_data_and_goes_after_24_months(
    application, officer, time_machine
):
    complaint = made(application, wanted="Read it again.")
    policy = policies.get("roles.complaint")
    [row] = policy.held_on(application.candidate)
    assert policy.export(row)["What you said"] == WORDS
    assert list(policy.due(datetime(2028, 6, 1, 10, tzinfo=UTC))) == []
    [due] = policy.due(datetime(2028, 6, 3, 10, tzinfo=UTC))
    policy.erase(due)
    complaint.refresh_from_db()
    assert (complaint.words, complaint.made_by, complaint.standing) == ("", None, "Withdrawn")
    assert "was deleted on" in signed_in(officer).get(complaint.get_absolute_url()).text
