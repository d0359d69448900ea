"""The demonstration of training: believable, made through the services, repeatable."""

import shutil
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from hub.invariants import check_all
from hub.models import Notification, User
from hub.signals import announce, appointment_made
from tests.databases import taken_back
from tests.factories.hub import current_role, make_organisation
from tests.training.conftest import load_demonstration
from training.cohorts.pages import CohortPage
from training.demo import load
from training.demo.clear import clear
from training.demo.people import NEW_OWNER
from training.models import Cohort, CohortState, LearningResource, Place, PlaceState, Programme
from training.programmes.pages import ProgrammeIndexPage


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, made once for all of these tests; gives the folder of its files."""
    folder = tmp_path_factory.mktemp("media")
    with taken_back(django_db_blocker), override_settings(MEDIA_ROOT=folder):
        load_demonstration()
        yield folder


@pytest.fixture
def demonstration(loaded, django_db_blocker, settings, tmp_path):
    """The demonstration as it was made: what a test does to it is undone."""
    settings.MEDIA_ROOT = shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
    with taken_back(django_db_blocker):
        yield


def counts():
    return [
        model.objects.count()
        for model in (Programme, Cohort, Place, LearningResource, CohortPage, ProgrammeIndexPage)
    ]


def test_the_alpha_cohort_is_the_reports(demonstration):
    cohort = Cohort.objects.get(slug="alpha-cohort-june-2013")
    states = Counter(cohort.places.values_list("state", flat=True))
    assert (cohort.capacity, cohort.sessions.count()) == (10, 8)
    assert (states["completed"], sum(states.values())) == (8, 9)


def test_every_state_is_somewhere_and_no_invariant_is_broken(demonstration):
    # Places and cohorts are confirmed only for the weeks before a cohort begins.
    states = {value for value in PlaceState.values if value != "confirmed"}
    assert set(Place.objects.values_list("state", flat=True)) == states
    states = {value for value in CohortState.values if value != "confirmed"}
    assert set(Cohort.objects.values_list("state", flat=True)) == states
    assert check_all() == 0


def test_loading_again_changes_nothing(demonstration):
    before = counts(), Notification.objects.count()
    load()
    assert (counts(), Notification.objects.count()) == before


def test_clearing_removes_everything_and_it_can_be_loaded_again(demonstration):
    before = counts()
    clear()
    assert counts() == [0, 0, 0, 0, 0, 0]
    load()
    assert counts() == before


@pytest.mark.parametrize("days", [20, 60, 400])
def test_a_later_day_still_has_a_cohort_with_room_and_an_offer_to_answer(demonstration, days):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        load()
        later = timezone.localdate() + timedelta(days=14)
        assert Cohort.objects.published().with_room().starting_after(later).exists()
        assert Place.objects.filter(person__email=NEW_OWNER[0]).unfinished().count() == 1


def test_an_appointment_made_later_finds_a_cohort_with_room(
    demonstration, django_capture_on_commit_callbacks
):
    person = User.objects.get(email="amira.okafor@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        announce(
            appointment_made,
            person=person,
            need=None,
            organisation=make_organisation(),
            role=current_role("service-owner"),
            level=None,
            service=None,
            at=timezone.now(),
            reference="P-7KQ2-M8XD",
            actor=None,
        )
    place = Place.objects.get(person=person)
    assert (place.state, place.cohort.starts_on > timezone.localdate()) == ("offered", True)


def test_the_films_play_and_the_draft_is_not_public(demonstration, client):
    for video in LearningResource.objects.published():
        assert client.get(f"/training/videos/{video.slug}/video").status_code == 200
        assert video.captions.startswith("WEBVTT")
    assert LearningResource.objects.filter(live=False).count() == 1
