"""Help pages, error pages, security headers and navigation, through the whole stack."""

import re
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from hub.inline_scripts import script_hashes
from hub.views.errors import service_unavailable

HELP = ["help_accessibility", "help_privacy", "help_cookies", "help_contact", "help_terms"]


def boom(request: HttpRequest) -> HttpResponse:
    raise ValueError("a fault of ours")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def unclear(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def database_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("unable to open database file")


def bad_query(request: HttpRequest) -> HttpResponse:
    raise OperationalError("no such column: x")


urlpatterns = [
    path("test/boom/", boom),
    path("test/forbidden/", forbidden),
    path("test/unclear/", unclear),
    path("test/away/", database_away),
    path("test/bad-query/", bad_query),
    path("test/unavailable/", service_unavailable),
    path("", include("hub.urls")),
]
handler400 = "hub.views.errors.bad_request"
handler403 = "hub.views.errors.permission_denied"
handler404 = "hub.views.errors.not_found"
handler500 = "hub.views.errors.server_error"


@pytest.fixture
def browser(db: Any) -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def heading(response: HttpResponse) -> str:
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert len(headings) == 1
    return headings[0].strip()


@pytest.mark.parametrize("name", HELP)
def test_help_pages_are_linked_from_every_footer(client: Client, db: Any, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    for other in HELP:
        assert f'<a class="govuk-footer__link" href="{reverse(other)}"' in html
    assert heading(response) in html.split("</title>")[0]


def test_cookies_page_names_the_cookies_that_are_set(
    client: Client, db: Any, settings: Any
) -> None:
    html = client.get(reverse("help_cookies")).content.decode()
    assert settings.SESSION_COOKIE_NAME in html
    assert settings.CSRF_COOKIE_NAME in html


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/test/unclear/", 400, "There is a problem with your request"),
        ("/test/forbidden/", 403, "You cannot see this page"),
        ("/no-such-page/", 404, "Page not found"),
        ("/test/boom/", 500, "Sorry, there is a problem with the service"),
        ("/test/bad-query/", 500, "Sorry, there is a problem with the service"),
        ("/test/unavailable/", 503, "Sorry, the service is unavailable"),
        ("/test/away/", 503, "Sorry, the service is unavailable"),
    ],
)
def test_error_pages_look_like_the_rest(
    browser: Client, address: str, status: int, title: str
) -> None:
    response = browser.get(address)
    assert response.status_code == status
    assert heading(response) == title
    html = response.content.decode()
    assert "hub/hub" in html
    assert f"<title>{title} - Digital Recruitment Hub</title>" in " ".join(html.split())
    assert "Content-Security-Policy" in response.headers
    assert response.headers.get("Retry-After") == ("60" if status == 503 else None)


def test_server_error_page_asks_the_database_nothing(
    browser: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert browser.get("/test/boom/").status_code == 500


def test_server_error_page_survives_missing_static_files(browser: Client, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    for address, status in (("/test/boom/", 500), ("/no-such-page/", 500)):
        response = browser.get(address)
        assert response.status_code == status
        assert heading(response) == "Sorry, there is a problem with the service"


def test_form_without_its_token_is_explained(db: Any) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("help_contact"), {"a": "b"})
    assert response.status_code == 403
    assert heading(response) == "We could not accept that form"


def directives(response: HttpResponse) -> dict[str, list[str]]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts)}


def test_public_pages_are_strict(client: Client, db: Any) -> None:
    response = client.get(reverse("help_contact"))
    policy = directives(response)
    html = response.content.decode()
    assert policy["script-src"] == ["'self'", *script_hashes()]
    assert policy["style-src"] == ["'self'"]
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert " style=" not in html
    assert len(re.findall(r"<script(?![^>]*src=)", html)) == 1
    assert not re.search(r"\son[a-z]+=", html)
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_admin_gets_the_loosest_policy_that_works_and_others_do_not(
    admin_client: Client, settings: Any
) -> None:
    settings.HUB_STAFF_SECOND_FACTOR = False
    policy = directives(admin_client.get(reverse("wagtailadmin_home")))
    assert policy["script-src"] == policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]
    assert policy["object-src"] == policy["default-src"] == ["'none'"]
    public = admin_client.get(reverse("help_terms"))
    assert "unsafe" not in public.headers["Content-Security-Policy"]


def shown(response: HttpResponse) -> list[str]:
    html = response.content.decode()
    navigation = html.split("govuk-service-navigation__list")[1].split("</nav>")[0]
    links = re.findall(r'__link" href="[^"]*"[^>]*>(.*?)</a>', navigation, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", link).strip() for link in links]


def test_navigation_offers_a_stranger_what_a_stranger_may_see(client: Client, db: Any) -> None:
    links = shown(client.get(reverse("help_terms")))
    assert links == ["Find a role", "How we are doing", "Sign in"]


def test_navigation_of_staff_has_six_links_and_the_rest_in_the_footer(admin_client: Client) -> None:
    response = admin_client.get(reverse("help_terms"))
    links = shown(response)
    assert "Sign in" not in links
    assert len([link for link in links if link != "Your account"]) == 6
    html = response.content.decode()
    assert "More in this service" in html
    assert f'<form method="post" action="{reverse("account_logout")}" data-hub-forgets>' in html


def test_navigation_marks_where_you_are(admin_client: Client, settings: Any) -> None:
    settings.HUB_STAFF_SECOND_FACTOR = False
    html = admin_client.get(reverse("need_list")).content.decode()
    assert re.search(rf'href="{reverse("need_list")}" aria-current="page"', html)
    inside = admin_client.get(reverse("need_raise")).content.decode()
    assert re.search(rf'href="{reverse("need_list")}" aria-current="true"', inside)


def test_govuk_brand_changes_header_font_and_crest(client: Client, db: Any) -> None:
    neutral = client.get(reverse("help_terms")).content.decode()
    assert "govuk-header" not in neutral.replace("govuk-generic-header", "")
    assert "govuk-frontend.min.css" in neutral
    with override_settings(HUB_BRAND="govuk"):
        govuk = client.get(reverse("help_terms")).content.decode()
    assert "govuk-frontend-govuk.min.css" in govuk
    assert 'aria-label="GOV.UK"' in govuk


def test_demonstration_is_labelled_on_every_page(client: Client, db: Any) -> None:
    with override_settings(HUB_DEMO=False):
        assert "hub-demo-banner" not in client.get(reverse("help_terms")).content.decode()
    with override_settings(HUB_DEMO=True):
        assert "hub-demo-banner" in client.get(reverse("help_terms")).content.decode()
