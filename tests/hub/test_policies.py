"""The hub's settings: nobody changes alone what others rely on, and the history says what."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.models import ModelLogEntry

from hub.authorisation import as_nobody
from hub.dates import datetime_gb
from hub.models import HubPolicy, Notification, PendingPolicy
from hub.permissions import StaffGroup
from hub.policies import change_policy, confirm_policy, drop_lapsed_policies
from hub.pre_election_changes import set_period
from roles.models import RecruitmentPolicy
from tests.factories.hub import make_person, signed_in
from tests.second_person import NO
from tests.work_page import work_of
from training.models import TrainingPolicy

pytestmark = pytest.mark.django_db
POLICIES = (HubPolicy, RecruitmentPolicy, TrainingPolicy)
SAID = "Hours that a decision on an application rests before the candidate is told: "


@pytest.fixture
def lead():
    return make_person("lead@hub.example", StaffGroup.HUB_LEADS)


@pytest.fixture
def second():
    return make_person("second@hub.example", StaffGroup.HUB_LEADS)


def typed(policy, **changes):
    """What the settings page sends."""
    form = {
        field.name: getattr(policy, field.name)
        for field in policy._meta.fields
        if field.name != "id" and getattr(policy, field.name) is not False
    }
    return {**form, **changes}


def save(person, policy, **changes):
    url = reverse(
        "wagtailsettings:edit", args=[policy._meta.app_label, policy._meta.model_name, policy.pk]
    )
    return signed_in(person).post(url, typed(policy, **changes), follow=True)


def history():
    """What the history says, oldest first."""
    rows = ModelLogEntry.objects.filter(action__startswith="hub.policy_").order_by("pk")
    return [(entry.action, entry.message) for entry in rows]


def told(slug):
    return [row.recipient.email for row in Notification.objects.filter(slug=slug).order_by("pk")]


def test_what_candidates_read_or_what_protects_them_waits_for_a_second_lead(lead, second):
    policy = RecruitmentPolicy.load()
    before = policy.complaints_route
    page = save(lead, policy, complaints_route="Complain to nobody.", release_hours=0)
    assert "Change to the recruitment settings: a second person has to confirm this" in page.text
    policy = RecruitmentPolicy.objects.get()
    assert (policy.complaints_route, policy.release_hours) == (before, 24)
    pending = PendingPolicy.objects.get()
    assert told("hub.policy_waits") == [second.email]
    letter = Notification.objects.get(slug="hub.policy_waits")
    assert f"{SAID}from “24” to “0”" in letter.context["lines"]
    url = reverse("policy_confirm", args=[pending.pk])
    assert signed_in(lead).post(url, {"answer": "yes"}).status_code == 404
    alias = make_person("lead+2@hub.example", StaffGroup.HUB_LEADS)
    assert signed_in(alias).post(url, {"answer": "yes"}).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        confirm_policy(change=pending, actor=lead)
    shown = signed_in(second).get(url).text
    assert "Complain to nobody." in shown
    assert before.split(".")[0] in shown
    assert signed_in(second).post(url, {"answer": "yes"}).status_code == 302
    policy = RecruitmentPolicy.objects.get()
    assert (policy.complaints_route, policy.release_hours) == ("Complain to nobody.", 0)
    assert not PendingPolicy.objects.exists()
    assert told("hub.policy_changed") == [lead.email, alias.email]
    entry = ModelLogEntry.objects.get(action="hub.policy_changed")
    assert entry.data["changes"]["release_hours"] == [24, 0]
    assert (entry.user, entry.data["asked_by"]) == (second, lead.pk)
    assert [action for action, _ in history()] == ["hub.policy_waits", "hub.policy_changed"]
    assert all(f"{SAID}from “24” to “0”" in words for _, words in history())


def test_the_report_of_what_was_done_says_each_value(lead, second):
    save(lead, RecruitmentPolicy.load(), chase_working_days=9)
    report = signed_in(second).get("/admin/reports/site-history/").text
    assert "from “3” to “9”" in report


def test_a_second_lead_says_no_and_nothing_changes(lead, second):
    save(lead, HubPolicy.load(), inactive_account_months=240)
    url = reverse("policy_confirm", args=[PendingPolicy.objects.get().pk])
    signed_in(second).post(url, NO)
    assert HubPolicy.objects.get().inactive_account_months == 24
    assert [action for action, _ in history()] == ["hub.policy_waits", "hub.policy_refused"]


def test_who_says_no_gives_a_reason_which_who_asked_is_emailed(lead, second):
    policy = RecruitmentPolicy.load()
    save(lead, policy, release_hours=0)
    url, browser = PendingPolicy.objects.get().get_absolute_url(), signed_in(second)
    assert "Enter the reason" in browser.post(url, {"answer": "no"}).text
    assert PendingPolicy.objects.count() == 1
    answered = browser.post(url, NO)
    settings = reverse(
        "wagtailsettings:edit", args=[policy._meta.app_label, policy._meta.model_name, policy.pk]
    )
    assert (answered.status_code, answered.url) == (302, settings)
    letter = Notification.objects.get(slug="hub.not_confirmed")
    assert (letter.recipient, letter.context["what"], letter.context["reason"]) == (
        lead,
        "Change to the recruitment settings",
        NO["reason"],
    )
    assert history()[-1][1].endswith(f"Why: {NO['reason']}")


def test_a_second_tab_says_that_it_was_answered_and_strangers_learn_nothing(lead, second):
    save(lead, RecruitmentPolicy.load(), release_hours=0)
    url, browser = PendingPolicy.objects.get().get_absolute_url(), signed_in(second)
    browser.post(url, NO)
    said = "This has already been answered, so nothing has changed."
    for answered in (browser.get(url, follow=True), browser.post(url, NO, follow=True)):
        assert (answered.status_code, said in answered.text) == (200, True)
    assert Notification.objects.filter(slug="hub.not_confirmed").count() == 1
    stranger = make_person("", StaffGroup.HUB_STAFF)
    assert signed_in(stranger).get(url).status_code == 404


def test_who_answers_second_reads_who_was_first_and_keeps_their_words(lead, second):
    third = make_person("third@hub.example", StaffGroup.HUB_LEADS)
    save(lead, RecruitmentPolicy.load(), release_hours=0)
    url = PendingPolicy.objects.get().get_absolute_url()
    signed_in(second).post(url, {"answer": "yes"})
    late = {"answer": "no", "reason": "Not this year."}
    said = signed_in(third).post(url, late, follow=True).text
    at = ModelLogEntry.objects.get(action="hub.policy_changed").timestamp
    assert f"so nothing has changed. {second} did this on {datetime_gb(at)}." in said
    assert "What you wrote was not saved: “Not this year.”." in said
    assert "You did this on" in signed_in(second).get(url, follow=True).text
    assert not Notification.objects.filter(slug="hub.not_confirmed").exists()


def test_what_waits_for_a_second_person_is_on_the_lists_of_both_by_its_kind(lead, second):
    save(lead, RecruitmentPolicy.load(), release_hours=0)
    make_waiting_period(lead)
    (theirs, _), (mine, others) = work_of(second), work_of(lead)
    assert len(theirs["Confirm changes to settings"]) == 1
    assert len(theirs["Confirm pre-election periods"]) == 1
    assert len(others["A second person confirms a change"]) == 2
    assert [label for label in mine if label.startswith("Confirm")] == []


def make_waiting_period(lead):
    today = timezone.localdate()
    return set_period(
        title="Local elections",
        reason="The guidance of the Cabinet Office.",
        starts_on=today,
        ends_on=today + timedelta(days=9),
        adverts="all",
        stops_figures=False,
        stops_alerts=False,
        actor=lead,
    )


@pytest.mark.parametrize("policy_class", POLICIES)
def test_a_switch_against_harm_holds_at_once_and_the_others_are_told(policy_class, lead, second):
    for name in getattr(policy_class, "SWITCHES", ()):
        policy = policy_class.load()
        save(lead, policy, **{name: "on"})
        assert getattr(policy_class.objects.get(), name) is True
        assert told("hub.policy_changed")[-1:] == [second.email]
        assert history()[-1][1].endswith("from “off” to “on”")
    assert not PendingPolicy.objects.exists()


@pytest.mark.parametrize("policy_class", POLICIES)
def test_every_field_that_is_not_named_waits(policy_class, lead, second):
    policy = policy_class.load()
    at_once = getattr(policy_class, "AT_ONCE", frozenset())
    fields = {field.name for field in policy._meta.fields} - {"id"}
    assert at_once <= fields
    for name in fields - at_once:
        value = getattr(policy, name)
        other = value + 1 if isinstance(value, int) else f"{value} more"
        with as_nobody():
            change_policy(policy=policy, values={name: other}, actor=lead)
        policy.refresh_from_db()
        assert getattr(policy, name) == value
    assert {name for row in PendingPolicy.objects.all() for name in row.values} == fields - at_once


def test_every_policy_is_in_these_tests():
    assert set(BaseGenericSetting.__subclasses__()) == set(POLICIES)


def test_of_two_changes_to_one_field_the_first_is_answered_first(lead, second):
    save(lead, RecruitmentPolicy.load(), release_hours=0)
    page = save(second, RecruitmentPolicy.load(), release_hours=1)
    assert "Wait until a second person has answered the earlier change to this setting" in page.text
    assert PendingPolicy.objects.get().values == {"release_hours": 0}


def test_a_trainer_s_change_is_confirmed_by_a_lead(lead):
    trainer = make_person("", StaffGroup.TRAINERS)
    save(trainer, TrainingPolicy.load(), completion_percent=10)
    assert told("hub.policy_waits") == [lead.email]
    url = reverse("policy_confirm", args=[PendingPolicy.objects.get().pk])
    assert signed_in(trainer).get(url).status_code == 404
    signed_in(lead).post(url, {"answer": "yes"})
    assert TrainingPolicy.objects.get().completion_percent == 10


def test_what_is_not_valid_is_said_and_nothing_waits(lead):
    page = save(lead, RecruitmentPolicy.load(), release_hours="soon")
    assert "Enter a whole number" in page.text
    assert not PendingPolicy.objects.exists()


def test_what_nobody_can_confirm_an_operator_does_and_what_nobody_answers_lapses(lead):
    page = save(lead, RecruitmentPolicy.load(), release_hours=1)
    assert "nobody else here can confirm this" in page.text
    pending, said = PendingPolicy.objects.get(), StringIO()
    call_command("confirm_policy", stdout=said)
    assert f"{pending.pk}  Change to the recruitment settings: {SAID}from “24” to “1”" in (
        said.getvalue()
    )
    second = make_person("second@hub.example", StaffGroup.HUB_LEADS)
    with pytest.raises(CommandError):
        call_command("confirm_policy", str(pending.pk))
    second.groups.clear()
    call_command("confirm_policy", str(pending.pk), stdout=said)
    assert RecruitmentPolicy.objects.get().release_hours == 1
    save(lead, RecruitmentPolicy.load(), release_hours=2)
    assert drop_lapsed_policies(now=timezone.now() + timedelta(days=29)) == 0
    assert drop_lapsed_policies(now=timezone.now() + timedelta(days=31)) == 1
    assert not PendingPolicy.objects.exists()
