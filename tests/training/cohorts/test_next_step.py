"""The next step of a cohort is what its trainers have in To do, or what it waits for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.permissions import StaffGroup
from tests.factories.hub import make_person, signed_in
from tests.factories.training import accepted, make_cohort, make_place
from tests.pages_read import green_of
from training.cohorts.services import complete_cohort, confirm_cohort, start_cohort
from training.models import Cohort, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return signed_in(make_person("trainer@example.com", StaffGroup.TRAINERS))


def shown(trainer, cohort) -> tuple[str, list[str]]:
    """The next step that the page says, and its green buttons."""
    page = trainer.get(reverse("training:cohort_manage", args=[cohort.slug]))
    return page.context_data["moves"].next_step, green_of(page.text)


def test_the_green_button_is_the_step_that_can_be_taken_now(trainer):
    today = timezone.localdate()
    cohort = make_cohort(is_open=False)
    assert shown(trainer, cohort)[1] == ["Make places available"]
    cohort = make_cohort()
    waits = "Wait until people have accepted places. Then you can confirm the cohort."
    assert shown(trainer, cohort) == (waits, [])
    place = make_place(cohort)
    assert shown(trainer, cohort) == (waits, [])
    accepted(place)
    assert shown(trainer, cohort)[1] == ["Confirm the cohort"]
    confirm_cohort(cohort=cohort, actor=None)
    first = Cohort.objects.get(pk=cohort.pk).first_day
    assert shown(trainer, cohort) == (f"The cohort begins on {date_gb(first)}.", [])
    for number, session in enumerate(Session.objects.filter(cohort=cohort).order_by("on")):
        Session.objects.filter(pk=session.pk).update(on=today + timedelta(days=number))
    assert shown(trainer, cohort)[1] == ["Start the cohort"]
    start_cohort(cohort=cohort, actor=None)
    record = "Record attendance for day 1"
    assert shown(trainer, cohort) == (f"{record}, {date_gb(today)}.", [record])
    Session.objects.filter(cohort=cohort).update(recorded_at=timezone.now())
    last = date_gb(today + timedelta(days=2))
    assert shown(trainer, cohort) == (f"The last day of the cohort is {last}.", [])
    for session in Session.objects.filter(cohort=cohort):
        Session.objects.filter(pk=session.pk).update(on=session.on - timedelta(days=2))
    assert shown(trainer, cohort)[1] == ["Complete the cohort"]
    complete_cohort(cohort=cohort, actor=None)
    assert shown(trainer, cohort) == ("", [])


@pytest.mark.parametrize("is_open", [True, False])
def test_a_cohort_whose_first_day_has_come_without_anybody_is_to_be_cancelled(trainer, is_open):
    cohort = make_cohort(is_open=is_open)
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=timezone.localdate())
    words = "The first day has come and nobody has accepted a place. Cancel the cohort."
    assert shown(trainer, cohort) == (words, [])
