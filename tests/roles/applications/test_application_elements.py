"""Elements that the stage plan assesses by the application: a question each, from plan to sift."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.models import Membership
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.adverts.words import from_lines
from roles.applications.questions import questions_of
from roles.applications.retention import applications_of, export_application
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import (
    IncompleteApplicationError,
    start_application,
    submit_application,
)
from roles.applications.services.assisted import enter_application
from roles.applications.services.erasure import erase_application
from roles.campaigns.services.rounds import readvertise_campaign
from roles.campaigns.services.stage_plans import begin_plan, save_stage
from roles.models import Application, Campaign, ElementStatements, StagePlan
from tests.factories.adverts import (
    WORDS,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
)
from tests.factories.adverts import make_draft as make_application_draft
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import PROSE, approve_campaign, make_draft, make_team

pytestmark = pytest.mark.django_db
ELEMENTS = ("experience", "technical", "behaviour-leadership")
SAID = "I led a team of eight through a move of offices."


def advertised(number: int = 3, word_limit: int | None = 60) -> Campaign:
    """An open campaign whose plan assesses some elements by the application."""
    team = make_team()
    campaign = make_draft(team)
    begin_plan(campaign=campaign, framework="success-profiles-2026", actor=team.manager)
    save_stage(
        campaign=campaign,
        number=1,
        kind="sift",
        elements=ELEMENTS[:number],
        criteria=["You have led a team."],
        word_limit=word_limit,
        pass_mark=4,
        actor=team.manager,
    )
    save_stage(
        campaign=campaign,
        number=2,
        kind="interview",
        elements=["strengths"],
        criteria=["You have delivered a service."],
        pass_mark=4,
        actor=team.manager,
    )
    campaign = approve_campaign(team, Campaign.objects.get(pk=campaign.pk))
    create_advert(campaign=campaign, actor=team.adviser, body=from_lines(PROSE))
    return publish_advert(campaign=campaign, actor=team.lead)


def drafted(campaign: Campaign, candidate=None, said: str = SAID) -> Application:
    """A draft with words about each element."""
    draft = make_application_draft(campaign, candidate)
    for question in questions_of(draft):
        if question.slug.startswith("element-"):
            words = {"statement": f"{said} {question.label}"}
            save_answer(
                application=draft, question=question.slug, words=words, actor=draft.candidate
            )
    return Application.objects.get(pk=draft.pk)


def answer(client, draft: Application, element: str, words: str, **more):
    """Open the page of an element as a person does and press its button."""
    url = f"/applications/{draft.reference}/element-{element}/"
    seal = re.search(r'name="seal" value="(\w*)"', client.get(url).content.decode())[1]
    return client.post(url, {"statement": words, "seal": seal, **more})


def test_each_element_of_the_sift_is_a_line_and_a_page_with_its_own_limit_and_criteria():
    campaign = advertised()
    candidate = make_person()
    client = signed_in(candidate)
    start = client.get(f"/applications/start/{campaign.reference}/").content.decode()
    assert "up to 60 words about technical skills" in start
    advert = client.get(campaign.advert_path).content.decode()
    assert "leadership, up to 60 words" in " ".join(advert.split())
    assert "Your statement can have" not in advert
    draft = start_application(campaign=campaign, actor=candidate)
    base = f"/applications/{draft.reference}/"
    tasks = client.get(base).content.decode()
    for name in ("Experience", "Technical skills", "Behaviour: leadership"):
        assert name in tasks
    assert tasks.count("Up to 60 words. You have written 0.") == 3
    assert "strengths" not in tasks.lower()
    for page in ("statement", "element-strengths", "element-delivering-at-pace", "element-"):
        assert client.get(f"{base}{page}/").status_code == 404
        assert client.post(f"{base}{page}/").status_code == 404
    page = client.get(f"{base}element-experience/").content.decode()
    assert "You have led a team." in page
    assert "You have delivered a service." not in page
    assert answer(client, draft, "experience", SAID).url == f"{base}element-technical/"
    tasks = client.get(base).content.decode()
    assert "Up to 60 words. You have written 11." in tasks
    assert client.get(f"{base}check/").url == base


def test_the_api_says_what_is_asked_one_by_one_and_its_limits():
    campaign = advertised()
    said = Client().get(f"/api/vacancies/{campaign.reference}").json()["statements"]
    assert [
        (item["name"], item["word_limit"]) for item in said if item["name"] == "leadership"
    ] == [("leadership", 60)]
    assert [item["element"] for item in said] == [item.slug for item in campaign.in_writing]


def test_a_campaign_whose_plan_has_no_sift_keeps_the_single_statement():
    draft = start_application(campaign=make_advert(), actor=make_person())
    html = signed_in(draft.candidate).get(f"/applications/{draft.reference}/").content.decode()
    assert "How you meet the essential criteria" in html
    assert [item.slug for item in questions_of(draft)][2] == "statement"


def test_an_element_without_a_limit_of_its_own_has_the_statements():
    campaign = advertised(1, word_limit=None)
    assert campaign.word_limit_of("experience") == campaign.statement_word_limit


@pytest.mark.parametrize(
    "words,error",
    [
        ("", "Enter what you want to say about technical skills"),
        ("   \n ", "Enter what you want to say about technical skills"),
        ("word " * 61, "technical skills must be 60 words or fewer. It has 61 words"),
        ("x" * 20_001, "must be 60 words or fewer"),
    ],
)
def test_too_little_and_too_much_is_said_and_kept(words, error):
    draft = drafted(advertised())
    client = signed_in(draft.candidate)
    html = answer(client, draft, "technical", words).content.decode()
    assert html.count(error) >= 2  # in the summary and at the field
    assert "There is a problem" in html
    kept = ElementStatements.objects.get().about("technical")
    assert kept == words.strip()[:20_000]
    assert ElementStatements.objects.get().about("experience") == f"{SAID} Experience"
    if len(words.split()) != 1:
        with pytest.raises(IncompleteApplicationError):
            submit_application(application=draft, actor=draft.candidate)


@pytest.mark.parametrize(
    "words",
    ["🙂 x", "أدرتُ فريقًا من ثمانية", "<b>Bold</b> & “quoted”", "a\u202eb", "one\r\n\r\ntwo"],
)
def test_any_script_is_kept_as_typed(words):
    draft = drafted(advertised(1))
    client = signed_in(draft.candidate)
    assert answer(client, draft, "experience", words).status_code == 302
    assert ElementStatements.objects.get().about("experience").split() == words.split()
    assert "<b>Bold" not in client.get(f"/applications/{draft.reference}/check/").content.decode()


def test_words_about_an_element_are_saved_in_passing_and_another_tab_is_told():
    draft = drafted(advertised(1))
    client = signed_in(draft.candidate)
    url = f"/applications/{draft.reference}/element-experience/"
    seal = re.search(r'name="seal" value="(\w*)"', client.get(url).content.decode())[1]
    ask = {"headers": {"accept": "application/json"}}
    first = client.post(url, {"statement": "Half a sen", "seal": seal}, **ask).json()
    assert first["saved"] is True
    stale = client.post(url, {"statement": "From tab two", "seal": seal})
    assert stale.status_code == 409
    assert "Half a sen" in stale.content.decode()
    assert "From tab two" in stale.content.decode()
    assert ElementStatements.objects.get().about("experience") == "Half a sen"


def test_two_tabs_on_two_elements_are_no_conflict():
    draft = drafted(advertised(2))
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/element-"
    seals = {
        name: re.search(r'value="(\w*)"', client.get(f"{base}{name}/").content.decode())
        and re.search(r'name="seal" value="(\w*)"', client.get(f"{base}{name}/").content.decode())[
            1
        ]
        for name in ELEMENTS[:2]
    }
    for name, seal in seals.items():
        response = client.post(f"{base}{name}/", {"statement": f"On {name}", "seal": seal})
        assert response.status_code == 302
    kept = ElementStatements.objects.get().statements
    assert kept == {"experience": "On experience", "technical": "On technical"}


def test_check_send_and_read_by_those_who_sift_and_nobody_else():
    campaign = advertised()
    draft = drafted(campaign)
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    check = client.get(f"{base}check/").content.decode()
    assert f"{base}element-technical/?change=yes#id_statement" in check
    assert f"{SAID} Technical skills" in check
    change = f"{base}element-technical/?change=yes"
    seal = re.search(r'name="seal" value="(\w*)"', client.get(change).content.decode())[1]
    again = client.post(change, {"statement": "Better words", "seal": seal})
    assert again.url == f"{base}check/"
    client.post(f"{base}check/", {"declaration": "on"})
    draft.refresh_from_db()
    assert draft.state == "submitted"
    late = client.post(f"{base}element-technical/", {"statement": "Even better", "seal": "x"})
    assert late.url == base
    with pytest.raises(TransitionNotAllowed):
        save_answer(
            application=draft,
            question="element-technical",
            words={"statement": "x"},
            actor=draft.candidate,
        )
    sift = f"/campaigns/{campaign.reference}/applications/{draft.reference}/"
    handler = make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)
    bring_to(campaign, "sifting")
    html = signed_in(handler).get(sift).content.decode()
    for words in ("Behaviour: leadership", f"{SAID} Experience", "Better words"):
        assert words in html
    assert WORDS["full_name"] not in html
    assert "Your statement" not in html
    assert signed_in(make_person()).get(sift).status_code == 404


def test_an_element_is_reused_where_the_other_role_asks_the_same_and_confirmed():
    candidate = make_person()
    earlier = drafted(advertised(2), candidate)
    earlier = submit_application(application=earlier, actor=candidate)
    make_application(make_advert(), candidate)
    draft = make_application_draft(advertised(3), candidate)
    client = signed_in(candidate)
    base = f"/applications/{draft.reference}/"
    answer(client, draft, "experience", "My own words")
    client.post(f"{base}reuse/", {earlier.reference: ["criteria"]})
    draft.refresh_from_db()
    assert draft.element_statements.statements == {
        "experience": "My own words",
        "technical": f"{SAID} Technical skills",
    }
    assert draft.unconfirmed == ["element-technical"]
    tasks = client.get(base).content.decode()
    assert "Check and confirm" in tasks
    answer(client, draft, "behaviour-leadership", "I led.")
    with pytest.raises(IncompleteApplicationError):
        submit_application(application=draft, actor=candidate)
    page = client.get(f"{base}element-technical/").content.decode()
    assert "You copied this answer" in page
    answer(client, draft, "technical", f"{SAID} Technical skills")
    assert submit_application(application=draft, actor=candidate).state == "submitted"


def test_what_was_said_about_elements_is_told_to_its_owner_and_erased():
    draft = drafted(advertised(2))
    sent = submit_application(application=draft, actor=draft.candidate)
    [held] = applications_of(draft.candidate)
    record = export_application(held)
    assert record["Experience"] == f"{SAID} Experience"
    assert record["Technical skills"] == f"{SAID} Technical skills"
    assert "Your statement" not in record
    erase_application(application=sent)
    assert not ElementStatements.objects.exists()


def test_staff_enter_the_words_about_each_element_for_somebody():
    campaign = advertised(2)
    officer = make_member(Membership.Role.RESOURCING, campaign.organisation)
    client = signed_in(officer)
    url = f"/campaigns/{campaign.reference}/applications/enter/"
    page = client.get(url).content.decode()
    assert "What do they say about technical skills?" in page
    assert "How do they meet the essential criteria?" not in page
    today = timezone.localdate()
    typed = {
        "entered_how": "paper",
        "full_name": "Ada Example",
        "phone": "01632 960 001",
        "element-experience": "Paid work since 1999.",
        "element-technical": "word " * 61,
        "places_wanted": ["leeds"],
        "declared_on_day": str(today.day),
        "declared_on_month": str(today.month),
        "declared_on_year": str(today.year),
        "has_declared": "on",
    }
    html = client.post(url, typed).content.decode()
    assert "technical skills must be 60 words or fewer. It has 61 words" in html
    assert "Paid work since 1999." in html
    assert not Application.objects.exists()
    client.post(url, {**typed, "element-technical": "COBOL.", "step": "send"})
    application = Application.objects.get()
    assert application.state == "submitted"
    assert application.element_statements.statements == {
        "experience": "Paid work since 1999.",
        "technical": "COBOL.",
    }
    with pytest.raises(IncompleteApplicationError):
        enter_for_somebody(campaign, officer, phone="01632 960 002")
    with pytest.raises(IncompleteApplicationError):
        enter_application(
            campaign=campaign,
            answers={**WORDS, "email": "", "phone": "01632 960 003"},
            places=["leeds"],
            elements={"experience": "word " * 61, "technical": "x"},
            entered_how="phone",
            declared_on=today,
            actor=officer,
        )


def test_a_new_round_has_the_plan_of_the_one_before():
    campaign = advertised(2)
    Campaign.objects.filter(pk=campaign.pk).update(state="unfilled")
    team_manager = make_member(Membership.Role.HIRING_MANAGER, campaign.organisation)
    new = readvertise_campaign(campaign=Campaign.objects.get(pk=campaign.pk), actor=team_manager)
    assert [item.slug for item in new.in_writing] == ["experience", "technical"]
    plan = StagePlan.objects.get(campaign=new)
    assert [stage.criteria for stage in plan.stages.all()] == [
        ["You have led a team."],
        ["You have delivered a service."],
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many_elements(django_assert_max_num_queries, number):
    campaign = advertised(number)
    draft = drafted(campaign)
    client = signed_in(draft.candidate)
    base = f"/applications/{draft.reference}/"
    budgets = {base: 26, f"{base}element-experience/": 11, f"{base}check/": 20}
    for url in budgets:
        client.get(url)
    for url, most in budgets.items():
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
    submit_application(application=draft, actor=draft.candidate)
    handler = signed_in(make_member(Membership.Role.HIRING_MANAGER, campaign.organisation))
    sift = f"/campaigns/{campaign.reference}/applications/{draft.reference}/"
    handler.get(sift)
    # One of them: for whom the person stands in, where a rule asks for two.
    with django_assert_max_num_queries(36):
        assert handler.get(sift).status_code == 200
