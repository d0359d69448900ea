"""The questions of an application: in any order, saved in passing, reused, seen by few."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from hub.models import Membership
from roles.applications.services.applications import IncompleteApplicationError, submit_application
from roles.applications.services.erasure import erase_application
from roles.models import Adjustments, Application, Employment, EqualityAnswers, SchemeDeclaration
from tests.factories.adverts import (
    WORDS,
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_job,
)
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db


def answer(client, draft: Application, question: str, **words):
    """Open a question as a person does and press its button."""
    url = f"/applications/{draft.reference}/{question}/"
    html = client.get(url).content.decode()
    seal = re.search(r'name="seal" value="(\w*)"', html)[1]
    return client.post(url, {**words, "seal": seal})


def test_each_question_is_a_page_of_its_own_and_keeps_its_answer():
    draft = make_draft(make_advert(places=("Leeds", "York"), experience="history"))
    client = signed_in(draft.candidate)
    answer(client, draft, "places", places_wanted=["york"])
    answer(client, draft, "pattern", pattern_wanted="part_time")
    answer(client, draft, "adjustments", is_needed="yes", detail="More time to read")
    answer(client, draft, "schemes", schemes=["veterans"])
    answer(client, draft, "equality-age", age="35_44")
    answer(client, draft, "equality-sex", sex="prefer_not_to_say")
    answer(client, draft, "worked", has_worked="no")
    draft.refresh_from_db()
    assert [place.slug for place in draft.places_wanted.all()] == ["york"]
    assert (draft.pattern_wanted, draft.has_worked) == ("part_time", "no")
    assert Adjustments.objects.get().detail == "More time to read"
    assert SchemeDeclaration.objects.get().names == ["Great Place to Work for Veterans scheme"]
    assert EqualityAnswers.objects.get().answers == {"age": "35_44", "sex": "prefer_not_to_say"}
    check = client.get(f"/applications/{draft.reference}/check/").content.decode()
    for words in ("York", "Part time", "More time to read", "35 to 44"):
        assert words in check


def test_no_to_adjustments_beside_words_about_them_is_asked_again_and_keeps_the_words():
    draft = make_draft(make_advert())
    refused = answer(
        signed_in(draft.candidate), draft, "adjustments", is_needed="no", detail="More time"
    ).content.decode()
    assert "Select yes if you need what you wrote, or clear the box below" in refused
    assert "More time</textarea>" in refused


def test_a_question_the_campaign_does_not_ask_is_not_there():
    draft = make_draft(make_advert(places=("Leeds",)))
    client = signed_in(draft.candidate)
    for page in ("places", "worked", "jobs", "jobs/add", "jobs/1", "gaps", "passport"):
        assert client.get(f"/applications/{draft.reference}/{page}/").status_code == 404
        assert client.post(f"/applications/{draft.reference}/{page}/").status_code == 404


def test_two_tabs_on_two_questions_are_no_conflict():
    draft = make_draft(make_advert(), statement="")
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    seals = {
        page: re.search(r'name="seal" value="(\w*)"', client.get(base + page).content.decode())[1]
        for page in ("name/", "statement/")
    }
    client.post(f"{base}name/", {"full_name": "Ada King", "seal": seals["name/"]})
    response = client.post(f"{base}statement/", {"statement": "Mine", "seal": seals["statement/"]})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.full_name, draft.statement) == ("Ada King", "Mine")


def test_a_script_saves_in_passing_and_is_told_of_another_tab():
    draft = make_draft(make_advert(), statement="")
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/statement/"
    seal = re.search(r'name="seal" value="(\w*)"', client.get(url).content.decode())[1]
    ask = {"headers": {"accept": "application/json"}}
    first = client.post(url, {"statement": "Half a sen", "seal": seal}, **ask).json()
    second = client.post(url, {"statement": "Half a sentence", "seal": first["seal"]}, **ask)
    assert second.json()["saved"] is True
    stale = client.post(url, {"statement": "Other", "seal": seal}, **ask)
    assert (stale.status_code, stale.json()) == (409, {"saved": False})
    draft.refresh_from_db()
    assert draft.statement == "Half a sentence"


def test_jobs_are_added_changed_and_removed_one_by_one():
    draft = make_draft(make_advert(experience="history"))
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    assert answer(client, draft, "worked", has_worked="yes").url == f"{base}jobs/"
    none = client.post(f"{base}jobs/", {"another": "no"}).content.decode()
    assert "Add at least one job" in none
    assert client.post(f"{base}jobs/", {"another": "yes"}).url == f"{base}jobs/add/"
    job = {
        "employer": "Example Council",
        "job_title": "Analyst",
        "started_month": "3",
        "started_year": "2019",
        "is_current": "on",
        "duties": "I analysed.",
    }
    assert client.post(f"{base}jobs/add/", job).url == f"{base}jobs/"
    row = Employment.objects.get()
    assert (row.started_on, row.ended_on) == (date(2019, 3, 1), None)
    left = {**job, "is_current": "", "ended_month": "2", "ended_year": "2018"}
    html = client.post(f"{base}jobs/{row.pk}/", left).content.decode()
    assert "The month you left must be after you started" in html
    client.post(f"{base}jobs/{row.pk}/", {**left, "ended_year": "2022"})
    row.refresh_from_db()
    assert row.ended_on == date(2022, 2, 1)
    assert "March 2019 to February 2022" in client.get(f"{base}jobs/").content.decode()
    assert client.post(f"{base}jobs/", {"another": "no"}).url == f"{base}gaps/"
    client.post(f"{base}jobs/{row.pk}/remove/")
    assert Employment.objects.count() == 0


@pytest.mark.parametrize(
    "field,value,error",
    [
        ("employer", "", "Enter the employer"),
        ("started_month", "13", "The month you started must be between 1 and 12"),
        ("started_year", "1066", "The year you started must be between 1940 and"),
        ("started_year", "9999", "The year you started must be between 1940 and"),
        ("started_month", "March", "The month you started must be a whole number"),
        ("ended_month", "", "Enter the month you left, or select that you still work there"),
        ("duties", "word " * 251, "What you did must be 250 words or fewer. It has 251 words"),
    ],
)
def test_a_job_is_asked_for_in_plain_words(field, value, error):
    draft = make_draft(make_advert(experience="history"))
    make_job(draft)
    job = {
        "employer": "A",
        "job_title": "B",
        "started_month": "1",
        "started_year": "2020",
        "ended_month": "2",
        "ended_year": "2021",
        "duties": "Work",
        field: value,
    }
    url = f"/applications/{draft.reference}/jobs/add/"
    html = signed_in(draft.candidate).post(url, job).content.decode()
    assert html.count(error) >= 2
    assert Employment.objects.count() == 1


def test_an_earlier_application_is_reused_section_by_section_with_a_confirmation():
    candidate = make_person()
    earlier = make_draft(make_advert("First", experience="history"), candidate)
    make_job(earlier)
    earlier = submit_application(application=earlier, actor=candidate)
    draft = make_draft(
        make_advert("Second", experience="history"),
        candidate,
        statement="",
        full_name="",
        phone="",
        email="",
    )
    client = signed_in(candidate)
    base = f"/applications/{draft.reference}/"
    assert "Copy answers from an earlier application" in client.get(base).content.decode()
    html = client.get(f"{base}reuse/").content.decode()
    assert "First" in html
    nothing = client.post(f"{base}reuse/", {}).content.decode()
    assert "Select the answers you want to copy" in nothing
    response = client.post(
        f"{base}reuse/", {earlier.reference: ["about", "criteria", "history"]}, follow=True
    )
    assert "Check and confirm" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.full_name, draft.statement) == (WORDS["full_name"], WORDS["statement"])
    assert draft.employments.get().employer == "Example Council"
    assert set(draft.unconfirmed) == {"name", "contact", "statement", "worked", "jobs"}
    with pytest.raises(IncompleteApplicationError):
        submit_application(application=draft, actor=candidate)
    for page in ("name", "contact", "statement", "worked"):
        stands = {name: WORDS.get(name, "yes") for name in FIELDS[page]}
        assert "You copied this answer" in client.get(f"{base}{page}/").content.decode()
        answer(client, draft, page, **stands)
    client.post(f"{base}jobs/", {"another": "no"})
    draft.refresh_from_db()
    assert draft.unconfirmed == []
    assert client.get(f"{base}check/").status_code == 200


FIELDS = {
    "name": ("full_name",),
    "contact": ("email", "phone"),
    "statement": ("statement",),
    "worked": ("has_worked",),
}


def test_reusing_never_replaces_words_and_never_reads_another_persons():
    candidate = make_person()
    earlier = make_application(make_advert(), candidate)
    other = make_application(make_advert())
    draft = make_draft(make_advert(), candidate, statement="My own")
    client = signed_in(candidate)
    url = f"/applications/{draft.reference}/reuse/"
    client.post(url, {earlier.reference: ["criteria"], other.reference: ["criteria"]})
    draft.refresh_from_db()
    assert (draft.statement, draft.unconfirmed) == ("My own", [])


def test_R12_schemes_and_adjustments_reach_only_those_who_arrange():
    campaign = make_advert()
    draft = make_draft(campaign)
    client = signed_in(draft.candidate)
    answer(client, draft, "adjustments", is_needed="yes", detail="A ground floor room")
    answer(client, draft, "schemes", schemes=["disability_confident"])
    answer(client, draft, "equality-disability", disability="yes")
    submit_application(application=draft, actor=draft.candidate)
    url = f"/campaigns/{campaign.reference}/applications/{draft.reference}/"
    arranger = make_member(Membership.Role.RESOURCING, campaign.organisation)
    browser = signed_in(arranger)
    browser.post(f"{url}arrangements/")
    seen = browser.get(url).content.decode()
    assert "A ground floor room" in seen
    assert "Disability Confident scheme" in seen
    bring_to(campaign, "sifting")
    unseen = signed_in(make_handler(campaign)).get(url).content.decode()
    assert WORDS["statement"] in unseen
    for words in ("ground floor", "Disability Confident", "limits what you do"):
        assert words not in unseen
    assert "limits what you do" not in seen


def test_R7_whoever_writes_near_the_closing_time_is_told_before(time_machine):
    campaign = make_advert()
    draft = make_draft(campaign)
    url = f"/applications/{draft.reference}/statement/"
    time_machine.move_to(campaign.closes_at - timedelta(hours=25), tick=False)
    assert "This role closes at" not in signed_in(draft.candidate).get(url).content.decode()
    time_machine.move_to(campaign.closes_at - timedelta(hours=3), tick=False)
    html = signed_in(draft.candidate).get(url).content.decode()
    assert "This role closes at 11:55pm on" in html
    assert "to send your application" not in html
    time_machine.move_to(campaign.closes_at - timedelta(minutes=95), tick=False)
    client = signed_in(draft.candidate)
    for page in ("", "statement/", "check/"):
        html = client.get(f"/applications/{draft.reference}/{page}").content.decode()
        assert "You have 1 hour and 35 minutes to send your application" in html, page


def test_erasure_reaches_every_answer():
    draft = make_draft(make_advert(experience="history"))
    make_job(draft)
    client = signed_in(draft.candidate)
    answer(client, draft, "adjustments", is_needed="yes", detail="Quiet room")
    answer(client, draft, "schemes", schemes=["veterans"])
    answer(client, draft, "equality-age", age="25_34")
    answer(client, draft, "gaps", gaps="Caring")
    sent = submit_application(application=draft, actor=draft.candidate)
    erase_application(application=sent)
    sent.refresh_from_db()
    assert (sent.gaps, sent.has_worked, sent.full_name) == ("", "", "")
    for model in (Employment, Adjustments, SchemeDeclaration, EqualityAnswers):
        assert model.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_jobs_cost_the_same_however_many(django_assert_max_num_queries, number):
    draft = make_draft(make_advert(experience="history"))
    for index in range(number):
        make_job(draft, f"Job {index}")
    client = signed_in(draft.candidate)
    with django_assert_max_num_queries(14):
        assert client.get(f"/applications/{draft.reference}/jobs/").status_code == 200
