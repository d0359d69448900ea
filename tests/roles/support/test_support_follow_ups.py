"""Follow-up dates: a reminder to who has the request, once, and a list on the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hub.models import Notification, User
from hub.notifications import kinds
from hub.tasks import deliver_notifications
from roles.models import Referral, SupportRequest
from roles.selection.services import referrals
from roles.selection.services.referral_follow_ups import remind_of_people
from roles.selection.tasks import remind_of_follow_ups as task
from roles.support.services import outcomes, requests
from roles.support.services.follow_ups import remind_of_requests
from tests.factories.hub import current_role, signed_in
from tests.factories.roles import make_accepted_request, make_request
from tests.roles.support.support_forms import make_reserved

pytestmark = pytest.mark.django_db


def soon(days=3):
    return timezone.localdate() + timedelta(days=days)


def make_followed(team, days=3, adviser=None):
    request = make_accepted_request(team)
    return requests.assign(
        request=request,
        urgency="soon",
        urgency_reason="The minister asked.",
        adviser=adviser or team.adviser,
        actor=team.lead,
        follow_up_on=soon(days),
    )


def make_referred(team, days=3):
    request = make_accepted_request(team)
    person = make_reserved(current_role("delivery-manager"))
    referral = Referral(request=request, application=person)
    return referrals.refer(referral=referral, actor=team.adviser, follow_up_on=soon(days))


def told():
    slugs = ["roles.follow_up_due", "roles.person_follow_up_due"]
    rows = Notification.objects.filter(slug__in=slugs).order_by("pk")
    return [(row.slug, row.recipient) for row in rows]


def test_the_adviser_is_reminded_on_the_day_and_once(team, time_machine):
    request, referral = make_followed(team), make_referred(team, days=4)
    assert (remind_of_requests(), remind_of_people()) == (0, 0)
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    task()
    task()
    assert told() == [("roles.follow_up_due", team.adviser)]
    # Nobody ran the task on the day itself: it is told a day late.
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    task()
    assert told() == [
        ("roles.follow_up_due", team.adviser),
        ("roles.person_follow_up_due", team.adviser),
    ]
    # Another day that is set is another reminder.
    requests.assign(
        request=request,
        urgency="soon",
        urgency_reason="The minister asked.",
        adviser=team.adviser,
        actor=team.lead,
        follow_up_on=soon(1),
    )
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    task()
    assert len(told()) == 3
    assert referral.request.reference != request.reference


def test_what_is_decided_or_closed_is_not_reminded_of(team, time_machine):
    request, referral = make_followed(team), make_referred(team)
    referrals.turn_down(referral=referral, reason="skills", actor=team.manager)
    outcomes.withdraw(request=request, reason="Not needed.", actor=team.requester)
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    task()
    assert told() == []


def test_what_was_declined_is_closed_and_not_followed_up(team, time_machine):
    request = make_request(team)
    triaged = requests.triage(
        request=request,
        urgency="soon",
        urgency_reason="The minister asked.",
        adviser=team.adviser,
        follow_up_on=soon(),
        actor=team.adviser,
    )
    requests.decline(request=triaged, reason="Somebody else does it.", actor=team.adviser)
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    task()
    assert told() == []
    assert list(SupportRequest.objects.to_follow_up(timezone.localdate())) == []


def test_the_leads_are_reminded_where_the_adviser_has_left(team, time_machine):
    make_followed(team)
    User.objects.filter(pk=team.adviser.pk).update(is_active=False)
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    task()
    assert told() == [("roles.follow_up_due", team.lead)]


def test_a_reminder_that_waits_is_dropped_when_it_is_no_longer_true(team, time_machine):
    make_referred(team)
    referral = Referral.objects.get()
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    task()
    row = Notification.objects.get(slug="roles.person_follow_up_due")
    extra = kinds.get(row.slug).extra
    assert extra(row) == {}
    referrals.select(referral=referral, actor=team.manager)
    mail.outbox.clear()
    deliver_notifications([row.pk])
    row.refresh_from_db()
    assert (row.state, mail.outbox) == (Notification.State.SKIPPED, [])


def test_the_board_lists_what_is_to_follow_up(team, time_machine):
    late, person = make_followed(team, 3), make_referred(team, 2).request
    make_followed(team, 30)
    make_accepted_request(team)
    client = signed_in(team.adviser)
    assert "to follow up</a>" not in client.get("/support/").content.decode()
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)
    client = signed_in(team.adviser)
    page = client.get("/support/").content.decode()
    assert "2 requests to follow up" in page
    found = client.get("/support/?clock=follow-up")
    shown = [row.reference for row in found.context_data["listed"].page.records]
    assert shown == [person.reference, late.reference]
    assert "1 person put forward to follow up" in found.content.decode()
    # A department has its own list and no board.
    assert "to follow up" not in signed_in(team.requester).get("/support/").content.decode()


@pytest.mark.parametrize(("days", "is_taken"), [(365, True), (367, False), (3293, False)])
def test_the_date_to_follow_up_on_is_within_a_year(team, days, is_taken):
    request, day = make_request(team), timezone.localdate() + timedelta(days=days)
    sent = {"urgency": "urgent", "adviser": team.adviser.pk}
    sent |= {f"follow_up_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    page = signed_in(team.adviser).post(f"/support/{request.reference}/triage/", sent)
    request.refresh_from_db()
    assert (request.state == "triaged", request.follow_up_on) == (
        is_taken,
        day if is_taken else None,
    )
    assert ("which is a year after today" in page.content.decode()) is not is_taken
