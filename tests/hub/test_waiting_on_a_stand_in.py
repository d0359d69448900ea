"""What needs two hub leads while they stand in for each other: both read why, and from when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_system
from hub.dates import date_gb
from hub.memberships import give_role
from hub.models import (
    HubPolicy,
    Membership,
    PendingOffice,
    PendingPolicy,
    PreElectionPeriod,
    StaffGroup,
    StandIn,
    User,
)
from hub.policies import change_policy
from hub.stand_ins import arrange_stand_in
from tests.factories.hub import make_organisation, make_person, signed_in
from tests.hub.test_pre_election import answers as period_answers
from tests.sent_twice import day
from tests.work_page import to_do

pytestmark = pytest.mark.django_db
ARRANGE = "/work/away/arrange/"


@pytest.fixture
def owen():
    return make_person("owen@hub.example", StaffGroup.HUB_LEADS, name="Owen Hughes")


@pytest.fixture
def ffion():
    return make_person("ffion@hub.example", StaffGroup.HUB_LEADS, name="Ffion Prosser")


@pytest.fixture
def pending(owen, ffion):
    """A period that Owen asked for and Ffion alone can confirm."""
    signed_in(owen).post(reverse("pre_election_set"), period_answers())
    return PendingPolicy.objects.get()


def answers(colleague, last=5):
    return {"colleague": colleague.pk, **day("starts_on", 0), **day("ends_on", last)}


def stand_in(person, colleague, last=5):
    today = timezone.localdate()
    with as_system():
        arrange_stand_in(
            colleague=colleague,
            starts_on=today,
            ends_on=today + timedelta(days=last),
            actor=User.objects.get(pk=person.pk),
        )
    return today + timedelta(days=last)


def test_what_would_wait_on_nobody_is_named_before_it_is_arranged(owen, ffion, pending):
    client = signed_in(owen)
    # Days that are refused are refused first.
    refused = client.post(ARRANGE, answers(ffion, last=250)).text
    assert "The last day must be within 6 months" in refused
    assert "nobody could do this" not in refused
    assert "Yes, this can wait" not in client.get(ARRANGE).text
    page = client.post(ARRANGE, answers(ffion)).text
    assert "While you are away nobody could do this" in page
    assert "New pre-election period (Local elections) (Confirm pre-election periods)" in page
    assert not StandIn.objects.exists()
    # It was only tried: the colleague's To do is as it was.
    assert list(to_do(ffion)) == ["Confirm pre-election periods"]
    [version] = [
        piece.partition('"')[0] for piece in page.partition('name="waits"')[2].split('value="')[1:2]
    ]
    assert client.post(ARRANGE, {**answers(ffion), "waits": version}).status_code == 302
    assert StandIn.objects.count() == 1


def test_nothing_is_asked_where_a_third_person_can_or_nothing_waits(owen, ffion, pending):
    make_person("third@hub.example", StaffGroup.HUB_LEADS)
    assert signed_in(owen).post(ARRANGE, answers(ffion)).status_code == 302


def test_it_is_named_as_well_where_who_is_to_stand_in_asked_for_it(owen, ffion, pending):
    page = signed_in(ffion).post(ARRANGE, answers(owen)).text
    assert "New pre-election period (Local elections)" in page


def test_the_page_of_the_period_says_why_and_from_when(owen, ffion, pending, time_machine):
    last = stand_in(owen, ffion)
    period, first = PreElectionPeriod.objects.get(), date_gb(last + timedelta(days=1))
    why = f"because you stand in for Owen Hughes until {date_gb(last)}"
    from_when = f"Nobody else can confirm it now. This changes on {first}"
    for url in (period.get_absolute_url(), pending.get_absolute_url()):
        page = signed_in(ffion).get(url)
        assert (page.status_code, why in page.text, from_when in page.text) == (200, True, True)
    assert 'name="answer"' not in signed_in(ffion).get(pending.get_absolute_url()).text
    assert signed_in(ffion).post(pending.get_absolute_url(), {"answer": "yes"}).status_code == 200
    assert PendingPolicy.objects.count() == 1
    # Who asked reads it too, on the page and in To do.
    own = signed_in(owen)
    page = own.get(period.get_absolute_url()).text
    assert ("You cannot confirm this yourself" in page, from_when in page) == (False, True)
    assert from_when in own.get("/work/").text
    assert own.get(pending.get_absolute_url()).status_code == 404
    # A third person can, and is named.
    make_person("third@hub.example", StaffGroup.HUB_LEADS, name="Bea Third")
    page = signed_in(ffion).get(period.get_absolute_url()).text
    assert (why in page, "Bea Third can confirm it." in page) == (True, True)
    assert "Nobody else" not in own.get("/work/").text
    User.objects.filter(email="third@hub.example").update(is_active=False)
    time_machine.move_to(timezone.now() + timedelta(days=6))
    page = signed_in(ffion).get(period.get_absolute_url()).text
    assert (why in page, "Read it and answer" in page) == (False, True)


def test_who_stands_in_reads_on_the_page_of_access_why_they_do_not_confirm_it(owen, ffion):
    with as_system():
        give_role(
            email="new@elsewhere.example",
            organisation=make_organisation("AAA"),
            role=Membership.Role.APPROVER,
            valid_from=timezone.localdate(),
            valid_to=None,
            actor=owen,
        )
    pending = PendingOffice.objects.get()
    last = stand_in(owen, ffion)
    page = signed_in(ffion).get(pending.get_absolute_url()).text
    assert f"because you stand in for Owen Hughes until {date_gb(last)}" in page
    assert "Nobody else can confirm it now." in page
    assert "Nobody else can confirm it now." in signed_in(owen).get("/work/").text
    for person in (owen, ffion):
        assert "Nobody else can confirm it now." in signed_in(person).get(reverse("role_list")).text


def test_who_stands_in_reads_on_the_page_of_the_settings_why_they_do_not_confirm_them(owen, ffion):
    with as_system():
        change_policy(
            policy=HubPolicy.load(),
            values={"suppression_threshold": HubPolicy.load().suppression_threshold + 3},
            actor=owen,
        )
    last = stand_in(owen, ffion)
    url = reverse("wagtailsettings:edit", args=["hub", "hubpolicy", HubPolicy.load().pk])
    assert f"because you stand in for Owen Hughes until {date_gb(last)}" in signed_in(ffion).get(
        url
    ).text.replace("&#x27;", "'")
    page = signed_in(owen).get(url).text
    assert ("Nobody else can confirm it now." in page, "because you" in page) == (True, False)


def test_nobody_else_learns_that_something_waits(owen, ffion, pending):
    stand_in(owen, ffion)
    for group in (StaffGroup.HUB_STAFF, StaffGroup.ANALYSTS):
        answered = signed_in(make_person("", group)).get(pending.get_absolute_url())
        assert answered.status_code == 404
