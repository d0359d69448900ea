"""Whoever was told the dates of a role is told when they change, once, with the new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification
from hub.notifications.delivery import deliver
from roles.campaigns.services.dates import (
    ClosingNotLaterError,
    extend_closing,
    set_selection_dates,
)
from roles.models import SavedRole
from roles.search.services.saved import nudge_savers, save_role
from tests.factories.adverts import enter_for_somebody, make_application
from tests.factories.adverts import make_draft as make_unsent
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    make_accepted_request,
    make_approved,
    make_open,
    make_team,
    working,
)
from tests.roles.support.support_forms import book, make_expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def told(slug):
    rows = Notification.objects.filter(slug=slug).order_by("pk")
    return [row.recipient or row.address for row in rows]


def deliver_all():
    for notification in Notification.objects.filter(state="pending"):
        deliver(notification.pk)


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def later(campaign, days=14):
    """Each date, some days later."""
    more = timedelta(days=days)
    return {
        name: working(getattr(campaign, name) + more)
        for name in ("closes_on", "sift_on", "interviews_from")
    }


def test_R7_extending_tells_candidates_experts_and_those_who_work_on_it(team):
    campaign = make_open(team, make_accepted_request(team))
    draft, sent = make_unsent(campaign), make_application(campaign)
    entered = enter_for_somebody(campaign, team.manager, email="post@example.com")
    expert = make_expert()
    book(expert, campaign.support_request, team, kind="sift")
    answers = {
        key: value
        for name, day in later(campaign).items()
        for key, value in parts(name, day).items()
    }
    url = f"{campaign.get_absolute_url()}extend/"
    assert signed_in(team.manager).post(url, answers).status_code == 302
    assert told("roles.role_dates_changed") == [draft.candidate, sent.candidate, entered.email]
    assert told("roles.expert_dates_changed") == [expert.user]
    workers = told("roles.campaign_dates_changed")
    assert (team.approver in workers, team.adviser in workers, team.manager in workers) == (
        True,
        True,
        False,
    )
    mail.outbox.clear()
    deliver_all()
    moved = later(campaign)
    for subject, person in (
        (f"The dates of {campaign.title} at", draft.candidate),
        (f"The dates of {campaign.title} at", sent.candidate),
        (f"The dates of {campaign.title} at", expert.user),
        (f"The dates of campaign {campaign.reference} have changed", team.adviser),
    ):
        (message,) = [
            each for each in mail.outbox if each.to == [person.email] and subject in each.subject
        ]
        for name in moved:
            assert date_gb(moved[name]) in message.body
            assert f"(it was {date_gb(getattr(campaign, name))})" in message.body
    history = signed_in(team.manager).get(campaign.get_absolute_url()).content.decode()
    for name in ("sift_on", "interviews_from"):
        assert f"{date_gb(moved[name])}, was {date_gb(getattr(campaign, name))}" in history
    # The same dates again are refused, and nobody is written to twice.
    before = Notification.objects.count()
    with pytest.raises(ClosingNotLaterError):
        extend_closing(campaign=campaign, actor=team.manager, **moved)
    assert Notification.objects.count() == before


def test_R7_extended_twice_before_the_mail_went_people_get_the_last_dates_once(team):
    campaign = make_open(team)
    sent = make_application(campaign)
    first, second = later(campaign, 14), later(campaign, 21)
    extend_closing(campaign=campaign, actor=team.manager, **first)
    extend_closing(campaign=campaign, actor=team.manager, **second)
    mail.outbox.clear()
    deliver_all()
    (message,) = [
        each
        for each in mail.outbox
        if each.to == [sent.candidate.email] and "dates" in each.subject
    ]
    assert date_gb(second["closes_on"]) in message.body


def test_an_expert_is_not_written_to_about_dates_that_do_not_concern_them(team):
    campaign = make_open(team, make_accepted_request(team))
    panel = make_expert()
    book(panel, campaign.support_request, team, kind="panel")
    moved = later(campaign)
    del moved["interviews_from"]
    moved["closes_on"] = campaign.closes_on + timedelta(days=1)
    moved["sift_on"] = working(campaign.sift_on + timedelta(days=1))
    extend_closing(campaign=campaign, actor=team.manager, **moved)
    assert told("roles.expert_dates_changed") == []


def test_R5_dates_set_anew_before_the_advert_are_told_to_who_approved_them(team):
    campaign = make_approved(team, make_accepted_request(team))
    expert = make_expert()
    book(expert, campaign.support_request, team, kind="panel")
    set_selection_dates(
        campaign=campaign, actor=team.manager, interviews_from=campaign.interviews_from
    )
    assert told("roles.campaign_dates_changed") == []
    set_selection_dates(
        campaign=campaign,
        actor=team.manager,
        interviews_from=working(campaign.interviews_from + timedelta(days=3)),
    )
    assert team.approver in told("roles.campaign_dates_changed")
    assert told("roles.expert_dates_changed") == [expert.user]


def test_who_was_reminded_that_a_saved_role_closes_is_reminded_of_the_new_day(team, time_machine):
    campaign = make_open(team)
    saver = make_person()
    save_role(campaign=campaign, actor=saver)
    time_machine.move_to(campaign.closes_at - timedelta(days=2), tick=False)
    assert nudge_savers() == 1
    dates = later(campaign)
    extend_closing(campaign=campaign, actor=team.manager, **dates)
    assert SavedRole.objects.get().nudged_at is None
    campaign.refresh_from_db()
    time_machine.move_to(campaign.closes_at - timedelta(days=2), tick=False)
    assert (nudge_savers(at=timezone.now()), len(told("roles.saved_role_closing"))) == (1, 2)
