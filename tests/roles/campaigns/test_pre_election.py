"""R23: before an election no new advert is published, by any way, unless a hub lead exempts it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hub.acting_for import FOR
from hub.audit import log
from hub.authorisation import as_nobody
from hub.indicators import FiguresWaitError
from hub.models import Notification, PendingPolicy
from hub.permissions import StaffGroup
from hub.pre_election import OwnPartError, held_back
from hub.pre_election_changes import end_period
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import create_advert, publish_advert, schedule_advert
from roles.adverts.services.waiting import set_scheduled_adverts
from roles.adverts.words import from_lines
from roles.applications.services.equality_publication import publish_equality
from roles.campaigns.services.exemptions import ASKED, decide_exemption
from roles.campaigns.services.readiness import NotReadyError
from roles.models import (
    Campaign,
    CampaignState,
    EqualityPublication,
    Exemption,
    Listing,
    SupportRequest,
)
from roles.search.services.alerts.delivery import notify_due
from roles.search.services.alerts.matching import match_new
from roles.search.services.alerts.subscribing import subscribe
from roles.search.vacancy_search import Terms
from roles.support.services.taking import become_adviser
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    PROSE,
    actions_of,
    agree_job,
    approve_campaign,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    make_team,
)
from tests.hub.test_pre_election import answers, make_period
from tests.pages_read import VERSION, as_read
from tests.roles.adverts.test_adverts import edit_form, edit_url

pytestmark = pytest.mark.django_db
State = CampaignState


def move(person, campaign, slug, **answers):
    address = reverse("roles:campaign_move", args=[campaign.reference, slug])
    page = VacancyPage.objects.filter(campaign=campaign).first()
    seen = {"seen": page.version} if page else {}
    browser = signed_in(person)
    return browser.post(address, as_read(browser, address, {**seen, **answers}), follow=True)


def state_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


def test_R23_publishing_waits_says_until_when_and_nothing_is_lost(team):
    campaign = make_approved(team)
    period = make_period()
    until = f"{period.first_day_after.day} {period.first_day_after:%B %Y}"
    text = move(team.adviser, campaign, "publish").content.decode()
    assert f"New adverts have to wait until {until}" in text
    assert state_of(campaign) == State.APPROVED
    with pytest.raises(NotReadyError):
        publish_advert(campaign=campaign, actor=team.adviser)
    page = signed_in(team.manager).get(campaign.get_absolute_url()).content.decode()
    assert f"New adverts have to wait until {until}" in page
    end_period(period=period, reason="It was called off.", actor=team.lead)
    move(team.adviser, campaign, "publish")
    assert state_of(campaign) == State.OPEN


def test_R23_wagtails_publish_bulk_publish_approval_and_revisions_wait_as_well(team):
    campaign = make_approved(team)
    make_period()
    page = campaign.page
    other = signed_in(make_person("", StaffGroup.EDITORS))
    response = other.post(
        edit_url(page),
        edit_form(page, **{"action-publish": "action-publish"}),
        follow=True,
    )
    assert "but not published. New adverts have to wait until" in response.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = other.post(f"{bulk}?id={page.pk}", follow=True)
    assert "Nothing was published." in response.content.decode()
    move(team.manager, campaign, "send")
    move(team.adviser, campaign, "pass")
    assert state_of(campaign) == State.APPROVED
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert (page.live, state_of(campaign)) == (False, State.APPROVED)
    assert not Listing.objects.exists()
    told = Notification.objects.filter(slug="roles.advert_withheld")
    assert team.manager in {row.recipient for row in told}


def test_R23_open_campaigns_carry_on_with_pause_resume_and_extension(team):
    campaign = make_open(team)
    make_period()
    move(team.manager, campaign, "pause", reason="A check.")
    move(team.manager, campaign, "resume")
    assert state_of(campaign) == State.OPEN
    assert Listing.objects.filter(campaign=campaign).exists()


def test_R23_in_a_period_for_senior_posts_others_open_and_seniors_wait(team):
    make_period(adverts="senior")
    assert make_open(team).state == State.OPEN
    draft = agree_job(team, make_draft(team, grade_of_request(team, "scs1"), salary_max=68000))
    senior = approve_campaign(team, draft)
    create_advert(campaign=senior, actor=team.manager, body=from_lines(PROSE))
    with pytest.raises(NotReadyError) as error:
        publish_advert(campaign=senior, actor=team.adviser)
    assert [reason for reason in error.value.reasons if "pre-election period" in reason] != []


def grade_of_request(team, grade):
    return make_accepted_request(team, grade=grade, kind="job_description_agreement")


def test_R23_a_period_of_other_departments_stops_nothing_here(team):
    make_period(departments=[make_team("BBB").organisation])
    assert make_open(team).state == State.OPEN


def test_R23_a_scheduled_advert_waits_and_opens_by_itself_afterwards(team):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        campaign = make_approved(team, closes_on=date(2027, 6, 1))
        opens = datetime(2027, 5, 1, 8, tzinfo=UTC)
        schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
    with time_machine.travel(datetime(2027, 4, 21, 9, tzinfo=UTC), tick=True):
        # From the front door, so that what is done on commit is done.
        asker = make_person("", StaffGroup.HUB_LEADS)
        signed_in(asker).post(reverse("pre_election_set"), answers(adverts="all"))
        assert set_scheduled_adverts() == 0
        pending = PendingPolicy.objects.get()
        page = signed_in(team.lead).get(pending.get_absolute_url()).text
        assert f"{campaign.reference}, {campaign.title}" in page
        assert "It has to wait until 7 May 2027." in page
        signed_in(team.lead).post(pending.get_absolute_url(), {"answer": "yes"})
        assert set_scheduled_adverts() == 1
        assert set_scheduled_adverts() == 0
        text = signed_in(team.manager).get(campaign.get_absolute_url()).content.decode()
        assert "7 May 2027" in text
        assert "roles.advert_waits" in actions_of(campaign)
    with time_machine.travel(datetime(2027, 5, 2, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert state_of(campaign) == State.SCHEDULED
    with time_machine.travel(datetime(2027, 5, 7, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert state_of(campaign) == State.OPEN


def test_R23_what_the_clock_publishes_too_early_is_set_to_the_end_of_the_period(team):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        campaign = make_approved(team, closes_on=date(2027, 6, 1))
        opens = datetime(2027, 5, 1, 8, tzinfo=UTC)
        schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
        make_period(starts_on=date(2027, 4, 20), ends_on=date(2027, 5, 6))
    with time_machine.travel(datetime(2027, 5, 2, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert state_of(campaign) == State.SCHEDULED
        assert not Listing.objects.exists()
    with time_machine.travel(datetime(2027, 5, 7, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert state_of(campaign) == State.OPEN


def test_R23_a_scheduled_advert_whose_closing_date_passes_meanwhile_is_not_opened_silently(team):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        campaign = make_approved(team, closes_on=date(2027, 5, 4))
        schedule_advert(
            campaign=campaign, opens_at=datetime(2027, 4, 28, 8, tzinfo=UTC), actor=team.adviser
        )
        make_period(starts_on=date(2027, 4, 20), ends_on=date(2027, 5, 6))
        set_scheduled_adverts()
        waits = Notification.objects.filter(slug="roles.advert_waits").first()
        assert waits.context["closes"] == "4 May 2027"
    with time_machine.travel(datetime(2027, 5, 7, 9, tzinfo=UTC), tick=True):
        call_command("publish_scheduled", verbosity=0)
        assert state_of(campaign) == State.SCHEDULED
        told = Notification.objects.filter(slug="roles.advert_withheld")
        assert team.manager in {row.recipient for row in told}


def test_R23_scheduling_into_a_period_is_refused_and_the_day_after_is_offered(team):
    campaign = make_approved(team)
    period = make_period()
    inside = timezone.localdate() + timedelta(days=3)
    day = {"day_day": inside.day, "day_month": inside.month, "day_year": inside.year, "hour": "9am"}
    address = reverse("roles:campaign_move", args=[campaign.reference, "schedule"])
    form = signed_in(team.adviser).get(address).content.decode()
    assert f'value="{period.first_day_after.day}"' in form
    text = move(team.adviser, campaign, "schedule", **day).content.decode()
    assert "New adverts have to wait until" in text
    assert state_of(campaign) == State.APPROVED


def test_R23_a_hub_lead_who_has_no_part_gives_an_exemption_and_the_advert_opens(team):
    campaign = make_approved(team)
    make_period()
    asked = move(team.manager, campaign, "ask-exemption", case="The only service closes.")
    assert "You have asked for an exemption" in asked.content.decode()
    assert {row.recipient for row in Notification.objects.filter(slug="roles.exemption_asked")} >= {
        team.lead
    }
    move(team.lead, campaign, "decide-exemption", decision="given", reason="It cannot wait.")
    found = Exemption.objects.get()
    assert (found.is_given, found.decided_by, found.reason) == (True, team.lead, "It cannot wait.")
    assert {"roles.exemption_asked", "roles.exemption_given"} <= set(actions_of(campaign))
    told = Notification.objects.filter(slug="roles.exemption_decided")
    assert {row.recipient for row in told} == {team.manager}
    move(team.adviser, campaign, "publish")
    assert state_of(campaign) == State.OPEN


def test_R23_a_refused_exemption_goes_on_waiting_and_can_be_asked_again(team):
    campaign = make_approved(team)
    make_period()
    move(team.manager, campaign, "ask-exemption", case="We would like it.")
    text = move(team.lead, campaign, "decide-exemption", decision="refused", reason="")
    assert "Enter the reason" in text.content.decode()
    move(team.lead, campaign, "decide-exemption", decision="refused", reason="It can wait.")
    move(team.adviser, campaign, "publish")
    assert state_of(campaign) == State.APPROVED
    move(team.manager, campaign, "ask-exemption", case="The service closes.")
    assert [row.is_given for row in Exemption.objects.all()] == [None, False]


def test_R23_nobody_exempts_a_campaign_in_which_they_have_a_part(team):
    campaign = make_approved(team)
    make_period()
    asker = make_person("", StaffGroup.HUB_LEADS)
    move(asker, campaign, "ask-exemption", case="It cannot wait.")
    text = move(asker, campaign, "decide-exemption", decision="given", reason="Yes.")
    assert "Ask another hub lead to decide" in " ".join(text.content.decode().split())
    page = signed_in(asker).get(campaign.get_absolute_url()).text
    assert "You cannot do this now: <strong>Decide on the exemption</strong>" in page
    assert "Decide on the exemption" in signed_in(team.lead).get(campaign.get_absolute_url()).text
    # Asked once, at the edge: the permission knows whose it is.
    adviser = make_person("", StaffGroup.HUB_LEADS)
    SupportRequest.objects.filter(pk=campaign.support_request_id).update(adviser=adviser)
    campaign = Campaign.objects.get(pk=campaign.pk)
    leads = (asker, adviser, team.lead)
    mine = [person.has_perm("roles.exempt_campaign", campaign) for person in leads]
    assert mine == [False, False, True]
    for person in (asker, adviser):
        with as_nobody(), pytest.raises(PermissionDenied):
            decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=person)
    for person in (team.manager, team.adviser, team.approver, make_person()):
        answered = move(person, campaign, "decide-exemption", decision="given", reason="Yes.")
        assert answered.status_code == 404
        with as_nobody(), pytest.raises(PermissionDenied):
            decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=person)
    assert Exemption.objects.get().is_given is None
    assert state_of(campaign) == State.APPROVED


def test_R23_who_advised_and_handed_the_request_over_has_a_part_all_the_same(team):
    campaign = make_approved(team)
    make_period()
    former, other = (make_person("", StaffGroup.HUB_LEADS) for _ in range(2))
    for person in (former, team.adviser):
        become_adviser(request=campaign.support_request, actor=person)
    move(team.manager, campaign, "ask-exemption", case="It cannot wait.")
    campaign = Campaign.objects.get(pk=campaign.pk)
    may = [one.has_perm("roles.exempt_campaign", campaign) for one in (former, other)]
    assert may == [False, True]


@pytest.mark.parametrize("way", ["roles.campaign_scheduled", "roles.advert_passed"])
def test_R23_who_sets_an_advert_on_its_way_lets_it_pass_in_no_way(team, way):
    """Neither by an exemption nor by ending the period; also when the time is taken back."""
    campaign = make_approved(team)
    opener, other = (make_person("", StaffGroup.HUB_LEADS) for _ in range(2))
    period = make_period()
    away = make_person("", StaffGroup.HUB_LEADS)
    log(campaign, way, actor=opener, data={FOR: away.pk})
    log(campaign, "roles.campaign_unscheduled", actor=opener)
    move(team.manager, campaign, "ask-exemption", case="It cannot wait.")
    campaign = Campaign.objects.get(pk=campaign.pk)
    # Nor whoever had it done by somebody who stood in for them.
    people = (opener, away, other)
    may = [one.has_perm("roles.exempt_campaign", campaign) for one in people]
    assert may == [False, False, True]
    with as_nobody(), pytest.raises(PermissionDenied):
        decide_exemption(campaign=campaign, decision="given", reason="Yes.", actor=opener)
    with pytest.raises(OwnPartError) as refused:
        end_period(period=period, reason="It was called off.", actor=opener)
    assert campaign.reference in str(refused.value)
    end_period(period=period, reason="It was called off.", actor=other)


def test_R23_an_open_role_is_not_shown_to_more_people_in_a_period(team):
    campaign = make_open(team, audience="internal")
    period = make_period()
    text = move(team.manager, campaign, "audience", audience="external").content.decode()
    assert "Wider audiences for open roles have to wait until" in text
    assert Campaign.objects.get().audience == "internal"
    end_period(period=period, reason="It was called off.", actor=team.lead)
    move(team.manager, campaign, "audience", audience="external")
    assert Campaign.objects.get().audience == "external"


def test_R23_emails_about_new_roles_wait_and_are_sent_afterwards(team):
    subscribe(
        terms=Terms(keyword="delivery"),
        email="a@example.com",
        frequency="at_once",
        person=make_person("a@example.com"),
    )
    period = make_period(adverts="none")
    make_open(team)
    match_new()
    assert notify_due() == 0
    end_period(period=period, reason="It was called off.", actor=team.lead)
    assert notify_due() == 1


def test_QC7_equality_totals_are_not_published_in_a_period(team):
    lead = signed_in(team.lead)
    make_period()
    with pytest.raises(FiguresWaitError):
        publish_equality(actor=team.lead)
    text = lead.post(reverse("roles:equality_totals"), follow=True).content.decode()
    assert "Figures and reports have to wait until" in text
    assert not EqualityPublication.objects.exists()


def test_R23_who_decides_on_an_exemption_reads_every_word_and_decides_on_those(team):
    campaign = make_approved(team)
    make_period()
    move(team.manager, campaign, "ask-exemption", case="The only service closes.")
    url = reverse("roles:campaign_move", args=[campaign.reference, "decide-exemption"])
    lead = signed_in(team.lead)
    page = lead.get(url)
    words = campaign.page.get_latest_revision_as_object().summary
    criterion = campaign.criteria[0]
    assert (words in page.text, criterion in page.text) == (True, True)
    version = VERSION.search(page.text)[1]
    draft = campaign.page.get_latest_revision_as_object()
    draft.summary = "Vote for the party."
    draft.save_revision(user=team.manager)
    typed = {"decision": "given", "reason": "It cannot wait.", "facts_version": version}
    again = lead.post(url, typed)
    assert (again.status_code, "Vote for the party." in again.text) == (200, True)
    assert Exemption.objects.get().is_given is None
    fresh = VERSION.search(again.text)[1]
    assert lead.post(url, {**typed, "facts_version": fresh}).status_code == 302
    assert Exemption.objects.get().is_given is True


def test_R23_a_role_that_closes_before_the_end_is_named_and_not_said_to_open(team):
    asker = make_person("", StaffGroup.HUB_LEADS)
    never = (
        "It closes on 4 May 2027, before new adverts can open on 7 May 2027, so it cannot open as "
        "it stands. Set a later closing date, or ask for an exemption."
    )
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        scheduled = make_approved(team, closes_on=date(2027, 5, 4))
        schedule_advert(
            campaign=scheduled, opens_at=datetime(2027, 4, 28, 8, tzinfo=UTC), actor=team.adviser
        )
        approved = make_approved(team, closes_on=date(2027, 5, 4))
        later = make_approved(team, closes_on=date(2027, 6, 1))
        signed_in(asker).post(reverse("pre_election_set"), answers(adverts="all"))
        pending = PendingPolicy.objects.get()
        page = " ".join(signed_in(team.lead).get(pending.get_absolute_url()).text.split())
        cannot, _, others = page.partition("Adverts that have to wait</h2>")
        assert cannot.count(never) == 2
        assert [each.reference in cannot for each in (scheduled, approved, later)] == [
            *(True, True, False)
        ]
        assert later.reference in others
        signed_in(team.lead).post(pending.get_absolute_url(), {"answer": "yes"})
        manager = signed_in(team.manager)
        for campaign in (scheduled, approved):
            shown = manager.get(campaign.get_absolute_url()).text
            assert never in shown
            assert "opens on 7 May" not in shown
            assert "Has to wait until" not in shown


def test_R23_the_names_of_what_waits_take_no_more_queries_for_more_campaigns(
    team, django_assert_max_num_queries
):
    for _ in range(2):
        make_approved(team)
    period = make_period()
    assert len(held_back(period, period.terms)) == 2
    for _ in range(2):
        make_approved(team)
    with django_assert_max_num_queries(3):
        assert len(held_back(period, period.terms)) == 4


def row_of(page, label):
    """What a summary list says beside a label, in one line."""
    found = re.findall(rf"<dt[^>]*>\s*{label}\s*</dt>\s*<dd[^>]*>(.*?)</dd>", page, flags=re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split()) if found else None


def stage_of(page, label):
    found = re.findall(r'<li class="hub-stages__stage.*?</li>', page, flags=re.DOTALL)
    words = [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in found]
    return next(each for each in words if each.startswith(label))


def test_R23_no_day_is_shown_that_an_election_does_not_let_an_advert_keep(team):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        never = make_approved(team, closes_on=date(2027, 5, 4))
        later = make_approved(team, closes_on=date(2027, 6, 1))
        for campaign in (never, later):
            opens = datetime(2027, 4, 28, 8, tzinfo=UTC)
            schedule_advert(campaign=campaign, opens_at=opens, actor=team.adviser)
        manager = signed_in(team.manager)
        before = manager.get(never.get_absolute_url()).text
        assert (stage_of(before, "Open"), row_of(before, "Set to open")) == (
            "Open , to come due 28 April 2027",
            "28 April 2027, 9am",
        )
        make_period(starts_on=date(2027, 4, 24), ends_on=date(2027, 5, 6))
        for campaign in (never, later):
            page = manager.get(campaign.get_absolute_url()).text
            assert (stage_of(page, "Open"), row_of(page, "Set to open")) == (
                "Open , to come can open after 6 May 2027",
                None,
            )


def test_R23_what_cannot_open_is_on_the_list_of_who_runs_it_until_an_exemption_is_asked_for(team):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        campaign = make_approved(team, closes_on=date(2027, 5, 4))
        schedule_advert(
            campaign=campaign, opens_at=datetime(2027, 4, 28, 8, tzinfo=UTC), actor=team.adviser
        )
        label = (
            "Set later dates or ask for an exemption: a pre-election period stops these from "
            "opening"
        )
        manager = signed_in(team.manager)
        assert label not in manager.get("/work/").text
        make_period(starts_on=date(2027, 4, 24), ends_on=date(2027, 5, 6))
        assert label in manager.get("/work/").text
        page = manager.get(campaign.get_absolute_url()).text
        assert "or ask for an exemption" in row_of(page, "Next step")
        move(team.manager, campaign, "ask-exemption", case="The only service closes.")
        step = row_of(manager.get(campaign.get_absolute_url()).text, "Next step")
        assert "or ask for an exemption" not in step
        assert step.endswith(
            "Set a later closing date, or wait. An exemption has been asked for: a hub lead will "
            "decide."
        )
        work = manager.get("/work/").text
        assert (label in work, "A hub lead decides on an exemption before an election" in work) == (
            *(False, True),
        )


def test_R23_a_role_that_is_not_scheduled_and_closes_in_a_period_to_come_says_so(
    team, django_capture_on_commit_callbacks
):
    with time_machine.travel(datetime(2027, 4, 20, 9, tzinfo=UTC), tick=True):
        campaign = make_approved(team, closes_on=date(2027, 5, 4))
        beside = make_approved(team, closes_on=date(2027, 6, 1))
        lead, other = make_person("", StaffGroup.HUB_LEADS), make_person("", StaffGroup.HUB_LEADS)
        with as_nobody(), django_capture_on_commit_callbacks(execute=True):
            values = {"starts": (2027, 4, 24), "ends": (2027, 5, 6)}
            signed_in(lead).post(
                reverse("pre_election_set"),
                answers(adverts="all")
                | {
                    f"{name}s_on_{part}": value
                    for name, days in (("start", values["starts"]), ("end", values["ends"]))
                    for part, value in zip(("year", "month", "day"), days, strict=True)
                },
            )
            pending = PendingPolicy.objects.get()
            signed_in(other).post(pending.get_absolute_url(), {"answer": "yes"})
        why = (
            "It closes on 4 May 2027, before new adverts can open on 7 May 2027, so it cannot open "
            "as it stands. Set a later closing date, or ask for an exemption. You can also open it "
            "before 24 April 2027."
        )
        told = Notification.objects.filter(slug="roles.campaign_cannot_open")
        assert {(row.recipient, row.subject, row.context["why"]) for row in told} == {
            (person, campaign, why) for person in {campaign.made_by, team.manager}
        }
        manager = signed_in(team.manager)
        page = manager.get(campaign.get_absolute_url()).text
        assert row_of(page, "Pre-election period").endswith(why)
        assert row_of(manager.get(beside.get_absolute_url()).text, "Pre-election period") is None
        work = manager.get("/work/").text
        assert f"{campaign.reference}:" in work
        move(team.manager, campaign, "ask-exemption", case="The only service closes.")
        page = manager.get(campaign.get_absolute_url()).text
        assert ASKED in row_of(page, "Pre-election period")
        move(other, campaign, "decide-exemption", decision="given", reason="It cannot wait.")
        page = manager.get(campaign.get_absolute_url()).text
        assert row_of(page, "Pre-election period") is None
