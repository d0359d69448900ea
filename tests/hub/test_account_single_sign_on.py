"""OpenID Connect against a real provider: whose account it opens, and whose it never does."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from hub.models import HubPolicy, Notification, User
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person
from hub.settings import oidc_app
from tests.factories.hub import make_person, signed_in
from tests.private_servers import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that runs for these tests."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def trust(settings, provider):
    """The installation trusts this provider, or another one."""

    def configure(issuer: str = provider, **more) -> None:
        app = oidc_app(
            {
                "id": "dept",
                "name": "Department login",
                "issuer": issuer,
                "client_id": "hub",
                "client_secret": "secret",
                **more,
            }
        )
        changed = {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": changed}

    configure()
    return configure


def knows(provider: str, number: str, **claims) -> None:
    """Tell the provider what it says of somebody."""
    assert requests.put(f"{provider}/users/{number}", json=claims, timeout=5).ok


def go(client: Client, number: str, **query: str):
    """Follow the link, sign in at the provider, come back."""
    left = client.get(reverse("openid_connect_login", args=["dept"]), query)
    assert left.status_code == 302
    answer = requests.post(left.url, data={"sub": number}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["location"])
    return client.get(f"{back.path}?{back.query}")


def who(client: Client) -> str | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else None


def test_without_configuration_there_is_no_other_way_in(client):
    assert "sign in with" not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("openid_connect_login", args=["dept"])).status_code == 404


def test_the_sign_in_page_offers_it_and_leads_on(trust, provider, client):
    page = client.get(reverse("account_login"), {"next": "/needs/"}).content.decode()
    assert 'href="/accounts/oidc/dept/login/?next=%2Fneeds%2F"' in page
    knows(provider, "n1", email="new@example.com", email_verified=True)
    assert go(client, "n1", next="/needs/").url == "/needs/"


def test_the_request_uses_pkce_and_asks_for_little(trust, client):
    left = client.get(reverse("openid_connect_login", args=["dept"]))
    query = parse_qs(urlsplit(left.url).query)
    assert sorted(query["scope"][0].split()) == ["email", "openid"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"]


def test_the_first_time_makes_an_account_and_the_second_finds_it(trust, provider):
    knows(provider, "u1", email="New@Example.com", email_verified=True, name="Ann Other")
    for _ in range(2):
        client = Client()
        assert go(client, "u1").url == reverse("work")
        assert who(client) == "new@example.com"
    row = SocialAccount.objects.get()
    assert (row.provider, row.uid, row.extra_data) == ("dept", "u1", {})
    assert User.objects.get().has_usable_password() is False
    assert Notification.objects.filter(slug="hub.way_in_added").count() == 1


def test_an_account_is_found_by_an_address_that_the_provider_has_proved(trust, provider):
    person = make_person("known@example.com")
    knows(provider, "u2", email="KNOWN@example.com", email_verified=True)
    client = Client()
    go(client, "u2")
    assert who(client) == "known@example.com"
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "known@example.com", "email_verified": False},
        {"email": "known@example.com"},
        {"email": "known@example.com", "email_verified": "true"},
        {},
    ],
)
def test_an_address_that_is_not_proved_opens_nothing(trust, provider, claims):
    make_person("known@example.com")
    knows(provider, "u3", **claims)
    client = Client()
    answer = go(client, "u3")
    assert answer.status_code == 403
    assert "We could not sign you in" in answer.content.decode()
    assert (who(client), SocialAccount.objects.count(), User.objects.count()) == (None, 0, 1)


@pytest.mark.parametrize(
    ("email", "opens"),
    [
        ("a@dwp.gov.uk", True),
        ("a@jobs.dwp.gov.uk", True),
        ("a@hmrc.gov.uk", False),
        ("a@notdwp.gov.uk", False),
        ("dwp.gov.uk@evil.example", False),
    ],
)
def test_a_departments_provider_speaks_for_its_own_domains_only(trust, provider, email, opens):
    trust(domains=["dwp.gov.uk"])
    knows(provider, "u4", email=email, email_verified=True)
    client = Client()
    answer = go(client, "u4")
    assert (who(client) == email, answer.status_code) == (opens, 302 if opens else 403)


def test_the_providers_number_counts_when_the_address_changes_there(trust, provider):
    knows(provider, "u5", email="first@example.com", email_verified=True)
    go(Client(), "u5")
    make_person("second@example.com")
    knows(provider, "u5", email="second@example.com", email_verified=True)
    client = Client()
    go(client, "u5")
    assert who(client) == "first@example.com"


def test_somebody_signed_in_cannot_tie_an_account_of_another_address(trust, provider):
    """The library's "connect" process would tie whatever comes back to whoever is signed in."""
    make_person("victim@example.com")
    knows(provider, "u6", email="other@example.com", email_verified=True)
    client = signed_in(User.objects.get(email="victim@example.com"))
    go(client, "u6", process="connect")
    assert who(client) == "other@example.com"
    assert SocialAccount.objects.get().user.email == "other@example.com"


def test_a_stale_or_foreign_answer_opens_nothing(trust, provider, client):
    knows(provider, "u7", email="a@example.com", email_verified=True)
    callback = reverse("openid_connect_callback", args=["dept"])
    answer = client.get(callback, {"code": "made-up", "state": "made-up"}, follow=True)
    assert "You can sign in with a code" in answer.content.decode()
    assert who(client) is None


def test_saying_no_at_the_provider_leads_back_to_the_code(trust, client):
    left = client.get(reverse("openid_connect_login", args=["dept"]))
    state = parse_qs(urlsplit(left.url).query)["state"][0]
    callback = reverse("openid_connect_callback", args=["dept"])
    page = client.get(callback, {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in with Department login" in page.content.decode()


def test_a_provider_that_is_away_leads_back_to_the_code(trust, client):
    trust(issuer=f"http://localhost:{free_port()}")
    page = client.get(reverse("openid_connect_login", args=["dept"]), follow=True)
    assert "We could not reach Department login" in page.content.decode()
    assert page.redirect_chain[-1][0] == reverse("account_login")


def test_it_is_switched_off_by_staff_and_the_code_goes_on(trust, provider, client):
    knows(provider, "1", email="new@dept.gov.uk", email_verified=True)
    policy = HubPolicy.load()
    policy.single_sign_on_is_paused = True
    policy.save()
    assert "/accounts/oidc/" not in client.get("/accounts/login/").content.decode()
    page = client.get("/accounts/oidc/dept/login/", follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/login/"
    assert "You can sign in with a code" in page.content.decode()


def test_staff_still_give_their_second_factor(trust, provider, settings):
    settings.HUB_STAFF_SECOND_FACTOR = True
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    TOTP.activate(staff, generate_totp_secret())
    knows(provider, "u8", email="adviser@hub.example", email_verified=True)
    client = Client()
    assert go(client, "u8").url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302


def test_an_account_that_was_closed_stays_closed(trust, provider):
    person = make_person("closed@example.com")
    knows(provider, "u9", email="closed@example.com", email_verified=True)
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    go(client, "u9")
    assert who(client) is None


def test_a_way_in_is_listed_and_taken_off_by_its_owner_only(trust, provider):
    knows(provider, "u10", email="a@example.com", email_verified=True)
    client = Client()
    go(client, "u10")
    address = reverse("account_ways_in")
    assert "Department login" in client.get(reverse("account")).content.decode()
    row = SocialAccount.objects.get()
    signed_in(make_person()).post(address, {"way": row.pk})
    assert SocialAccount.objects.count() == 1
    page = client.post(address, {"way": row.pk}, follow=True).content.decode()
    assert "You can no longer sign in that way" in page
    client.post(address, {"way": row.pk})
    assert SocialAccount.objects.count() == 0
    assert Notification.objects.filter(slug="hub.way_in_removed").count() == 1
    go(Client(), "u10")
    assert SocialAccount.objects.count() == 1


def test_erasure_takes_the_way_in_with_it(trust, provider):
    knows(provider, "u11", email="a@example.com", email_verified=True)
    go(Client(), "u11")
    erase_person(person=User.objects.get(), actor=None, reason="test")
    assert SocialAccount.objects.count() == 0


def test_another_spelling_of_a_mailbox_opens_nothing(trust, provider, client):
    known = make_person("amira.okafor@example.com")
    knows(provider, "n1", email='"amira.okafor"@example.com', email_verified=True)
    assert go(client, "n1").status_code == 403
    assert list(User.objects.all()) == [known]
