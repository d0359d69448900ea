"""Whoever applies for a role does nothing with its advert, by any screen of Wagtail's (R25)."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask

from hub.admin_doors import NEEDED_BY
from hub.models import Membership
from hub.models.moderation import OwnWorkError
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.models import CampaignPart
from tests.factories.adverts import make_advert, make_draft
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db
WORDS = "because you have started an application for this role"
STAFF = (StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS)


@pytest.fixture
def page():
    return make_advert().page


def addresses(page):
    """Every screen of Wagtail's about one page that somebody of the hub needs."""
    known = {
        "page_id": page.pk,
        "page_to_move_id": page.pk,
        "destination_id": page.get_parent().pk,
        "revision_id": page.latest_revision_id,
        "action_name": "approve",
        "task_state_id": 1,
        "task_id": 1,
        "workflow_state_id": 1,
        "pk": page.pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
    }
    found = []
    for name in sorted(NEEDED_BY):
        if not name.startswith("wagtailadmin_pages:"):
            continue
        for names in (
            ["page_id"],
            ["page_to_move_id"],
            ["page_to_move_id", "destination_id"],
            ["page_id", "revision_id"],
            ["page_id", "action_name", "task_state_id"],
            ["page_id", "task_id"],
            ["page_id", "workflow_state_id"],
            ["pk", "revision_id_a", "revision_id_b"],
        ):
            with suppress(NoReverseMatch):  # Another screen takes other names.
                found.append(reverse(name, kwargs={key: known[key] for key in names}))
    return found


@pytest.mark.parametrize("group", STAFF)
def test_R25_every_screen_of_the_advert_is_closed_to_who_applies(page, group):
    rival = make_person("", group)
    make_draft(page.campaign, rival)
    browser, before = signed_in(rival), VacancyPage.objects.values().get(pk=page.pk)
    found = addresses(page)
    assert len(found) >= 20
    assert any("/revisions/compare/" in url for url in found)
    for url in found:
        for method in (browser.get, browser.post):
            answer = method(url)
            assert (url, answer.status_code) == (url, 302)
            said = [str(message) for message in get_messages(answer.wsgi_request)]
            assert (url, WORDS in " ".join(said)) == (url, True)
    assert WORDS in browser.get(answer.url).text
    assert VacancyPage.objects.values().get(pk=page.pk) == before


@pytest.mark.parametrize("group", STAFF)
def test_R25_who_applies_does_not_learn_who_has_the_advert_open_in_the_editor(page, group):
    rival, colleague = make_person("r@hub.example", group), make_person("c@hub.example", group)
    make_draft(page.campaign, rival)
    url = reverse(
        "wagtailadmin_editing_sessions:ping", args=["roles", "vacancypage", page.pk, 99999]
    )
    assert signed_in(colleague).post(url).status_code == 200
    for typed in ({}, {"revision_id": page.revisions.earliest("pk").pk}):
        assert signed_in(rival).post(url, typed).status_code == 404
    # As a page, which it is as well, and as one that is not there.
    for model, number in (("wagtailcore/page", page.pk), ("roles/vacancypage", 99999)):
        address = f"/admin/editing-sessions/ping/{model}/{number}/1/"
        assert (address, signed_in(rival).post(address).status_code) == (address, 404)
    assert "r@hub" not in signed_in(colleague).post(url).text


def test_R25_an_editor_who_applies_writes_and_publishes_nothing_of_the_advert(page):
    editor = make_person("", StaffGroup.EDITORS)
    make_draft(page.campaign, editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    typed = {"title": page.title, "summary": "WRITTEN BY WHO APPLIES", "action-publish": "x"}
    assert WORDS in signed_in(editor).post(edit, typed, follow=True).text
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert WORDS in signed_in(editor).post(f"{bulk}?id={page.pk}", follow=True).text
    everything = f"{bulk}?id=all&childOf={page.get_parent().pk}"
    assert WORDS in signed_in(editor).post(everything, follow=True).text
    # Below every screen.
    page.summary = "WRITTEN BY WHO APPLIES"
    with pytest.raises(PermissionDenied):
        page.save_revision(user=editor)
    with pytest.raises(OwnWorkError):
        page.get_latest_revision().publish(user=editor)
    assert not CampaignPart.objects.filter(person=editor).exists()


def test_R25_who_does_not_apply_opens_the_screens_as_before(page):
    editor = make_person("", StaffGroup.EDITORS)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert signed_in(editor).get(edit).status_code == 200


@pytest.mark.parametrize("who", [*STAFF, Membership.Role.APPROVER, Membership.Role.REQUESTER])
def test_R25_everybody_who_can_help_to_fill_a_role_is_warned_before_they_start(page, who):
    campaign, is_role = page.campaign, who in Membership.Role.values
    person = make_member(who, campaign.organisation) if is_role else make_person("", who)
    start = f"/applications/start/{campaign.reference}/"
    assert "you can no longer do this" in signed_in(person).get(start).text
    analyst = make_person("", StaffGroup.ANALYSTS)
    assert "you can no longer do this" not in signed_in(analyst).get(start).text


def test_who_applies_is_not_offered_the_editor_that_is_closed_to_them(page):
    rival = make_person("rival@hub.example", StaffGroup.HUB_STAFF)
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF)
    make_draft(page.campaign, rival)
    advert = reverse("roles:campaign_advert", args=[page.campaign.reference])
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for address in (advert, page.campaign.get_absolute_url()):
        offered = [edit in signed_in(person).get(address).text for person in (rival, other)]
        assert offered == [False, True]


def test_why_a_page_is_closed_is_said_once_however_often_it_was_tried(page):
    rival = make_person("rival@hub.example", StaffGroup.HUB_STAFF)
    make_draft(page.campaign, rival)
    browser, edit = signed_in(rival), reverse("wagtailadmin_pages:edit", args=[page.pk])
    for _ in range(3):
        assert browser.get(edit).status_code == 302
    assert browser.get(reverse("account")).text.count(WORDS) == 1
    assert WORDS not in browser.get(reverse("account")).text


def lists_of_pages(page):
    """Every screen of Wagtail's that lists pages, says how they stand or what was done to them."""
    index = page.get_parent()
    word = page.title.split()[0]
    named = {
        "explorer": reverse("wagtailadmin_explore", args=[index.pk]),
        "results of the explorer": reverse("wagtailadmin_explore_results", args=[index.pk]),
        "search of the explorer": f"{reverse('wagtailadmin_explore', args=[index.pk])}?q={word}",
        "search from above": (
            f"{reverse('wagtailadmin_explore', args=[index.get_parent().pk])}?q={word}"
        ),
        "adverts": reverse("adverts:index"),
        "closing order": f"{reverse('adverts:index')}?ordering=campaign__state",
        "search of adverts": f"{reverse('adverts:index')}?q={page.campaign.reference}",
        "search": f"{reverse('wagtailadmin_pages:search')}?q={word}",
        "pages of a type": reverse("wagtailadmin_pages:type_use", args=["roles", "vacancypage"]),
        "chooser": reverse("wagtailadmin_choose_page_child", args=[index.pk]),
        "search of the chooser": f"{reverse('wagtailadmin_choose_page_search')}?q={word}",
        "listing for programs": f"/admin/api/main/pages/?child_of={index.pk}",
        "home": reverse("wagtailadmin_home"),
    }
    for name in ("site_history", "workflow", "workflow_tasks", "locked_pages", "aging_pages"):
        named[name] = reverse(f"wagtailadmin_reports:{name}")
        named[f"{name} as a file"] = f"{named[name]}?export=csv"
    return named


def text_of(browser, url):
    answer = browser.get(url)
    assert (url, answer.status_code) == (url, 200)
    page = b"".join(answer).decode() if answer.streaming else answer.text
    # One's own application names the role, to its candidate.
    return re.sub(r'<a href="/applications/[^"]*">[^<]*</a>', "", page)


@pytest.mark.usefixtures("kept_indexes")
@pytest.mark.parametrize("group", STAFF)
def test_R25_no_list_of_pages_shows_who_applies_how_the_advert_stands(page, group):
    rival, colleague = make_person("r@hub.example", group), make_person("c@hub.example", group)
    page.locked, page.locked_by, page.locked_at = True, rival, timezone.now()
    page.save()
    task = GroupApprovalTask.objects.create(name="Look")
    work = Workflow.objects.create(name="Look at it")
    WorkflowTask.objects.create(workflow=work, task=task, sort_order=0)
    work.start(page, rival)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=rival)
    make_draft(page.campaign, rival)
    found, browsers = lists_of_pages(page), [signed_in(rival), signed_in(colleague)]
    shown = {
        name: [page.title in text_of(browser, url) for browser in browsers]
        for name, url in found.items()
    }
    assert [name for name, (own, _) in shown.items() if own] == []
    unshown = {name for name, (_, of_others) in shown.items() if not of_others}
    # The panels of the front page, and what they may unlock, are of one's own work.
    assert unshown <= {"home", "locked_pages", "locked_pages as a file"}


def test_R25_lists_of_pages_take_no_more_queries_the_more_adverts_there_are(page):
    rival = make_person("", StaffGroup.HUB_STAFF)
    make_draft(page.campaign, rival)
    browser, counts = signed_in(rival), []
    for more in (0, 2, 27):
        for _ in range(more):
            make_advert()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(reverse("adverts:index")).status_code == 200
        counts.append(len(found))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("group", STAFF)
def test_R25_the_chooser_of_pages_shows_who_applies_no_page_by_its_number(page, group):
    page.title = "Not published yet"
    page.save_revision()
    rival, colleague = make_person("r@hub.example", group), make_person("c@hub.example", group)
    make_draft(page.campaign, rival)
    chosen = reverse("wagtailadmin_choose_page_chosen_multiple")
    index = page.get_parent()
    named = [
        reverse("wagtailadmin_choose_page_child", args=[page.pk]),
        f"{chosen}?id={page.pk}",
        f"{chosen}?id={index.pk}&id={page.pk}",
    ]
    for url in named:
        kept, shown = (signed_in(person).get(url) for person in (rival, colleague))
        assert (url, kept.status_code, shown.status_code) == (url, 404, 200)
        assert "Not published yet" in shown.text
    assert signed_in(rival).get(f"{chosen}?id={index.pk}").status_code == 200
    assert signed_in(rival).get(f"{chosen}?id=99999").status_code == 200


@pytest.mark.parametrize("group", STAFF)
def test_R25_an_address_typed_as_a_link_says_nothing_of_the_draft_behind_it(page, group):
    page.title = "Not published yet"
    page.save_revision()
    rival = make_person("r@hub.example", group)
    make_draft(page.campaign, rival)
    typed = {"external-link-chooser-url": page.url, "external-link-chooser-link_text": "It"}
    answer = signed_in(rival).post(reverse("wagtailadmin_choose_page_external_link"), typed)
    assert answer.json()["result"]["url"] == page.url
    assert "Not published yet" not in answer.text


@pytest.mark.parametrize("group", STAFF)
def test_R25_the_public_advert_has_no_bar_of_wagtails_for_who_applies(page, group):
    rival, colleague = make_person("r@hub.example", group), make_person("c@hub.example", group)
    make_draft(page.campaign, rival)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    pages = [signed_in(person).get(page.url) for person in (rival, colleague)]
    assert [answer.status_code for answer in pages] == [200, 200]
    assert [edit in answer.text for answer in pages] == [False, True]
    assert ["wagtail-userbar" in answer.text for answer in pages] == [False, True]
