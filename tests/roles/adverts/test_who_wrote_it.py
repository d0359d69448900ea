"""R1: nobody publishes words alone, wherever they come from; a pass holds for what was passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import User
from hub.organisation_changes import change_organisation
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.adverts.services import moderation
from roles.adverts.services.adverts import create_advert, publish_advert, schedule_advert
from roles.campaigns.next_step import steps_of
from roles.campaigns.services import approvals
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.drafting import change_terms
from roles.campaigns.services.job_descriptions import describe_job
from roles.campaigns.services.rounds import readvertise_campaign
from roles.models import AdvertReview, Campaign, CampaignState
from tests.factories.hub import make_organisation, make_person, signed_in
from tests.factories.roles import (
    PROSE,
    SENIOR_JOB,
    actions_of,
    approve_campaign,
    as_seen,
    full_terms,
    make_accepted_request,
    make_approved,
    make_draft,
)
from tests.hub.test_pre_election import make_period
from tests.roles.adverts import test_advert_moderation
from tests.roles.adverts.test_advert_moderation import move, submitted_by
from tests.roles.adverts.test_adverts import edit_form, edit_url

pytestmark = pytest.mark.django_db
State = CampaignState
APRIL, MAY = datetime(2027, 4, 20, 9, tzinfo=UTC), datetime(2027, 5, 2, 9, tzinfo=UTC)
OPENS = datetime(2027, 5, 1, 8, tzinfo=UTC)


def written_by(person, campaign):
    return test_advert_moderation.written_by(person, campaign_of(campaign))


def campaign_of(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def live_words(campaign):
    page = VacancyPage.objects.get(campaign=campaign)
    return page.live, page.summary


def url(campaign, slug):
    return reverse("roles:campaign_move", args=[campaign.reference, slug])


# --- Words of the job description -----------------------------------------------------------------


def test_R1_words_of_a_job_description_after_the_approval_are_not_published_by_their_writer(team):
    campaign = approve_campaign(team, make_draft(team))
    adviser = signed_in(team.adviser)
    words = {"summary": "Words of one alone.", "duties": "Do it."}
    adviser.post(url(campaign, "describe"), words)
    adviser.post(url(campaign, "draft-advert"))
    page = VacancyPage.objects.get(campaign=campaign)
    assert (page.summary, page.writers()) == ("Words of one alone.", {team.adviser.pk})
    text = adviser.post(url(campaign, "publish"), as_seen(campaign), follow=True).content.decode()
    assert "You cannot approve this advert because you sent it or wrote some of it" in text
    assert (campaign_of(campaign).opened_at, live_words(campaign)[0]) == (None, False)
    with pytest.raises(moderation.OwnAdvertError):
        schedule_advert(campaign=campaign, opens_at=OPENS, actor=team.adviser)
    # Nor where a colleague drafts the advert of them; somebody else publishes it.
    signed_in(team.lead).post(url(campaign, "publish"), as_seen(campaign))
    assert campaign_of(campaign).is_open


OWN = "You cannot approve this advert because you sent it or wrote some of it."


def test_R1_who_wrote_or_sent_an_advert_reads_why_they_do_not_publish_or_check_it(team):
    campaign = make_approved(team)
    written_by(team.adviser, campaign)
    adviser, lead = signed_in(team.adviser), signed_in(team.lead)

    def barred(client, slugs):
        page = client.get(campaign.get_absolute_url() + "advert/")
        moves = {move.slug: move.obstacle for move in page.context_data["moves"]}
        assert {slug: OWN in moves[slug] for slug in slugs} == {
            slug: OWN in client.get(url(campaign, slug)).text for slug in slugs
        }
        return [slug for slug in slugs if OWN in moves[slug]]

    assert barred(adviser, ["publish", "schedule"]) == ["publish", "schedule"]
    assert OWN in adviser.get(campaign.get_absolute_url()).text
    assert barred(lead, ["publish", "schedule"]) == []
    moderation.send_advert(campaign=campaign, actor=team.lead)
    checking = ["pass", "return-advert"]
    assert [barred(client, checking) for client in (adviser, lead)] == [checking, checking]
    other = signed_in(make_person("", StaffGroup.HUB_LEADS))
    assert barred(other, checking) == []


def test_R1_everybody_who_wrote_the_job_description_since_the_approval_counts(team):
    campaign = approve_campaign(team, make_draft(team))
    describe_job(campaign=campaign, actor=team.adviser, summary="Mine.", duties="Do it.")
    describe_job(campaign=campaign, actor=team.manager, summary="Mine, too.", duties="Do it.")
    page = create_advert(campaign=campaign, actor=team.manager)
    assert page.writers() == {team.adviser.pk, team.manager.pk}


def test_R1_what_the_approver_has_approved_is_nobodys_any_more(team):
    draft = make_draft(team)
    describe_job(campaign=draft, actor=team.adviser, summary="Read by the approver.", duties=PROSE)
    campaign = approve_campaign(team, draft)
    page = create_advert(campaign=campaign, actor=team.adviser)
    assert (page.summary, page.writers()) == ("Read by the approver.", frozenset())
    assert publish_advert(campaign=campaign, actor=team.adviser).is_open


def test_R1_words_of_an_advert_that_never_was_public_stay_their_writers_in_the_next_round(team):
    campaign = approve_campaign(team, make_draft(team))
    create_advert(campaign=campaign, actor=team.adviser, summary="Typed by the adviser.")
    cancel_campaign(campaign=campaign, reason="Not now.", actor=team.manager)
    new = readvertise_campaign(campaign=campaign_of(campaign), actor=team.manager)
    change_terms(campaign=new, actor=team.manager, **full_terms(None))
    page = create_advert(campaign=approve_campaign(team, new), actor=team.manager)
    assert (page.summary, page.writers()) == ("Typed by the adviser.", {team.adviser.pk})


def test_R1_the_last_comma_does_not_make_a_text_somebody_elses(team):
    campaign = make_approved(team)
    written_by(team.adviser, campaign)
    written_by(team.manager, campaign)
    with pytest.raises(moderation.OwnAdvertError):
        publish_advert(campaign=campaign, actor=team.adviser)
    page, waiting = submitted_by(team.manager, campaign)
    names = [name for name, _, _ in waiting.task.specific.get_actions(page, team.adviser)]
    assert names == ["reject"]


# --- Who approves and agrees ----------------------------------------------------------------------


def test_R4_a_full_stop_by_somebody_else_does_not_let_a_lead_agree_their_own_words(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.lead, **SENIOR_JOB)
    change_terms(campaign=campaign, actor=team.adviser, title=f"{campaign.title}.")
    lead = User.objects.get(pk=team.lead.pk)
    assert not lead.has_perm("roles.agree_job_description", campaign_of(campaign))
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    other = make_person("", StaffGroup.HUB_LEADS)
    assert approvals.agree_job_description(campaign=campaign, actor=other)


@pytest.mark.parametrize("part", ["made it", "wrote terms", "described it", "asked before"])
def test_R1_nobody_approves_the_copy_of_what_they_had_a_part_in(team, part):
    campaign = make_draft(team)
    person = make_person("", StaffGroup.HUB_STAFF)
    if part == "made it":
        Campaign.objects.filter(pk=campaign.pk).update(made_by=person)
    if part == "wrote terms":
        change_terms(campaign=campaign, actor=person, contact_name="Another team")
    if part == "described it":
        describe_job(campaign=campaign, actor=person, summary="Mine.")
        describe_job(campaign=campaign, actor=team.manager, summary="Ours.")
    if part == "asked before":
        approvals.request_approval(campaign=campaign, actor=person)
        approvals.send_back(campaign=campaign, reason="Add the place.", actor=team.approver)
    campaign = approve_campaign(team, campaign_of(campaign))
    cancel_campaign(campaign=campaign, reason="Not now.", actor=team.manager)
    new = readvertise_campaign(campaign=campaign_of(campaign), actor=team.adviser)
    change_terms(campaign=new, actor=team.manager, **full_terms(None))
    approvals.request_approval(campaign=new, actor=team.manager)
    approver = User.objects.get(pk=team.approver.pk)
    assert approver.has_perm("roles.approve_campaign", campaign_of(new))
    with as_system(), pytest.raises(approvals.OwnApprovalError):
        approvals.approve(
            campaign=new, actor=person, audience="external", posts=5, max_salary=70000,
            authority="minister",
        )  # fmt: skip


# --- A pass holds for what was passed -------------------------------------------------------------


def passed(team):
    """An advert that the adviser has passed, with the words of the manager."""
    campaign = make_approved(team)
    written_by(team.manager, campaign)
    move(team.manager, campaign, "send")
    move(team.adviser, campaign, "pass")
    assert AdvertReview.objects.get().state == "passed"
    return campaign_of(campaign)


def test_what_is_written_after_the_pass_is_not_published_by_a_page_opened_before(team):
    campaign = passed(team)
    opened = as_seen(campaign)
    written_by(team.requester, campaign)
    text = signed_in(team.adviser).post(url(campaign, "publish"), opened).content.decode()
    assert f"{team.requester} changed the advert after it was approved: read it again" in text
    assert (campaign_of(campaign).opened_at, live_words(campaign)[0]) == (None, False)
    day = timezone.localdate() + timedelta(days=3)
    answers = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "hour": "9am"}
    text = signed_in(team.adviser).post(url(campaign, "schedule"), {**answers, **opened})
    assert "changed the advert after it was approved" in text.content.decode()
    for service in (publish_advert, schedule_advert):
        when = {"opens_at": timezone.now() + timedelta(days=2)} if service != publish_advert else {}
        with pytest.raises(moderation.AdvertUnreadError):
            service(campaign=campaign, actor=team.adviser, **when)
    assert campaign_of(campaign).state == State.APPROVED
    # Whoever has read the words as they are now publishes them.
    signed_in(team.adviser).post(url(campaign, "publish"), as_seen(campaign))
    assert live_words(campaign) == (True, f"Words of {team.requester.pk}.")


def test_a_change_takes_the_pass_back_and_every_page_says_so(team):
    campaign = passed(team)
    written_by(team.requester, campaign)
    assert AdvertReview.objects.get().state == "changed"
    assert "roles.advert_changed_since" in actions_of(campaign)
    assert steps_of(campaign_of(campaign))[0].words.startswith("Check the advert again")
    browser = signed_in(team.adviser)
    assert "Check the advert again" in browser.get(campaign.get_absolute_url()).content.decode()
    page = browser.get(f"{campaign.get_absolute_url()}advert/").content.decode()
    page = page.replace("<wbr>", "")
    assert "Changed after it was approved" in page
    assert f"{team.requester} changed the advert after it was approved" in page
    form = browser.get(url(campaign, "publish")).content.decode().replace("<wbr>", "")
    assert f"{team.requester} changed the advert after it was approved" in form
    assert f"Words of {team.requester.pk}." in form


def test_an_editors_change_takes_the_pass_back_and_bulk_publishing_is_refused(team):
    campaign = passed(team)
    editor = make_person("", StaffGroup.EDITORS)
    page = VacancyPage.objects.get()
    signed_in(editor).post(edit_url(page), edit_form(page, summary="Laid out."))
    assert AdvertReview.objects.get().state == "changed"
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    text = signed_in(team.adviser).post(f"{bulk}?id={page.pk}", follow=True).content.decode()
    assert "changed the advert after it was approved" in text
    assert live_words(campaign)[0] is False


def test_saving_the_same_words_keeps_the_pass(team):
    campaign = passed(team)
    page = VacancyPage.objects.get().get_latest_revision_as_object()
    page.save_revision(user=team.adviser)
    assert AdvertReview.objects.get().state == "passed"
    publish_advert(campaign=campaign, actor=team.adviser)
    assert campaign_of(campaign).is_open


def test_what_is_passed_is_what_was_read(team):
    campaign = make_approved(team)
    move(team.manager, campaign, "send")
    opened = as_seen(campaign)
    page, editor = VacancyPage.objects.get(), make_person("", StaffGroup.HUB_STAFF)
    signed_in(editor).post(edit_url(page), edit_form(page, summary="Laid out meanwhile."))
    text = signed_in(team.adviser).post(url(campaign, "pass"), opened).content.decode()
    assert f"{editor} changed the advert after you opened this page: read it again" in text
    assert (
        "Read the advert as it is now"
        in signed_in(team.adviser).post(url(campaign, "pass")).content.decode()
    )
    assert AdvertReview.objects.get().state == "waiting"


# --- The clock publishes what was scheduled -------------------------------------------------------


def scheduled(team):
    """An advert set to open on 1 May, and other words that were written since."""
    campaign = make_approved(team, closes_on=date(2027, 6, 1))
    schedule_advert(campaign=campaign, opens_at=OPENS, actor=team.adviser)
    written_by(team.manager, campaign)
    return campaign_of(campaign)


def test_R23_the_clock_holds_and_then_publishes_the_version_that_was_scheduled(team):
    with time_machine.travel(APRIL, tick=True):
        campaign = scheduled(team)
        version = VacancyPage.objects.get().scheduled_revision.pk
        make_period(starts_on=date(2027, 4, 20), ends_on=date(2027, 5, 6))
    with time_machine.travel(MAY, tick=True):
        # The clock comes before anything is set anew.
        call_command("publish_scheduled", verbosity=0)
        page = VacancyPage.objects.get()
        assert (campaign_of(campaign).state, page.live) == (State.SCHEDULED, False)
        assert page.scheduled_revision.pk == version
    with time_machine.travel(datetime(2027, 5, 7, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert campaign_of(campaign).state == State.OPEN
        assert live_words(campaign) == (True, "Help a team deliver.")
        page = VacancyPage.objects.get()
        assert f"Words of {team.manager.pk}." not in Client().get(page.url).content.decode()


def test_words_that_wait_for_the_hub_do_not_go_public_with_those_that_were_scheduled(team):
    with time_machine.travel(APRIL, tick=True):
        campaign = scheduled(team)
        move(team.manager, campaign, "send")
        text = signed_in(team.adviser).get(f"{campaign.get_absolute_url()}advert/").text
        assert "Changes made after it was scheduled" in text
    with time_machine.travel(MAY, tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert live_words(campaign) == (True, "Help a team deliver.")
        # The department sends again what it wrote since: nobody has passed it.
        assert AdvertReview.objects.get().state == "taken_back"


def test_R23_an_organisation_under_another_sets_its_scheduled_adverts_anew(
    team, django_capture_on_commit_callbacks
):
    with time_machine.travel(APRIL, tick=True):
        campaign = scheduled(team)
        version = VacancyPage.objects.get().scheduled_revision.pk
        above = make_organisation("BBB")
        make_period(starts_on=date(2027, 4, 20), ends_on=date(2027, 5, 6), departments=[above])
        with django_capture_on_commit_callbacks(execute=True):
            change_organisation(organisation=team.organisation, parent=above, actor=team.lead)
        found = VacancyPage.objects.get().scheduled_revision
        assert (found.pk, timezone.localtime(found.approved_go_live_at).date()) == (
            version,
            date(2027, 5, 7),
        )
        assert "roles.advert_waits" in actions_of(campaign)


# --- Text is not told by its first characters -----------------------------------------------------


@pytest.mark.parametrize("words", ["[] means: not yet decided.", '[{"a": 1', "[{} and more"])
def test_a_summary_that_looks_like_data_is_words(team, words):
    campaign = make_approved(team)
    page = VacancyPage.objects.get().get_latest_revision_as_object()
    page.summary = words
    page.save_revision(user=team.manager)
    written_by(team.manager, campaign)
    page = VacancyPage.objects.get()
    for person, address in (
        (team.adviser, edit_url(page)),
        (team.adviser, f"{campaign.get_absolute_url()}advert/"),
        (team.manager, url(campaign, "write")),
        (team.adviser, url(campaign, "publish")),
    ):
        assert signed_in(person).get(address).status_code == 200, address
    signed_in(team.adviser).post(edit_url(page), edit_form(page, summary=words))
    signed_in(team.lead).post(url(campaign, "publish"), as_seen(campaign))
    assert live_words(campaign) == (True, words)
