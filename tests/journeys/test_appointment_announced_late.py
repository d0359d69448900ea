"""An appointment whose announcement was lost with its process is acted on all the same, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from hub.signals import appointment_made
from roles.campaigns.services.appointment_repeats import announce_appointments_again
from roles.campaigns.tasks import announce_again
from roles.invariants import INVARIANTS
from roles.models import Post
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    make_advert,
    make_application,
    make_handler,
    make_offer,
)
from tests.factories.training import make_cohort
from training.models import Place, TrainingPolicy

pytestmark = pytest.mark.django_db


def accepted(django_capture_on_commit_callbacks):
    """An accepted offer whose process died after the commit: nothing after it was run."""
    campaign = make_advert(role="service-owner")
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    application = make_offer(application=application, post=campaign.posts.get(), actor=handler)
    with django_capture_on_commit_callbacks():
        return accept_offer(application=application, actor=application.candidate)


def test_a_lost_appointment_is_announced_again_and_makes_one_place(
    django_capture_on_commit_callbacks,
):
    make_cohort()
    application = accepted(django_capture_on_commit_callbacks)
    assert Place.objects.count() == 0
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            announce_again()
    place = Place.objects.get()
    assert (place.person, place.origin) == (application.candidate, application.post.reference)
    offers = Notification.objects.filter(recipient=application.candidate, slug__contains="place")
    assert offers.count() == 1


def test_what_everybody_acted_on_is_not_announced_again(django_capture_on_commit_callbacks):
    make_cohort()
    accepted(django_capture_on_commit_callbacks)
    for told in (1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            assert announce_appointments_again() == told


def test_after_an_outage_of_a_week_it_is_announced_and_the_policy_decides(
    django_capture_on_commit_callbacks, time_machine
):
    make_cohort()
    accepted(django_capture_on_commit_callbacks)
    policy = TrainingPolicy.load()
    time_machine.move_to(
        timezone.now() + timedelta(days=31 * (policy.newly_appointed_months + 1)), tick=False
    )
    with django_capture_on_commit_callbacks(execute=True):
        announce_again()
    # Nobody is newly appointed for ever (I1).
    assert Place.objects.count() == 0
    assert Post.objects.unacknowledged().count() == 0


def test_the_daily_check_finds_an_appointment_nobody_heard_of(
    django_capture_on_commit_callbacks, time_machine
):
    application = accepted(django_capture_on_commit_callbacks)
    assert found() == []
    time_machine.move_to(timezone.now() + timedelta(hours=3), tick=False)
    assert found() == [str(application.post)]
    with django_capture_on_commit_callbacks(execute=True):
        announce_again()
    assert found() == []


def test_an_appointment_whose_receiver_failed_counts_as_unheard(
    django_capture_on_commit_callbacks, time_machine
):
    def fails(**facts):
        raise RuntimeError("the receiver broke")

    appointment_made.connect(fails)
    try:
        application = accepted(django_capture_on_commit_callbacks)
        with django_capture_on_commit_callbacks(execute=True):
            announce_again()
        time_machine.move_to(timezone.now() + timedelta(hours=3), tick=False)
        assert found() == [str(application.post)]
    finally:
        appointment_made.disconnect(fails)
    with django_capture_on_commit_callbacks(execute=True):
        announce_again()
    assert found() == []


def found():
    """What the invariant about appointments names now."""
    invariant = next(item for item in INVARIANTS if item.slug == "roles.appointment_unheard")
    return [str(post) for post in invariant.broken()]
