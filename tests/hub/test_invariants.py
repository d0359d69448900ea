"""The daily check: finds what must never be so, tells hub leads once, closes what is put right."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from hub import invariants
from hub.invariants import HUB_INVARIANTS, Invariant, check_all, declared, label_of
from hub.models import InvariantFinding, Need, Notification
from hub.notifications import notify
from hub.notifications.delivery import sweep
from hub.permissions import StaffGroup
from hub.plugins import enabled
from tests.factories.hub import make_need, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS)


def stuck_message():
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="x", occasion="1")
    Notification.objects.filter(pk=row.pk).update(
        next_attempt_at=timezone.now() - timedelta(hours=2)
    )
    return row


def test_nothing_is_broken_in_an_empty_hub(lead):
    assert check_all() == 0
    assert Notification.objects.count() == 0


def test_a_stuck_message_is_found_told_once_and_closed_when_put_right(lead):
    row = stuck_message()
    assert (check_all(), check_all()) == (1, 1)
    finding = InvariantFinding.objects.get()
    assert (finding.slug, finding.subject) == ("hub.message_stuck", f"Email {row.pk}")
    assert Notification.objects.filter(slug="hub.invariants_broken", recipient=lead).count() == 1
    Notification.objects.filter(pk=row.pk).update(state=Notification.State.SENT)
    assert check_all() == 0
    finding.refresh_from_db()
    assert finding.resolved_at is not None
    stuck_message()
    Notification.objects.filter(pk=row.pk).update(state=Notification.State.PENDING)
    assert check_all() == 1
    assert InvariantFinding.objects.count() == 2


def test_hub_leads_are_told_by_mail(lead):
    stuck_message()
    check_all()
    sweep()
    [letter] = [sent for sent in mail.outbox if sent.to == [lead.email]]
    assert letter.subject == "The nightly check found a problem"
    found = "Last night’s check of the service found 1 problem.\n\n"
    assert f"{found}* {label_of('hub.message_stuck')}\n" in letter.body


def test_a_message_given_up_on_is_found():
    row = notify("hub.sign_in_code", recipient="a@example.com", secret="x", occasion="1")
    Notification.objects.filter(pk=row.pk).update(state=Notification.State.DEAD)
    check_all()
    assert InvariantFinding.objects.get().slug == "hub.message_given_up"


def test_a_need_met_by_nothing_is_found():
    need = make_need(make_organisation())
    Need.objects.filter(pk=need.pk).update(state=Need.State.MET)
    check_all()
    assert InvariantFinding.objects.get().subject == f"Need {need.reference}"


def test_every_invariant_carries_its_apps_label_once():
    slugs = [item.slug for item in declared()]
    labels = {"hub", *(config.label for config in enabled())}
    assert len(slugs) == len(set(slugs))
    assert {slug.split(".")[0] for slug in slugs} <= labels
    assert len(declared()) >= len(HUB_INVARIANTS)
    assert all(item.label for item in declared())


def test_the_commands_do_the_same_by_hand(lead):
    stuck_message()
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue().endswith("1 broken\n")
    out = StringIO()
    call_command("deliver", stdout=out)
    assert out.getvalue() == "2 sent\n"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_daily_check_looks(monkeypatch):
    """A check that reads for long keeps nobody from writing: none is asked in a transaction."""
    asked = []

    def broken():
        asked.append(connection.in_atomic_block)
        return []

    monkeypatch.setattr(invariants, "HUB_INVARIANTS", (Invariant("hub.slow", "Slow", broken),))
    assert (check_all(), asked) == (0, [False])


def test_what_moved_on_while_it_was_looked_at_is_no_finding(monkeypatch):
    looks = iter([["N-1", "N-2"], ["N-2"]])
    monkeypatch.setattr(
        invariants,
        "HUB_INVARIANTS",
        (Invariant("hub.moving", "Moving", lambda: next(looks)),),
    )
    assert check_all() == 1
    assert list(InvariantFinding.objects.values_list("subject", flat=True)) == ["N-2"]
