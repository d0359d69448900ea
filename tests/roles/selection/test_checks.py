"""Pre-employment checks are records; formal offer and start wait for them and for the day (R16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from hub.dates import date_gb
from hub.models import LogEntry
from roles.applications.retention import export_application
from roles.applications.services.applications import move_application
from roles.applications.services.erasure import erase_application
from roles.models import Application, Offer, PreEmploymentCheck
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.services.checks import CheckRefusedError
from roles.selection.services.offers import accept_offer, record_start
from roles.selection.tables import checks_of
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to_formal_offer,
    checks_typed,
    hear_about,
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
    hear_about(checked, "employment_history", "convictions")
    browser.post(
        f"{base}record_checks/",
        checks_typed("employment_history", "convictions", result="not_passed"),
    )
    assert not offered_formally()
    assert "Not passed" in browser.get(base).content.decode()
    # Recorded again by a second person, the last result counts; what was recorded before stays.
    second = make_handler(checked.campaign)
    signed_in(second).post(
        f"{base}record_checks/", checks_typed("employment_history", "convictions")
    )
    assert offered_formally()
    rows = PreEmploymentCheck.objects.filter(application=checked)
    assert [(row.kind, row.result, row.recorded_by) for row in rows] == [
        ("identity", "passed", handler),
        ("right_to_work", "passed", handler),
        ("employment_history", "not_passed", handler),
        ("convictions", "not_passed", handler),
        ("employment_history", "passed", second),
        ("convictions", "passed", second),
    ]
    assert {row.checked_on for row in rows} == {timezone.localdate()}


def test_R16_who_found_that_a_check_failed_passes_it_only_with_a_reason(checked, handler):
    browser, base = signed_in(handler), base_of(checked)
    url = f"{base}record_checks/"
    hear_about(checked, "convictions", "identity")
    browser.post(url, checks_typed("convictions", "identity", result="not_passed"))
    refused = browser.post(url, checks_typed("convictions", "identity")).text
    assert (
        "You recorded that this was not passed: identity and unspent criminal convictions. "
        "Enter what has changed, or ask a colleague to record it"
    ) in refused
    assert [check.is_passed for check in checked.checks.all()] == [False, False]
    with pytest.raises(CheckRefusedError):
        pass_checks(checked, handler, "convictions", reason="  ")
    why = "The first certificate was of somebody else."
    assert browser.post(url, {**checks_typed("convictions"), "reason": why}).status_code == 302
    second = make_handler(checked.campaign)
    assert signed_in(second).post(url, checks_typed("identity")).status_code == 302
    checked = Application.objects.get(pk=checked.pk)
    # Each result stays listed, the last first.
    shown = [
        (kind.value, check and (check.result, check.recorded_by, check.reason))
        for kind, check in checks_of(checked)
        if kind in ("identity", "convictions")
    ]
    assert shown == [
        ("identity", ("passed", second, "")),
        ("identity", ("not_passed", handler, "")),
        ("convictions", ("passed", handler, why)),
        ("convictions", ("not_passed", handler, "")),
    ]
    page = browser.get(base).text
    # Two results, and once in why the formal offer waits.
    assert (page.count("Not passed"), why in page) == (2 + 1, True)


def test_R16_the_trail_says_which_checks_were_recorded_and_not_what_they_found(checked, handler):
    hear_about(checked, "identity", "convictions")
    pass_checks(checked, handler, "identity", "convictions", result="not_passed")
    pass_checks(checked, make_handler(checked.campaign), "identity", "convictions")
    logged = LogEntry.objects.filter(action="roles.checks_recorded").order_by("pk")
    assert [entry.data["detail"] for entry in logged] == [
        "Identity: not passed; Unspent criminal convictions: recorded",
        "Identity: passed again; Unspent criminal convictions: recorded again",
    ]


def test_R16_a_check_was_not_made_before_the_offer_was_accepted_nor_a_clearance_long_ago(
    campaign, checked, handler
):
    campaign.security_level = "sc"
    campaign.save()
    checked.refresh_from_db()
    accepted = timezone.localdate(checked.accepted_at)
    url, browser = base_of(checked) + "record_checks/", signed_in(handler)
    for kind, first in (("identity", accepted), ("sc", accepted - relativedelta(years=10))):
        early = first - timedelta(days=1)
        page = browser.post(url, checks_typed(kind, on=early)).text
        assert f"The date of these checks must be {date_gb(first)} or later" in page
        assert browser.post(url, checks_typed(kind, on=first)).status_code == 302
    assert PreEmploymentCheck.objects.count() == 2


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
    assert "must be today or in the past" in page.content.decode()
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
