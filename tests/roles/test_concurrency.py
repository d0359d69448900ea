"""Several connections at once on PostgreSQL: one application, one offer, one filled post."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from hub.authorisation import as_system
from hub.bulk.runs import go_on, prepare
from hub.models import BulkRun, LogEntry, Notification
from roles.applications.services.applications import start_application, submit_application
from roles.campaigns.services.dates import ClosingNotLaterError, extend_closing
from roles.campaigns.services.posts import PostTaken
from roles.models import Application
from roles.selection.services.offers import accept_offer, make_provisional_offer
from roles.support.taking_moves import BECOME_ADVISER
from roles.support.views.support import SupportListView
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_offer,
    terms,
)
from tests.factories.hub import make_person
from tests.factories.roles import make_accepted_request, make_team

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def at_once(*calls) -> list:
    """Call each in a thread with its own connection, all at the same moment; their results."""
    barrier, results = Barrier(len(calls)), [None] * len(calls)

    @as_system()
    def run(index, call):
        try:
            barrier.wait(timeout=10)
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_R8_a_double_submit_from_two_connections_sends_one_application_and_one_message():
    assert connection.vendor == "postgresql"
    draft = make_draft(make_advert())
    candidate = draft.candidate
    results = at_once(
        *[lambda: submit_application(application=draft, actor=candidate) for _ in range(6)]
    )
    assert {result.submitted_at for result in results} == {Application.objects.get().submitted_at}
    assert Notification.objects.filter(slug="roles.application_submitted").count() == 1


def test_R8_starting_twice_at_once_gives_one_draft():
    campaign, candidate = make_advert(), make_person()
    results = at_once(
        *[lambda: start_application(campaign=campaign, actor=candidate) for _ in range(6)]
    )
    assert {result.pk for result in results} == {Application.objects.get().pk}


def test_R17_one_post_offered_by_two_people_at_once_goes_to_one():
    campaign = make_advert()
    handler, post = make_handler(campaign), campaign.posts.get()
    applications = [make_application(campaign, None, *TO_RECOMMENDED) for _ in range(4)]
    campaign = bring_to(campaign, "merit_agreed")
    results = at_once(
        *[
            lambda application=application: make_provisional_offer(
                application=application, post=post, actor=handler, **terms(campaign)
            )
            for application in applications
        ]
    )
    assert sum(isinstance(result, PostTaken) for result in results) == 3
    assert Application.objects.filter(state="provisional_offer").count() == 1


def test_R17_accepting_from_two_tabs_fills_one_post_once():
    campaign = make_advert()
    application = make_offer(
        application=make_application(campaign, None, *TO_RECOMMENDED),
        post=campaign.posts.get(),
        actor=make_handler(campaign),
    )
    candidate = application.candidate
    at_once(*[lambda: accept_offer(application=application, actor=candidate) for _ in range(4)])
    application.refresh_from_db()
    assert application.state == "accepted"
    assert campaign.posts.get().state == "accepted"
    assert Notification.objects.filter(slug="roles.offer_accepted").count() == 1


def test_R7_extended_twice_at_once_candidates_are_told_once():
    campaign = make_advert()
    sent = make_application(campaign)
    manager, later = make_handler(campaign), campaign.closes_on + timedelta(days=7)
    results = at_once(
        *[
            lambda: extend_closing(campaign=campaign, closes_on=later, actor=manager)
            for _ in range(4)
        ]
    )
    refused = [result for result in results if isinstance(result, ClosingNotLaterError)]
    assert len(refused) == 3
    told = Notification.objects.filter(slug="roles.role_dates_changed")
    assert [row.recipient for row in told] == [sent.candidate]


def test_two_workers_on_one_run_make_each_move_once():
    team = make_team()
    given = [make_accepted_request(team) for _ in range(6)]
    keys = [request.pk for request in given]
    run = prepare(list_name="roles:support_list", move="become-adviser", keys=keys, actor=team.lead)
    for row, request in zip(run.rows.all(), given, strict=True):
        row.read = SupportListView.bulk_read(BECOME_ADVISER, request)
        row.save()
    BulkRun.objects.update(confirmed_at=run.prepared_at)
    assert at_once(*[lambda: go_on(run.pk) for _ in range(4)]) == [None] * 4
    run.refresh_from_db()
    assert (run.rows.made().count(), run.finished_at is None) == (6, False)
    taken = LogEntry.objects.filter(action="roles.support_adviser_changed")
    assert sorted(taken.values_list("object_id", flat=True)) == sorted(str(key) for key in keys)
    assert LogEntry.objects.filter(action="hub.bulk_finished").count() == 1
    # Whoever lost them is told once.
    assert Notification.objects.filter(slug="roles.support_taken_over").count() == 1
