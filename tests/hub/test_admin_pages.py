"""The Wagtail admin pages that the hub adds."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from capability_reviews.models import TeamBuild
from hub.admin_fields import DayField, MomentField
from hub.invariants import DAILY_CHECK, check_all
from hub.models import (
    FrameworkVersion,
    Heartbeat,
    InvariantFinding,
    LogOpening,
    Notification,
    PreElectionPeriod,
    SkillRequirement,
    Upload,
)
from hub.notifications import notify
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person
from hub.spreadsheets import in_words
from tests.factories.hub import make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
LISTINGS = (
    "organisation:index",
    "membership:index",
    "service:index",
    "frameworkrole:index",
    "message_log:index",
    "invariants:index",
    "erasurereceipt:index",
    "log_openings:index",
)


@pytest.mark.parametrize("name", LISTINGS)
def test_hub_staff_read_the_listings(name):
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    assert staff.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", LISTINGS)
def test_candidates_do_not_reach_the_admin(name):
    answer = signed_in(make_person()).get(reverse(name))
    assert answer.status_code == 403


@pytest.mark.parametrize("url", ["/admin/", "/admin/pages/", "/admin/messages/log/", "/admin/x/"])
def test_who_may_not_enter_the_admin_is_told_so_there_and_not_sent_round(url):
    member = make_member("requester", make_organisation(), "requester@dep.example")
    for person in (make_person("candidate@example.com"), member):
        answer = signed_in(person).get(url)
        assert answer.status_code == 403
        html = answer.content.decode()
        assert "You cannot open this page with your account" in html
        assert f"You are signed in as {person.email}" in html
        assert f'href="{url}">open the page again</a>' in html
        assert signed_in(person).get("/admin/logout/").status_code != 403
    stranger = Client().get(url, follow=True)
    assert (stranger.status_code, stranger.request["PATH_INFO"]) == (200, "/accounts/login/")
    # Staff to whom one part is closed come to the front page, which says so.
    trainer = signed_in(make_person("trainer@hub.example", StaffGroup.TRAINERS))
    refused = trainer.get(reverse("upload_log:index"), follow=True)
    assert refused.request["PATH_INFO"] == "/admin/"
    assert "you do not have permission to access this area" in refused.content.decode()


def test_hub_leads_manage_people_without_passwords():
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    page = lead.get(reverse("wagtailusers_users:add"))
    assert page.status_code == 200
    assert "password1" not in page.content.decode()
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    assert staff.get(reverse("wagtailusers_users:add")).status_code == 404


def test_listings_can_be_exported():
    make_organisation("AAA", name="Department of A")
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    answer = staff.get(reverse("organisation:index") + "?export=csv")
    assert "Department of A" in b"".join(answer.streaming_content).decode()


def test_policy_values_are_changed_without_code_by_hub_leads():
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    url = reverse("wagtailsettings:edit", args=["hub", "hubpolicy"])
    page = lead.get(url, follow=True)
    assert "stop all mail" in page.content.decode().lower()


def test_findings_cannot_be_made_up():
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    assert staff.get("/admin/invariants/new/").status_code == 404
    assert InvariantFinding.objects.count() == 0


def test_a_role_of_the_framework_shows_its_levels_with_their_skills_and_its_other_names():
    staff = signed_in(make_person("", StaffGroup.HUB_STAFF))
    requirement = SkillRequirement.objects.filter(
        role_level__role__family__version=FrameworkVersion.objects.current()
    ).first()
    role = requirement.role_level.role
    html = staff.get(reverse("frameworkrole:inspect", args=[role.pk])).content.decode()
    assert f"At the level of {escape(requirement.role_level)}" in html
    assert str(escape(requirement)) in html
    assert "[]" not in html
    role.aliases = ["Product owner"]
    role.save()
    html = staff.get(reverse("frameworkrole:inspect", args=[role.pk])).content.decode()
    assert "Product owner" in html


def test_nobody_is_led_to_images_that_no_page_shows():
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    html = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtaildocs:index") in html
    assert reverse("wagtailimages:index") not in html


def test_the_account_page_leads_staff_to_the_admin_and_nobody_else():
    door = f'href="{reverse("wagtailadmin_home")}"'
    staff = signed_in(make_person("", StaffGroup.TRAINERS))
    assert door in staff.get(reverse("account")).content.decode()
    assert door not in signed_in(make_person()).get(reverse("account")).content.decode()


def test_the_daily_check_says_when_it_last_looked_and_what_is_wrong_in_words():
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    page = staff.get(reverse("invariants:index")).content.decode()
    assert "The nightly check has not run yet." in page
    assert "Nothing is wrong." not in page
    assert '<span class="w-sr-only">: </span>' not in page
    assert "findings to display" not in page
    now = datetime(2026, 11, 2, 3, 5, tzinfo=UTC)
    InvariantFinding.objects.create(
        slug="hub.message_stuck", subject="message 7", found_at=now, last_seen_at=now
    )
    Heartbeat.objects.create(name=DAILY_CHECK, seen_at=now)
    page = staff.get(reverse("invariants:index")).content.decode()
    assert "The nightly check last ran on 2 November 2026, 3:05am." in page
    assert "2 November 2026, 03:05" in page
    assert "An email has been waiting to be sent for more than an hour" in page


def test_the_admins_listings_say_when_something_was_and_not_how_long_ago():
    somebody = make_person("somebody@example.com")
    notify("hub.second_factor_changed", recipient=somebody, subject=somebody)
    now = datetime(2026, 11, 2, 3, 5, tzinfo=UTC)
    Notification.objects.update(created_at=now, sent_at=now)
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    page = staff.get(reverse("message_log:index")).content.decode()
    # Of whom the reader may not know, the day alone.
    assert page.count("2 November 2026") == 2
    assert "Just now" not in page
    assert " ago" not in page


def test_the_daily_check_keeps_when_it_looked():
    check_all()
    assert Heartbeat.objects.get(name=DAILY_CHECK).seen_at <= timezone.now()


def test_hub_staff_read_when_and_why_the_log_was_opened_and_nobody_writes_in_it():
    erase_person(person=make_person("gone@example.com"), actor=None, reason="asked")
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    page = lead.get(reverse("log_openings:index")).content.decode()
    assert "Openings of the log" in page
    assert "Opened to remove a person’s name" in page
    assert lead.get(reverse("log_openings:add")).status_code == 302
    assert LogOpening.objects.count() == 1


def test_listings_and_exports_call_fields_and_values_what_people_call_them():
    make_organisation("AAA", name="Department of A", is_major_transactional=True)
    staff = signed_in(make_person("", StaffGroup.HUB_STAFF))
    page = staff.get(reverse("organisation:index")).content.decode()
    assert "Major transactional department" in page
    assert "Is major transactional" not in page
    page = staff.get(reverse("roles_support_requests:index")).content.decode()
    assert "Help asked for" in page
    assert "Kinds what for" not in page
    for name in ("message_log:index", "invariants:index"):
        assert ">Slug" not in staff.get(reverse(name)).content.decode()
    answer = staff.get(reverse("pre_election_log:index") + "?export=csv")
    head = b"".join(answer.streaming_content).decode()
    PreElectionPeriod.objects.create(
        title="An election", starts_on="2015-03-30", ends_on="2015-05-07", stops_figures=True
    )
    answer = staff.get(reverse("pre_election_log:index") + "?export=csv")
    row = b"".join(answer.streaming_content).decode().removeprefix(head)
    assert "Yes" in row
    assert "True" not in row


def test_a_file_is_called_what_it_is():
    assert [
        Upload(purpose=purpose).get_purpose_display()
        for purpose in ("roles.cv", "roles.support_file")
    ] == ["CV", "Support file"]


def test_what_a_team_covers_is_exported_in_words():
    team = TeamBuild(functions=[TeamBuild.Function.DELIVERY])
    assert in_words(team, "functions", team.functions) == "Service delivery"


def test_days_that_nobody_means_are_refused_in_every_form_of_the_admin():
    lead = signed_in(make_person("", StaffGroup.HUB_LEADS))
    body = make_organisation("AAA")
    url = reverse("organisation:edit", args=[body.pk])
    form = lead.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in given.items() if value not in (None, False)}
    page = lead.post(url, {**typed, "valid_from": "0020-01-01", "valid_to": "9999-12-31"}).text
    assert "Valid from must be 1 January 1900 or later" in page
    assert "Valid to must be" in page
    assert "or earlier, which is 10 years after today" in page
    body.refresh_from_db()
    assert (body.valid_from, body.valid_to) == (form["valid_from"].value(), None)
    assert lead.post(url, {**typed, "valid_to": "2030-03-31"}).status_code == 302


def test_every_day_and_moment_that_a_form_of_the_admin_takes_is_bounded():
    found = set()
    for viewset in viewsets.viewsets:
        for each in getattr(viewset, "registerables", [viewset]):
            if not isinstance(each, ModelViewSet):
                continue
            for is_change in (True, False):
                for name, field in each.get_form_class(is_change).base_fields.items():
                    if isinstance(field, (forms.DateField, forms.DateTimeField)):
                        assert isinstance(field, (DayField, MomentField)), (each, name)
                        found.add(f"{each.model.__name__}.{name}")
    for model in Page.__subclasses__():
        for name, field in model.get_edit_handler().get_form_class().base_fields.items():
            if isinstance(field, (forms.DateField, forms.DateTimeField)):
                assert isinstance(field, (DayField, MomentField)), (model, name)
                found.add(f"Page.{name}")
    assert {"Expert.available_to", "Organisation.valid_from", "Page.go_live_at"} <= found
