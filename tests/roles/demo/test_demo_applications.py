"""The demonstration's applications: every state, loaded twice without change, cleared whole."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from hub.models import Notification
from roles.models import Application, Listing
from roles.search.services.listings import drifted_listings

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_applications_in_every_state_and_enough_open_roles(client):
    call_command("demo", "--load", verbosity=0)
    assert set(Application.objects.values_list("state", flat=True)) == set(Application.State.values)
    assert Listing.objects.open().count() >= 20
    assert drifted_listings() == []
    assert "service-owner" in client.get("/roles/?q=service+owner").content.decode()
    before = list(Application.objects.order_by("pk").values_list("reference", "state"))
    messages = Notification.objects.count()
    call_command("demo", "--load", verbosity=0)
    assert list(Application.objects.order_by("pk").values_list("reference", "state")) == before
    assert Notification.objects.count() == messages
    call_command("demo", "--clear", verbosity=0)
    assert Application.objects.count() == Listing.objects.count() == 0
    assert Notification.objects.count() == 0
