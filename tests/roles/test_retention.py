"""Personal data of recruitment: covered whole, exported, erased in time, with figures left true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from hub.models import Notification, User
from hub.notifications.delivery import deliver
from hub.retention import covered_fields, personal_fields, policies
from hub.retention.erasure import erase_person, export_person, run_due
from hub.retention.notices import give_notices
from roles.applications.dates import deleted_after
from roles.applications.services.applications import submit_application
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application, Campaign, Post, RecruitmentPolicy
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    WORDS,
    enter_for_somebody,
    make_advert,
    make_application,
    make_draft,
    make_handler,
    make_offer,
)
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db


def test_every_personal_field_of_recruitment_has_a_policy():
    covered = covered_fields()
    missing = [
        f"{model._meta.label}.{field}"
        for model in apps.get_app_config("roles").get_models()
        for field in personal_fields(model)
        if model._meta.get_field(field).model is model
        and field not in covered.get(model._meta.label, set())
    ]
    assert missing == []


def test_a_candidate_downloads_what_is_held():
    application = make_application(make_advert("Service owner"))
    (part,) = [
        item
        for item in export_person(application.candidate)
        if item["what"] == "Applications for roles"
    ]
    (record,) = part["records"]
    assert record["Reference"] == application.reference
    assert record["Your statement"] == WORDS["statement"]
    assert record["Status"] == "Received"


def test_R8_erasing_a_person_withdraws_live_applications_and_leaves_no_words():
    campaign = make_advert()
    candidate = make_person("ada@example.com", name="Ada Example")
    sent = make_application(campaign, candidate)
    draft = make_draft(make_advert(), candidate)
    erase_person(person=candidate, actor=None, reason="asked")
    sent.refresh_from_db()
    assert (sent.state, sent.candidate) == ("withdrawn", None)
    assert sent.erased_at is not None
    assert [sent.full_name, sent.email, sent.phone, sent.statement] == [""] * 4
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert not User.objects.filter(email="ada@example.com").exists()


def test_R17_erasing_somebody_with_an_accepted_offer_unfills_the_post():
    campaign = make_advert()
    handler = make_handler(campaign)
    application = make_offer(
        application=make_application(campaign, None, *TO_RECOMMENDED),
        post=campaign.posts.get(),
        actor=handler,
    )
    accept_offer(application=application, actor=application.candidate)
    erase_person(person=application.candidate, actor=None, reason="asked")
    assert Post.objects.filled().count() == 0


def test_applications_go_24_months_after_the_role_closed_and_drafts_3_months_after():
    campaign = make_advert()
    sent, draft = make_application(campaign), make_draft(campaign)
    # Accounts have policies of their own, which are not what is looked at here.
    User.objects.update(last_login=campaign.closes_at + timedelta(days=731))
    soon = campaign.closes_at + timedelta(days=89)
    assert run_due(now=soon)["roles.applications"] == 0
    give_notices(now=campaign.closes_at + timedelta(days=63))
    assert run_due(now=campaign.closes_at + timedelta(days=93))["roles.applications"] == 1
    assert not Application.objects.filter(pk=draft.pk).exists()
    late = campaign.closes_at + timedelta(days=732)
    give_notices(now=late - timedelta(days=30))
    assert run_due(now=late, dry_run=True)["roles.applications"] == 1
    sent.refresh_from_db()
    assert sent.full_name == WORDS["full_name"]
    assert run_due(now=late)["roles.applications"] == 1
    assert run_due(now=late)["roles.applications"] == 0
    sent.refresh_from_db()
    assert (sent.full_name, sent.candidate) == ("", None)


def test_an_appointment_is_kept_and_says_why():
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift")
    (policy,) = [item for item in policies if item.slug == "roles.applications"]
    assert policy.keep(application) == ""
    application = Application(reference="A-1", state="checks", campaign=campaign)
    assert "kept for 24 months" in policy.keep(application)


def test_staff_come_off_the_records_in_time_and_are_told_of_them():
    campaign = make_advert()
    maker = make_person()
    Campaign.objects.filter(pk=campaign.pk).update(made_by=maker, closed_at=timezone.now())
    told = [record for part in export_person(maker) for record in part["records"]]
    assert {"Record": str(campaign), "Your part": "You started a campaign"}.items() <= next(
        record.items() for record in told if record.get("Record") == str(campaign)
    )
    late = timezone.now() + timedelta(days=740)
    assert run_due(now=late)["roles.campaign_made_by"] == 1
    campaign.refresh_from_db()
    assert campaign.made_by is None


@pytest.mark.parametrize(
    "months, day", [(1, "2026-04-30"), (6, "2026-09-30"), (11, "2027-02-28"), (24, "2028-03-31")]
)
def test_months_are_counted_by_the_calendar(months, day):
    policy = RecruitmentPolicy.load()
    policy.candidate_months = months
    policy.save()
    campaign = make_advert()
    campaign.closes_at = timezone.now().replace(year=2026, month=3, day=31, hour=12)
    assert deleted_after(campaign).isoformat() == day


def test_no_label_or_data_of_the_log_names_a_candidate():
    from wagtail.models import ModelLogEntry

    make_application(make_advert(), None, "pass_sift", "invite")
    for entry in ModelLogEntry.objects.filter(action__startswith="roles."):
        text = f"{entry.label} {entry.data}"
        assert not any(words in text for words in WORDS.values())


def test_whoever_applied_is_told_a_month_before_and_nothing_goes_untold(mailoutbox):
    campaign = make_advert("Data engineer")
    draft, sent = make_draft(campaign), make_application(campaign)
    User.objects.update(last_login=campaign.closes_at + timedelta(days=731))
    month = timedelta(days=30)
    drafts_go = campaign.closes_at + timedelta(days=93)
    assert run_due(now=drafts_go)["roles.applications"] == 0  # Nobody was told.
    [coming] = give_notices(now=drafts_go - month)
    assert coming.person == draft.candidate
    assert coming.lines == [
        f"{draft} for Data engineer. Download it before then if you want to use your words again."
    ]
    assert give_notices(now=drafts_go - month) == []
    deliver(Notification.objects.get(slug="hub.erasure_announced").pk)
    [mail] = mailoutbox
    assert mail.to == [draft.candidate.email]
    assert f"{draft} for Data engineer" in mail.body
    assert "/account/data/" in mail.body
    assert WORDS["statement"] not in mail.body
    page = signed_in(draft.candidate).get("/account/data/").content.decode()
    assert "We will delete this on" in page
    assert run_due(now=drafts_go - timedelta(days=1))["roles.applications"] == 0
    assert run_due(now=drafts_go)["roles.applications"] == 1
    assert Application.objects.filter(pk=sent.pk, erased_at=None).exists()


def entered_beside(campaign, **answers) -> Application:
    officer = make_member("resourcing", campaign.organisation)
    return enter_for_somebody(campaign, officer, **answers)


def names_left() -> list[str]:
    return [row.full_name for row in Application.objects.order_by("pk")]


@pytest.mark.parametrize(
    "fake",
    [
        {"email": "I.Qureshi+Jobs@example.com", "phone": "01632 960 002"},
        {"phone": "01632 960 001"},
    ],
)
def test_what_was_entered_in_somebodys_name_goes_with_their_account(fake):
    campaign, person = make_advert(), make_person("iqureshi@example.com")
    known = {"full_name": "Imran Qureshi", "phone": "01632 960 001", "email": person.email}
    draft = make_draft(campaign, person, **known)
    submit_application(application=draft, actor=person)
    entered_beside(campaign, full_name="imran  QURESHI", **fake)
    entered_beside(campaign, full_name="Imran Qureshi", phone="01632 960 777")
    erase_person(person=person, actor=None, reason="asked")
    # Somebody else of that name, who still applies, stays.
    assert names_left() == ["", "", "Imran Qureshi"]


def test_what_was_entered_under_their_mailbox_goes_and_is_told_without_one_of_their_own():
    campaign = make_advert()
    entered = entered_beside(campaign, full_name="Imran Qureshi", email="iqureshi+x@example.com")
    person = make_person("i.qureshi@example.com")
    assert entered.reference in str(export_person(person))
    assert entered.reference not in str(export_person(make_person("other@example.com")))
    erase_person(person=person, actor=None, reason="asked")
    assert names_left() == [""]


def test_a_namesake_that_came_to_nothing_and_one_that_was_set_aside_go_with_the_account():
    campaign, person = make_advert(), make_person("iqureshi@example.com")
    draft = make_draft(campaign, person, full_name="Imran Qureshi")
    own = submit_application(application=draft, actor=person)
    officer = make_member("resourcing", campaign.organisation)
    taken_back = enter_for_somebody(
        campaign, officer, full_name="Imran Qureshi", phone="01632 960 777"
    )
    withdraw_application(application=taken_back, actor=officer)
    kept = entered_beside(campaign, full_name="Imran Qureshi", phone="01632 960 888")
    Application.objects.filter(pk=own.pk).update(same_person_as=kept)
    erase_person(person=person, actor=None, reason="asked")
    assert names_left() == ["", "", ""]
