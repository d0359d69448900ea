"""Consent to be put forward and consent to alerts: separate, dated, taken back from the account."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.retention.erasure import export_person
from roles.models import Alert, Application
from roles.search.services.alerts.subscribing import confirm_address, subscribe
from roles.search.vacancy_search import Terms
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import current_role, make_person, signed_in
from tests.factories.roles import actions_of
from tests.roles.support.support_forms import make_reserved

pytestmark = pytest.mark.django_db
URL = "/consents/"


@pytest.fixture
def role():
    return current_role("delivery-manager")


def alert_for(person, family="data") -> Alert:
    return subscribe(terms=Terms(family=family), email="", frequency="daily", person=person)


def test_the_account_leads_to_a_page_that_is_empty_at_first():
    client = signed_in(make_person())
    assert URL in client.get("/account/").content.decode()
    html = client.get(URL).content.decode()
    assert "You have not agreed to this." in html
    assert "You have no alerts." in html
    assert "Withdraw consent" not in html


def test_neither_is_given_by_applying_or_by_the_other(role):
    person = make_person()
    make_application(make_advert(), person)
    application = make_reserved(role, candidate=person, is_shared=False)
    assert (application.is_shared, Alert.objects.count()) == (False, 0)
    alert_for(person)
    application.refresh_from_db()
    assert application.sharing_agreed_at is None
    html = signed_in(person).get(URL).content.decode()
    assert html.count("Withdraw consent") == 1


def test_each_is_dated_and_taken_back_by_itself(role):
    person = make_person()
    application, alert = make_reserved(role, candidate=person), alert_for(person)
    client = signed_in(person)
    html = client.get(URL).content.decode()
    assert html.count("You agreed on") == 2
    assert "&lt;span" not in html
    for moment in (application.sharing_agreed_at, alert.confirmed_at):
        day = timezone.localtime(moment)
        assert f"{day.day} {day:%B %Y}" in html
    page = client.post(URL, {"consent": f"sharing-{application.reference}"}, follow=True)
    assert "You have withdrawn your consent" in page.content.decode()
    application.refresh_from_db()
    alert.refresh_from_db()
    assert (application.is_shared, alert.state) == (False, "confirmed")
    assert application.sharing_withdrawn_at is not None
    assert "roles.sharing_withdrawn" in actions_of(application)
    campaign = application.campaign
    reserve = Application.objects.on_live_reserve(timezone.now())
    could = reserve.who_could_meet(role=campaign.role, level=None, grade=campaign.grade)
    assert could.count_people() == 0
    client.post(URL, {"consent": f"alert-{alert.reference}"})
    alert.refresh_from_db()
    assert (alert.state, alert.ended_at is not None) == ("ended", True)
    html = client.get(URL).content.decode()
    assert html.count("It ended on") == 2
    assert "Withdraw consent" not in html
    application.refresh_from_db()
    assert application.state == "reserve"  # The place on the list is as it was.


def test_taking_back_twice_or_what_there_is_not_changes_nothing(role):
    person = make_person()
    application = make_reserved(role, candidate=person)
    client = signed_in(person)
    for _ in range(2):
        client.post(URL, {"consent": f"sharing-{application.reference}"})
    assert actions_of(application).count("roles.sharing_withdrawn") == 1
    for slug in ("", "sharing-", "alert-", "alert-x", "sharing-🙂", "other-1", "x" * 5000):
        page = client.post(URL, {"consent": slug}, follow=True).content.decode()
        assert "Nothing has changed" in page, slug


def test_nobody_sees_or_takes_back_the_consent_of_another(role):
    person, stranger = make_person(), make_person()
    application, alert = make_reserved(role, candidate=person), alert_for(person)
    client = signed_in(stranger)
    assert "Withdraw consent" not in client.get(URL).content.decode()
    for slug in (f"sharing-{application.reference}", f"alert-{alert.reference}"):
        client.post(URL, {"consent": slug})
    application.refresh_from_db()
    alert.refresh_from_db()
    assert (application.is_shared, alert.state) == (True, "confirmed")


def test_an_offer_from_elsewhere_does_not_make_consent_stick(role):
    application = make_reserved(role)
    Application.objects.filter(pk=application.pk).update(
        state="provisional_offer", post=application.campaign.posts.get()
    )
    signed_in(application.candidate).post(URL, {"consent": f"sharing-{application.reference}"})
    application = Application.objects.get(pk=application.pk)
    assert application.is_shared is False


def test_an_alert_from_before_the_account_is_theirs_once_they_sign_in():
    alert = subscribe(terms=Terms(family="data"), email="ada@example.com", frequency="daily")
    confirm_address(alert=alert)
    person = make_person("ada@example.com")
    client = signed_in(person)
    assert "Withdraw consent" in client.get(URL).content.decode()
    client.post(URL, {"consent": f"alert-{alert.reference}"})
    alert.refresh_from_db()
    assert alert.state == "ended"


def test_the_dates_are_in_what_is_held_about_the_person(role):
    person = make_person()
    make_reserved(role, candidate=person)
    alert_for(person)
    held = {item["what"]: item["records"] for item in export_person(person)}
    [application] = held["Applications for roles"]
    assert "Agreed to be put forward for similar roles" in application
    [alert] = held["Alerts for new roles"]
    assert alert["Confirmed"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_was_agreed_to(
    django_assert_max_num_queries, number, role
):
    person = make_person()
    for family in ("data", "user-centred-design", "software-development")[:number]:
        make_reserved(role, candidate=person)
        alert_for(person, family)
    client = signed_in(person)
    client.get(URL)
    with django_assert_max_num_queries(10):
        assert client.get(URL).status_code == 200
