"""What the search box finds of recruitment, and whom it does not name."""

import pytest
from django.db import connection

from hub.models.user import StaffGroup
from hub.search.sources import word_indexes
from hub.search.word_index import has_words
from roles.adverts.services.advert_questions import ask_question
from roles.models.applications.application import Application
from tests.factories.adverts import (
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_accepted_request, make_delegation, make_request, make_team

pytestmark = pytest.mark.django_db


def search(person, words):
    return signed_in(person).post("/search/", {"q": words})


def listed(person, words):
    return signed_in(person).post("/search/", {"q": words}, follow=True).content.decode()


def test_requests_campaigns_and_posts_are_found_by_reference_and_words():
    team = make_team("AAA")
    request = make_request(team)
    campaign = make_advert("Lighthouse keeper", organisation=team.organisation)
    post = campaign.posts.get()
    for record in (request, campaign, post):
        answered = search(team.adviser, record.reference.lower().replace("-", ""))
        assert answered["Location"] == record.get_absolute_url()
    page = listed(team.adviser, "lighthouse")
    assert f"{campaign.reference}: Lighthouse keeper" in page


def test_a_request_is_found_by_what_stands_before_the_at_of_its_adviser():
    team = make_team("AAA")
    team.adviser.email = "diane.moore@hub.example"
    team.adviser.save()
    request = make_accepted_request(team)
    lead = make_person("", StaffGroup.HUB_LEADS)
    assert request.reference in listed(lead, "diane.moore")
    assert request.reference not in listed(lead, "hub.example")


def test_r11_nobody_is_found_by_name_before_the_invitation():
    campaign = make_advert("Lighthouse keeper")
    handler = make_handler(campaign)
    candidate = make_person("ada@example.com")
    application = make_application(campaign, candidate, "pass_sift", by=handler)
    name = application.full_name
    page = listed(handler, name)
    assert application.reference not in page
    answered = search(handler, application.reference)
    assert answered["Location"].endswith(f"/{application.reference}/")
    assert name not in signed_in(handler).get(answered["Location"]).content.decode()
    application = make_move(application, "invite", handler)
    page = listed(handler, name)
    assert application.reference in page
    stranger = make_handler(make_advert("Other"))
    assert name not in listed(stranger, name).replace(f'value="{name}"', "")


def test_r11_the_words_of_a_name_are_kept_from_the_invitation_until_the_erasure():
    campaign = make_advert("Lighthouse keeper")
    handler = make_handler(campaign)
    application = make_application(
        campaign, make_person("ada@example.com"), "pass_sift", by=handler
    )
    index = next(each for each in word_indexes() if each.model == "roles.Application")

    def kept():
        rows = Application.objects.filter(interview_invited_at__isnull=False, erased_at=None)
        if connection.vendor == "sqlite":
            # No more is in the table of words than may be found.
            rows = Application.objects.all()
        return list(rows.filter(has_words(index, application.full_name)))

    assert kept() == []
    application = make_move(application, "invite", handler)
    assert kept() == [application]
    Application.objects.filter(pk=application.pk).update(erased_at=application.interview_invited_at)
    assert kept() == []


def test_r25_a_rival_finds_no_application():
    campaign = make_advert("Lighthouse keeper")
    rival = make_handler(campaign)
    make_draft(campaign, rival)
    application = make_application(campaign)
    page = listed(rival, application.reference)
    assert "We found nothing that you can open" in page


def test_a_request_is_found_by_the_names_of_its_requester_and_its_adviser():
    team, others = make_team("AAA"), make_team("BBB")
    for person, first, last in (
        (team.requester, "Diane", "Moore"),
        (team.adviser, "Priya", "Raman"),
    ):
        person.first_name, person.last_name = first, last
        person.save()
    request, theirs = make_accepted_request(team), make_accepted_request(others)
    for words in ("priya", "RAMAN priya", "Diane Moore"):
        page = listed(others.adviser, words)
        assert (request.reference in page, theirs.reference in page) == (True, False)
        assert request.reference in listed(team.requester, words)
        assert request.reference not in listed(others.requester, words)


def test_a_delegation_is_found_by_its_reference_and_by_whom_it_was_given_to():
    team, others = make_team("AAA"), make_team("BBB")
    team.approver.first_name = "Wilhelmina"
    team.approver.save()
    delegation = make_delegation(team)
    answered = search(team.lead, delegation.reference.replace("-", "\u2013"))
    assert answered["Location"] == delegation.get_absolute_url()
    assert delegation.reference in listed(team.lead, "wilhelmina")
    for words in (delegation.reference, "wilhelmina"):
        assert "We found nothing that you can open" in listed(others.requester, words)


def test_R25_a_question_is_found_by_its_reference_by_who_may_answer_it():
    campaign = make_advert(
        "Lighthouse keeper", takes_questions=True, contact_email="jobs@example.gov.uk"
    )
    handler, asker = make_handler(campaign), make_person("ada@example.com", name="Ada Lamp")
    question = ask_question(campaign=campaign, text="Is it by the sea?", actor=asker)
    answered = search(handler, question.reference.lower())
    assert answered["Location"] == question.get_absolute_url()
    assert signed_in(handler).get(answered["Location"]).status_code == 200
    page = listed(handler, "lighthouse")
    assert question.reference in page
    assert "Ada Lamp" not in listed(handler, "lamp")
    # Neither whoever runs another campaign, nor a rival who runs this one, nor who asked it.
    rival = make_handler(campaign)
    make_draft(campaign, rival)
    own = make_handler(campaign)
    asked = ask_question(campaign=campaign, text="How many steps?", actor=own)
    for person, one in (
        (make_handler(make_advert("Other")), question),
        (rival, question),
        (own, asked),
    ):
        assert "We found nothing that you can open" in listed(person, one.reference)
