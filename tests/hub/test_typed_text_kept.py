"""What staff typed and did not send stays in their browser, for them alone, until they sign out."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session

from tests.browser import NARROW, Visitor
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import signed_in
from tests.factories.roles import make_accepted_request, make_request, make_team

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True),
]
TYPED = "Which of the two teams has the vacancy?"
KEPT = "sessionStorage.getItem('hub-typed')"


@pytest.fixture
def team():
    return make_team("AAA")


def sign_in(page, base, person):
    key = signed_in(person).session.session_key
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": key, "url": base}])


def question(page):
    return page.locator("form[action$='/ask/'] textarea")


def type_question(page, base, request):
    page.goto(base + request.get_absolute_url())
    page.locator("summary", has_text="Ask a question").click()
    question(page).fill(TYPED)


def send_another(page):
    """Send another form of the same page."""
    page.locator("summary", has_text="Raise a need for organisation design").click()
    page.locator("form[action$='/design/'] textarea").fill("The roles sit in two teams.")
    page.locator("form[action$='/design/'] button").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1280, NARROW])
def test_what_is_typed_in_one_form_stays_when_another_is_sent(page, live_server, team, width):
    request, other = make_accepted_request(team), make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    visitor = Visitor(page, live_server.url, width=width)
    type_question(page, live_server.url, request)
    send_another(page)
    assert "design" not in page.url
    visitor.visit(request.get_absolute_url())
    assert question(page).input_value() == TYPED
    assert question(page).is_visible()
    assert "We kept what you typed in “Ask a question" in page.content()
    visitor.check()
    # The form that was sent is empty, and another record has nothing of it.
    assert page.locator("form[action$='/design/'] textarea").input_value() == ""
    visitor.visit(other.get_absolute_url())
    assert question(page).input_value() == ""
    # Sent, it is gone; so it is where somebody does not want it any more.
    visitor.visit(request.get_absolute_url())
    page.get_by_role("button", name="Delete what I typed").click()
    assert question(page).input_value() == ""
    assert page.evaluate(KEPT) is None
    page.reload()
    assert question(page).input_value() == ""


def test_the_session_ends_and_it_is_there_after_signing_in_again(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    type_question(page, live_server.url, request)
    Session.objects.all().delete()
    page.goto(live_server.url + request.get_absolute_url())
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, live_server.url, team.adviser)
    page.goto(live_server.url + request.get_absolute_url())
    assert question(page).input_value() == TYPED
    # The move's own page has the same form.
    page.goto(live_server.url + request.get_absolute_url() + "ask/")
    assert page.locator("main textarea").input_value() == TYPED
    page.locator("main form button").last.click()
    page.wait_for_url("**" + request.get_absolute_url())
    assert page.evaluate(KEPT) is None
    assert question(page).input_value() == ""


def test_somebody_else_in_the_same_browser_gets_nothing(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    type_question(page, live_server.url, request)
    sign_in(page, live_server.url, team.lead)
    page.goto(live_server.url + request.get_absolute_url())
    assert question(page).input_value() == ""
    assert page.evaluate(KEPT) is None


def test_signing_out_clears_it_in_every_tab(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    type_question(page, live_server.url, request)
    second = page.context.new_page()
    type_question(second, live_server.url, request)
    assert second.evaluate(KEPT) is not None
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_load_state()
    assert page.evaluate(KEPT) is None
    second.wait_for_function(f"{KEPT} === null")
    # Nor is anything kept that is typed on a page that still stands there.
    question(second).fill(TYPED)
    assert second.evaluate(KEPT) is None
    sign_in(page, live_server.url, team.adviser)
    page.goto(live_server.url + request.get_absolute_url())
    assert question(page).input_value() == ""


def test_signing_out_in_the_admin_clears_it_as_well(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    type_question(page, live_server.url, request)
    page.goto(f"{live_server.url}/admin/")
    assert TYPED in page.evaluate(KEPT)
    page.evaluate(
        """() => {
            const form = document.createElement('form');
            form.action = '/admin/logout/';
            form.addEventListener('submit', (event) => event.preventDefault());
            document.body.append(form);
            form.requestSubmit();
        }"""
    )
    assert page.evaluate(KEPT) is None


def test_what_is_looked_for_is_not_kept(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    page.goto(live_server.url + request.get_absolute_url())
    page.locator(
        "form[role=search] input[type=search], form[role=search] input[type=text]"
    ).first.fill("Amira Okafor")
    assert page.evaluate(KEPT) is None


def test_of_a_refused_form_the_newest_words_alone_are_offered(page, live_server, team):
    request = make_request(team, requested_urgency="soon")
    sign_in(page, live_server.url, team.adviser)
    address = f"{live_server.url}{request.get_absolute_url()}triage/"
    page.goto(address)
    page.get_by_label("Urgent", exact=True).check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    reason = page.locator("main form textarea, main form input[name*=reason]").first
    reason.fill(TYPED)
    page.goto(f"{live_server.url}/work/")
    page.goto(address)
    assert reason.input_value() == TYPED
    # With what was chosen in the answer that was refused, and not changed since.
    assert page.get_by_label("Urgent", exact=True).is_checked()
    assert page.locator("[data-hub-kept]").count() == 1
    assert page.locator("[data-hub-unsent]").count() == 0
    # Who deletes that is not offered what was refused before it, either.
    with page.expect_response("**/work/let-go/") as answered:
        page.get_by_role("button", name="Delete what I typed").click()
    assert answered.value.status == 204
    page.goto(address)
    assert reason.input_value() == ""
    assert page.locator("[data-hub-kept], [data-hub-unsent]").count() == 0


def test_of_a_refused_form_a_choice_changed_since_is_the_one_put_back(page, live_server, team):
    """The newest choice and tick stand beside the words of the refused answer, which are kept."""
    request = make_request(team, requested_urgency="routine")
    sign_in(page, live_server.url, team.adviser)
    address = f"{live_server.url}{request.get_absolute_url()}triage/"
    page.goto(address)
    page.get_by_label("Urgent", exact=True).check()
    ticks = page.locator("main form input[type=checkbox]")
    for place in range(ticks.count()):
        ticks.nth(place).check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.get_by_label("Soon", exact=True).check()
    page.goto(f"{live_server.url}/work/")
    page.goto(address)
    assert page.get_by_label("Soon", exact=True).is_checked()
    assert [ticks.nth(place).is_checked() for place in range(ticks.count())] == [
        True
    ] * ticks.count()
    assert page.locator("[data-hub-kept]").count() == 1
    assert page.locator("[data-hub-unsent]").count() == 0


def test_an_hour_later_it_is_gone(page, live_server, team):
    request = make_accepted_request(team)
    sign_in(page, live_server.url, team.adviser)
    type_question(page, live_server.url, request)
    page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("hub-typed"));
            for (const one of Object.values(kept)) { one.at -= 3600 * 1000 + 1; }
            sessionStorage.setItem("hub-typed", JSON.stringify(kept));
        }"""
    )
    page.reload()
    assert question(page).input_value() == ""
    assert page.evaluate(KEPT) is None


def test_a_candidates_browser_keeps_nothing(page, live_server):
    application = make_application(make_advert())
    sign_in(page, live_server.url, application.candidate)
    page.goto(live_server.url + f"/applications/{application.reference}/ask/")
    page.locator("main textarea").fill("May I come by video?")
    assert page.evaluate(KEPT) is None


def test_without_scripts_the_page_says_that_each_form_is_sent_by_itself(browser, live_server, team):
    request = make_accepted_request(team)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, team.adviser)
    page.goto(live_server.url + request.get_absolute_url())
    assert page.get_by_text("Save one form before you start another.").is_visible()
    context.close()
