"""Every address of training, asked for by every kind of person."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from hub.permissions import StaffGroup
from tests.access import DEPARTMENT_ROLES, EVERYONE
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.training.access import ACCESS
from tests.training.world import build_world

pytestmark = pytest.mark.django_db
GROUPS = {
    "hub_staff": StaffGroup.HUB_STAFF,
    "hub_leads": StaffGroup.HUB_LEADS,
    "trainers": StaffGroup.TRAINERS,
    "reviewers": StaffGroup.REVIEWERS,
    "analysts": StaffGroup.ANALYSTS,
    "editors": StaffGroup.EDITORS,
}


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = SimpleNamespace(org_a=make_organisation("A"), org_b=make_organisation("B"), people={})
    world.people |= {kind: make_person(f"{kind}@example.com") for kind in ("candidate", "owner")}
    for kind, group in GROUPS.items():
        world.people[kind] = make_person(f"{kind}@example.com", group)
    for role in DEPARTMENT_ROLES:
        for side, organisation in (("a", world.org_a), ("b", world.org_b)):
            kind = f"{role}_{side}"
            world.people[kind] = make_member(role, organisation, f"{kind}@example.com")
    build_world(world)
    return world


def test_every_address_is_classified():
    _, resolver = get_resolver().namespace_dict["training"]
    names = {f"training:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    assert names == set(ACCESS)


def test_who_may_open_it(world):
    clients = {"anonymous": Client()}
    clients |= {kind: signed_in(world.people[kind]) for kind in EVERYONE if kind != "anonymous"}
    for name, expected in ACCESS.items():
        url = expected.url(world)
        for kind, client in clients.items():
            # What one person posts changes the answer for nobody else.
            with transaction.atomic():
                answer = getattr(client, expected.method)(url, expected.data)
                transaction.set_rollback(True)
            found = (name, kind, answer.status_code)
            if kind in expected.allowed:
                assert found == (name, kind, expected.answer)
            elif kind == "anonymous":
                assert found == (name, kind, 302)
                assert answer["Location"].startswith("/accounts/login/")
            else:
                assert found == (name, kind, 404)


def test_no_action_by_get(world):
    for name, expected in ACCESS.items():
        if expected.method == "post":
            client = signed_in(world.people[expected.allowed[0]])
            assert (name, client.get(expected.url(world)).status_code) == (name, 405)
