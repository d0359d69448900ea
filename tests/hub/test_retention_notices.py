"""Nothing of a person's is erased by policy before they were told, once, in good time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from hub.models import HubPolicy, Notification, RetentionNotice, User
from hub.notifications.delivery import deliver
from hub.retention import policies
from hub.retention.erasure import erase_person, export_person, run_due
from hub.retention.notices import give_notices
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
DUE = START + timedelta(days=731)
TOLD = DUE - timedelta(days=30)
SLUG = "hub.erasure_announced"


@pytest.fixture
def person() -> User:
    """Somebody who signed in once, long ago."""
    person = make_person("once@example.com")
    User.objects.filter(pk=person.pk).update(last_login=START, date_joined=START)
    return User.objects.get(pk=person.pk)


def test_an_inactive_account_is_told_a_month_before_and_goes_on_the_day(person, time_machine):
    time_machine.move_to(TOLD - timedelta(days=2), tick=False)
    assert give_notices() == []
    time_machine.move_to(TOLD, tick=False)
    assert [coming.person for coming in give_notices()] == [person]
    notice = RetentionNotice.objects.get()
    assert (notice.policy, notice.erase_on) == ("hub.accounts", timezone.localdate(DUE))
    assert run_due()["hub.accounts"] == 0
    time_machine.move_to(DUE - timedelta(days=1), tick=False)
    assert run_due()["hub.accounts"] == 0
    time_machine.move_to(DUE, tick=False)
    assert run_due()["hub.accounts"] == 1
    assert not User.objects.filter(pk=person.pk).exists()
    assert not RetentionNotice.objects.exists()


def test_one_message_however_often_it_runs(person):
    for hours in (0, 1, 30):
        give_notices(now=TOLD + timedelta(hours=hours))
    assert Notification.objects.filter(slug=SLUG).count() == 1


def test_the_message_says_what_goes_when_and_how_to_keep_it(person, time_machine, mailoutbox):
    time_machine.move_to(TOLD, tick=False)
    give_notices()
    deliver(Notification.objects.get(slug=SLUG).pk)
    [mail] = mailoutbox
    day = timezone.localdate(DUE)
    assert mail.subject == f"We will delete some of your data on {day.day} {day:%B %Y}"
    assert "Your account and everything in it" in mail.body
    assert "Sign in before then to keep it." in mail.body
    assert "/account/data/" in mail.body


def test_whoever_comes_back_keeps_the_account_and_is_told_anew_the_next_time(person, time_machine):
    time_machine.move_to(TOLD, tick=False)
    give_notices()
    html = signed_in(person).get("/account/data/").content.decode()
    assert "We will delete this on" not in html  # Signing in has kept it.
    held = {item["what"]: item["records"] for item in export_person(person)}
    assert held["What you were told will be deleted"][0]["what"] == "Your account"
    message = Notification.objects.get(slug=SLUG)
    deliver(message.pk)
    message.refresh_from_db()
    assert message.state == Notification.State.SKIPPED  # It is it no longer applied.
    time_machine.move_to(DUE, tick=False)
    give_notices()
    assert run_due()["hub.accounts"] == 0
    assert not RetentionNotice.objects.exists()
    time_machine.move_to(TOLD + timedelta(days=731), tick=False)
    assert run_due()["hub.accounts"] == 0
    assert len(give_notices()) == 1


def test_a_run_that_comes_late_still_leaves_the_month(person):
    late = DUE + timedelta(days=100)
    assert run_due(now=late)["hub.accounts"] == 0
    give_notices(now=late)
    assert run_due(now=late + timedelta(days=29))["hub.accounts"] == 0
    assert run_due(now=late + timedelta(days=30))["hub.accounts"] == 1


def test_an_address_that_never_signed_in_is_not_written_to():
    person = make_person("never@example.com")
    User.objects.filter(pk=person.pk).update(last_login=None)
    later = timezone.now() + timedelta(days=3)
    assert give_notices(now=later) == []
    assert run_due(now=later)["hub.accounts"] == 1


def test_the_number_of_days_is_policy(person):
    policy = HubPolicy.load()
    policy.erasure_notice_days = 7
    policy.save()
    assert give_notices(now=TOLD) == []
    assert len(give_notices(now=DUE - timedelta(days=7))) == 1


def test_a_dry_run_shows_who_would_be_told_and_changes_nothing(person, time_machine):
    time_machine.move_to(TOLD, tick=False)
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    day = timezone.localdate(DUE).isoformat()
    said = f"account {person.pk} would be told: hub.accounts {person.pk} on {day}"
    assert said in out.getvalue()
    assert person.email not in out.getvalue()
    number = len(list(policies))
    assert f"Nothing due by {number} of {number} policies." in out.getvalue()
    assert (RetentionNotice.objects.count(), Notification.objects.count()) == (0, 0)
    call_command("retention", stdout=out)
    assert RetentionNotice.objects.count() == 1


def test_erasing_oneself_takes_the_notices_too(person):
    give_notices(now=TOLD)
    erase_person(person=person, actor=None, reason="asked")
    assert not RetentionNotice.objects.exists()


def test_each_policy_with_a_notice_finds_its_owners():
    assert "hub.accounts" in {policy.slug for policy in policies if policy.notice}
    assert give_notices(now=DUE) == []  # Each path and filter is one that the database takes.
