"""The vacancy page: the facts of R6, how it stands, and what search engines read."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from hub.page_cache import invalidate
from roles.adverts.pages import VacancyPage
from roles.campaigns.services.campaigns import cancel_campaign, close_due_campaigns, pause_campaign
from roles.models import Campaign, RecruitmentPolicy
from roles.search.services.listings import refresh_listing
from tests.factories.adverts import (
    make_advert,
    make_application,
    make_draft,
    make_handler,
    take_down,
)
from tests.factories.hub import make_organisation, make_person, signed_in

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
        "£60,000 to £70,000 (London: £65,000 to £75,000), allowance of up to £5,000",
        "Fixed term for 18 months",
        "37 hours a week",
        "Leeds, York",
        "which of these locations you would accept",
        "Running a live service",
        "Interview on 2 behaviours",
        "up to 500 words",
        "Closes at 11:55pm on",
        "We read applications from",
        "Interviews from",
        "Recruitment team",
        "jobs@example.gov.uk",
        "Tell the contact on this page if you need a reasonable adjustment",
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
    # What search engines require and recommend of a vacancy at a place.
    assert {
        "title",
        "description",
        "datePosted",
        "validThrough",
        "hiringOrganization",
        "jobLocation",
        "baseSalary",
        "employmentType",
        "identifier",
        "directApply",
    } <= set(data)
    assert data["@type"] == "JobPosting"
    assert data["title"] == "Service owner"
    assert data["validThrough"] == campaign.closes_at.isoformat()
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "YEAR",
        "minValue": 60_000,
        "maxValue": 70_000,
    }
    assert [place["address"]["addressLocality"] for place in data["jobLocation"]] == [
        "Leeds",
        "York",
    ]
    assert data["employmentType"] == ["FULL_TIME", "PART_TIME", "TEMPORARY"]
    assert data["totalJobOpenings"] == 2
    assert data["description"] == (
        "<p>Lead a service that people depend on.</p><p>You will lead the work.</p>"
        "<p>Essential criteria:</p><ul><li>Running a live service</li>"
        "<li>Leading a team</li></ul>"
    )
    assert data["hiringOrganization"] == {
        "@type": "Organization",
        "name": "Department of Tests",
    }
    assert data["identifier"]["value"] == campaign.reference
    assert data["directApply"] is True
    assert f'<link rel="canonical" href="{data["url"]}">' in html
    assert '<meta property="og:title" content="Service owner, Department of Tests">' in html
    assert '<meta name="description" content="Lead a service that people depend on.">' in html
    assert "data-hub-print" in html


def test_work_from_home_is_said_to_people_and_to_search_engines(client):
    html = page_of(client, make_advert(places=("Leeds",), home_working=True))
    assert "Leeds, or from home" in html
    data = posting(html)
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["applicantLocationRequirements"] == {"@type": "Country", "name": "United Kingdom"}
    assert [place["address"]["addressLocality"] for place in data["jobLocation"]] == ["Leeds"]
    assert "jobLocationType" not in posting(page_of(client, make_advert()))


def test_lists_stay_lists_for_search_engines(client):
    body = "We do.</p><h2>What &amp; how</h2><ul><li>One</li><li>Two &lt;b&gt;</li></ul><p>End."
    description = posting(page_of(client, make_advert(body=body)))["description"]
    assert description == (
        "<p>Lead a service that people depend on.</p><p>We do.</p><p>What &amp; how</p>"
        "<ul><li>One</li><li>Two &lt;b&gt;</li></ul><p>End.</p>"
    )


def test_R3_what_movers_see_first_is_nowhere_public(client):
    campaign = make_advert("First for movers", takes_questions=True)
    until = timezone.now() + timedelta(days=2)
    Campaign.objects.filter(pk=campaign.pk).update(movers_until=until)
    refresh_listing(campaign=campaign)
    person = signed_in(make_person())
    assert client.get(campaign.page.url).status_code == 404
    assert client.get(f"/api/vacancies/{campaign.reference}").status_code == 404
    for path in ("questions/ask", "saved/roles"):
        assert person.get(f"/{path}/{campaign.reference}/").status_code == 404, path
        assert person.post(f"/{path}/{campaign.reference}/").status_code == 404, path
    for path in ("/roles/", "/roles/feed.atom", "/roles/feed.json", "/api/vacancies"):
        assert "First for movers" not in client.get(path).content.decode(), path
    assert campaign.page.url not in client.get("/sitemap-vacancies.xml").content.decode()


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
        assert "Find a role that is open" in html
        assert "noindex" in html


def test_a_closed_role_shows_similar_ones_that_are_open(client, time_machine):
    closed = make_advert("Gone", grade="g7", places=("Leeds",), closes_in=timedelta(days=1))
    make_advert("Far and junior", grade="heo", places=("York",))
    make_advert("Near and junior", grade="heo", places=("Leeds",))
    make_advert("Far, same grade", grade="g7", places=("York",))
    make_advert("Near, same grade", grade="g7", places=("Leeds",))
    make_advert("Another family", role="user-researcher", grade="g7", places=("Leeds",))
    make_advert("Gone too", grade="g7", closes_in=timedelta(days=1))
    time_machine.move_to(closed.closes_at + timedelta(hours=1), tick=False)
    html = page_of(client, closed)
    similar = re.search(r"Similar roles that are open</h2>(.*?)</ul>", html, re.DOTALL)[1]
    assert re.findall(r'href="/roles/[^"]*">([^<]+)</a>', similar) == [
        "Near, same grade",
        "Far, same grade",
        "Near and junior",
        "Far and junior",
    ]
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
    assert "Applications are paused. Check back later" in html
    assert "applications/start" not in html


def test_a_paused_role_can_be_saved_where_it_says_so(client):
    campaign = make_advert()
    pause_campaign(campaign=campaign, reason="Short pause", actor=make_handler(campaign))
    save = reverse("roles:save_role", args=[campaign.reference])
    assert save in page_of(client, campaign)
    own = signed_in(make_person())
    assert "Save for later" in page_of(own, campaign)
    assert save in own.get(f"/applications/start/{campaign.reference}/").text
    own.post(save, {"action": "save"})
    assert "Remove from saved roles" in page_of(own, campaign)


def test_an_unpublished_advert_is_not_found(client):
    campaign = make_advert()
    url = campaign.page.url
    take_down(VacancyPage.objects.get())
    assert client.get(url).status_code == 404


def test_the_button_knows_what_the_reader_has_done():
    campaign = make_advert()
    draft, sent = make_draft(campaign), make_application(campaign)
    assert "Continue your application" in page_of(signed_in(draft.candidate), campaign)
    assert f"See your application {sent.reference}" in page_of(signed_in(sent.candidate), campaign)


def test_an_editor_previews_a_draft():
    campaign = make_advert()
    page = VacancyPage.objects.get()
    take_down(page)
    response = page.make_preview_request()
    response.render() if hasattr(response, "render") else None
    assert response.status_code == 200
    assert campaign.reference in response.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_costs_two_queries_however_much_it_shows(
    client, django_assert_num_queries, number
):
    campaign = make_advert(posts=number, places=tuple(f"Town {n}" for n in range(number)))
    client.get(campaign.page.url)
    with django_assert_num_queries(2):
        client.get(campaign.page.url)


def test_a_closed_page_costs_one_query_more(client, django_assert_num_queries, time_machine):
    campaign = make_advert()
    make_advert()
    time_machine.move_to(campaign.closes_at + timedelta(hours=1), tick=False)
    client.get(campaign.page.url)
    with django_assert_num_queries(3):
        client.get(campaign.page.url)


def test_only_those_meant_to_see_it_get_a_page_that_is_restricted(client):
    campaign = make_advert()
    page = VacancyPage.objects.get()
    # As from a time when that could be done.
    [restriction] = PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)]
    )
    invalidate()
    assert client.get(page.url).status_code == 302
    assert campaign.reference in page_of(signed_in(make_person()), campaign)
    restriction.delete()
    assert campaign.reference in page_of(client, campaign)


def test_rubbish_addresses_and_methods(client):
    campaign = make_advert()
    assert client.get("/roles/no-such-role/").status_code == 404
    assert client.post(campaign.page.url).status_code == 405
    assert client.head(campaign.page.url).status_code == 200


def test_the_policy_speaks_where_the_campaign_says_nothing(client):
    RecruitmentPolicy.objects.update_or_create(
        defaults={"adjustments_statement": "Ring us and we will help."}
    )
    assert "Ring us and we will help." in page_of(client, make_advert())
