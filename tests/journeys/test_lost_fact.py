"""An appointment whose announcement was lost with its process is acted on all the same, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from roles.services.offers import accept_offer, make_provisional_offer
from roles.tasks import announce_again
from tests.factories.training import make_cohort
from tests.roles.adverts import TO_RECOMMENDED, make_advert, make_application, make_handler
from training.models import Place

pytestmark = pytest.mark.django_db


def accepted(django_capture_on_commit_callbacks):
    """An accepted offer whose process died after the commit: nothing after it was run."""
    campaign = make_advert(role="service-owner")
    handler = make_handler(campaign)
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    application = make_provisional_offer(
        application=application, post=campaign.posts.get(), actor=handler
    )
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


def test_an_appointment_of_long_ago_is_not_announced_again(
    django_capture_on_commit_callbacks, time_machine
):
    make_cohort()
    accepted(django_capture_on_commit_callbacks)
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        announce_again()
    assert Place.objects.count() == 0
