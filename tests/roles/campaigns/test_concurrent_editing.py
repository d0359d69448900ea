"""Two people write the same record at once: nobody's words are lost unseen."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from roles.adverts.pages import VacancyPage
from roles.campaigns.services.job_descriptions import describe_job
from roles.campaigns.services.stage_plans import begin_plan, save_stage
from roles.models import Campaign
from roles.models.campaigns.assessment_frameworks import frameworks
from roles.models.campaigns.job_description import JobDescription
from tests.factories.hub import signed_in
from tests.factories.roles import make_approved, make_draft, working
from tests.roles.adverts.test_adverts import edit_form, edit_url
from tests.roles.terms import page_of
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
SAID = "while you had this page open"


def opened_by(person, url):
    """A page somebody opened: their browser, and what it would send as it stands."""
    client = signed_in(person)
    return client, answers_on(client.get(url).content.decode())


def both(team, url, first, second):
    """Two people open a page; the second saves after the first; gives what the second sees."""
    one, ones = opened_by(team.manager, url)
    two, twos = opened_by(team.adviser, url)
    assert one.post(url, ones | first).status_code == 302
    answer = two.post(url, twos | second)
    text = answer.content.decode()
    assert (answer.status_code, text.count(SAID) > 0) == (200, True)
    return two, answers_on(text), text


def test_terms_saved_meanwhile_are_not_overwritten_unseen(team):
    campaign = make_draft(team)
    url = page_of(campaign, "salary_max")
    two, again, text = both(
        team,
        url,
        {"salary_min": "51000", "salary_max": "59000"},
        {"salary_min": "52000", "allowance": "1000"},
    )
    assert "“Lowest salary”" in text
    # What only one of them changed is named only where the other would undo it.
    assert "“Highest salary”" in text
    assert "“Specialist allowance”" not in text
    kept = Campaign.objects.get()
    assert (kept.salary_min, kept.salary_max) == (51000, 59000)
    # What was typed is still there, and saved once the writer knows.
    assert again["allowance"] == "1000"
    assert two.post(url, again | {"salary_max": "59000"}).status_code == 302
    kept = Campaign.objects.get()
    assert (kept.salary_min, kept.salary_max, kept.allowance) == (52000, 59000, 1000)


def test_two_people_who_write_different_sections_of_the_terms_keep_both(team):
    campaign = make_draft(team)
    pay, contact = page_of(campaign, "salary_max"), page_of(campaign, "contact_name")
    one, ones = opened_by(team.manager, pay)
    two, twos = opened_by(team.adviser, contact)
    assert one.post(pay, ones | {"salary_max": "59000"}).status_code == 302
    assert two.post(contact, twos | {"contact_name": "Another team"}).status_code == 302
    kept = Campaign.objects.get()
    assert (kept.salary_max, kept.contact_name) == (59000, "Another team")


def test_terms_that_nobody_else_touched_are_saved_at_once(team):
    campaign = make_draft(team)
    url = page_of(campaign, "title")
    one, ones = opened_by(team.manager, url)
    for title in ("Delivery lead", "Delivery manager"):
        assert one.post(url, ones | {"title": title, "opened_with": ""}).status_code == 302
    _, ones = opened_by(team.manager, url)
    assert one.post(url, ones | {"title": "Lead"}).status_code == 302
    assert Campaign.objects.get().title == "Lead"


def test_what_one_person_changed_in_another_tab_is_named_alone(team):
    campaign = make_draft(team)
    url = page_of(campaign, "salary_min")
    one, ones = opened_by(team.manager, url)
    assert one.post(url, ones | {"salary_min": "41000"}).status_code == 302
    text = one.post(url, ones | {"salary_max": "61000"}).text
    assert (
        "Somebody else, or you in another tab, changed “Lowest salary” while you had this page "
        "open. Your answers are not saved yet."
    ) in unescape(text)
    # What differs in nothing that is sent is no quarrel.
    answer = one.post(url, ones | {"salary_min": "41000", "salary_max": "61000"})
    assert answer.status_code == 302
    kept = Campaign.objects.get()
    assert (kept.salary_min, kept.salary_max) == (41000, 61000)


def test_the_same_answers_from_both_are_no_quarrel(team):
    campaign = make_draft(team)
    url = page_of(campaign, "title")
    one, ones = opened_by(team.manager, url)
    two, twos = opened_by(team.adviser, url)
    assert one.post(url, ones | {"title": "Delivery lead"}).status_code == 302
    assert two.post(url, twos | {"title": "Delivery lead"}).status_code == 302


def test_a_form_with_an_error_still_says_that_somebody_saved(team):
    campaign = make_draft(team)
    url = page_of(campaign, "contact_name")
    one, ones = opened_by(team.manager, url)
    two, twos = opened_by(team.adviser, url)
    one.post(url, ones | {"contact_email": "jobs@example.gov.uk"})
    text = two.post(url, twos | {"contact_name": ""}).content.decode()
    assert SAID in text
    assert "Enter the contact team" in text
    assert Campaign.objects.get().contact_email == "jobs@example.gov.uk"


def test_a_job_description_saved_meanwhile_is_not_overwritten_unseen(team):
    campaign = make_draft(team)
    describe_job(campaign=campaign, actor=team.manager, summary="Before.")
    url = reverse("roles:campaign_move", args=[campaign.reference, "describe"])
    two, again, text = both(
        team, url, {"summary": "The first."}, {"priorities": "Line one.\nLine two."}
    )
    assert "“Summary of the job”" in text
    job = JobDescription.objects.get()
    assert (job.summary, job.priorities) == ("The first.", "")
    two.post(url, again | {"summary": "The first."})
    job = JobDescription.objects.get()
    assert (job.summary, job.priorities.splitlines()) == ("The first.", ["Line one.", "Line two."])


def test_two_people_begin_a_job_description_at_once(team):
    url = reverse("roles:campaign_move", args=[make_draft(team).reference, "describe"])
    both(team, url, {"summary": "The first."}, {"summary": "The second."})
    assert JobDescription.objects.get().summary == "The first."


def test_dates_and_stages_saved_meanwhile_are_not_overwritten_unseen(team):
    campaign = make_approved(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "dates"])
    day = working(timezone.localdate() + timedelta(days=47))
    later = {"interviews_to_day": str(day.day), "interviews_to_month": str(day.month)}
    both(
        team,
        url,
        {**later, "interviews_to_year": str(day.year)},
        {"sift_on_day": str(working(campaign.sift_on + timedelta(days=1)).day)},
    )
    assert Campaign.objects.get().interviews_to == day


def test_a_stage_saved_meanwhile_is_not_overwritten_unseen(team):
    campaign = make_draft(team)
    plan = begin_plan(campaign=campaign, actor=team.manager, framework=next(iter(frameworks())))
    element = plan.version.elements[0][0]
    save_stage(
        campaign=campaign,
        number=1,
        kind="sift",
        elements=[element],
        criteria=[],
        word_limit=250,
        pass_mark=4,
        actor=team.manager,
    )
    url = reverse("roles:stage", args=[campaign.reference, 1])
    both(team, url, {"pass_mark": "5"}, {"word_limit": "500"})
    stage = plan.stages.get()
    assert (stage.pass_mark, stage.word_limit) == (5, 250)


def opened_in_the_editor(page):
    """What the editor's page carries of the version it was opened with."""
    latest = page.get_latest_revision()
    return {
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
    }


def test_the_editors_second_save_does_not_overwrite_the_first_unseen(team):
    page = make_approved(team).page
    opened = opened_in_the_editor(page)
    lead, adviser = signed_in(team.lead), signed_in(team.adviser)
    assert lead.post(edit_url(page), edit_form(page, summary="One.", **opened)).status_code == 302
    mine = edit_form(page, summary="Two.", **opened)
    for button in ({}, {"action-submit": "1"}, {"action-publish": "1"}):
        screen = adviser.post(edit_url(page), mine | button).content.decode()
        assert "Somebody else saved a newer version while you were writing" in screen
        assert 'value="Two."' in screen
        assert VacancyPage.objects.get().get_latest_revision_as_object().summary == "One."
    # The page that says so was made from the newer version: sent again, it is saved.
    again = opened_in_the_editor(VacancyPage.objects.get())
    assert f'name="loaded_revision_id" value="{again["loaded_revision_id"]}"' in screen
    assert adviser.post(edit_url(page), mine | again).status_code == 302
    written = [row.content["summary"] for row in page.revisions.order_by("pk")]
    assert written[-2:] == ["One.", "Two."]


def test_the_editor_does_not_save_by_itself_over_a_newer_version(team):
    page = make_approved(team).page
    opened = opened_in_the_editor(page)
    signed_in(team.lead).post(edit_url(page), edit_form(page, summary="One.", **opened))
    answer = signed_in(team.adviser).post(
        edit_url(page),
        edit_form(page, summary="Two.", **opened),
        headers={"Accept": "application/json"},
    )
    assert answer.json()["error_code"] == "invalid_revision"
    assert VacancyPage.objects.get().get_latest_revision_as_object().summary == "One."


def test_what_another_page_saved_by_itself_is_not_overwritten_unseen(team):
    page = make_approved(team).page
    lead, adviser = signed_in(team.lead), signed_in(team.adviser)
    lead.post(edit_url(page), edit_form(page, summary="One."))
    opened = opened_in_the_editor(VacancyPage.objects.get())
    saved = opened["loaded_revision_id"]
    form = edit_form(page, summary="One more.", **opened, overwrite_revision_id=saved)
    lead.post(edit_url(page), form)
    assert VacancyPage.objects.get().latest_revision_id == int(saved)
    screen = adviser.post(edit_url(page), edit_form(page, summary="Two.", **opened))
    assert "Somebody else saved a newer version" in screen.content.decode()


def test_an_editor_alone_is_not_asked(team):
    page = make_approved(team).page
    adviser = signed_in(team.adviser)
    for summary in ("One.", "Two."):
        opened = opened_in_the_editor(VacancyPage.objects.get())
        form = edit_form(page, summary=summary, **opened)
        assert adviser.post(edit_url(page), form).status_code == 302
    # What the page saved by itself is its own.
    saved = opened_in_the_editor(VacancyPage.objects.get())["loaded_revision_id"]
    form = edit_form(page, summary="Three.", loaded_revision_id="1", overwrite_revision_id=saved)
    assert adviser.post(edit_url(page), form).status_code == 302
    assert VacancyPage.objects.get().get_latest_revision_as_object().summary == "Three."
