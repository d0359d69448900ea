"""Scripts in pages: GOV.UK's own line runs by its hash, and nothing else does."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from hub.inline_scripts import script_hashes
from tests.browser import Visitor
from tests.factories.adverts import make_advert
from tests.factories.hub import make_person, signed_in

# <script> without src is run, unless its type makes it data.
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)[^>]*>(.*?)</script>", re.DOTALL)
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => {
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


def sources(response) -> list[str]:
    (policy,) = re.findall(r"script-src ([^;]*)", response["Content-Security-Policy"])
    return policy.split()


@pytest.mark.django_db
def test_every_inline_script_is_named_by_its_hash_in_one_policy_for_all(client):
    advert = make_advert("Service owner")
    own = signed_in(make_person("ada@example.com"))
    paths = ["/", "/roles/", advert.page.url, reverse("help_contact"), "/no-such-page/"]
    answers = [reader.get(path) for path in paths for reader in (client, own)]
    for response in answers:
        (script,) = INLINE.findall(response.content.decode())
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert sources(response) == ["'self'", f"'sha256-{digest}'"]
        assert "nonce" not in response.content.decode()
    assert script_hashes() == (f"'sha256-{digest}'",)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pages_break_no_policy_and_their_scripts_run(page, live_server, settings):
    settings.HUB_PAGE_CACHE = True
    advert = make_advert("Service owner")
    page.add_init_script(LISTEN)
    visitor = Visitor(page, live_server.url)
    # The list and the advert twice: made, and then as stored.
    for path in ("/", "/roles/", "/roles/", advert.page.url, advert.page.url, "/accounts/login/"):
        visitor.visit(path)
        assert page.evaluate("window.violations") == []
        classes = page.evaluate("[...document.body.classList]")
        assert {"js-enabled", "govuk-frontend-supported"} <= set(classes)
        assert page.locator("[data-govuk-service-navigation-init]").count() == 1


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_script_that_somebody_puts_into_a_page_does_not_run(page, live_server):
    page.add_init_script(LISTEN)
    page.goto(live_server.url + reverse("help_contact"))
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.stolen = true";
        document.body.append(script);
    }""")
    page.wait_for_function("window.violations.length")
    assert page.evaluate("window.violations") == ["script-src-elem inline"]
    assert page.evaluate("window.stolen") is None
