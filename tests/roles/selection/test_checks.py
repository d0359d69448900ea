"""Pre-employment checks are records; formal offer and start wait for them and for the day (R16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from roles.applications.retention import export_application
from roles.applications.services.applications import move_application
from roles.applications.services.erasure import erase_application
from roles.models import Offer, PreEmploymentCheck
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.services.checks import CheckRefusedError
from roles.selection.services.offers import accept_offer, record_start
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to_formal_offer,
    checks_typed,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    pass_checks,
)
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def handler(campaign):
    return make_handler(campaign)


@pytest.fixture
def accepted(campaign, handler):
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    make_offer(application=application, post=campaign.posts.get(), actor=handler)
    return accept_offer(application=application, actor=application.candidate)


@pytest.fixture
def checked(accepted, handler):
    """An application whose checks are under way."""
    return make_move(accepted, "start_checks", handler)


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def test_R16_no_formal_offer_before_each_baseline_check_is_recorded_as_passed(checked, handler):
    browser, base = signed_in(handler), base_of(checked)

    def offered_formally() -> bool:
        browser.post(f"{base}offer_formally/")
        checked.refresh_from_db()
        return checked.state == "formal_offer"

    assert not offered_formally()
    with pytest.raises(TooEarlyError):
        move_application(application=checked, move="offer_formally", actor=handler)
    page = browser.get(base).content.decode()
    assert "Not passed yet, or not recorded: identity, right to work in the uk" in page.lower() or (
        "Not passed yet, or not recorded: identity" in page
    )
    browser.post(f"{base}record_checks/", checks_typed("identity", "right_to_work"))
    assert not offered_formally()
    browser.post(
        f"{base}record_checks/",
        checks_typed("employment_history", "convictions", result="not_passed"),
    )
    assert not offered_formally()
    assert "Not passed" in browser.get(base).content.decode()
    # Recorded again, the last result counts; what was recorded before stays.
    browser.post(f"{base}record_checks/", checks_typed("employment_history", "convictions"))
    assert offered_formally()
    rows = PreEmploymentCheck.objects.filter(application=checked)
    assert [(row.kind, row.result, row.recorded_by) for row in rows] == [
        ("identity", "passed", handler),
        ("right_to_work", "passed", handler),
        ("employment_history", "not_passed", handler),
        ("convictions", "not_passed", handler),
        ("employment_history", "passed", handler),
        ("convictions", "passed", handler),
    ]
    assert {row.checked_on for row in rows} == {timezone.localdate()}


def test_R16_a_role_with_a_clearance_needs_that_as_well(handler, campaign, checked):
    campaign.security_level = "sc"
    campaign.save()
    checked.refresh_from_db()
    pass_checks(checked, handler, "identity", "right_to_work", "employment_history", "convictions")
    with pytest.raises(TooEarlyError):
        move_application(application=checked, move="offer_formally", actor=handler)
    pass_checks(checked, handler, "sc")
    assert move_application(application=checked, move="offer_formally", actor=handler).state == (
        "formal_offer"
    )


def test_R16_nobody_starts_before_the_day_they_were_offered(accepted, handler):
    application = bring_to_formal_offer(accepted, handler)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Offer.objects.update(starts_on=tomorrow)
    application.refresh_from_db()
    with pytest.raises(TooEarlyError):
        record_start(application=application, actor=handler)
    browser, base = signed_in(handler), base_of(application)
    browser.post(f"{base}start/")
    application.refresh_from_db()
    assert application.state == "formal_offer"
    assert "Record the start on that day or later" in browser.get(base).content.decode()
    Offer.objects.update(starts_on=timezone.localdate())
    browser.post(f"{base}start/")
    application.refresh_from_db()
    assert application.state == "started"


def test_R16_checks_of_another_day_kind_or_time_are_refused_in_words(accepted, checked, handler):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = signed_in(handler).post(
        base_of(checked) + "record_checks/", checks_typed("identity", on=tomorrow)
    )
    assert "The date of the checks must be today or in the past" in page.content.decode()
    for given in (
        {"checked_on": tomorrow},
        {"result": "perhaps"},
    ):
        with pytest.raises(CheckRefusedError):
            pass_checks(checked, handler, "identity", **given)
    for kinds in (("dv",), ("identity", "dv"), ("nonsense",)):
        with pytest.raises(CheckRefusedError):
            pass_checks(checked, handler, *kinds)
    empty = signed_in(handler).post(base_of(checked) + "record_checks/", {})
    assert "Select the checks you are recording" in empty.content.decode()
    assert PreEmploymentCheck.objects.count() == 0


def test_R16_checks_are_recorded_while_they_are_under_way_by_who_handles_it(
    campaign, accepted, handler
):
    with pytest.raises(TransitionNotAllowed):
        pass_checks(accepted, handler)
    checking = make_move(accepted, "start_checks", handler)
    for person in (checking.candidate, make_person()):
        with as_nobody(), pytest.raises(PermissionDenied):
            pass_checks(checking, person)
        assert signed_in(person).get(base_of(checking) + "record_checks/").status_code == 404


def test_the_candidate_gets_their_checks_in_their_data_and_they_go_with_the_rest(checked, handler):
    pass_checks(checked, handler, "identity")
    assert export_application(checked)["Checks"][0].startswith("Identity: Passed, ")
    erase_application(application=checked)
    assert PreEmploymentCheck.objects.count() == 0
