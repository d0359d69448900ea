"""Adverts in Wagtail: drafted from a campaign, published only when it may open, scheduled."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.dates import datetime_gb
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyIndexPage, VacancyPage
from roles.adverts.services.adverts import create_advert, publish_advert, schedule_advert
from roles.campaigns.services.readiness import NotReadyError
from roles.models import Campaign, CampaignState, Listing
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import actions_of, make_approved, make_draft, make_open

pytestmark = pytest.mark.django_db
State = CampaignState


@pytest.fixture
def editor():
    return signed_in(make_person("", StaffGroup.EDITORS))


# "<p>You join a team.</p>" as the rich text editor sends it.
DRAFTAIL = (
    '{"blocks": [{"key": "abcde", "text": "You join a team.", "type": "unstyled", "depth": 0,'
    ' "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
)


def edit_form(page, **changes):
    """The editor's form with the prose of ``PROSE``."""
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body-count": "1",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-value": DRAFTAIL,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "1000",
        **changes,
    }


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_each_campaign_has_one_advert_under_the_index(team):
    campaign = make_draft(team)
    page = create_advert(campaign=campaign, actor=team.adviser)
    assert create_advert(campaign=campaign, actor=team.adviser) == page
    other = create_advert(campaign=make_draft(team), actor=team.adviser)
    assert VacancyIndexPage.objects.count() == 1
    assert page.get_parent().specific == other.get_parent().specific
    assert page.slug != other.slug
    assert (page.live, page.title) == (False, campaign.title)
    assert VacancyIndexPage.objects.get().slug == "roles"


def test_an_editor_writes_previews_and_publishes_the_advert(team, editor):
    campaign = make_approved(team)
    page = campaign.page
    screen = editor.get(edit_url(page)).content.decode()
    assert campaign.reference in screen
    editor.post(edit_url(page), edit_form(page, summary="Run delivery."), follow=True)
    page = VacancyPage.objects.get()
    response = signed_in(team.adviser).post(
        edit_url(page),
        edit_form(page, summary="Run delivery.", **{"action-publish": "action-publish"}),
        follow=True,
    )
    assert response.status_code == 200
    page.refresh_from_db()
    campaign = Campaign.objects.get()
    assert (page.live, page.summary) == (True, "Run delivery.")
    assert campaign.state == State.OPEN
    assert Listing.objects.get().summary == "Run delivery."


def test_R1_the_advert_of_an_unapproved_campaign_is_refused_and_the_draft_is_kept(team, editor):
    campaign = make_draft(team)
    page = create_advert(campaign=campaign, actor=team.adviser)
    response = editor.post(
        edit_url(page),
        edit_form(page, summary="Not yet.", **{"action-publish": "action-publish"}),
        follow=True,
    )
    text = response.content.decode()
    assert "but not published. It has not been approved yet." in text
    page.refresh_from_db()
    assert page.live is False
    assert page.get_latest_revision_as_object().summary == "Not yet."
    assert Campaign.objects.get().state == State.DRAFT


def test_R1_publishing_in_any_other_way_is_taken_back(team):
    campaign = make_draft(team)
    page = create_advert(campaign=campaign, actor=team.adviser)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert page.live is False
    assert not Listing.objects.exists()
    assert "roles.advert_withheld" in actions_of(campaign)
    with pytest.raises(NotReadyError):
        publish_advert(campaign=campaign, actor=team.adviser)


def test_an_editor_schedules_the_advert_and_it_opens_by_itself(team, editor):
    campaign = make_approved(team)
    page = campaign.page
    opens = timezone.localtime() + timedelta(days=2)
    editor.post(
        edit_url(page),
        edit_form(
            page,
            go_live_at=opens.strftime("%Y-%m-%d %H:%M"),
            **{"action-publish": "action-publish"},
        ),
        follow=True,
    )
    campaign = Campaign.objects.get()
    assert campaign.state == State.SCHEDULED
    assert not campaign.is_open
    revision = page.revisions.filter(approved_go_live_at__isnull=False).get()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled")
    page.refresh_from_db()
    campaign = Campaign.objects.get()
    assert (page.live, campaign.state, campaign.is_open) == (True, State.OPEN, True)
    assert Listing.objects.count() == 1


def test_an_advert_is_taken_off_schedule(team):
    campaign = make_approved(team)
    opens = timezone.now() + timedelta(days=2)
    schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.opens_at) == (State.SCHEDULED, opens)
    # Editors, who have no campaign to look at, have its page in their panel.
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    panel = editor.get(reverse("wagtailadmin_home")).text.partition("hub-work-heading")[2]
    where = reverse("wagtailadmin_pages:edit", args=[campaign.page.pk])
    shown = panel.partition("Scheduled adverts")[2].partition("</ul>")[0]
    assert f'href="{where}">{campaign.reference}: {campaign.page.title}</a>' in shown
    url = reverse("roles:campaign_move", args=[campaign.reference, "unschedule"])
    client = signed_in(team.adviser)
    assert "Enter the reason" in client.post(url).text
    campaign.refresh_from_db()
    assert campaign.state == State.SCHEDULED
    client.post(url, {"reason": "The grade is wrong."})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.opens_at) == (State.APPROVED, None)
    page = VacancyPage.objects.get()
    assert page.go_live_at is None
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    publish_advert(campaign=campaign, actor=team.adviser)
    assert Campaign.objects.get().is_open


def test_an_advert_taken_off_schedule_is_told_with_the_reason_to_who_works_on_it_and_scheduled_it(
    team,
):
    campaign = make_approved(team)
    opens = timezone.now() + timedelta(days=2)
    schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS, name="Lee Lead")
    url = reverse("roles:campaign_move", args=[campaign.reference, "unschedule"])
    signed_in(lead).post(url, {"reason": "The grade is wrong."})
    call_command("deliver")
    letters = [letter for letter in mail.outbox if "no longer scheduled" in letter.subject]
    told = {letter.to[0] for letter in letters}
    assert {team.manager.email, team.adviser.email} <= told
    assert lead.email not in told
    assert "Lee Lead has taken the advert" in letters[0].body
    assert f"It was due to be published on {datetime_gb(opens)}." in letters[0].body
    assert "Reason: The grade is wrong." in letters[0].body


def test_who_takes_an_advert_off_schedule_in_the_admin_takes_its_campaign_off(team, editor):
    campaign = make_approved(team)
    schedule_advert(
        campaign=campaign, opens_at=timezone.now() + timedelta(days=2), actor=team.adviser
    )
    page = VacancyPage.objects.get()
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    editor.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk]))
    campaign.refresh_from_db()
    assert (campaign.state, campaign.opens_at) == (State.APPROVED, None)
    assert actions_of(campaign).count("roles.campaign_unscheduled") == 1


def test_R1_no_advert_is_published_together_with_the_page_above_it(team, editor):
    page = make_approved(team).page
    index = page.get_parent()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for above in (index, index.get_parent()):
        screen = editor.post(
            f"{url}?id={above.pk}", {"include_descendants": "on"}, follow=True
        ).content.decode()
        assert "Nothing was published." in screen
    assert (VacancyPage.objects.get().live, Campaign.objects.get().state) == (False, State.APPROVED)


def test_an_advert_is_not_made_by_hand_and_not_copied(team, editor):
    page = make_approved(team).page
    parent = page.get_parent()
    url = reverse("wagtailadmin_pages:add", args=["roles", "vacancypage", parent.pk])
    assert editor.get(url).status_code == 302
    response = editor.get(reverse("wagtailadmin_pages:copy", args=[page.pk]), follow=True)
    assert "You cannot copy adverts" in response.content.decode()
    assert VacancyPage.objects.count() == 1


def test_the_index_sends_readers_to_the_list(team, client):
    make_open(team)
    response = client.get(reverse("wagtail_serve", args=["roles/"]))
    assert response.status_code in (200, 302)


@pytest.mark.parametrize(
    "namespace",
    ["roles_support_requests", "roles_campaigns", "roles_posts", "roles_activities"],
)
def test_staff_list_inspect_and_export_records_in_the_admin(team, namespace):
    campaign = make_open(team)
    request, post = campaign.support_request, campaign.posts.get()
    staff = signed_in(team.adviser)
    page = staff.get(reverse(f"{namespace}:index"))
    assert page.status_code == 200
    for kind in ("csv", "xlsx"):
        export = staff.get(reverse(f"{namespace}:index"), {"export": kind})
        assert export.status_code == 200
        assert len(b"".join(export.streaming_content)) > 20
    record = {
        "roles_support_requests": request,
        "roles_campaigns": campaign,
        "roles_posts": post,
    }.get(namespace)
    if record is not None:
        assert record.reference in page.content.decode()
        for view in ("inspect", "history"):
            assert staff.get(reverse(f"{namespace}:{view}", args=[record.pk])).status_code == 200
        edit = staff.get(reverse(f"{namespace}:edit", args=[record.pk]))
        assert edit.status_code == 302
    assert signed_in(team.requester).get(reverse(f"{namespace}:index")).status_code in (302, 403)
