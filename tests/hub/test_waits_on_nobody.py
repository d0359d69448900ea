"""The daily check names what waits for people and is in nobody's To do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.invariants import check_all
from hub.models import InvariantFinding, Membership, Notification
from hub.permissions import StaffGroup
from hub.work.nobody import waits_on_nobody
from tests.factories.hub import make_member, make_need, make_organisation, make_person

pytestmark = pytest.mark.django_db


def open_findings() -> list[str]:
    rows = InvariantFinding.objects.filter(slug="hub.waits_on_nobody", resolved_at=None)
    return list(rows.values_list("subject", flat=True))


def test_what_is_in_nobodys_to_do_is_told_to_hub_leads_until_somebody_has_it():
    department = make_organisation("AAA")
    make_member(Membership.Role.REQUESTER, make_organisation("BBB"), "other@b.example")
    requester = make_member(Membership.Role.REQUESTER, department, "requester@a.example")
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    need = make_need(department, requester)
    check_all()
    assert open_findings() == []
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=requester).update(
        valid_from=yesterday - timedelta(days=9), valid_to=yesterday
    )
    check_all()
    check_all()
    assert open_findings() == [f"Need {need.reference}"]
    told = Notification.objects.get(slug="hub.invariants_broken", recipient=lead)
    assert any("nobody’s To do" in label for label in told.context["labels"])
    make_member(Membership.Role.HIRING_MANAGER, department, "manager@a.example")
    make_member(Membership.Role.REQUESTER, department, "next@a.example")
    check_all()
    assert open_findings() == []


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_takes_as_many_queries_however_much_waits(number):
    department = make_organisation("AAA")
    requester = make_member(Membership.Role.REQUESTER, department, "requester@a.example")
    # What is read once for all, such as kinds of records and settings.
    make_need(department, requester)
    waits_on_nobody()
    queries = []
    for _ in range(2):
        for _ in range(number):
            make_need(department, requester)
        with CaptureQueriesContext(connection) as found:
            assert waits_on_nobody() == []
        queries.append(len(found))
    assert queries[0] == queries[1]
