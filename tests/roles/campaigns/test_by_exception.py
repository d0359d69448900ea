"""The register of appointments by exception: two people, two years, warned in time (R18)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from hub.last_days import LastDayError
from hub.models import Grade, Membership, Notification
from roles.campaigns.exception_work import ending, to_decide
from roles.campaigns.services.by_exception import (
    ExceptionRefusedError,
    OwnExceptionError,
    ask_for_exception,
    decide_on_exception,
    end_exception,
)
from roles.campaigns.tasks import warn_of_exceptions
from roles.models import AppointmentByException
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def department(time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_organisation()


@pytest.fixture
def manager(department):
    return make_member(Membership.Role.HIRING_MANAGER, department)


@pytest.fixture
def approver(department):
    return make_member(Membership.Role.APPROVER, department)


def grade(code="g7"):
    return Grade.objects.get(code=code)


def ask(manager, **given):
    return ask_for_exception(
        actor=manager,
        **{
            "organisation": manager.organisations().first(),
            "title": "Cloud cost specialist",
            "grade": grade(),
            "kind": "specialist",
            "case": "Two campaigns found nobody.",
            "file": "HR/2026/17",
            "starts_on": date(2026, 6, 8),
            "ends_on": date(2026, 12, 4),
            **given,
        },
    )


def agreed(manager, approver, **given):
    record = ask(manager, **given)
    return decide_on_exception(record=record, answer="yes", reason="Yes.", actor=approver)


def typed(department, **given):
    return {
        "organisation": department.pk,
        "title": "Cloud cost specialist",
        "grade": grade().pk,
        "kind": "specialist",
        "case": "Two campaigns found nobody.",
        "file": "HR/2026/17",
        "starts_on_day": 8,
        "starts_on_month": 6,
        "starts_on_year": 2026,
        "ends_on_day": 4,
        "ends_on_month": 12,
        "ends_on_year": 2026,
        **given,
    }


def test_R18_one_person_asks_somebody_else_approves_and_it_is_in_the_register(
    department, manager, approver
):
    browser, page = signed_in(manager), "/campaigns/exceptions/ask/"
    answer = browser.post(page, as_read(browser, page, typed(department)), follow=True)
    record = AppointmentByException.objects.get()
    assert f"{record} waits for approval" in answer.text
    decide = f"/campaigns/exceptions/{record.reference}/decide/"
    other = signed_in(approver)
    assert f'href="{decide}"' in other.get("/work/").text
    other.post(decide, as_read(other, decide, {"answer": "yes", "reason": "Nobody else."}))
    record.refresh_from_db()
    assert (record.is_approved, record.decided_by, record.limit) == (
        True,
        approver,
        date(2028, 6, 7),
    )
    register = browser.get("/campaigns/exceptions/").text
    assert ("Approved, not begun" in register, "Two campaigns found nobody." in register) == (
        True,
        True,
    )
    told = Notification.objects.filter(slug="roles.exception_decided", recipient=manager)
    assert [row.context["answer"] for row in told] == ["approved"]
    assert list(to_decide(approver)) == []


def test_R18_nobody_approves_their_own_and_each_is_decided_once(manager, approver):
    approver.memberships.create(
        organisation=manager.organisations().first(),
        role=Membership.Role.HIRING_MANAGER,
        valid_from=date(2026, 1, 1),
    )
    both = type(approver).objects.get(pk=approver.pk)
    own = ask(both)
    with pytest.raises(OwnExceptionError):
        decide_on_exception(record=own, answer="yes", reason="Mine.", actor=both)
    assert list(to_decide(both)) == []
    page = signed_in(both).post(
        f"/campaigns/exceptions/{own.reference}/decide/", {"answer": "yes", "reason": "Mine."}
    )
    own.refresh_from_db()
    assert (page.status_code, own.is_approved) == (200, None)
    other = make_member(Membership.Role.APPROVER, manager.organisations().first())
    decide_on_exception(record=own, answer="no", reason="Recruit.", actor=other)
    with pytest.raises(TransitionNotAllowed):
        decide_on_exception(record=own, answer="yes", reason="Well.", actor=other)


def test_R18_it_lasts_two_years_at_most_with_all_that_continues_it(manager, approver):
    with pytest.raises(ExceptionRefusedError, match="must be 7 June 2028 or earlier"):
        ask(manager, ends_on=date(2028, 6, 8))
    with pytest.raises(ExceptionRefusedError, match="a year after today"):
        ask(manager, starts_on=date(2027, 6, 2), ends_on=date(2027, 7, 1))
    with pytest.raises(ExceptionRefusedError, match="same as or after the first day"):
        ask(manager, ends_on=date(2026, 6, 7))
    first = agreed(manager, approver, ends_on=date(2027, 6, 7))
    more = {"continues": first, "starts_on": date(2027, 6, 8)}
    with pytest.raises(ExceptionRefusedError, match="must be 7 June 2028 or earlier"):
        ask(manager, **more, ends_on=date(2028, 6, 8))
    with pytest.raises(ExceptionRefusedError, match="More time must start on 8 June 2027"):
        ask(manager, **{**more, "starts_on": date(2027, 6, 9)}, ends_on=date(2028, 6, 7))
    second = ask(manager, **more, ends_on=date(2028, 6, 1))
    assert second.limit == date(2028, 6, 7)
    with pytest.raises(ExceptionRefusedError, match="cannot give this appointment more time"):
        ask(manager, continues=second, starts_on=date(2028, 6, 2), ends_on=date(2028, 6, 7))


def test_R18_from_directors_on_the_commission_approves(department, manager):
    with pytest.raises(ExceptionRefusedError, match="reference of the Commission"):
        ask(manager, grade=grade("scs2"))
    browser, page = signed_in(manager), "/campaigns/exceptions/ask/"
    refused = browser.post(page, as_read(browser, page, typed(department, grade=grade("scs2").pk)))
    assert "Enter the reference of the Commission’s approval" in refused.text
    assert ask(manager, grade=grade("scs1")).needs_commission is False
    record = ask(manager, grade=grade("scs2"), commission_reference="CSC/2026/4")
    assert record.needs_commission is True


def test_R18_the_department_is_warned_60_and_14_days_before_each_once(
    manager, approver, time_machine
):
    agreed(manager, approver, ends_on=date(2026, 12, 4))
    for day, number in (
        (date(2026, 10, 4), 0),
        (date(2026, 10, 5), 1),
        (date(2026, 11, 19), 1),
        (date(2026, 11, 20), 2),
        (date(2026, 12, 4), 2),
        (date(2026, 12, 5), 2),
    ):
        time_machine.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False)
        for _ in range(2):
            warn_of_exceptions()
        told = Notification.objects.filter(slug="roles.exception_ends", recipient=manager)
        assert told.count() == number, day


def test_R18_who_plans_what_follows_has_it_in_to_do(manager, approver, time_machine):
    record = agreed(manager, approver, ends_on=date(2026, 12, 4))
    time_machine.move_to(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False)
    assert list(ending(manager)) == [record]
    page = signed_in(manager).get("/work/").text
    assert f'href="/campaigns/exceptions/{record.reference}/more-time/"' in page
    assert "Ends soon" in signed_in(manager).get("/campaigns/exceptions/").text
    warn_of_exceptions()
    call_command("deliver")
    letters = [one for one in mail.outbox if "ends on 4 December 2026" in one.subject]
    assert [one.to for one in letters] == [[manager.email]]


def test_R18_more_time_is_asked_for_from_the_register_and_ends_the_warning(
    department, manager, approver, time_machine
):
    record = agreed(manager, approver)
    time_machine.move_to(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False)
    browser = signed_in(manager)
    page = f"/campaigns/exceptions/{record.reference}/more-time/"
    assert page in browser.get("/campaigns/exceptions/").text
    day = {"starts_on_day": 5, "starts_on_month": 12, "ends_on_day": 30, "ends_on_month": 12}
    browser.post(page, as_read(browser, page, typed(department, **day)))
    record = AppointmentByException.objects.get(pk=record.pk)
    assert record.continued_by.ends_on == date(2026, 12, 30)
    assert list(ending(manager)) == []


def test_R18_it_ends_earlier_and_never_later(manager, approver):
    record = agreed(manager, approver)
    end_exception(record=record, ends_on=date(2026, 10, 1), actor=manager)
    with pytest.raises(LastDayError):
        end_exception(record=record, ends_on=date(2026, 11, 1), actor=manager)
    record.refresh_from_db()
    assert record.ends_on == date(2026, 10, 1)
    waiting = ask(manager)
    with pytest.raises(TransitionNotAllowed):
        end_exception(record=waiting, ends_on=date(2026, 7, 1), actor=manager)


def test_R18_it_is_in_the_quarterly_return_and_in_a_file(manager, approver, time_machine):
    record = agreed(manager, approver)
    refused = ask(manager)
    decide_on_exception(record=refused, answer="no", reason="Recruit.", actor=approver)
    time_machine.move_to(datetime(2026, 8, 1, 9, tzinfo=UTC), tick=False)
    browser = signed_in(manager)
    # The last quarter that is over: April to June.
    page = browser.get("/campaigns/commission-return/").text
    assert (record.reference in page, refused.reference in page) == (True, False)
    period = page.split("/campaigns/exceptions/?period=")[1].split('"')[0]
    answer = browser.get(f"/campaigns/exceptions/?period={period}&export=csv")
    rows = b"".join(answer).decode()
    assert (record.reference in rows, refused.reference in rows, "HR/2026/17" in rows) == (
        True,
        False,
        True,
    )


def test_R18_other_departments_neither_see_nor_ask(manager, approver):
    record = agreed(manager, approver)
    elsewhere = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    assert record.reference not in signed_in(elsewhere).get("/campaigns/exceptions/").text
    for person in (elsewhere, make_person()):
        with as_nobody(), pytest.raises(PermissionDenied):
            ask_for_exception(
                organisation=record.organisation,
                title="X",
                grade=grade(),
                kind="temporary",
                case="None.",
                file="F",
                starts_on=date(2026, 6, 8),
                ends_on=date(2026, 7, 8),
                actor=person,
            )
        address = f"/campaigns/exceptions/{record.reference}/end/"
        assert signed_in(person).get(address).status_code == 404
