"""Order and time do not say whose an application is while it is read without names (R11)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_system
from hub.dates import date_gb, datetime_gb
from hub.directory import add_person
from hub.models import Membership
from hub.permissions import StaffGroup
from roles.applications.services.messages import ask_about_application
from tests.factories.adverts import make_advert, make_application, make_handler, make_move
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
HISTORY = "wagtailadmin_reports:site_history"
READERS = [StaffGroup.HUB_LEADS, StaffGroup.HUB_STAFF]


@pytest.fixture
def newcomer():
    """Somebody whose first sign-in has just made their account."""
    with as_system():
        return add_person(email="zoe@example.com")


def history_of(reader) -> str:
    browser = signed_in(reader)
    pages = [browser.get(reverse(HISTORY) + more) for more in ("", "?export=csv")]
    return "".join(
        (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        for page in pages
    )


@pytest.mark.parametrize("group", READERS)
def test_R11_no_report_lays_a_new_account_beside_a_new_application(newcomer, group):
    campaign = make_advert()
    application = make_application(campaign, newcomer)
    reader = make_person("", group)
    said = history_of(reader)
    assert f"Person {newcomer.pk}" not in said
    assert application.reference not in said
    # From the invitation on the name shows anyway, and the history with it.
    handler = make_handler(campaign)
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    assert application.reference in history_of(make_person("", group))


def test_R11_people_in_an_office_stay_in_the_history():
    with as_system():
        colleague = add_person(email="new@hub.example", groups=[StaffGroup.TRAINERS])
    assert f"Person {colleague.pk}" in history_of(make_person("", StaffGroup.HUB_LEADS))


def test_R11_the_history_names_who_did_what_from_the_invitation_on_and_never_the_candidate():
    campaign = make_advert()
    application = make_application(campaign)
    one, other = make_handler(campaign), make_handler(campaign)
    for person, name in ((one, "Hana Sifter"), (other, "Ivor Inviter")):
        person.first_name, person.last_name = name.split()
        person.save()
    address = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    reader = signed_in(make_handler(campaign))
    application = make_move(application, "pass_sift", one)
    assert "Hana Sifter" not in reader.get(address).text
    make_move(application, "invite", other)
    history = reader.get(address).text.partition(">History<")[2]
    assert ("Hana Sifter" in history, "Ivor Inviter" in history) == (False, True)
    assert "Ada Example" not in history


@pytest.mark.parametrize("view", ["edit", "history"])
def test_R11_a_candidates_account_is_not_found_by_its_number(newcomer, view):
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    browser = signed_in(lead)
    page = browser.get(reverse(f"wagtailusers_users:{view}", args=[newcomer.pk]))
    assert page.status_code == 404
    assert "zoe" not in page.content.decode()
    officer = make_member(Membership.Role.RESOURCING, make_organisation())
    page = browser.get(reverse(f"wagtailusers_users:{view}", args=[officer.pk]))
    assert page.status_code == 200


def test_R11_a_candidates_account_is_found_by_its_whole_address(newcomer):
    browser = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    edit = reverse("wagtailusers_users:edit", args=[newcomer.pk])
    browser.get(reverse("wagtailusers_users:index") + "?q=zoe")
    assert browser.get(edit).status_code == 404
    browser.get(reverse("wagtailusers_users:index") + "?q=zoe@example.com")
    assert browser.get(edit).status_code == 200


def test_R11_a_bulk_action_names_nobody_who_was_not_found(newcomer):
    browser = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    bulk = reverse("wagtail_bulk_action", args=["hub", "user", "assign_role"])
    page = browser.get(f"{bulk}?id={newcomer.pk}").content.decode()
    assert "zoe" not in page


def test_R11_before_the_interview_those_who_sift_read_days_not_times():
    campaign = make_advert()
    handler = make_handler(campaign)
    applications = [make_application(campaign) for _ in range(6)]
    browser = signed_in(handler)
    base = f"/campaigns/{campaign.reference}/applications/"
    listed = browser.get(base).content.decode()
    shown = sorted(applications, key=lambda one: listed.index(f"{one.reference}/"))
    assert [one.reference for one in shown] == sorted(one.reference for one in applications)
    application = applications[0]
    clock = timezone.localtime(application.submitted_at).strftime("%-I:%M%p").lower()
    assert clock not in listed
    assert clock not in browser.get(f"{base}{application.reference}/").content.decode()


def test_R11_questions_and_answers_say_the_day_before_the_invitation_and_the_time_after_it():
    campaign = make_advert()
    application = make_application(campaign)
    handler = make_handler(campaign)
    asked = ask_about_application(
        application=application, text="May I bring notes?", actor=application.candidate
    )
    browser = signed_in(handler)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    day, moment = date_gb(asked.sent_at), datetime_gb(asked.sent_at)
    pages = [base, f"{base}answer/"]

    def shown() -> list[tuple[bool, bool]]:
        texts = [browser.get(page).content.decode() for page in pages]
        return [(day in text, moment in text) for text in texts]

    assert shown() == [(True, False)] * 2
    for move in ("pass_sift", "invite"):
        application = make_move(application, move, handler)
    assert shown() == [(True, True)] * 2
    own = signed_in(application.candidate).get(application.get_absolute_url()).content.decode()
    assert moment in own
