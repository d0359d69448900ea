"""Robots and search engines are told of what the hub and every plugin have, and of nothing else."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def disallowed() -> list[str]:
    robots = Client().get("/robots.txt").content.decode()
    return re.findall(r"^Disallow: (.*)$", robots, re.MULTILINE)


def test_robots_leave_alone_what_needs_signing_in():
    assert disallowed() == [
        "/account/",
        "/accounts/",
        "/admin/",
        "/applications/",
        "/calendar/",
        "/campaigns/",
        "/capability/",
        "/consents/",
        "/needs/",
        "/organisations/roles/",
        "/panels/",
        "/posts/",
        "/pre-election-periods/",
        "/qualifications/",
        "/questions/",
        "/saved/",
        "/search/",
        "/services/",
        "/support/",
        "/support/bookings/",
        "/training/places/",
        "/training/programmes/",
        "/training/releases/",
        "/training/workspace/",
        "/work/",
        "/work/away/",
    ]


def test_no_address_in_the_sitemap_is_one_that_robots_leave_alone():
    client = Client()
    parts = re.findall(
        rf"<loc>{settings.HUB_BASE_URL}(.*?)</loc>", client.get("/sitemap.xml").content.decode()
    )
    assert parts == ["/sitemap-vacancies.xml", "/sitemap-pages.xml", "/sitemap-places.xml"]
    listed = []
    for part in parts:
        xml = client.get(part).content.decode()
        listed += re.findall(r"<loc>https?://[^/]+(.*?)</loc>", xml)
    assert len(listed) == len(set(listed))
    assert {"/", "/roles/", "/monitoring/"} <= set(listed)
    assert [path for path in listed if path.startswith(tuple(disallowed()))] == []
    assert client.get("/sitemap-nothing.xml").status_code == 404
