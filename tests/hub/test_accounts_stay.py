"""An account ends by erasure alone: no screen, action or code deletes it and leaves the rest."""

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hub.models import ErasureReceipt, Membership, User
from hub.permissions import StaffGroup
from hub.removals import RemovalError
from hub.retention.erasure import erase_person
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS)


@pytest.fixture
def person():
    return make_person("new@example.com", name="Amira Okafor")


def everything(person):
    root = make_person("root@hub.example")
    root.is_superuser = True
    root.save()
    return root


def test_neither_a_lead_nor_who_may_do_everything_deletes_an_account(lead, person):
    for actor in (lead, everything(person)):
        browser = signed_in(actor)
        one = reverse("wagtailusers_users:delete", args=[person.pk])
        several = reverse("wagtail_bulk_action", args=["hub", "user", "delete"])
        assert browser.post(one).status_code == 404
        for ask in (browser.get, browser.post):
            said = ask(f"{several}?id={person.pk}&id={lead.pk}", follow=True).content.decode()
            assert "You cannot delete accounts here." in said
            assert "Amira" not in said
        edit = browser.get(reverse("wagtailusers_users:edit", args=[person.pk])).content.decode()
        assert one not in edit
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    "delete", [lambda user: user.delete(), lambda user: User.objects.filter(pk=user.pk).delete()]
)
def test_no_code_deletes_an_account_outside_an_erasure(person, delete):
    with pytest.raises(RemovalError), transaction.atomic():
        delete(person)
    assert User.objects.filter(pk=person.pk).exists()
    erase_person(person=person, actor=person, reason="asked")
    assert not User.objects.filter(email="new@example.com").exists()
    assert ErasureReceipt.objects.count() == 1


def test_a_lead_switches_accounts_off_together_and_each_is_logged_but_not_who_may_do_everything(
    lead, person
):
    root = everything(person)
    other = make_member(Membership.Role.RESOURCING, make_organisation(), "other@example.com")
    url = reverse("wagtail_bulk_action", args=["hub", "user", "set_active_state"])
    browser = signed_in(lead)
    # Who is a candidate is found by the whole address.
    browser.get(reverse("wagtailusers_users:index"), {"q": person.email})
    ids = "&".join(f"id={pk}" for pk in (person.pk, other.pk, root.pk, lead.pk))
    browser.post(f"{url}?{ids}", {"mark_as_active": "False"})
    edit = reverse("wagtailusers_users:edit", args=[other.pk])
    names = {"first_name": "A", "last_name": "B"}
    browser.post(edit, {**names, "is_active": "on"})
    assert User.objects.get(pk=other.pk).is_active is True
    assert ModelLogEntry.objects.get(action="hub.account_switched_on").user == lead
    browser.post(edit, names)
    found = User.objects.filter(is_active=False).order_by("pk")
    assert set(found) == {person, other}
    entries = ModelLogEntry.objects.filter(action="hub.account_switched_off").order_by("pk")
    assert [(entry.user, entry.label) for entry in entries] == [
        (lead, f"Person {person.pk}"),
        (lead, f"Person {other.pk}"),
        (lead, f"Person {other.pk}"),
    ]
