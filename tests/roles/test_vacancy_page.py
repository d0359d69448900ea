"""The vacancy page: the facts of R6, how it stands, and what search engines read."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from roles.pages import VacancyPage
from roles.services.campaigns import cancel_campaign, close_due_campaigns, pause_campaign
from tests.factories.hub import make_organisation, signed_in
from tests.roles.adverts import make_advert, make_application, make_draft, make_handler

pytestmark = pytest.mark.django_db


def page_of(client, campaign) -> str:
    response = client.get(campaign.page.url)
    assert response.status_code == 200
    return response.content.decode()


def posting(html: str) -> dict:
    return json.loads(
        re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html)[1]
    )


def full_advert(**fields):
    return make_advert(
        "Service owner",
        organisation=make_organisation("ABC", name="Department of Tests"),
        places=("Leeds", "York"),
        salary_min=60_000,
        salary_max=70_000,
        london_salary_min=65_000,
        london_salary_max=75_000,
        allowance=5_000,
        contract="fixed_term",
        contract_months=18,
        security_level="sc",
        essential_criteria="Running a live service\nLeading a team",
        assessment="Sift of your statement, up to 500 words\nInterview on 2 behaviours",
        contact_name="Recruitment team",
        contact_email="jobs@example.gov.uk",
        sift_on=timezone.localdate() + timedelta(days=20),
        interviews_from=timezone.localdate() + timedelta(days=30),
        posts=2,
        body="You will <b>lead</b> the work.",
        **fields,
    )


def test_R6_the_advert_carries_its_facts(client):
    campaign = full_advert()
    html = page_of(client, campaign)
    for fact in (
        "Service owner",
        "Department of Tests",
        "Product manager",
        "Grade 7",
        "£60,000 to £70,000, £65,000 to £75,000 in London, allowance of up to £5,000",
        "Fixed term for 18 months",
        "37 hours a week",
        "Leeds, York",
        "which of these places you would be based in",
        "Running a live service",
        "Interview on 2 behaviours",
        "up to 500 words",
        "Closes at 11:55pm on",
        "Sift",
        "Interviews from",
        "Recruitment team",
        "jobs@example.gov.uk",
        "Tell the contact on this page if you need a change",
        "Open to UK, Commonwealth and some other nationals",
        "Security check",
        "reserve list for 12 months",
        "Civil Service Commission",
        "You will <b>lead</b> the work.",
        f"/applications/start/{campaign.reference}/",
    ):
        assert fact in html, fact


def test_the_page_speaks_to_search_engines_and_to_paper(client):
    campaign = full_advert()
    response = client.get(campaign.page.url)
    html = response.content.decode()
    data = posting(html)
    assert data["@type"] == "JobPosting"
    assert data["title"] == "Service owner"
    assert data["validThrough"] == campaign.closes_at.isoformat()
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "YEAR",
        "minValue": 60_000,
        "maxValue": 75_000,
    }
    assert [place["address"]["addressLocality"] for place in data["jobLocation"]] == [
        "Leeds",
        "York",
    ]
    assert data["employmentType"] == ["FULL_TIME", "PART_TIME", "TEMPORARY"]
    assert data["totalJobOpenings"] == 2
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])[1]
    assert f'<script type="application/ld+json" nonce="{nonce}">' in html
    assert '<meta property="og:title" content="Service owner, Department of Tests">' in html
    assert '<meta name="description" content="Lead a service that people depend on.">' in html
    assert "data-hub-print" in html


def test_nothing_in_an_advert_can_end_the_script(client):
    campaign = make_advert("</script><script>alert(1)</script>", summary="<!-- & \u2028 ]]>")
    html = page_of(client, campaign)
    assert "<script>alert(1)" not in html
    assert posting(html)["title"] == "</script><script>alert(1)</script>"


def test_a_closed_role_stays_at_its_address_and_says_so(client, time_machine):
    campaign = full_advert()
    time_machine.move_to(campaign.closes_at + timedelta(seconds=1), tick=False)
    by_the_clock = page_of(client, campaign)
    assert close_due_campaigns() == 1
    after_the_sweep = page_of(client, campaign)
    for html in (by_the_clock, after_the_sweep):
        assert "This role is closed. It closed at 11:55pm on" in html
        assert "applications/start" not in html
        assert "application/ld+json" not in html
        assert "?family=product-and-delivery" in html


def test_a_withdrawn_role_says_so(client):
    campaign = make_advert()
    cancel_campaign(
        campaign=campaign, reason="The team was reorganised.", actor=make_handler(campaign)
    )
    html = page_of(client, campaign)
    assert "This role has been withdrawn" in html
    assert "The team was reorganised." in html
    assert "applications/start" not in html


def test_a_paused_role_takes_no_applications(client):
    campaign = make_advert()
    pause_campaign(campaign=campaign, reason="Short pause", actor=make_handler(campaign))
    html = page_of(client, campaign)
    assert "does not take applications at the moment" in html
    assert "applications/start" not in html


def test_an_unpublished_advert_is_not_found(client):
    campaign = make_advert()
    url = campaign.page.url
    VacancyPage.objects.get().unpublish()
    assert client.get(url).status_code == 404


def test_the_button_knows_what_the_reader_has_done():
    campaign = make_advert()
    draft, sent = make_draft(campaign), make_application(campaign)
    assert "Continue your application" in page_of(signed_in(draft.candidate), campaign)
    assert f"See your application {sent.reference}" in page_of(signed_in(sent.candidate), campaign)


def test_an_editor_previews_a_draft():
    campaign = make_advert()
    page = VacancyPage.objects.get()
    page.unpublish()
    response = page.make_preview_request()
    response.render() if hasattr(response, "render") else None
    assert response.status_code == 200
    assert campaign.reference in response.content.decode()


@pytest.mark.parametrize("posts", [1, 3, 30])
def test_the_page_costs_the_same_however_many_posts(client, django_assert_max_num_queries, posts):
    campaign = make_advert(posts=posts)
    client.get(campaign.page.url)
    with django_assert_max_num_queries(14):
        client.get(campaign.page.url)
