"""The advert: the department writes it, the hub checks and schedules it; no words are lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.rich_text import RichText

from hub.models import Notification
from hub.permissions import StaffGroup
from roles.adverts.check import LABELS, check
from roles.adverts.pages import VacancyPage
from roles.adverts.services import moderation
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.adverts.words import from_lines, text_of, to_lines
from roles.campaigns.advert_facts import facts, facts_of
from roles.campaigns.differences import differences
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.job_descriptions import copy_profile, describe_job
from roles.campaigns.services.readiness import NotReadyError
from roles.models import AdvertReview, Campaign, CampaignState, RecruitmentPolicy, RoleProfile
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    actions_of,
    approve_campaign,
    as_seen,
    make_approved,
    make_draft,
    make_team,
)

pytestmark = pytest.mark.django_db
PROSE = "You join a team of eight.\n\n## What you will do\n\n- Show the work\n- Help others <learn>"


def move_url(campaign, slug):
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


def words(campaign, **changes):
    return {
        "title": "Delivery manager",
        "summary": "Help a team deliver.",
        "prose": PROSE,
        "revision": campaign.page.latest_revision_id,
        **changes,
    }


def test_the_department_writes_the_hub_checks_and_publishes(team):
    campaign = make_approved(team)
    manager, adviser = signed_in(team.manager), signed_in(team.adviser)
    page = manager.post(move_url(campaign, "write"), words(campaign), follow=True)
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    assert page.redirect_chain[-1][0] == advert
    draft = moderation.draft_of(campaign)
    assert to_lines(draft) == PROSE
    assert campaign.page.live is False
    manager.post(move_url(campaign, "send"))
    told = Notification.objects.filter(slug="roles.advert_sent")
    assert [letter.recipient for letter in told] == [team.adviser]
    assert "With the hub" in manager.get(advert).content.decode()
    # While the hub has it, the department does not write.
    assert moderation.may_be_written(Campaign.objects.get()) is False
    adviser.post(move_url(campaign, "return-advert"), {"reason": "Say who they work with."})
    assert "Say who they work with." in manager.get(advert).content.decode()
    assert Notification.objects.get(slug="roles.advert_checked").recipient == team.manager
    campaign = Campaign.objects.get()
    manager.post(move_url(campaign, "write"), words(campaign, summary="Help eight people."))
    manager.post(move_url(campaign, "send"))
    for person in (team.manager, team.approver, team.requester):
        assert signed_in(person).get(move_url(campaign, "pass")).status_code == 404
        assert signed_in(person).post(move_url(campaign, "publish")).status_code == 404
    adviser.post(move_url(campaign, "pass"), as_seen(campaign))
    adviser.post(move_url(campaign, "publish"), as_seen(campaign))
    campaign = Campaign.objects.get()
    assert (campaign.is_open, campaign.page.summary) == (True, "Help eight people.")
    states = list(AdvertReview.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["returned", "passed"]
    assert "roles.advert_returned" in actions_of(campaign)


def test_publishing_answers_what_waits(team):
    campaign = make_approved(team)
    moderation.send_advert(campaign=campaign, actor=team.manager)
    with pytest.raises(TransitionNotAllowed):
        moderation.send_advert(campaign=campaign, actor=team.manager)
    publish_advert(campaign=campaign, actor=team.adviser)
    assert AdvertReview.objects.get().state == "passed"


def test_nobody_passes_the_advert_they_sent(team):
    campaign = make_approved(team)
    moderation.send_advert(campaign=campaign, actor=team.adviser)
    for person, refusal in (
        (team.adviser, moderation.OwnAdvertError),
        (team.manager, PermissionDenied),
    ):
        with pytest.raises(refusal):
            moderation.pass_advert(campaign=campaign, actor=person)
    page = signed_in(team.adviser).post(move_url(campaign, "pass"), as_seen(campaign))
    assert "You cannot approve this advert because you sent it" in page.content.decode()
    moderation.take_advert_back(campaign=campaign, actor=team.manager)
    with pytest.raises(TransitionNotAllowed):
        moderation.pass_advert(campaign=campaign, actor=team.lead)


def test_two_writers_at_once_lose_nothing(team):
    campaign = make_approved(team)
    began = campaign.page.latest_revision_id
    first, second = signed_in(team.manager), signed_in(team.adviser)
    first.post(move_url(campaign, "write"), words(campaign, summary="The first."))
    mine = words(campaign, summary="The second.", revision=began)
    page = second.post(move_url(campaign, "write"), mine).content.decode()
    assert "Somebody else saved the advert while you were writing" in page
    assert "The second." in page
    draft = moderation.draft_of(campaign)
    assert draft.summary == "The first."
    # Saved again, knowingly; the other version stays in the history.
    latest = VacancyPage.objects.get().latest_revision_id
    assert f'value="{latest}"' in page
    second.post(move_url(campaign, "write"), {**mine, "revision": latest})
    assert VacancyPage.objects.get().get_latest_revision_as_object().summary == "The second."
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    text = second.get(advert).content.decode()
    assert "<del>“The first.”</del> is now <ins>“The second.”</ins>" in text


def test_the_service_refuses_a_stale_version_too(team):
    campaign = make_approved(team)
    with pytest.raises(moderation.AdvertChangedError):
        moderation.write_advert(
            campaign=campaign, title="T", summary="S", prose="P", revision=0, actor=team.manager
        )


def test_what_was_laid_out_in_the_editor_is_not_flattened(team):
    campaign = make_draft(team)
    body = [("text", RichText("<p>See <a href='https://example.com'>this</a>.</p>"))]
    create_advert(campaign=campaign, actor=team.adviser, summary="S", body=body)
    assert moderation.may_be_written(campaign) is False
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    assert "have laid out this advert" in signed_in(team.manager).get(advert).content.decode()


@pytest.mark.parametrize(
    "prose", ["", "One.", "- a\n- b", "## H\n\n- a\n\nP & <b>Q</b>", "### Small\n\n“Quotes”"]
)
def test_plain_lines_come_back_as_they_were_written(prose):
    class Block:
        block_type = "text"

        def __init__(self, value):
            self.value = value

    class Page:
        body = [Block(value) for _, value in from_lines(prose)]

    assert to_lines(Page()) == prose


def test_the_hub_schedules_from_the_workspace(team):
    campaign = make_approved(team)
    adviser, url = signed_in(team.adviser), move_url(campaign, "schedule")
    assert adviser.get(url).status_code == 200
    day = timezone.localdate() + timedelta(days=3)
    form = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "hour": "9:30am"}
    form |= as_seen(campaign)
    for hour in ("25:00", "half nine", "13am", ""):
        page = adviser.post(url, {**form, "hour": hour}).content.decode()
        assert "There is a problem" in page
    past = timezone.localdate() - timedelta(days=1)
    wrong = {"day_day": past.day, "day_month": past.month, "day_year": past.year}
    page = adviser.post(url, {**form, **wrong}).content.decode()
    assert "The day it opens must be in the future" in page
    adviser.post(url, form)
    campaign = Campaign.objects.get()
    opens = timezone.localtime(campaign.opens_at)
    assert (campaign.state, opens.date(), f"{opens:%H:%M}") == (
        CampaignState.SCHEDULED,
        day,
        "09:30",
    )
    assert signed_in(team.manager).get(url).status_code == 404


def test_R6_a_missing_fact_blocks_and_says_what_to_do(team):
    campaign = make_approved(team)
    assert set(facts_of(campaign)) == {name for name, _ in facts()}
    RecruitmentPolicy.objects.update_or_create(defaults={"complaints_route": ""})
    Campaign.objects.update(contract="fixed_term", contract_months=None, contact_email="")
    with pytest.raises(NotReadyError) as refusal:
        publish_advert(campaign=campaign, actor=team.adviser)
    assert refusal.value.reasons == [
        "Enter the contact team and mailbox",
        "Enter the length of the contract in months",
        "Enter the complaints route: the recruitment settings have none",
    ]
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    page = signed_in(team.manager).get(advert).content.decode()
    assert "The advert cannot be published without" in page
    assert "Enter the contact team and mailbox" in page


def test_the_check_stands_in_the_workspace_and_beside_the_editor(team):
    campaign = make_approved(team)
    form = words(campaign, summary="We need a coding ninja to leverage synergies.")
    signed_in(team.manager).post(move_url(campaign, "write"), form)
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    page = signed_in(team.approver).get(advert).content.decode()
    for found in ("Gender-coded word", "ninja", "leverage", "synergies"):
        assert found in page
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    screen = editor.get(reverse("wagtailadmin_pages:edit", args=[campaign.page.pk]))
    text = screen.content.decode()
    assert "Advert check" in text
    assert "“ninja”" in text
    # Advice blocks nothing.
    assert publish_advert(campaign=campaign, actor=team.adviser).is_open


def profile_advert(team, *, changed):
    """An approved campaign whose job description was begun from a profile, and its draft advert."""
    campaign = make_draft(team)
    profile = RoleProfile.objects.filter(level__role=campaign.role).exclude(
        slug__startswith="2013-"
    )[0]
    copy_profile(campaign=campaign, profile=profile, actor=team.manager)
    if changed:
        own = {"summary": "Help a team pay pensions.", "duties": "Plan the work with the team"}
        describe_job(campaign=campaign, actor=team.manager, **own)
        change_terms(
            campaign=campaign, actor=team.manager, essential_criteria="You have led a team."
        )
    campaign = approve_campaign(team, campaign)
    create_advert(campaign=campaign, actor=team.manager)
    return campaign


def test_words_of_the_profile_left_as_they_were_copied_are_found_and_said_where_it_is_published(
    team,
):
    campaign = profile_advert(team, changed=False)
    adviser = signed_in(team.adviser)
    advert = reverse("roles:campaign_advert", args=[campaign.reference])
    found = [
        item for item in check(text_of(campaign.page, campaign)) if item.label == LABELS["profile"]
    ]
    assert [item.where for item in found] == ["Summary", "Advert", "Essential criteria"]
    page = adviser.get(advert).text
    assert page.count("Copied from the role profile") == 3
    for slug in ("publish", "schedule"):
        page = adviser.get(move_url(campaign, slug)).text
        assert "things to look at: " in page
        assert ("Copied from the role profile" in page, f'href="{advert}#check"' in page) == (
            True,
            True,
        )
    signed_in(team.manager).post(move_url(campaign, "send"))
    waits = "Waiting. If you publish the advert, you approve it"
    assert waits in adviser.get(move_url(campaign, "publish")).text


def test_own_words_in_place_of_the_profiles_are_not_found(team):
    campaign = profile_advert(team, changed=True)
    assert [item.label for item in check(text_of(campaign.page, campaign))] == []
    page = signed_in(team.adviser).get(move_url(campaign, "publish")).text
    assert ("to look at" in page, "Check by the hub team" in page) == (False, False)


def test_the_department_previews_the_draft_and_nobody_else_does(team):
    campaign = make_draft(team)
    url = reverse("roles:campaign_advert_preview", args=[campaign.reference])
    assert signed_in(team.manager).get(url).status_code == 404
    create_advert(campaign=campaign, actor=team.adviser, summary="A first draft.")
    page = signed_in(team.manager).get(url)
    assert page.status_code == 200
    assert "A first draft." in page.content.decode()
    assert "This is a preview" in page.content.decode()
    assert signed_in(make_team("BBB").manager).get(url).status_code == 404


def test_the_live_preview_of_the_editor_works(team):
    campaign = make_approved(team)
    editor = signed_in(make_person("", StaffGroup.EDITORS))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[campaign.page.pk])
    page = campaign.page
    form = {
        "title": page.title,
        "slug": page.slug,
        "summary": "Seen while it is typed.",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "1000",
    }
    assert editor.post(url, form).json() == {"is_valid": True, "is_available": True}
    seen = editor.get(url)
    assert seen.status_code == 200
    assert "Seen while it is typed." in seen.content.decode()


def test_the_page_takes_as_many_queries_for_three_versions_as_for_eight(team):
    campaign = make_approved(team)
    manager, counts = signed_in(team.manager), []
    manager.get("/account/")  # what is asked once and kept
    for number in (3, 8):
        while campaign.page.revisions.count() < number:
            campaign = Campaign.objects.select_related("page").get()
            form = words(campaign, summary=f"Version {campaign.page.revisions.count()}.")
            manager.post(move_url(campaign, "write"), form)
        with CaptureQueriesContext(connection) as found:
            manager.get(reverse("roles:campaign_advert", args=[campaign.reference]))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_differences_say_what_was_added_removed_and_changed():
    changes = differences(["a", "b", "c", ""], ["a", "x", "c", "d"])
    assert [(item.kind, item.before, item.after) for item in changes] == [
        ("Changed", "b", "x"),
        ("Added", "", "d"),
    ]
    assert [item.kind for item in differences(["a", "b"], ["a"])] == ["Removed"]
    assert differences(["a"], [" a ", ""]) == []
