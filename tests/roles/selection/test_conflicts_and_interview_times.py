"""Interview times where somebody may know a candidate: who learns what, and when (S4)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.models import Membership
from roles.models import Conflict
from roles.selection.services.slot_choices import choose_time
from tests.factories.adverts import make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.slots import holders_of, invited_of, make_interviewing, make_times
from tests.roles.selection.test_moderation import main, queues

pytestmark = pytest.mark.django_db
REPLACE, WITHOUT = "roles.interviews_to_replace", "roles.interviews_without_times"


def officer_of(campaign):
    return make_member(Membership.Role.RESOURCING, campaign.organisation)


def hidden_from_a_holder(campaign, application):
    """Somebody who holds every time may know this candidate."""
    person = next(place.person for place in holders_of(campaign) if not place.is_chair)
    return Conflict.objects.create(
        application=application, person=person, found_at=timezone.now(), grounds=["recognised"]
    )


def test_S4_that_somebody_may_know_a_candidate_is_said_to_who_arranges_until_it_is_decided():
    campaign = make_interviewing(people=1)
    [slot, *_], [application] = make_times(campaign), invited_of(campaign)
    choose_time(application=application, slot=slot, actor=application.candidate)
    officer, manager = officer_of(campaign), make_handler(campaign)
    chair = next(place.person for place in holders_of(campaign) if place.is_chair)
    Membership.objects.filter(user=chair).update(role=Membership.Role.HIRING_MANAGER)
    conflict = hidden_from_a_holder(campaign, application)
    assert [REPLACE in queues(one) for one in (officer, manager, chair)] == [True, False, False]
    Conflict.objects.filter(pk=conflict.pk).update(state="confirmed")
    assert [REPLACE in queues(one) for one in (officer, manager, chair)] == [True, True, True]


def test_S30_a_candidate_who_has_no_time_to_choose_says_so_and_who_arranges_is_told():
    campaign = make_interviewing(people=2)
    make_times(campaign)
    first, second = invited_of(campaign)
    officer, manager = officer_of(campaign), make_handler(campaign)
    assert WITHOUT not in queues(officer)
    hidden_from_a_holder(campaign, first)
    [(text, address)] = queues(officer)[WITHOUT]
    assert text == f"{first.reference}, {campaign.title}"
    assert signed_in(officer).get(address).status_code == 200
    for person in (manager, *(place.person for place in holders_of(campaign))):
        assert WITHOUT not in queues(person)
    browser, own = signed_in(first.candidate), f"/applications/{first.reference}/interview/"
    page = main(browser.get(own))
    assert "There are no times to choose from at the moment" in page
    assert f"{own}none-suits/" in page
    assert browser.get(f"{own}none-suits/").status_code == 200
    assert "There are no times" not in main(
        signed_in(second.candidate).get(f"/applications/{second.reference}/interview/")
    )
