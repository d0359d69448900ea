"""Whoever stands in sees, does and is emailed what waits for a colleague, as far as they may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import LogEntry, Notification, NotificationPreference, StaffGroup, StandIn, User
from hub.notifications.delivery import deliver
from hub.stand_ins import arrange_stand_in
from hub.tasks import count_work, tell_what_waits
from hub.work.morning import MORNING
from hub.work.standing_in import stood_in_for
from roles.models import SupportRequest
from roles.support.services import follow_ups
from tests.factories.adverts import make_advert, make_application
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_draft, make_request
from tests.pages_read import as_read
from tests.work_page import for_colleagues, to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    return make_person("ben@hub.example", StaffGroup.HUB_STAFF, name="Ben")


@pytest.fixture
def away(team):
    """The adviser, who is away, and has an accepted request on which nothing has been done."""
    User.objects.filter(pk=team.adviser.pk).update(first_name="Ann", last_name="Smith")
    make_accepted_request(team)
    return User.objects.get(pk=team.adviser.pk)


def stands_in(person, colleague, last=7):
    today = timezone.localdate()
    with as_system():
        return arrange_stand_in(
            colleague=colleague,
            starts_on=today,
            ends_on=today + timedelta(days=last),
            actor=person,
        )


def work_for(colleague):
    found = for_colleagues(colleague)
    return next((waiting for heading, waiting in found.items() if "Ann Smith" in heading), None)


def test_who_stands_in_sees_what_waits_for_the_adviser_until_the_last_day(
    away, colleague, time_machine
):
    assert to_do(colleague) == {}
    row = stands_in(away, colleague)
    request = SupportRequest.objects.get()
    form = reverse("roles:support_move", args=[request.reference, "log"])
    assert work_for(colleague) == {"Start work on support requests": [form]}
    assert f"For Ann Smith, away until {row.ends_on:%-d %B %Y}" in for_colleagues(colleague)
    # It is counted with their own.
    count_work(colleague.pk)
    page = signed_in(colleague).get("/support/").text
    assert "1 waiting" in page
    time_machine.move_to(timezone.now() + timedelta(days=8))
    assert work_for(colleague) is None


def test_what_waits_for_both_is_in_ones_own_list_alone(team, away, colleague):
    new = make_request(team)
    triage = reverse("roles:support_move", args=[new.reference, "triage"])
    stands_in(away, colleague)
    assert to_do(colleague) == {"Triage support requests": [triage]}
    assert "Triage support requests" not in work_for(colleague)


def test_an_act_for_a_colleague_is_on_record_with_both_names(away, colleague):
    stands_in(away, colleague)
    request = SupportRequest.objects.get()
    form = reverse("roles:support_move", args=[request.reference, "log"])
    answers = {
        "type": "advice",
        "on_day": f"{timezone.localdate():%d}",
        "on_month": f"{timezone.localdate():%m}",
        "on_year": f"{timezone.localdate():%Y}",
        "note": "Advised on the grade.",
    }
    answered = signed_in(colleague).post(form, answers)
    assert answered.status_code == 302, answered.text
    entry = LogEntry.objects.filter(action="roles.activity_logged").latest("pk")
    assert (entry.user, entry.data["for"]) == (colleague, away.pk)
    assert entry.user_display_name == "Ben, for Ann Smith"
    assert "Ben, for Ann Smith" in signed_in(colleague).get(request.get_absolute_url()).text


def test_what_they_do_in_their_own_name_is_not_for_anybody(team, away, colleague):
    new = make_request(team)
    stands_in(away, colleague)
    form = reverse("roles:support_move", args=[new.reference, "triage"])
    answers = {"urgency": "routine", "adviser": colleague.pk}
    signed_in(colleague).post(form, answers)
    entry = LogEntry.objects.filter(user=colleague).latest("pk")
    assert "for" not in entry.data


def test_R25_who_competes_for_the_role_is_shown_nothing_of_it(team, away, colleague):
    stands_in(away, colleague)
    request = SupportRequest.objects.get()
    campaign = make_advert(organisation=team.organisation)
    type(campaign).objects.filter(pk=campaign.pk).update(support_request=request)
    make_application(campaign, colleague)
    assert work_for(colleague) == {}


def test_a_manager_stands_in_for_a_draft_and_a_colleague_without_the_role_does_not(team):
    campaign = make_draft(team)
    ben = make_member("hiring_manager", team.organisation, "ben@a.example")
    User.objects.filter(pk=campaign.made_by_id).update(first_name="Ann", last_name="Smith")
    stands_in(User.objects.get(pk=campaign.made_by_id), ben)
    assert list(work_for(ben)) == ["Complete campaigns and ask for approval"]
    assert for_colleagues(make_member("requester", team.organisation)) == {}


def test_R1_neither_approves_what_the_other_asked_for(team):
    campaign = make_draft(team)
    maker = campaign.made_by
    second = make_member("approver", team.organisation, "ben@a.example")
    make_member("approver", team.organisation, maker.email)
    campaign.__class__.objects.filter(pk=campaign.pk).update(
        state="approval_requested",
        approval_requested_by=maker,
        approval_requested_at=timezone.now(),
    )
    move = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    assert list(to_do(second)) == ["Decide on approvals"]
    stands_in(User.objects.get(pk=maker.pk), second)
    assert to_do(second) == {}
    person = User.objects.get(pk=second.pk)
    campaign.refresh_from_db()
    assert not person.has_perm("roles.approve_campaign", campaign)
    client = signed_in(second)
    client.post(move, as_read(client, move, {"authority": "approver"}))
    campaign.refresh_from_db()
    assert campaign.state == "approval_requested"


def test_chases_go_to_who_stands_in_as_well(away, colleague, time_machine):
    request = SupportRequest.objects.get()
    stands_in(away, colleague, last=60)
    SupportRequest.objects.filter(pk=request.pk).update(follow_up_on=timezone.localdate())
    with as_system():
        follow_ups.remind_of_requests()
    letters = Notification.objects.filter(slug="roles.follow_up_due")
    assert set(letters.values_list("recipient", flat=True)) == {away.pk, colleague.pk}
    for letter in letters:
        deliver(letter.pk)
    texts = {letter.to[0]: letter.body for letter in mail.outbox}
    words = "You get this email because you stand in for Ann Smith."
    assert words in texts[colleague.email]
    assert words not in texts[away.email]


def test_chases_do_not_go_to_who_may_not_act(team, away, colleague):
    request = SupportRequest.objects.get()
    row = stands_in(away, colleague)
    colleague.groups.clear()
    SupportRequest.objects.filter(pk=request.pk).update(follow_up_on=timezone.localdate())
    with as_system():
        follow_ups.remind_of_requests()
    letter = Notification.objects.get(slug="roles.follow_up_due")
    assert letter.recipient == away
    assert StandIn.objects.get(pk=row.pk).ended_at is None


def test_the_morning_email_goes_to_who_stands_in_as_well(away, colleague, time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 8, tzinfo=UTC), tick=False)
    stands_in(away, colleague)
    tell_what_waits()
    assert Notification.objects.filter(slug="hub.stand_in_work_waits").count() == 0
    NotificationPreference.objects.create(user=away, slug=MORNING, chosen_at=timezone.now())
    for _ in range(2):
        tell_what_waits()
    letter = Notification.objects.get(slug="hub.stand_in_work_waits")
    assert letter.recipient == colleague
    assert letter.context["lines"] == ["Start work on support requests: 1"]
    deliver(letter.pk)
    assert "You stand in for Ann Smith until 7 December 2026." in mail.outbox[-1].body


def test_queries_do_not_grow_with_what_waits_for_the_colleague(team, away, colleague):
    stands_in(away, colleague)
    asked, made = [], 1
    for number in (1, 3, 20):
        while made < number:
            make_accepted_request(team)
            made += 1
        person = User.objects.get(pk=colleague.pk)
        stood_in_for(person, [])
        with CaptureQueriesContext(connection) as queries:
            (found,) = stood_in_for(person, [])
        assert [shown.total for shown in found.shown] == [number]
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
