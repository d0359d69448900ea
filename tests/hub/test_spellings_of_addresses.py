"""One mailbox has one spelling here: other spellings of it are refused or brought to it."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from hub.directory import OwnPowerError, UnusualAddressError, add_person
from hub.mailboxes import same_mailbox
from hub.memberships import add_membership
from hub.models import Membership, User
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role
SENTENCE = "Enter an email address without quotation marks, %, ! or =?, like name@example.com"
UNUSUAL = [
    "=?utf-8?q?roles.dwp?=@example.gov.uk",
    "=?utf-8?b?cm9sZXMuZHdw?=@example.gov.uk",
    '"roles.dwp"@a.example',
    '"roles\\.dwp"@a.example',
    '"Roles.DWP+x"@A.EXAMPLE',
    "roles.dwp%a.example@b.example",
    "b.example!roles.dwp@a.example",
    "roles.dwp@[192.0.2.1]",
]


@pytest.fixture
def administrator():
    return make_member(Role.ADMINISTRATOR, make_organisation("AAA"), "roles.dwp@a.example")


@pytest.mark.parametrize("address", UNUSUAL)
def test_an_administrator_gives_no_role_to_an_unusual_spelling(administrator, address):
    typed = {
        "email": address,
        "organisation": administrator.memberships.get().organisation_id,
        "role": Role.RESOURCING,
        "valid_from_day": "1",
        "valid_from_month": "1",
        "valid_from_year": "2026",
    }
    answer = signed_in(administrator).post(reverse("role_give"), typed)
    assert (answer.status_code, SENTENCE in answer.content.decode().replace("&#39;", "'")) == (
        200,
        True,
    )
    assert list(User.objects.values_list("email", flat=True)) == [administrator.email]


@pytest.mark.parametrize("address", UNUSUAL)
def test_nobody_signs_in_with_an_unusual_spelling(client, administrator, address):
    page = client.post(reverse("account_login"), {"email": address}).content.decode()
    assert SENTENCE in page
    assert mail.outbox == []
    with pytest.raises(UnusualAddressError):
        add_person(email=address)


def test_a_lead_adds_nobody_by_an_unusual_spelling_in_the_admin():
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    typed = {"email": '"amira.okafor"@example.com', "first_name": "A", "last_name": "B"}
    page = signed_in(lead).post(
        reverse("wagtailusers_users:add"),
        {**typed, "groups": [Group.objects.get(name=StaffGroup.ANALYSTS).pk]},
    )
    assert SENTENCE in page.content.decode()
    assert not User.objects.filter(email__contains="amira").exists()


def test_a_domain_in_its_own_letters_and_in_ascii_is_one_account(client):
    for typed in ("ada@müller.example", "ada@xn--mller-kva.example", "ADA@MÜLLER.example."):
        client.post(reverse("account_login"), {"email": typed})
        assert add_person(email=typed).email == "ada@xn--mller-kva.example"
    assert User.objects.count() == 1


def test_a_quoted_account_of_before_is_known_as_its_owner(administrator):
    other = User(email='"roles.dwp"@a.example')
    other.set_unusable_password()
    other.save()
    organisation = administrator.memberships.get().organisation
    assert User.objects.of_mailbox("roles.dwp+x@a.example") == [administrator, other]
    with pytest.raises(OwnPowerError):
        add_membership(
            user=other, organisation=organisation, role=Role.RESOURCING, actor=administrator
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("roles.dwp@a.example", '"roles.dwp"@a.example'),
        ("roles.dwp@a.example", '"roles\\.dwp"@a.example'),
        ("roles.dwp@a.example", "roles.dwp(at home)@A.example"),
        ("roles.dwp@a.example", "=?utf-8?q?roles.dwp?=@a.example"),
        ("roles.dwp@a.example", "=?utf-8?b?cm9sZXMuZHdw?=@a.example"),
        ("roles.dwp@a.example", "roles.dwp@a.example."),
        ("ada@müller.example", "a.d.a@XN--MLLER-KVA.example"),
    ],
)
def test_spellings_of_one_mailbox_are_the_same(one, other):
    assert same_mailbox(one, other)


def test_other_mailboxes_are_not():
    assert not same_mailbox("ada@a.example", "ada@b.example")
    assert not same_mailbox('"ada b"@a.example', "ada@a.example")
