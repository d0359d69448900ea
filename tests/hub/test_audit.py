"""The audit trail: a log entry and one line of JSON for each action, without personal data."""

import json
import logging
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from hub.audit import log
from hub.models import Membership
from hub.permissions import StaffGroup
from tests.factories.hub import current_role, make_member, make_organisation, make_person, signed_in


@pytest.fixture
def lines(caplog):
    logger = logging.getLogger("hub.audit")
    logger.addHandler(caplog.handler)
    yield lambda: [json.loads(record.message) for record in caplog.records]
    logger.removeHandler(caplog.handler)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_action_is_one_line_with_its_request_and_no_personal_data(lines):
    organisation = make_organisation("AAA")
    person = make_member(Membership.Role.REQUESTER, organisation, "private@example.com")
    request_id = str(uuid.uuid4())
    response = signed_in(person).post(
        reverse("need_raise"),
        {
            "organisation": organisation.pk,
            "role": current_role().pk,
            "headcount": "1",
            "reason": "We lack one.",
        },
        headers={"X-Request-ID": request_id},
    )
    assert response["X-Request-ID"] == request_id
    (line,) = [line for line in lines() if line["action"] == "hub.need_raised"]
    entry = ModelLogEntry.objects.get(action="hub.need_raised")
    assert line["request"] == request_id
    assert line["actor"] == person.pk
    assert line["object"] == f"hub.need:{entry.object_id}"
    assert str(entry.uuid) == request_id
    assert "private@example.com" not in json.dumps(lines())


@pytest.mark.django_db
def test_a_made_up_request_id_is_replaced():
    answer = Client().get("/help/terms/", headers={"X-Request-ID": "<script>"})
    assert uuid.UUID(answer["X-Request-ID"])


@pytest.mark.django_db
def test_work_recorded_afterwards_says_so():
    organisation = make_organisation("AAA")
    log(organisation, "hub.organisation_added", actor=None, at=datetime(2013, 5, 1, tzinfo=UTC))
    late = ModelLogEntry.objects.filter(action="hub.organisation_added").earliest("timestamp")
    assert late.timestamp == datetime(2013, 5, 1, tzinfo=UTC)
    assert "recorded_at" in late.data


@pytest.mark.django_db
def test_an_entry_is_one_statement_and_asks_for_nobody_again(django_assert_num_queries):
    organisation = make_organisation("AAA")
    person = make_member(Membership.Role.REQUESTER, organisation)
    log(organisation, "hub.organisation_added", actor=person)
    with django_assert_num_queries(1):
        log(organisation, "hub.organisation_added", actor=person)
    assert ModelLogEntry.objects.latest("pk").user == person


@pytest.mark.django_db
def test_an_action_nobody_declares_is_refused():
    with pytest.raises(LookupError, match="not registered"):
        log(make_organisation("AAA"), "hub.nothing_done", actor=None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_done_in_wagtails_admin_is_a_line_too(lines):
    organisation = make_organisation("AAA", email_domains="example.com")
    somebody = make_person("private@example.com")
    lead = make_person("lead@example.com", StaffGroup.HUB_LEADS)
    form = {
        "user": somebody.email,
        "organisation": organisation.pk,
        "role": Membership.Role.REQUESTER,
        "valid_from": "2026-01-01",
    }
    assert signed_in(lead).post("/admin/membership/new/", form).status_code == 302
    given = Membership.objects.get()
    home = Page.objects.get(depth=2).specific
    home.save_revision(user=lead, log_action=True).publish(user=lead)
    said = [(line["action"], line["actor"], line["object"]) for line in lines()]
    assert ("hub.membership_added", lead.pk, f"hub.membership:{given.pk}") in said
    assert ("wagtail.publish", lead.pk, f"hub.homepage:{home.pk}") in said
    assert "private@example.com" not in json.dumps(lines())
