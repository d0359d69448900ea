"""The hub's own records that the access matrix and other harnesses look at."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from hub.indicators import close_period
from hub.models import (
    FigureCorrection,
    FigureSnapshot,
    HubPolicy,
    Notification,
    PendingOffice,
    PendingPolicy,
    StandIn,
)
from hub.notifications import notify
from hub.notifications.unsubscribe import stop_url
from hub.periods import Quarter
from hub.permissions import StaffGroup
from hub.pre_election_changes import set_period
from hub.retention.erasure import erase_person
from hub.uploads import receive
from tests.access import DEPARTMENT_ROLES
from tests.factories.files import make_pdf, upload
from tests.factories.hub import make_member, make_need, make_organisation, make_person, make_service
from tests.factories.qualifications import make_assessor

STAFF_GROUPS = {
    "hub_staff": StaffGroup.HUB_STAFF,
    "hub_leads": StaffGroup.HUB_LEADS,
    "trainers": StaffGroup.TRAINERS,
    "reviewers": StaffGroup.REVIEWERS,
    "analysts": StaffGroup.ANALYSTS,
    "editors": StaffGroup.EDITORS,
}


def new_world() -> Any:
    """Two departments, and a person of every kind."""
    world = SimpleNamespace(
        org_a=make_organisation("WA", name="Department of A", is_major_transactional=True),
        org_b=make_organisation("WB", name="Department of B"),
        people={
            "candidate": make_person("candidate@world.example"),
            "owner": make_person("owner@world.example"),
        },
    )
    world.owner = world.people["owner"]
    for role in DEPARTMENT_ROLES:
        for letter, organisation in (("a", world.org_a), ("b", world.org_b)):
            kind = f"{role}_{letter}"
            world.people[kind] = make_member(role, organisation, f"{kind}@world.example")
    for kind, group in STAFF_GROUPS.items():
        world.people[kind] = make_person(f"{kind}@world.example", group)
    return world


def build_world(world: Any) -> None:
    """Adds ``need`` and ``service`` at department A, ``message``, ``stop``, ``receipt``.

    And the owner's ``upload``. The second quarter of 2013 is closed.
    """
    world.service = make_service(world.org_a)
    # To come, so that it stops nothing of what the other records are made of.
    world.period = set_period(
        title="General election",
        reason="The guidance of the Cabinet Office.",
        starts_on=timezone.localdate() + timedelta(days=400),
        ends_on=timezone.localdate() + timedelta(days=430),
        adverts="all",
        stops_figures=True,
        stops_alerts=True,
        # The system itself: it waits for nobody.
        actor=None,
    )
    world.policy = HubPolicy.load()
    world.membership = world.people["requester_a"].memberships.get()
    world.pending = PendingOffice.objects.create(
        user=make_person(),
        organisation=world.org_a,
        role="approver",
        valid_from=date(2026, 1, 5),
        given_at=timezone.now(),
    )
    world.pending_policy = PendingPolicy.objects.create(
        policy="hub.hubpolicy", values={"erasure_notice_days": 31}, given_at=timezone.now()
    )
    # Long from now: nobody stands in today.
    world.stand_in = StandIn.objects.create(
        person=world.people["requester_a"],
        colleague=world.people["hr_contact_a"],
        starts_on=timezone.localdate() + timedelta(days=500),
        ends_on=timezone.localdate() + timedelta(days=510),
        arranged_at=timezone.now(),
    )
    world.qualification = make_assessor(world.people["requester_a"])
    world.need = make_need(world.org_a, world.people["requester_a"])
    world.message = notify(
        "hub.invariants_broken", recipient=world.people["hub_leads"], context={"number": 1}
    )
    world.stop = stop_url(world.message).split("//")[1].partition("/")[2]
    Notification.objects.filter(pk=world.message.pk).update(state=Notification.State.DEAD)
    world.upload = receive(actor=world.people["owner"], file=upload(make_pdf()), purpose="hub.test")
    gone = make_person("gone@world.example")
    world.receipt = erase_person(person=gone, actor=None, reason="test")
    make_organisation("OLD", valid_to=date(2014, 1, 1))
    close_period(period=Quarter(2013, 2), actor=world.people["analysts"])
    world.correction = FigureCorrection.objects.create(
        figure=FigureSnapshot.objects.latest("pk"),
        text="2",
        reason="Counted again.",
        corrected_at=timezone.now(),
        is_waiting=True,
    )
