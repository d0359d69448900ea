"""Signing in by code, the second factor, the account and a person's own data."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.models import (
    ErasureReceipt,
    Membership,
    Need,
    Notification,
    NotificationPreference,
    User,
)
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person, run_due
from tests.factories.hub import make_member, make_need, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


def ask_for_code(client: Client, email: str) -> str:
    """Ask for a code and return the one that was written to the outbox."""
    response = client.post(reverse("account_login"), {"email": email})
    assert response.status_code == 302
    return Notification.objects.filter(slug="hub.sign_in_code").latest("pk").secret


def enter_code(client: Client, code: str):
    return client.post(
        reverse("account_confirm_login_code"), {"action": "verify", "code": code}, follow=True
    )


def test_the_right_code_signs_in_and_makes_the_account():
    client = Client()
    code = ask_for_code(client, "New.Person@Example.com")
    assert User.objects.count() == 0
    page = enter_code(client, code)
    assert page.redirect_chain[-1][0] == reverse("work")
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("new.person@example.com", False)


def test_the_answer_is_the_same_whether_or_not_the_address_is_known():
    make_person("known@example.com")
    answers = []
    counts = []
    for email in ("known@example.com", "nobody@example.com"):
        client = Client()
        client.get(reverse("account_login"))
        with CaptureQueriesContext(connection) as queries:
            response = client.post(reverse("account_login"), {"email": email})
        counts.append([re.sub(r"\s+", " ", query["sql"]).split()[0] for query in queries])
        page = client.get(response.url).content.decode().replace(email, "ADDRESS")
        answers.append((response.status_code, response.url, re.sub(r'(value)="[^"]+"', "", page)))
    assert answers[0] == answers[1]
    assert counts[0] == counts[1]


def test_a_wrong_code_is_refused_and_the_third_ends_it():
    client = Client()
    code = ask_for_code(client, "a@example.com")
    assert "That code is wrong" in enter_code(client, "WRONG").content.decode()
    assert "That code is wrong" in enter_code(client, "WRONG").content.decode()
    assert "wrong too many times" in enter_code(client, "WRONG").content.decode()
    enter_code(client, code)
    assert User.objects.count() == 0


def test_a_code_works_once_and_for_fifteen_minutes():
    client = Client()
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        code = ask_for_code(client, "a@example.com")
        clock.shift(timedelta(minutes=16))
        enter_code(client, code)
        assert User.objects.count() == 0


def test_another_code_makes_the_first_worthless():
    client = Client()
    first = ask_for_code(client, "a@example.com")
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    second = Notification.objects.filter(slug="hub.sign_in_code").latest("pk").secret
    assert first != second
    assert "code is wrong" in enter_code(client, first).content.decode()
    enter_code(client, second)
    assert User.objects.count() == 1


def test_asking_for_codes_is_limited():
    cache.clear()
    for _ in range(5):
        Client().post(reverse("account_login"), {"email": "a@example.com"})
    page = Client().post(reverse("account_login"), {"email": "a@example.com"})
    assert "You have asked for too many codes" in page.content.decode()
    assert Notification.objects.count() == 5


def test_a_mistyped_address_can_be_changed():
    client = Client()
    ask_for_code(client, "tpyo@example.com")
    assert client.get(reverse("account_login")).status_code == 200
    code = ask_for_code(client, "typo@example.com")
    enter_code(client, code)
    assert User.objects.get().email == "typo@example.com"


def test_a_new_session_key_at_sign_in():
    client = Client()
    code = ask_for_code(client, "a@example.com")
    before = client.session.session_key
    enter_code(client, code)
    assert client.session.session_key != before


def test_sign_out_asks_and_then_acts():
    client = signed_in(make_person("a@example.com"))
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("account")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("account")).status_code == 302


def test_there_is_no_sign_up_and_no_password_page():
    for path in ("signup/", "password/reset/", "password/change/", "email/"):
        assert Client().get(f"/accounts/{path}").status_code == 404


# --- The second factor ----------------------------------------------------------------------------


def current_totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_staff_set_up_a_second_factor_before_anything_else(settings):
    settings.HUB_STAFF_SECOND_FACTOR = True
    make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    client = Client()
    enter_code(client, ask_for_code(client, "adviser@hub.example"))
    for path in ("/admin/", reverse("need_list"), reverse("account")):
        response = client.get(path)
        assert (response.status_code, response.url.split("?")[0]) == (
            302,
            reverse("mfa_activate_totp"),
        )
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context_data["form"].secret if page.context_data else ""
    assert page.status_code == 200
    client.post(reverse("mfa_activate_totp"), {"code": current_totp(secret)})
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
    assert client.get("/admin/").status_code == 200


def test_staff_with_a_second_factor_give_it_at_sign_in(settings):
    settings.HUB_STAFF_SECOND_FACTOR = True
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    client = Client()
    page = enter_code(client, ask_for_code(client, "adviser@hub.example"))
    assert page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": current_totp(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_session_without_the_factor_is_asked_for_it(settings):
    settings.HUB_STAFF_SECOND_FACTOR = True
    staff = make_person("adviser@hub.example", StaffGroup.HUB_STAFF)
    TOTP.activate(staff, generate_totp_secret())
    response = signed_in(staff).get("/admin/")
    assert response.url.split("?")[0] == reverse("mfa_reauthenticate")


def test_candidates_are_not_asked_for_a_second_factor(settings):
    settings.HUB_STAFF_SECOND_FACTOR = True
    assert signed_in(make_person("a@example.com")).get(reverse("account")).status_code == 200


# --- A person's own data --------------------------------------------------------------------------


def test_a_person_sees_and_downloads_what_is_held():
    client = signed_in(make_person("a@example.com", name="Ann Other"))
    assert "a@example.com" in client.get(reverse("account_data")).content.decode()
    response = client.get(reverse("account_data_download"))
    held = {item["what"]: item["records"] for item in response.json()["held"]}
    assert held["Your account"][0]["email"] == "a@example.com"
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_of_what_nothing_is_held_and_long_lists_are_folded_away():
    person = make_person("a@example.com")
    for number in range(4):
        NotificationPreference.objects.create(
            user=person, slug=f"hub.kind_{number}", chosen_at=timezone.now()
        )
    client = signed_in(person)
    page = client.get(reverse("account_data")).content.decode()
    assert "Show all 4 records: which emails you want" in page
    held, _, nothing = page.partition("What else we could hold")
    assert "As long as the account." in held
    assert "Files you uploaded" not in held
    assert "Files you uploaded" in nothing
    for name in ("account", "account_data"):
        assert f'href="{reverse("account_erase")}"' in client.get(reverse(name)).content.decode()


def test_what_is_held_on_staff_alone_is_shown_to_staff_in_sentences():
    url = reverse("account_data_download")
    candidate = signed_in(make_person("a@example.com")).get(url).json()["held"]
    whats = {item["what"] for item in candidate}
    assert "You were appointed to a post" in whats
    assert {"You raised a need", "You have a part in a campaign"}.isdisjoint(whats)
    assert [what for what in whats if ": " in what] == []
    department = make_organisation()
    member = make_member(Membership.Role.REQUESTER, department)
    make_need(department, member)
    raiser = signed_in(member).get(url).json()["held"]
    records = {item["what"]: item["records"] for item in raiser}
    assert records["You raised a need"][0]["Your part"] == "You raised a need"
    assert records["You have a part in a campaign"] == []


def test_messages_are_called_what_the_catalogue_calls_them():
    person = make_person("a@example.com")
    for slug in ("roles.saved_role_closing", "gone.kind"):
        NotificationPreference.objects.create(user=person, slug=slug, chosen_at=timezone.now())
    ask_for_code(Client(), "a@example.com")
    held = signed_in(person).get(reverse("account_data_download")).json()["held"]
    records = {item["what"]: item["records"] for item in held}
    assert [record["message"] for record in records["Emails to you"]] == ["Sign-in code"]
    assert {record["message"] for record in records["Which emails you want"]} == {
        "A role you saved closes soon",
        "An email that is no longer used",
    }


def test_the_name_can_be_changed():
    client = signed_in(make_person("a@example.com"))
    client.post(reverse("account_name"), {"first_name": "Zoë", "last_name": "Ó"})
    assert str(User.objects.get()) == "Zoë Ó"


def test_erasure_leaves_nothing_but_the_receipt():
    organisation = make_organisation("AAA")
    person = make_member(Membership.Role.REQUESTER, organisation, "gone@example.com")
    need = make_need(organisation, person)
    Membership.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    client = signed_in(person)
    assert client.post(reverse("account_erase"), {}).status_code == 200
    assert User.objects.get().email == "gone@example.com"
    page = client.post(reverse("account_erase"), {"sure": "on"}, follow=True)
    receipt = ErasureReceipt.objects.get()
    assert str(receipt.reference) in page.content.decode()
    left = User.objects.get()
    assert (left.email, left.is_active) == (f"erased-{left.pk}@erased.invalid", False)
    assert Membership.objects.count() == 0
    # An act of office: told apart from everybody else's, without the name.
    raised_by = Need.objects.get(pk=need.pk).raised_by
    assert (raised_by, str(raised_by)) == (left, f"a former member of staff (no. {left.pk})")
    assert "gone@example.com" not in everything_in_the_database()


def everything_in_the_database() -> str:
    """Every value of every row of every table, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_the_night_run_removes_accounts_nobody_used_and_keeps_the_rest():
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        make_person("never@example.com")
        staff = make_person("staff@hub.example", StaffGroup.ANALYSTS)
        clock.shift(timedelta(days=3))
        assert run_due(dry_run=True)["hub.accounts"] == 1
        assert User.objects.count() == 2
        assert run_due()["hub.accounts"] == 1
        assert run_due()["hub.accounts"] == 0
        assert list(User.objects.all()) == [staff]


def test_erasing_twice_finds_nothing_more():
    person = make_person("gone@example.com")
    erase_person(person=person, actor=None, reason="test")
    assert ErasureReceipt.objects.get().counts["Your account"] == 1


def test_who_holds_an_office_has_a_name_with_a_letter_in_it():
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS, name="Lee Lead")
    browser, address = signed_in(lead), reverse("account_name")
    page = browser.post(address, {"first_name": "", "last_name": ""}).text
    assert "Enter your first name or your last name" in page
    page = browser.post(address, {"first_name": "99", "last_name": ""}).text
    assert "Your first name must have at least one letter" in page
    assert User.objects.get(pk=lead.pk).get_full_name() == "Lee Lead"
    candidate = signed_in(make_person())
    assert candidate.post(address, {"first_name": "", "last_name": ""}).status_code == 302
