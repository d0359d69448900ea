"""The demonstration's applications: every state, loaded twice without change, cleared whole."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from hub.models import Notification, Upload, User
from roles.models import Application, Campaign, Listing
from roles.search.services.listings import drifted_listings
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_applications_in_every_state_and_enough_open_roles(
    client, loaded_demonstration
):
    # No campaign of the demonstration is a year old, after which people leave its reserve list.
    shown = set(Application.State.values) - {Application.State.RESERVE_ENDED.value}
    assert set(Application.objects.values_list("state", flat=True)) == shown
    assert Listing.objects.open().count() >= 20
    assert drifted_listings() == []
    assert "service-owner" in client.get("/roles/?q=service+owner").content.decode()
    asked = set(Campaign.objects.open_at(timezone.now()).values_list("experience", flat=True))
    assert asked >= {"cv", "history"}
    assert_an_assessor_reads_a_cv_without_opening_it()
    before = list(Application.objects.order_by("pk").values_list("reference", "state"))
    messages = Notification.objects.count()
    call_command("demo", "--load", verbosity=0)
    assert list(Application.objects.order_by("pk").values_list("reference", "state")) == before
    assert Notification.objects.count() == messages
    call_command("demo", "--clear", verbosity=0)
    assert Application.objects.count() == Listing.objects.count() == Upload.objects.count() == 0
    assert Notification.objects.count() == 0


def assert_an_assessor_reads_a_cv_without_opening_it():
    """From the page of an invited candidate's application, a link away (R11)."""
    row = next(row for row in Application.objects.exclude(cv=None) if row.shows_identity)
    department = row.campaign.organisation
    manager = User.objects.filter(
        memberships__organisation=department, memberships__role="hiring_manager"
    ).first()
    client = signed_in(manager)
    page = f"/campaigns/{row.campaign.reference}/applications/{row.reference}/"
    assert f'href="{page}cv/read/"' in client.get(page).content.decode()
    html = client.get(f"{page}cv/read/").content.decode()
    assert "Eleven years in public services" in html
    assert f'href="{page}cv/"' in html
