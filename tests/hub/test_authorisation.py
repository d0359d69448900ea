"""The edge of services: asked once, of the actor, on the object; the system says so."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from hub.authorisation import as_nobody, as_system, chosen_by, internal, public, requires
from hub.models import Membership, Need
from hub.needs import answer, close_need, raise_need
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_a_verb_refuses_who_lacks_the_permission_on_the_object_and_changes_nothing():
    ours, theirs = make_organisation(), make_organisation()
    requester = make_member(Membership.Role.REQUESTER, ours)
    with as_nobody():
        assert raise_need(organisation=ours, reason="Why", actor=requester).raised_by == requester
        with pytest.raises(PermissionDenied):
            raise_need(organisation=theirs, reason="Why", actor=requester)
        with pytest.raises(PermissionDenied):
            raise_need(organisation=ours, reason="Why", actor=make_person())
        with pytest.raises(PermissionDenied):
            raise_need(organisation=ours, reason="Why", actor=None)
    assert Need.objects.count() == 1


def test_an_internal_verb_is_called_by_services_and_the_system_only():
    need = make_need(make_organisation())
    superuser = make_person()
    superuser.is_superuser = True

    @requires("hub.change_need", "need")
    def answer_it(*, need, actor):
        answer(need=need, subject=need.organisation, slug="test.answer", actor=actor)

    with as_nobody():
        with pytest.raises(PermissionDenied):
            answer(need=need, subject=need, slug="test.answer", actor=superuser)
        answer_it(need=need, actor=superuser)
        with as_system():
            answer(need=need, subject=superuser, slug="test.other", actor=None)
    assert need.links.count() == 2


def test_the_permission_may_depend_on_the_call():
    needed = {"close": "hub.change_need", "withdraw": "hub.withdraw_need"}

    @requires(chosen_by("move", needed), "need")
    def move_need(*, need, move, actor):
        return move

    ours = make_organisation()
    need, requester = make_need(ours), make_member(Membership.Role.REQUESTER, ours)
    with as_nobody():
        assert move_need(need=need, move="withdraw", actor=requester) == "withdraw"
        with pytest.raises(PermissionDenied):
            move_need(need=need, move="close", actor=requester)
        with pytest.raises(PermissionDenied):
            move_need(need=need, move="unheard of", actor=requester)


def test_a_public_verb_is_anybodys_and_what_it_does_is_part_of_it():
    need = make_need(make_organisation())

    @internal
    def inner():
        return close_need(need=need, reason="Done", actor=None).state

    @public
    def outer():
        return inner()

    with as_nobody():
        assert outer() == Need.State.CLOSED
        with pytest.raises(PermissionDenied):
            inner()


def test_a_request_never_acts_as_the_system(monkeypatch, client):
    """Also one that is answered inside of something that does."""
    from hub.views import needs

    need = make_need(make_organisation())
    reader = make_member(Membership.Role.NOMINATOR, need.organisation)
    # As if somebody had given the page a permission that is too wide.
    monkeypatch.setattr(needs.NeedCloseView, "permission", "hub.view_need")
    with as_system():
        page = signed_in(reader).post(f"/needs/{need.reference}/close/", {"reason": "Done"})
    assert page.status_code == 403
    need.refresh_from_db()
    assert need.state == Need.State.RAISED
