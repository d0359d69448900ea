"""An advert that was public cannot vanish: the campaign takes it back, with a reason."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageViewRestriction, Revision

from hub.invariants import check_all
from hub.models import InvariantFinding, Notification, Organisation
from hub.models.moderation import OwnWorkError
from hub.permissions import StaffGroup
from hub.standing_pages import StandingPageError
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import publish_advert, schedule_advert
from roles.campaigns.services.campaigns import cancel_campaign, pause_campaign
from roles.models import Campaign
from tests.databases import taken_back
from tests.factories.adverts import make_draft as make_application_draft
from tests.factories.adverts import take_down
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    actions_of,
    make_accepted_request,
    make_approved,
    make_open,
    make_team,
)
from tests.roles.adverts.test_adverts import edit_form, edit_url


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A team and its open campaign, made once for all of these tests."""
    with taken_back(django_db_blocker):
        team = make_team("AAA")
        yield team, make_open(team)


@pytest.fixture(autouse=True)
def found(made, django_db_blocker):
    """The same as they were made: what a test does to them is undone."""
    with taken_back(django_db_blocker):
        yield deepcopy(made)


@pytest.fixture
def team(found):
    return found[0]


@pytest.fixture
def opened(found):
    return found[1]


def is_public(campaign):
    page = VacancyPage.objects.filter(campaign=campaign, live=True).first()
    return page is not None and page.get_parent().slug == "roles"


PAUSE = "To stop applications, pause the campaign."
WHO = "the campaign’s adviser or a hub lead"
ASK_TO_PAUSE = f"To stop applications, ask {WHO} to pause the campaign."
TOLD = "You give a reason, and we tell the people who need to know."


def ask_to_cancel(campaign):
    return (
        "To withdraw the role, ask a hiring manager or resourcing officer of "
        f"{campaign.organisation.name} to cancel the campaign."
    )


def not_asked(campaign):
    return (
        "The department did not ask the hub team for help with this selection, so only "
        f"{campaign.organisation.name} can do this."
    )


def said_about(person, campaign, action):
    """What the admin's screen says first, and where it leads."""
    more = [campaign.page.get_parent().get_parent().pk] if action == "move_confirm" else []
    address = reverse(f"wagtailadmin_pages:{action}", args=[campaign.page.pk, *more])
    client = signed_in(person)
    response = client.post(address)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    page = client.get(response.url)
    assert page.status_code == 200
    return said, response.url, page


ACTIONS = ("unpublish", "move_confirm", "delete")


@pytest.mark.parametrize("action", ACTIONS)
def test_H4_the_admins_screens_name_who_can_and_lead_nobody_to_a_page_that_refuses_them(
    team, opened, action
):
    """The hub was not asked to select: it pauses, and the department cancels."""
    stays = f"The advert “{opened.page.title}” has to keep its address, because people may already"
    stays += " have it."
    listed = reverse("wagtailadmin_explore", args=[opened.page.get_parent().pk])
    said, where, _ = said_about(make_person("", StaffGroup.EDITORS), opened, action)
    assert said == [f"{stays} {ASK_TO_PAUSE} {ask_to_cancel(opened)}"]
    assert where == listed
    for person in (team.adviser, team.lead):
        said, where, response = said_about(person, opened, action)
        kept = f"{ask_to_cancel(opened)} {not_asked(opened)}"
        assert said == [f"{stays} {PAUSE} {kept} {TOLD}"]
        if action == "delete":
            assert where == listed
        else:
            # Whoever may steer the campaign stands before the form that asks for the reason.
            assert where == f"/campaigns/{opened.reference}/pause/"
            assert 'name="reason"' in response.text
    assert is_public(opened)


def test_H4_where_the_hub_was_asked_to_select_it_is_led_to_the_end_of_the_campaign(team):
    request = make_accepted_request(team, kinds=["interview"])
    campaign = make_open(team, request)
    said, where, response = said_about(team.lead, campaign, "delete")
    assert said[0].endswith(f"{PAUSE} To withdraw the role, cancel the campaign. {TOLD}")
    assert where == f"/campaigns/{campaign.reference}/cancel/"
    assert 'name="reason"' in response.text
    said, where, _ = said_about(make_person("", StaffGroup.EDITORS), campaign, "delete")
    assert said[0].endswith(
        f"{ASK_TO_PAUSE} To withdraw the role, ask {WHO} to cancel the campaign."
    )


def test_what_cannot_be_done_to_a_campaign_now_is_not_said(team, opened):
    pause_campaign(campaign=opened, reason="Spending is frozen.", actor=team.adviser)
    said, where, _ = said_about(team.lead, opened, "unpublish")
    assert said[0].endswith(f"have it. {ask_to_cancel(opened)} {not_asked(opened)}")
    assert where.startswith("/admin/pages/")
    cancel_campaign(campaign=opened, reason="The work has ended.", actor=team.manager)
    said, where, _ = said_about(team.lead, opened, "delete")
    assert said[0].endswith("have it. The campaign has ended.")
    assert where.startswith("/admin/pages/")


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_the_page_above_the_adverts_takes_none_with_it(team, opened, action):
    index = opened.page.get_parent()
    address = reverse(f"wagtailadmin_pages:{action}", args=[index.pk])
    signed_in(team.adviser).post(address, {"include_descendants": "on"}, follow=True)
    assert is_public(opened)
    assert Page.objects.get(pk=index.pk).live


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_bulk_actions_take_nothing_away(team, opened, action):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    home = opened.page.get_parent().get_parent()
    response = signed_in(team.adviser).post(
        f"{url}?id={opened.page.pk}&next=/admin/", {"chooser": home.pk}, follow=True
    )
    assert is_public(opened)
    if action != "move":  # Wagtail itself refuses to put an advert below another page.
        assert PAUSE in response.content.decode()


def test_a_lead_who_would_take_down_the_page_above_reads_why_it_stays(team, opened):
    index = opened.page.get_parent()
    address = reverse("wagtailadmin_pages:unpublish", args=[index.pk])
    page = signed_in(team.adviser).post(address, {"include_descendants": "on"}, follow=True)
    words = f"“{index.title}” stays public where it is, because the public site needs it."
    assert words in page.content.decode()


def questions(opened):
    """The screens on which Wagtail asks whether it shall take the advert, or those around, away."""
    page, index = opened.page, opened.page.get_parent()
    yield reverse("wagtailadmin_pages:move_confirm", args=[page.pk, index.get_parent().pk])
    for action in ("unpublish", "delete"):
        yield from (reverse(f"wagtailadmin_pages:{action}", args=[row.pk]) for row in (page, index))
    for action in ("unpublish", "delete", "move"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        for chosen in (f"id={page.pk}", f"id=all&childOf={index.pk}", f"id={index.pk}"):
            yield f"{url}?{chosen}&next=/admin/"


@pytest.mark.parametrize("group", [StaffGroup.EDITORS, StaffGroup.HUB_STAFF, StaffGroup.HUB_LEADS])
def test_nobody_is_asked_whether_to_do_what_will_not_be_done(opened, group):
    client = signed_in(make_person("", group))
    for address in questions(opened):
        html = client.get(address, follow=True).content.decode()
        assert "Are you sure" not in html, address
        reasons = ("stays", "has to keep", "do not have permission")
        assert any(words in html for words in reasons), address


def test_what_can_be_taken_away_is_asked_about_as_ever(team):
    page = make_approved(team).page
    client = signed_in(team.adviser)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for address in (
        reverse("wagtailadmin_pages:delete", args=[page.pk]),
        f"{url}?id={page.pk}&next=/admin/",
    ):
        assert "Are you sure" in client.get(address).content.decode()


OTHER_WAYS = {
    "unpublish": lambda page: page.unpublish(),
    "as a page": lambda page: Page.objects.get(pk=page.pk).unpublish(),
    "delete": lambda page: page.delete(),
    "delete the parent": lambda page: page.get_parent().delete(),
    "move": lambda page: page.move(page.get_parent().get_parent(), pos="last-child"),
}


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_no_other_way_takes_an_open_advert_away(opened, way):
    with pytest.raises(StandingPageError), transaction.atomic():
        OTHER_WAYS[way](VacancyPage.objects.get())
    assert is_public(opened)


def test_a_time_to_expire_is_refused_and_an_older_one_takes_nothing_down(team, opened):
    page = VacancyPage.objects.get()
    yesterday = timezone.now() - timedelta(days=1)
    Page.objects.filter(pk=page.pk).update(expire_at=yesterday)
    call_command("publish_scheduled")
    assert (is_public(opened), VacancyPage.objects.get().expire_at) == (True, None)
    page.expire_at = timezone.now() + timedelta(days=1)
    with pytest.raises(Exception, match="The advert stays"):
        page.full_clean()


def test_no_page_of_an_advert_is_made_private(opened):
    lead = signed_in(make_person("", StaffGroup.HUB_LEADS))
    for page in (opened.page, opened.page.get_parent()):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        lead.post(address, {"restriction_type": "login"})
    assert PageViewRestriction.objects.count() == 0


def test_a_draft_can_still_be_deleted(team):
    campaign = make_approved(team)
    gone = campaign.page.pk
    campaign.page.delete()
    assert not VacancyPage.objects.filter(pk=gone).exists()
    assert not Revision.objects.page_revisions().filter(object_id=str(gone)).exists()


def found_without_advert():
    check_all()
    found = InvariantFinding.objects.filter(slug="roles.live_without_advert")
    return list(found.values_list("subject", flat=True))


def test_the_daily_check_finds_an_open_campaign_without_an_advert(opened):
    assert found_without_advert() == []
    take_down(opened.page)
    assert found_without_advert() == [str(opened)]


def test_the_daily_check_finds_an_advert_that_only_some_can_read(opened):
    # As from a time when that could be done.
    rule = PageViewRestriction(page=opened.page.get_parent(), restriction_type="login")
    PageViewRestriction.objects.bulk_create([rule])
    assert found_without_advert() == [str(opened)]


def test_a_pause_and_its_end_are_told_to_those_who_work_on_it_and_those_who_are_applying(
    team, opened
):
    draft = make_application_draft(opened)
    client = signed_in(team.adviser)
    for move, slug in (("pause", "paused"), ("resume", "resumed")):
        address = reverse("roles:campaign_move", args=[opened.reference, move])
        client.post(address, {"reason": "The department has frozen spending."})
        told = Notification.objects.filter(slug=f"roles.campaign_{slug}")
        assert team.manager.pk in set(told.values_list("recipient", flat=True))
        assert team.adviser.pk not in set(told.values_list("recipient", flat=True))
        candidates = Notification.objects.filter(slug=f"roles.role_{slug}")
        assert list(candidates.values_list("recipient", flat=True)) == [draft.candidate_id]
    assert actions_of(opened).count("roles.campaign_paused") == 1
    assert Campaign.objects.get().is_open


def in_admin(person):
    """As Wagtail says to its log who acts on a page of the admin."""
    return LogContext(user=person)


PUBLISHING = {
    "the action": lambda revision, person: PublishPageRevisionAction(
        revision, user=person
    ).execute(),
    "the action without its check": lambda revision, person: PublishPageRevisionAction(
        revision
    ).execute(skip_permission_checks=True),
    "the revision": lambda revision, person: revision.publish(),
}


@pytest.mark.parametrize("way", PUBLISHING)
def test_R1_no_door_of_wagtails_publishes_ones_own_words_of_an_open_advert(team, opened, way):
    editor = make_person("", StaffGroup.EDITORS)
    page = VacancyPage.objects.get()
    page.title = "EDITOR ALONE"
    revision = page.save_revision(user=editor)
    with pytest.raises(OwnWorkError), transaction.atomic(), in_admin(editor):
        PUBLISHING[way](revision, editor)
    assert VacancyPage.objects.get().title == opened.title
    # Nor on a day that is set.
    page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision(user=editor, clean=False)
    with pytest.raises(PermissionDenied), transaction.atomic(), in_admin(editor):
        PUBLISHING[way](revision, editor)
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0
    # Nor does a colleague: until that day nobody could correct a public advert.
    with pytest.raises(StandingPageError), transaction.atomic(), in_admin(team.lead):
        PUBLISHING[way](revision, team.lead)
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0


LATER = "Leave this empty. The advert is already public. Publish your changes now."


def test_no_version_of_a_public_advert_waits_for_a_day_and_locks_it_until_then(team, opened):
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    page = VacancyPage.objects.get()
    day = timezone.localtime() + timedelta(days=60)
    typed = {"summary": "What is typed stays.", "go_live_at": day.strftime("%Y-%m-%d %H:%M")}
    for name in ("publish", "submit"):
        form = edit_form(page, **typed, **{f"action-{name}": f"action-{name}"})
        html = editor.post(edit_url(page), form, follow=True).content.decode()
        assert LATER in html
        assert "What is typed stays." in html
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0
    assert VacancyPage.objects.get().get_lock() is None


def test_a_draft_with_a_day_of_a_public_advert_is_not_published_from_a_list(team, opened):
    page = VacancyPage.objects.get()
    page.go_live_at = timezone.now() + timedelta(days=60)
    page.save_revision(user=make_person("", StaffGroup.EDITORS), clean=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    said = signed_in(team.adviser).post(f"{url}?id={page.pk}&next=/admin/", follow=True)
    assert "The advert is already public, so publish your changes now" in said.content.decode()
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0


def test_an_advert_that_waits_for_a_day_can_be_opened_before_it(team):
    campaign = make_approved(team)
    opens = timezone.now() + timedelta(days=2)
    schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
    publish_advert(campaign=Campaign.objects.get(pk=campaign.pk), actor=team.adviser)
    page = VacancyPage.objects.get(campaign=campaign)
    assert (page.campaign.is_open, page.live, page.get_lock()) == (True, True, None)


def test_no_version_of_a_page_above_adverts_waits_for_a_day(team, opened):
    for above in pages_above(opened):
        page = above.specific
        page.go_live_at = timezone.now() + timedelta(days=60)
        with pytest.raises(StandingPageError), transaction.atomic():
            page.save_revision(user=team.lead, clean=False).publish(user=team.adviser)
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0


def test_R1_the_admins_api_publishes_nothing_of_ones_own(opened):
    editor = make_person("", StaffGroup.EDITORS)
    page = VacancyPage.objects.get()
    page.title = "EDITOR ALONE"
    page.save_revision(user=editor)
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    answer = signed_in(editor).post(url, {}, content_type="application/json")
    assert answer.status_code == 404
    assert VacancyPage.objects.get().title == opened.title


def pages_above(opened):
    index = opened.page.get_parent()
    return [index.get_parent(), index]


@pytest.mark.parametrize("way", ["as it is", "as a page"])
def test_the_pages_above_adverts_stay_up_at_their_address(opened, way):
    for above in pages_above(opened):
        page = above.specific if way == "as it is" else Page.objects.get(pk=above.pk)
        for act in (
            lambda page=page: page.unpublish(),
            lambda page=page: page.delete(),
            lambda page=page: UnpublishPageAction(page, include_descendants=True).execute(
                skip_permission_checks=True
            ),
        ):
            with pytest.raises(StandingPageError), transaction.atomic():
                act()
            page.refresh_from_db()
        page.slug = "elsewhere"
        with pytest.raises(StandingPageError), transaction.atomic():
            page.save(clean=False)
    assert [page.live for page in pages_above(opened)] == [True, True]
    assert VacancyPage.objects.get().url_path == opened.page.url_path
    assert Page.objects.filter(live=False, depth__gt=1).count() == 0


def test_the_clock_takes_no_page_above_adverts_down_by_an_older_time_to_expire(client, opened):
    Page.objects.filter(pk__in=[page.pk for page in pages_above(opened)]).update(
        expire_at=timezone.now() - timedelta(days=1)
    )
    call_command("publish_scheduled")
    assert [(page.live, page.expire_at) for page in pages_above(opened)] == [(True, None)] * 2
    assert client.get("/").status_code == 200


def test_the_editor_says_why_the_pages_above_adverts_have_no_times_and_one_address(opened):
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    index = opened.page.get_parent()
    typed = {
        "title": index.title,
        "slug": "roles-x",
        "expire_at": "2030-01-01 00:00",
        "go_live_at": "2029-01-01 00:00",
        "action-publish": "action-publish",
        **{f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")},
    }
    said = editor.post(reverse("wagtailadmin_pages:edit", args=[index.pk]), typed)
    html = said.content.decode()
    assert "You cannot change this address" in html
    assert "Leave this empty. This page must always be public." in html
    index.refresh_from_db()
    assert (index.slug, index.expire_at, index.go_live_at, index.live) == (
        "roles",
        None,
        None,
        True,
    )


def test_an_advert_that_was_public_keeps_its_address_even_by_two(team, opened):
    page = VacancyPage.objects.get()
    page.slug = "elsewhere"
    with pytest.raises(ValidationError, match="You cannot change this address"):
        page.full_clean()
    with pytest.raises(StandingPageError), transaction.atomic():
        page.save(clean=False)
    assert VacancyPage.objects.get().slug == opened.page.slug


def test_no_page_with_adverts_below_is_copied(team, opened):
    before = Page.objects.count()
    for page in (opened.page, *pages_above(opened)):
        signed_in(team.lead).post(
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {
                "new_title": "Copy",
                "new_slug": "copy",
                "new_parent_page": page.get_parent().pk,
                "copy_subpages": "on",
                "alias": "on",
            },
        )
    assert Page.objects.count() == before


def test_an_open_advert_of_the_demonstration_is_not_deleted_either(team, opened):
    Organisation.objects.update(is_demo=True)
    with pytest.raises(StandingPageError), transaction.atomic():
        VacancyPage.objects.get().delete()
    assert is_public(opened)
