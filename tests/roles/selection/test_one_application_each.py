"""One application of a person for a role goes on (R8); nobody learns before whose it is (R11)."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.models import Notification
from roles.models import Application, Campaign, CampaignSide
from roles.selection.services.duplicates import take_up_again
from tests.factories.adverts import (
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_move,
)
from tests.factories.hub import make_member, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
ADDRESS = "jane.doe@example.com"
BOTH = "We can only consider one from each person"
KEPT = "We are keeping application"
ONCE = "You can apply once for a role, so you cannot apply for this one again"
UNSAID = "only if its candidate is invited to an interview"


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def officer(campaign):
    return make_member("resourcing", campaign.organisation)


def start_interviews(campaign, results=None):
    """Decide the sift of everything, passed unless told, and start interviews on the page."""
    handler = make_handler(campaign)
    bring_to(campaign, "sifting")
    for row in campaign.applications.filter(state="submitted"):
        make_move(row, (results or {}).get(row.pk, "pass_sift"), handler)
    browser, url = signed_in(handler), f"/campaigns/{campaign.reference}/interviews/"
    browser.post(url, as_read(browser, url, {}))
    assert Campaign.objects.get(pk=campaign.pk).state == "interviewing"
    return browser


def kept_for(application):
    return Application.objects.get(pk=application.pk).same_person_as


def sift_page(campaign, application=None):
    base = f"/campaigns/{campaign.reference}/applications/"
    return f"{base}{application.reference}/" if application else base


@pytest.mark.parametrize("entered_as", [ADDRESS, "Jane.Doe@example.com", "janedoe+dwp@example.com"])
@pytest.mark.parametrize("is_own_first", [True, False])
def test_R8_of_what_is_entered_beside_ones_own_the_own_one_goes_on(
    campaign, officer, entered_as, is_own_first
):
    person = make_person(ADDRESS)
    own = make_application(campaign, person) if is_own_first else None
    entered = enter_for_somebody(campaign, officer, email=entered_as, full_name="Jane Doe")
    own = own or make_application_beside(campaign, person)
    rival = make_application(campaign)
    browser = start_interviews(campaign)
    assert [kept_for(row) for row in (own, entered, rival)] == [None, own, None]
    # It makes no move any more, and is taken up again by hand, by who had no part in it.
    page = browser.get(sift_page(campaign, entered)).text
    assert ("Set aside as a duplicate" in page, "/invite/" in page) == (True, False)
    url = f"{sift_page(campaign, entered)}take-up-again/"
    why = "because you decided whether it passed"
    assert (url in browser.get(sift_page(campaign, entered)).text) is False
    assert why in " ".join(browser.get(url).text.split())
    refused = browser.post(url, as_read(browser, url, {"reason": "mistake"}))
    assert why in " ".join(refused.text.split())
    assert signed_in(officer).post(url, {"reason": "mistake"}).status_code == 404
    assert kept_for(entered) == own
    colleague = signed_in(make_handler(campaign))
    assert url in colleague.get(sift_page(campaign, entered)).text
    colleague.post(url, as_read(colleague, url, {"reason": "mistake"}))
    assert kept_for(entered) is None
    said = ModelLogEntry.objects.get(action="roles.application_taken_up_again")
    assert said.data["detail"] == "It was set aside by mistake"


def test_R11_who_entered_any_takes_none_up_again_until_who_the_other_one_is_shows(
    campaign, officer
):
    other_officer = make_member("resourcing", campaign.organisation)
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    enter_for_somebody(campaign, other_officer, email="x@example.com", full_name="Xi Other")
    start_interviews(campaign)
    url = f"{sift_page(campaign, entered)}take-up-again/"
    alike = "because you have entered an application for this"
    assert alike in " ".join(signed_in(other_officer).get(url).text.split())
    own.refresh_from_db()
    make_move(own, "invite", make_handler(campaign))
    assert alike not in " ".join(signed_in(other_officer).get(url).text.split())
    with as_nobody(), pytest.raises(PermissionDenied):
        take_up_again(application=entered, reason="mistake", actor=officer)
    take_up_again(application=entered, reason="mistake", actor=other_officer)
    assert kept_for(entered) is None


def make_application_beside(campaign, person):
    """One of their own, where another was entered for their account before."""
    row = Application.objects.filter(candidate=person).first()
    if row is None:
        return make_application(campaign, person)
    Application.objects.filter(pk=row.pk).update(candidate=None)
    own = make_application(campaign, person)
    Application.objects.filter(pk=row.pk).update(candidate=person)
    return own


def test_R11_until_the_sift_is_over_nobody_is_told_and_then_not_for_which_one(campaign, officer):
    own = make_application(campaign, make_person(ADDRESS))
    alone = enter_for_somebody(campaign, officer, email="x@example.com", full_name="Xi Other")
    client = signed_in(make_member("resourcing", campaign.organisation))
    before = [client.get(sift_page(campaign, row)).text for row in (own, alone)]
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    bring_to(campaign, "sifting")
    for person in (officer, make_handler(campaign)):
        browser = signed_in(person)
        pages = [browser.get(sift_page(campaign, row)).text for row in (None, own, entered, alone)]
        assert [("Set aside" in page, "same person" in page) for page in pages] == (
            [(False, False)] * 4
        )
    assert all("Set aside" not in page for page in before)
    start_interviews(campaign, {own.pk: "fail_sift"})
    list_page, page = (client.get(sift_page(campaign, row)).text for row in (None, entered))
    assert "Shown if they are invited to interview" in list_page
    assert (UNSAID in " ".join(page.split()), own.reference in page) == (True, False)


def test_R11_who_entered_one_does_not_learn_that_it_was_set_aside_nor_that_its_person_applied(
    campaign, officer
):
    """Of somebody who has applied, and failed, and of who has not, they read the same."""
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    alone = enter_for_somebody(campaign, officer, email="x@example.com", full_name="Xi Other")
    base = f"/campaigns/{campaign.reference}/applications/"
    acts = (
        "",
        "for-candidate/withdraw/",
        "invite/",
        "take-up-again/",
        "set-aside/",
        "answer/",
        "cv/",
    )

    def read(row):
        client, texts = signed_in(officer), []
        for act in acts:
            page = client.get(f"{base}{row.reference}/{act}", follow=True)
            texts.append(f"{page.status_code} {page.text if page.status_code == 200 else ''}")
        found = client.post("/search/", {"q": row.reference}, follow=True).text
        texts += [client.get("/work/").text, found, client.get(base).text]
        texts += [client.get(f"{base}?state={state}").text for state in ("submitted", "sift_pass")]
        varying = r'(nonce|"csrfmiddlewaretoken" value|s-left|value)="[^"]*"|[0-9:]{5,}[^"]*"'
        one = "\n".join(texts).replace(row.reference, "A-ONE")
        other = alone if row == entered else entered
        return re.sub(varying, "", one.replace(other.reference, "A-OTHER"))

    def alike():
        # From now on each page says how much waits.
        signed_in(officer).get("/work/")
        one, other = read(entered), read(alone)
        return sorted(one.splitlines()) == sorted(other.splitlines())

    assert alike()
    handler = start_interviews(campaign, {own.pk: "fail_sift"})
    assert kept_for(entered) == own
    assert alike()
    for row in (entered, alone):
        assert "Set aside" not in read(row)
        assert f"{base}{row.reference}/for-candidate/withdraw/" in (
            signed_in(officer).get(f"{base}{row.reference}/").text
        )
    assert "Set aside as a duplicate" in handler.get(base).text
    # Of somebody who is invited they follow the rest.
    alone.refresh_from_db()
    make_move(alone, "invite", make_handler(campaign))
    page = signed_in(officer).get(f"{base}{alone.reference}/").text
    assert ("Invited to interview" in page, alone.full_name in page) == (True, True)


def test_R8_whoever_failed_the_sift_has_no_second_chance_by_what_was_entered(campaign, officer):
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    browser = start_interviews(campaign, {own.pk: "fail_sift"})
    assert kept_for(entered) == own
    assert browser.get(f"{sift_page(campaign, entered)}invite/", follow=True).status_code == 200
    entered.refresh_from_db()
    assert entered.state == "sift_pass"


def test_when_the_one_that_stands_is_invited_it_is_named(campaign, officer):
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    browser = start_interviews(campaign)
    own.refresh_from_db()
    make_move(own, "invite", make_handler(campaign))
    page = browser.get(sift_page(campaign, entered)).text
    assert (KEPT in page, own.reference in page) == (True, True)


def test_whoever_withdrew_their_own_is_considered_by_the_other(campaign, officer):
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    client, url = signed_in(own.candidate), f"/applications/{own.reference}/withdraw/"
    client.post(url, as_read(client, url, {"reason": ""}))
    start_interviews(campaign)
    assert kept_for(entered) is None


def test_of_two_that_others_entered_the_first_goes_on(campaign, officer):
    other = make_member("resourcing", campaign.organisation)
    first = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    second = enter_for_somebody(campaign, other, email="janedoe@example.com", full_name="J Doe")
    start_interviews(campaign)
    assert [kept_for(row) for row in (first, second)] == [None, first]


def withdraw(application):
    client, url = (
        signed_in(application.candidate),
        f"/applications/{application.reference}/withdraw/",
    )
    client.post(url, as_read(client, url, {"reason": ""}))


def test_R8_whoever_sent_one_sends_no_other_with_a_second_account_of_the_mailbox(campaign):
    own, twin = (
        make_application(campaign, make_person(ADDRESS)),
        make_person("jane.doe+b@example.com"),
    )
    start, browser = f"/applications/start/{campaign.reference}/", signed_in(twin)
    for _ in range(2):
        pages = [browser.get(start).text, browser.post(start).text]
        assert [ONCE in " ".join(page.split()) for page in pages] == [True, True]
        withdraw(own)
    assert list(campaign.applications.all()) == [own]
    elsewhere = make_advert()
    assert browser.post(f"/applications/start/{elsewhere.reference}/").status_code == 302


def test_R8_a_draft_of_the_second_account_is_not_sent_once_the_first_has_sent_theirs(campaign):
    draft = make_draft(campaign, make_person("janedoe+b@example.com"))
    make_application(campaign, make_person(ADDRESS))
    browser, url = signed_in(draft.candidate), f"/applications/{draft.reference}/check/"
    typed = {"declaration": "on", "is_true": "on", "has_declared": "on"}
    page = browser.post(url, typed, follow=True).text
    assert ONCE in " ".join(page.split())
    draft.refresh_from_db()
    assert (draft.state, campaign.applications.sent().count()) == ("draft", 1)


@pytest.mark.parametrize("is_sent", [True, False])
def test_R8_whoever_closes_the_account_after_sending_does_not_apply_again(campaign, is_sent):
    own = (make_application if is_sent else make_draft)(campaign, make_person(ADDRESS))
    browser, url = signed_in(own.candidate), reverse("account_erase")
    browser.post(url, as_read(browser, url, {"sure": "on"}))
    start, browser = f"/applications/start/{campaign.reference}/", signed_in(make_person(ADDRESS))
    assert (ONCE in " ".join(browser.get(start).text.split())) is is_sent
    assert browser.post(start).status_code == (200 if is_sent else 302)


def test_R8_who_sent_one_before_the_upgrade_is_known_by_the_migration(campaign):
    sent = make_application(campaign, make_person(ADDRESS))
    draft = make_draft(campaign, make_person("ada@example.com"))
    CampaignSide.objects.update(has_sent=False)
    import_module("roles.migrations.0008_one_application_for_a_mailbox").fill(apps, None)
    known = CampaignSide.objects.that_sent().values_list("person", flat=True)
    assert (list(known), draft.state) == ([sent.candidate_id], "draft")


@pytest.mark.parametrize("is_closed", [True, False])
def test_R8_what_is_entered_for_who_gave_their_own_up_is_set_aside_and_staff_are_told_no_more(
    campaign, officer, is_closed
):
    own = make_application(campaign, make_person(ADDRESS))
    if is_closed:
        browser, url = signed_in(own.candidate), reverse("account_erase")
        browser.post(url, as_read(browser, url, {"sure": "on"}))
    else:
        withdraw(own)
    entered = enter_for_somebody(
        campaign, officer, email="janedoe+x@example.com", full_name="J Doe"
    )
    alone = enter_for_somebody(campaign, officer, email="x@example.com", full_name="Xi Other")
    pages = [signed_in(officer).get(sift_page(campaign, row)).text for row in (entered, alone)]
    assert ["Set aside" in page for page in pages] == [False, False]
    person = make_person("janedoe+x@example.com")
    Application.objects.filter(pk=entered.pk).update(candidate=person)
    page = signed_in(person).get(f"/applications/{entered.reference}/").text
    assert "so before interviews we will set this" in " ".join(page.split())
    start_interviews(campaign)
    rows = Application.objects.filter(pk__in=[entered.pk, alone.pk])
    assert list(rows.order_by("pk").values_list("is_set_aside", flat=True)) == [True, False]
    release = Application.objects.get(pk=entered.pk).release_at
    Application.objects.filter(pk=entered.pk).update(release_at=release - timedelta(days=9))
    page = signed_in(person).get(f"/applications/{entered.reference}/").text
    assert "You had already applied for this role" in page


def test_what_somebody_types_as_their_contact_sets_nobody_aside(campaign):
    one = make_draft(campaign, make_person("one@example.com"), email="other@example.com")
    browser, url = signed_in(one.candidate), f"/applications/{one.reference}/check/"
    browser.post(url, {"declaration": "on", "is_true": "on", "has_declared": "on"})
    other = make_application(campaign, make_person("other@example.com"))
    start_interviews(campaign)
    assert kept_for(other) is None


def test_the_candidate_reads_which_one_stands_and_not_that_they_can_apply(campaign, officer):
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    client = signed_in(own.candidate)
    page = client.get(f"/applications/{entered.reference}/").text
    assert BOTH in page
    assert f'href="/applications/{own.reference}/"' in page
    withdraw = f"/applications/{entered.reference}/withdraw/"
    pages = [page, client.get(withdraw).text]
    assert "only" in pages[1]
    assert "We will only\nconsider the application that you sent yourself" in pages[1]
    client.post(withdraw, as_read(client, withdraw, {"reason": ""}))
    pages.append(client.get(f"/applications/{entered.reference}/").text)
    for text in pages:
        words = " ".join(text.split())
        assert "apply yourself" not in words
        assert "Apply for this role yourself" not in words
    assert BOTH not in client.get(f"/applications/{own.reference}/").text


def test_R19_the_candidate_is_told_at_the_release_that_one_is_set_aside(
    campaign, officer, time_machine
):
    own = make_application(campaign, make_person(ADDRESS))
    entered = enter_for_somebody(campaign, officer, email=ADDRESS, full_name="Jane Doe")
    start_interviews(campaign, {own.pk: "fail_sift"})
    told = Notification.objects.filter(slug="roles.application_set_aside")
    assert [row.recipient for row in told] == [own.candidate]
    client = signed_in(own.candidate)
    pages = [client.get(f"/applications/{row.reference}/").text for row in (own, entered)]
    pages.append(client.get(reverse("roles:application_list")).text)
    call_command("deliver")
    # While the decision rests, nothing says which of them passed (R19).
    assert not any("Set aside" in page for page in pages)
    assert not any(
        f"set application {entered.reference} aside" in each.body for each in mail.outbox
    )
    release = Application.objects.get(pk=entered.pk).release_at
    assert [row.next_attempt_at for row in told] == [release]
    time_machine.move_to(release + timedelta(minutes=1), tick=False)
    call_command("deliver")
    bodies = [letter.body for letter in mail.outbox if letter.to == [ADDRESS]]
    assert any(f"set application {entered.reference} aside" in body for body in bodies)
    page = signed_in(own.candidate).get(reverse("roles:application_list")).text
    assert "Set aside" in page


@pytest.mark.parametrize("has_account", [True, False])
def test_R19_no_page_of_the_candidate_changes_when_one_is_set_aside_while_its_decision_rests(
    campaign, officer, has_account
):
    """Whether it passed, and so is set aside, or failed: pages, To do and download say the same."""
    own = make_application(campaign, make_person(ADDRESS))
    address = ADDRESS if has_account else "janedoe+x@example.com"
    entered = enter_for_somebody(campaign, officer, email=address, full_name="Jane Doe")
    assert (entered.candidate is not None) is has_account
    client = signed_in(own.candidate)

    def read():
        rows = (own, entered) if has_account else (own,)
        pages = [f"/applications/{row.reference}/" for row in rows]
        pages += ["/applications/", "/work/", "/account/data/download/?format=json"]
        texts = [client.get(page, follow=True).text for page in pages]
        varying = r'(nonce|"csrfmiddlewaretoken" value|s-left)="[^"]*"|[0-9]{2}:[0-9]{2}:[^"]*"'
        return [re.sub(varying, "", text) for text in texts]

    bring_to(campaign, "sifting")
    handler = make_handler(campaign)
    for row in (own, entered):
        make_move(row, "pass_sift", handler)
    before = read()
    browser, url = signed_in(handler), f"/campaigns/{campaign.reference}/interviews/"
    browser.post(url, as_read(browser, url, {}))
    assert kept_for(entered) == own
    for was, now in zip(before, read(), strict=True):
        assert now == was
