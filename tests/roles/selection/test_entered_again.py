"""Entering for somebody again: one application each (R8), and nothing is told by it (R11)."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.models import Notification
from roles.applications.services.applications import submit_application
from roles.applications.services.withdrawal import withdraw_entered
from roles.models import Application
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
from tests.roles.selection.test_assisted_applications import form
from tests.roles.selection.test_one_application_each import start_interviews

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Tom Bell", "01632 960 009"
AGAIN = "You have already entered an application for this person"


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def officer(campaign):
    return make_member("resourcing", campaign.organisation)


@pytest.fixture
def colleague(campaign):
    return make_member("resourcing", campaign.organisation)


def base(campaign, row=None):
    return f"/campaigns/{campaign.reference}/applications/{f'{row.reference}/' if row else ''}"


def withdraw_for(row, officer):
    client, url = signed_in(officer), f"{base(row.campaign, row)}for-candidate/withdraw/"
    return client.post(url, as_read(client, url, {"is_asked": "on"}), follow=True).text


def enter_on_the_page(campaign, person, **typed):
    typed = form(full_name=NAME, phone=NUMBER, **typed)
    return signed_in(person).post(f"{base(campaign)}enter/", typed, follow=True).text


def aside(*rows):
    return [Application.objects.get(pk=row.pk).is_set_aside for row in rows]


@pytest.mark.parametrize("number", [NUMBER, "+44 1632 960009"])
@pytest.mark.parametrize("name", [NAME, "tom  BELL"])
def test_R8_nobody_enters_for_the_same_person_again_whatever_became_of_the_first(
    campaign, officer, name, number
):
    first = enter_for_somebody(campaign, officer, full_name=name, phone=number)
    assert AGAIN in enter_on_the_page(campaign, officer)
    withdraw_for(first, officer)
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert AGAIN in enter_on_the_page(campaign, officer)
    assert campaign.applications.count() == 1


def test_R8_who_withdrew_what_was_entered_by_phone_is_not_considered_by_another_one(
    campaign, officer, colleague
):
    """A colleague is told nothing, as nobody may know whose the first one is (R11)."""
    first = enter_for_somebody(campaign, officer, full_name=NAME, phone=NUMBER)
    withdraw_for(first, officer)
    assert "has been sent" in enter_on_the_page(campaign, colleague)
    second = campaign.applications.get(entered_by=colleague)
    other = enter_for_somebody(campaign, colleague, full_name="Jo Bell", phone=NUMBER)
    page = signed_in(colleague).get(base(campaign, second)).text
    assert ("Set aside" in page, first.reference in page) == (False, False)
    start_interviews(campaign)
    assert aside(first, second, other) == [False, True, False]
    page = signed_in(make_handler(campaign)).get(base(campaign)).text
    assert "Shown if they are invited to interview" in page


def test_R8_a_new_application_by_phone_is_none_for_who_withdrew_their_own(campaign, officer):
    draft = make_draft(campaign, make_person("tom@example.com"), full_name=NAME, phone=NUMBER)
    own = submit_application(application=draft, actor=draft.candidate)
    client, url = signed_in(own.candidate), f"/applications/{own.reference}/withdraw/"
    client.post(url, as_read(client, url, {"reason": ""}))
    by_phone = enter_for_somebody(campaign, officer, full_name=NAME, phone=NUMBER)
    start_interviews(campaign)
    assert aside(by_phone) == [True]


def test_R8_who_withdraws_the_first_later_is_considered_by_the_second(campaign, officer, colleague):
    first = enter_for_somebody(campaign, officer, full_name=NAME, phone=NUMBER)
    second = enter_for_somebody(campaign, colleague, full_name=NAME, phone=NUMBER)
    withdraw_for(first, officer)
    start_interviews(campaign)
    assert aside(second) == [False]


def test_R8_what_the_owner_of_an_address_took_back_counts_for_nobody_else(
    campaign, officer, colleague
):
    person = make_person("tom@example.com")
    taken_back = enter_for_somebody(
        campaign, officer, full_name=NAME, phone=NUMBER, email=person.email
    )
    client, url = signed_in(person), f"/applications/{taken_back.reference}/withdraw/"
    client.post(url, as_read(client, url, {"reason": ""}))
    by_phone = enter_for_somebody(campaign, colleague, full_name=NAME, phone=NUMBER)
    start_interviews(campaign)
    assert aside(by_phone) == [False]


def done_by_them(officer):
    """What "Done by you today" says of each record, without when and where it leads."""
    page = signed_in(officer).get("/work/").text
    rows = page[page.index("Done by you today") :].split("<li")
    words = [" ".join(re.sub(r"<[^>]*>|[0-9:]+[ap]m", " ", f"<{row}").split()) for row in rows]
    found = {}
    for line in words:
        if "ithdraw" in line and (named := re.search(r"A-[A-Z0-9]{4}-[A-Z0-9]{4}", line)):
            found.setdefault(named[0], []).append(line.replace(named[0], ""))
    return found


VARYING = re.compile(r'(nonce|"csrfmiddlewaretoken" value|s-left|value)="[^"]*"|[0-9:]{5,}[^"]*"')


def read(officer, campaign, row, others):
    """All that who entered an application reads of it."""
    client, found = signed_in(officer), []
    for ending in ("", "for-candidate/withdraw/", "for-candidate/accept/", "told/", "invite/"):
        page = client.get(f"{base(campaign, row)}{ending}", follow=True)
        found.append(f"{page.status_code} {page.text if page.status_code == 200 else ''}")
    found.append(client.post("/search/", {"q": row.reference}, follow=True).text)
    again = form(email=row.email, full_name=row.full_name, phone="01632 960 777")
    found.append(client.post(f"{base(campaign)}enter/", again, follow=True).text)
    lists = (base(campaign), "/work/", f"{base(campaign)}?state=withdrawn")
    found += [client.get(url).text for url in lists]
    one = "\n".join(found).replace(row.reference, "A-ONE")
    for other in others:
        one = one.replace(other.reference, "A-OTHER")
    for each in (row, *others):
        one = one.replace(each.full_name, "NAME").replace(each.email or "NAME", "ADDRESS")
    # Of the ones in the list the order is that of references.
    return sorted(VARYING.sub("", one).splitlines())


@pytest.mark.parametrize("how", ["withdrawn", "closed", "by a colleague", "failed"])
def test_R11_who_entered_it_reads_the_same_whether_its_person_took_it_back(
    campaign, officer, colleague, how
):
    person = make_person("tom.bell@example.com")
    known = enter_for_somebody(campaign, officer, email=person.email, full_name=NAME)
    stands = enter_for_somebody(campaign, officer, email="nell@example.com", full_name="Nell B")
    rows = (known, stands)

    def alike():
        # From now on each page says how much waits.
        signed_in(officer).get("/work/")
        texts = [read(officer, campaign, row, [r for r in rows if r != row]) for row in rows]
        assert texts[0] == texts[1]
        return "\n".join(texts[0])

    before = alike()
    if how == "withdrawn":
        client, url = signed_in(person), f"/applications/{known.reference}/withdraw/"
        client.post(url, as_read(client, url, {"reason": ""}))
    elif how == "closed":
        client, url = signed_in(person), reverse("account_erase")
        client.post(url, as_read(client, url, {"sure": "on"}))
    elif how == "by a colleague":
        withdraw_for(known, colleague)
    else:
        bring_to(campaign, "sifting")
        make_move(known, "fail_sift", make_handler(campaign))
        Application.objects.filter(pk=known.pk).update(release_at=known.submitted_at)
    known.refresh_from_db()
    if how != "closed":
        # What is typed again is compared with what is still known.
        assert known.state in ("withdrawn", "sift_fail")
        assert "Withdraw the application" in alike()
        assert AGAIN in alike() or how == "failed"
    if how == "withdrawn":
        assert alike() == before
    said = [withdraw_for(row, officer) for row in rows]
    said_of = "You have recorded that the candidate wants to withdraw"
    for text, row in zip(said, rows, strict=True):
        assert (
            f"{said_of} {row.reference}" in text or f"{said_of} Application {row.reference}" in text
        )
    pages = [signed_in(officer).get(base(campaign, row)).text for row in rows]
    assert [said_of in page for page in pages] == [True, True]
    assert ["Withdraw the application" in page for page in pages] == [False, False]
    late = signed_in(officer).get(f"{base(campaign, known)}for-candidate/withdraw/", follow=True)
    assert "so nothing has changed" in late.text
    stands.refresh_from_db()
    assert stands.state == "withdrawn"
    entries = ModelLogEntry.objects.filter(user=officer, object_id__in=[r.pk for r in rows])
    # What they did themselves is alike on To do and in the search, too.
    assert [e.action for e in entries if "withdraw" in e.action] == [
        "roles.withdrawal_recorded"
    ] * 2
    came_of_it = ModelLogEntry.objects.get(
        action="roles.application_withdrawn", object_id=stands.pk
    )
    assert (came_of_it.user, came_of_it.data["by"]) == (None, "the candidate")
    done = done_by_them(officer)
    assert len(done[stands.reference]) == 1
    assert done[stands.reference] == done[known.reference]
    told = Notification.objects.filter(slug="roles.application_withdrawn")
    assert {row.object_id for row in told} <= {str(known.pk), str(stands.pk)}


def test_R11_only_who_does_not_follow_it_records_a_withdrawal_unseen(campaign, officer, colleague):
    rows = [
        enter_for_somebody(campaign, officer, full_name=NAME, phone=NUMBER),
        enter_for_somebody(campaign, colleague, email="nell@example.com", full_name="Nell B"),
        make_application(campaign),
    ]
    for row in rows:
        with as_nobody(), pytest.raises(PermissionDenied):
            withdraw_entered(application=row, actor=officer)


def test_what_somebody_entered_stands_in_the_list_of_its_campaign_alone(campaign, officer):
    row = enter_for_somebody(campaign, officer, email="tom.bell@example.com", full_name=NAME)
    other = make_advert(organisation=campaign.organisation)
    lists = [signed_in(officer).get(base(each)).text for each in (campaign, other)]
    assert [row.reference in page for page in lists] == [True, False]
