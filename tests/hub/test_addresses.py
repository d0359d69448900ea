"""Every address of ours comes from HUB_BASE_URL, whoever asks and whatever Wagtail's site says."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from hub.addresses import follow_base_url, host_and_port
from hub.invariants import check_all
from hub.models import InvariantFinding
from tests.factories.adverts import make_advert
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
PUBLIC = "https://recruit.example.gov.uk"
OTHER = "http://other.example:8123"


@pytest.fixture
def elsewhere(settings):
    """The hub has a public address, Wagtail's site another, and people come by a third."""
    settings.HUB_BASE_URL = PUBLIC
    settings.ALLOWED_HOSTS = ["*"]
    Site.objects.update(hostname="localhost", port=80)
    Site.clear_site_root_paths_cache()
    return make_advert("Service owner")


def get(path):
    response = Client().get(path, headers={"host": "other.example:8123"})
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


def test_an_advert_names_its_public_address_everywhere(elsewhere):
    path = elsewhere.page.url
    text = get(path)
    here = PUBLIC + path
    assert re.findall(r'rel="canonical" href="(.*?)"', text) == [here]
    assert re.findall(r'property="og:url" content="(.*?)"', text) == [here]
    assert f"This advert is at {here}" in text
    posting = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.S)
    assert json.loads(posting[1])["url"] == here


@pytest.mark.parametrize(
    "path",
    [
        *("/robots.txt", "/sitemap.xml", "/sitemap-vacancies.xml", "/sitemap-pages.xml"),
        *("/sitemap-places.xml", "/roles/feed.atom", "/roles/feed.json", "/api/vacancies"),
        *("/roles/export.json", "/roles/export.xml", "/api/openapi.json"),
    ],
)
def test_what_machines_read_names_the_public_address_alone(elsewhere, path, tmp_path, settings):
    settings.HUB_DATA_DIR = settings.MEDIA_ROOT = tmp_path
    text = get(path)
    assert PUBLIC in text
    assert re.findall(r"https?://(?:localhost|other\.example|testserver)[^\s\"<]*", text) == []


def test_what_tells_a_role_apart_survives_a_change_of_domain(elsewhere, settings):
    def ids():
        atom, feed = get("/roles/feed.atom"), json.loads(get("/roles/feed.json"))
        return [*re.findall(r"<id>(.*?)</id>", atom), *(item["id"] for item in feed["items"])]

    before = ids()
    settings.HUB_BASE_URL = "https://jobs.example.gov.uk"
    assert ids() == before
    assert len(before) == 3
    assert before[1] == before[2]
    assert {name[:9] for name in before} == {"urn:uuid:"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://recruit.example.gov.uk", ("recruit.example.gov.uk", 443)),
        ("http://localhost:8605", ("localhost", 8605)),
        ("http://hub.example", ("hub.example", 80)),
    ],
)
def test_wagtails_site_follows_the_public_address_at_start_and_after_migrating(
    settings, address, expected
):
    settings.HUB_BASE_URL = address
    for start in (follow_base_url, lambda: call_command("migrate", verbosity=0)):
        Site.objects.update(hostname="elsewhere.example", port=81)
        start()
        assert Site.objects.values_list("hostname", "port").get() == expected == host_and_port()


def test_a_check_and_the_daily_look_fail_when_wagtails_site_is_elsewhere(elsewhere):
    said = {"stdout": StringIO(), "stderr": StringIO()}
    with pytest.raises(SystemCheckError, match=r"\(hub.E008\) Wagtail's site is at localhost:80"):
        call_command("check", databases=["default"], **said)
    check_all()
    assert InvariantFinding.objects.filter(slug="hub.site_elsewhere").count() == 1
    follow_base_url()
    call_command("check", databases=["default"], **said)
    check_all()
    found = InvariantFinding.objects.get(slug="hub.site_elsewhere")
    assert found.resolved_at is not None


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/pages/",
        "/admin/reports/site-history/",
        "/admin/reports/",
        "/admin/nosuch/",
    ],
)
@pytest.mark.parametrize("role", ["", "hiring_manager", "capability_lead", "requester"])
def test_whoever_may_not_enter_the_admin_gets_a_page_that_says_so(path, role):
    person = make_member(role, make_organisation()) if role else make_person()
    response = signed_in(person).get(path, follow=True)
    text = response.content.decode()
    assert (response.status_code, len(response.redirect_chain) <= 2) == (403, True)
    assert "You cannot open this page with your account" in text
    assert person.email in text
    assert f'href="{path}"' in text


@pytest.mark.parametrize("way", ["get", "post"])
def test_there_is_one_sign_in_and_it_takes_no_password(way):
    browser = Client()
    sent = getattr(browser, way)("/admin/login/?next=/admin/nosuch/")
    assert sent.headers["Location"] == "/accounts/login/?next=/admin/nosuch/"
    page = browser.get("/admin/nosuch/", follow=True).text
    assert ('type="password"' in page, 'name="email"' in page) == (False, True)


def test_a_late_sign_in_page_leads_whoever_is_signed_in_where_they_wanted_to_go():
    requester = signed_in(make_member("requester", make_organisation()))
    for path in ("/support/", "/applications/", "/account/"):
        response = requester.get(reverse("account_login"), {"next": path}, follow=True)
        assert response.redirect_chain[0] == (path, 302)
        assert response.status_code == 200


def test_the_sign_in_page_without_an_aim_sends_those_who_are_signed_in_on():
    response = signed_in(make_person()).get(reverse("account_login"))
    assert response.status_code == 302
    aim = signed_in(make_person()).get(reverse("account_login"), {"next": OTHER})
    assert aim.status_code == 302
    assert "other.example" not in aim.url


@pytest.mark.parametrize(
    "path",
    [
        *("/roles/alerts/confirm/bad/", "/roles/alerts/stop/bad/", "/roles/alerts/manage/bad/"),
        "/messages/stop/bad/",
    ],
)
def test_a_dead_link_of_a_mail_says_so_and_offers_a_way_on(path):
    response = Client().get(path)
    text = response.content.decode()
    assert response.status_code == 404
    assert "This link does not work" in text
    assert "some email programs cut long links" in text
    assert re.search(r"<li><a class=\"govuk-link\" href=\"/(account|roles)", text)
