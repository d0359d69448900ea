"""Two people write the same record at once: nobody's words are lost unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roles.assessment_frameworks import frameworks
from roles.models import Campaign
from roles.models.job_description import JobDescription
from roles.services.job_descriptions import describe_job
from roles.services.stage_plans import begin_plan, save_stage
from tests.factories.hub import signed_in
from tests.factories.roles import make_approved, make_draft, make_team
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
SAID = "Somebody else saved this while you were writing"


@pytest.fixture
def team():
    return make_team("AAA")


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
    url = reverse("roles:campaign_move", args=[campaign.reference, "terms"])
    two, again, text = both(
        team,
        url,
        {"title": "Delivery lead", "salary_max": "59000"},
        {"title": "Delivery manager", "essential_criteria": "You have led a team of ten."},
    )
    assert "“Title of the role”" in text
    assert "“Essential criteria”" in text
    kept = Campaign.objects.get()
    assert (kept.title, kept.salary_max) == ("Delivery lead", 59000)
    # What was typed is still there, and saved once the writer knows.
    assert again["essential_criteria"] == "You have led a team of ten."
    assert two.post(url, again | {"salary_max": "59000"}).status_code == 302
    kept = Campaign.objects.get()
    assert (kept.title, kept.salary_max) == ("Delivery manager", 59000)


def test_terms_that_nobody_else_touched_are_saved_at_once(team):
    campaign = make_draft(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "terms"])
    one, ones = opened_by(team.manager, url)
    for title in ("Delivery lead", "Delivery manager"):
        assert one.post(url, ones | {"title": title, "opened_with": ""}).status_code == 302
    _, ones = opened_by(team.manager, url)
    assert one.post(url, ones | {"title": "Lead"}).status_code == 302
    assert Campaign.objects.get().title == "Lead"


def test_the_same_answers_from_both_are_no_quarrel(team):
    campaign = make_draft(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "terms"])
    one, ones = opened_by(team.manager, url)
    two, twos = opened_by(team.adviser, url)
    assert one.post(url, ones | {"title": "Delivery lead"}).status_code == 302
    assert two.post(url, twos | {"title": "Delivery lead"}).status_code == 302


def test_a_form_with_an_error_still_says_that_somebody_saved(team):
    campaign = make_draft(team)
    url = reverse("roles:campaign_move", args=[campaign.reference, "terms"])
    one, ones = opened_by(team.manager, url)
    two, twos = opened_by(team.adviser, url)
    one.post(url, ones | {"title": "Delivery lead"})
    text = two.post(url, twos | {"contact_name": ""}).content.decode()
    assert SAID in text
    assert "Enter the contact team" in text
    assert Campaign.objects.get().title == "Delivery lead"


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
    day = timezone.localdate() + timedelta(days=40)
    later = {"interviews_to_day": str(day.day), "interviews_to_month": str(day.month)}
    both(
        team,
        url,
        {**later, "interviews_to_year": str(day.year)},
        {"sift_on_day": str((campaign.sift_on + timedelta(days=1)).day)},
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
