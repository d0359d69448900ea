"""Needs: raise, answer, follow; and who may see what."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from django_fsm import TransitionNotAllowed

from hub import timeline
from hub.models import Membership, Need
from hub.needs import answer, close_need, link, record_met, withdraw_need
from hub.permissions import StaffGroup
from tests.factories.hub import (
    current_role,
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_service,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def requester(department):
    return make_member(Membership.Role.REQUESTER, department, "requester@a.example")


def raise_form(department, **changes):
    return {
        "organisation": department.pk,
        "role": current_role().pk,
        "level": "",
        "headcount": "2",
        "service": "",
        "needed_by_day": "",
        "needed_by_month": "",
        "needed_by_year": "",
        "reason": "We cannot start the alpha without a product manager.",
        **changes,
    }


def test_a_requester_raises_a_need_and_sees_it_on_its_thread(department, requester):
    client = signed_in(requester)
    response = client.post(reverse("need_raise"), raise_form(department), follow=True)
    need = Need.objects.get()
    assert response.status_code == 200
    assert (need.organisation, need.headcount, need.state) == (department, 2, Need.State.RAISED)
    page = response.content.decode()
    assert need.reference in page
    assert "Need raised" in page


def test_a_need_is_not_raised_for_another_department(department, requester):
    other = make_organisation("BBB")
    client = signed_in(requester)
    response = client.post(reverse("need_raise"), raise_form(other))
    assert response.status_code == 200
    assert "Select the organisation from the list" in response.content.decode()
    assert Need.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"headcount": "0"}, "The number of people must be 1 or more"),
        ({"headcount": "many"}, "The number of people must be a whole number"),
        ({"role": ""}, "Select the role"),
        ({"reason": " \x00 "}, "Enter why you need them"),
        (
            {"needed_by_day": "1", "needed_by_month": "1", "needed_by_year": "2020"},
            "The date you need them by must be today or in the future",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(department, requester, changes, message):
    client = signed_in(requester)
    response = client.post(reverse("need_raise"), raise_form(department, **changes))
    page = response.content.decode()
    assert message in page
    assert "There is a problem" in page
    if "reason" not in changes:
        assert "We cannot start the alpha" in page
    assert Need.objects.count() == 0


def test_what_was_typed_survives_the_end_of_the_session(department, requester):
    client = signed_in(requester)
    client.get(reverse("need_raise"))
    del client.cookies["sessionid"]
    response = client.post(reverse("need_raise"), raise_form(department))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    client.force_login(requester, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("need_raise")).content.decode()
    assert "We cannot start the alpha without a product manager." in page
    assert "We cannot start" not in client.get(reverse("need_raise")).content.decode()


def test_another_departments_need_answers_as_if_it_did_not_exist(department, requester):
    need = make_need(department, requester)
    stranger = make_member(Membership.Role.REQUESTER, make_organisation("BBB"))
    client = signed_in(stranger)
    assert client.get(need.get_absolute_url()).status_code == 404
    assert need.reference not in client.get(reverse("need_list")).content.decode()
    assert client.post(reverse("need_withdraw", args=[need.reference])).status_code == 404


def test_a_member_whose_role_ended_no_longer_sees_the_need(department, requester):
    need = make_need(department, requester)
    requester.memberships.update(valid_to=datetime(2020, 1, 1, tzinfo=UTC).date())
    assert signed_in(requester).get(need.get_absolute_url()).status_code == 404


def test_answering_met_and_unmet_follow_the_number_of_people(department, requester):
    need = make_need(department, requester, headcount=2)
    subject = make_service(department)
    answer(need=need, subject=subject, slug="hub.test", actor=requester)
    answer(need=need, subject=subject, slug="hub.test", actor=requester)
    need.refresh_from_db()
    assert (need.state, need.links.count()) == (Need.State.ANSWERED, 1)
    record_met(need=need, people=1, actor=None)
    need.refresh_from_db()
    assert need.state == Need.State.ANSWERED
    record_met(need=need, people=2, actor=None)
    record_met(need=need, people=2, actor=None)
    need.refresh_from_db()
    assert need.state == Need.State.MET
    record_met(need=need, people=1, actor=None)
    need.refresh_from_db()
    assert (need.state, need.met_at) == (Need.State.ANSWERED, None)
    labels = [entry.label for entry in timeline.of_need(need, requester)]
    assert labels.count("Work to meet the need started") == 1
    assert labels.count("Need met") == 1
    assert labels.count("An answer fell through: the need is open again") == 1


def test_the_past_carries_an_audit_mark(department, requester):
    need = make_need(department, requester, at=datetime(2013, 5, 1, 9, tzinfo=UTC))
    (entry,) = timeline.of_need(need, requester)
    assert entry.recorded_on == localdate()
    assert entry.at == datetime(2013, 5, 1, 9, tzinfo=UTC)


def test_a_need_is_closed_by_hub_staff_only(department, requester):
    need = make_need(department, requester)
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    url = reverse("need_close", args=[need.reference])
    assert signed_in(requester).post(url, {"reason": "x"}).status_code == 404
    page = signed_in(staff).post(url, {"reason": "Re-rated as well placed."}, follow=True)
    need.refresh_from_db()
    assert (page.status_code, need.state) == (200, Need.State.CLOSED)
    again = signed_in(staff).post(url, {"reason": "again"}, follow=True)
    assert "nothing has changed" in again.content.decode()


def test_a_closed_need_cannot_be_withdrawn(department, requester):
    need = make_need(department, requester)
    close_need(need=need, reason="done", actor=None)
    with pytest.raises(TransitionNotAllowed):
        withdraw_need(need=need, reason="late", actor=requester)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_takes_as_many_queries_however_long(
    department, requester, number, django_assert_max_num_queries
):
    for _ in range(number):
        make_need(department, requester, role=current_role())
    client = signed_in(requester)
    # The first visit puts into the session that they were there.
    client.get(reverse("need_list"))
    # One of them asks which columns the reader chose.
    with django_assert_max_num_queries(11):
        assert client.get(reverse("need_list")).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_thread_takes_as_many_queries_however_long(
    department, requester, number, django_assert_max_num_queries
):
    need = make_need(department, requester)
    for _ in range(number):
        link(need=need, subject=make_service(department), slug="hub.test")
    client = signed_in(requester)
    client.get(need.get_absolute_url())
    with django_assert_max_num_queries(14):
        assert client.get(need.get_absolute_url()).status_code == 200


def test_ways_to_answer_a_need_are_offered_while_it_is_not_met(department, requester):
    need = make_need(department, requester, headcount=1)
    client = signed_in(requester)
    assert "Ways to meet this need" in client.get(need.get_absolute_url()).content.decode()
    answer(need=need, subject=make_service(department), slug="hub.test", actor=requester)
    record_met(need=need, people=1, actor=None)
    assert "Ways to meet this need" not in client.get(need.get_absolute_url()).content.decode()
    record_met(need=need, people=0, actor=None)
    assert "Ways to meet this need" in client.get(need.get_absolute_url()).content.decode()
