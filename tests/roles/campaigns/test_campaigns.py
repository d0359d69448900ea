"""Campaigns: dates before opening, closing by the server's clock, stages, endings."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from hub.models import Grade, Notification
from hub.needs import OtherNeedError
from roles.campaigns.services import campaigns, drafting, posts
from roles.campaigns.services.campaigns import OffersMadeError
from roles.campaigns.services.completion import OfferWaitsError, end_campaign
from roles.campaigns.services.dates import ClosingNotLaterError, extend_closing, set_selection_dates
from roles.campaigns.services.drafting import SecondCampaignError, SiftHelpTooLateError
from roles.campaigns.services.readiness import NotReadyError
from roles.models import Campaign, CampaignState, Listing
from tests.factories.hub import current_role, make_member, make_need, make_organisation, signed_in
from tests.factories.panels import sit_panel
from tests.factories.roles import (
    actions_of,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    working,
)
from tests.roles.terms import page_of
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
State = CampaignState


def test_a_campaign_takes_the_posts_of_its_request(team):
    request = make_accepted_request(team, posts_wanted=3)
    first, *_ = request.posts.all()
    campaign = drafting.make_campaign_from_request(
        request=request, title="Delivery manager", actor=team.manager, posts=[first]
    )
    assert list(campaign.posts.all()) == [first]
    rest = drafting.make_campaign_from_request(
        request=request, title="Delivery manager, again", actor=team.manager, again=True
    )
    assert rest.posts.count() == 2
    assert rest.need == request.need
    with pytest.raises(SecondCampaignError):
        drafting.make_campaign_from_request(
            request=request, title="Once too often", actor=team.manager
        )


def test_a_campaign_can_be_made_without_a_request(team):
    campaign = drafting.make_campaign(
        organisation=team.organisation,
        title="Data analyst",
        role=current_role("data-analyst"),
        grade=make_draft(team).grade,
        posts=2,
        actor=team.manager,
    )
    assert (campaign.state, campaign.posts.count()) == (State.DRAFT, 2)
    assert not campaign.posts.supported().exists()


@pytest.mark.parametrize("missing", ["sift_on", "interviews_from"])
def test_R5_no_opening_before_the_selection_dates_are_set(team, missing):
    campaign = make_approved(team, **{missing: None})
    with pytest.raises(NotReadyError) as refusal:
        campaigns.open_campaign(campaign=campaign, actor=team.adviser)
    assert refusal.value.reasons == [
        "Set the sift and interview dates. They must be set before the advert opens"
    ]
    day = working(timezone.localdate() + timedelta(days=40))
    set_selection_dates(campaign=campaign, actor=team.manager, **{missing: day})
    assert campaigns.open_campaign(campaign=campaign, actor=team.adviser).is_open


def test_dates_in_the_wrong_order_keep_the_advert_back(team):
    campaign = make_approved(team)
    day = timezone.localdate() - timedelta(days=1)
    past = set_selection_dates(campaign=campaign, actor=team.manager, closes_on=day)
    with pytest.raises(NotReadyError) as refusal:
        campaigns.open_campaign(campaign=past, actor=team.adviser)
    assert refusal.value.reasons == ["The closing date has passed: enter a later one"]
    later = working(campaign.sift_on + timedelta(days=1))
    mixed = set_selection_dates(campaign=campaign, actor=team.manager, closes_on=later)
    with pytest.raises(NotReadyError) as refusal:
        campaigns.open_campaign(campaign=mixed, actor=team.adviser)
    assert refusal.value.reasons == ["The sift is before the closing date: change one of the two"]


def test_only_terms_are_changed_as_terms(team):
    with pytest.raises(TypeError):
        drafting.change_terms(campaign=make_draft(team), actor=team.manager, state="open")


def test_R5_sift_help_is_asked_for_before_opening(team):
    campaign = make_approved(team)
    asked = drafting.ask_for_sift_help(campaign=campaign, actor=team.requester)
    again = drafting.ask_for_sift_help(campaign=campaign, actor=team.requester)
    assert asked.sift_help_requested_at == again.sift_help_requested_at
    other = make_open(team)
    with pytest.raises(SiftHelpTooLateError):
        drafting.ask_for_sift_help(campaign=other, actor=team.requester)


def test_H4_the_hub_does_not_ask_itself_for_help_with_the_sift(team):
    campaign = make_approved(team)
    for person in (team.adviser, team.lead):
        client = signed_in(person)
        page = client.get(campaign.get_absolute_url()).text
        assert "Ask the hub team for help with the sift" not in page
        assert client.post(f"{campaign.get_absolute_url()}sift-help/").status_code == 404
    campaign.refresh_from_db()
    assert campaign.sift_help_requested_at is None
    page = signed_in(team.requester).get(campaign.get_absolute_url()).text
    assert "Ask the hub team for help with the sift" in page


def test_R5_dates_are_fixed_once_it_has_opened(team):
    campaign = make_open(team)
    with pytest.raises(TransitionNotAllowed):
        set_selection_dates(campaign=campaign, actor=team.manager, sift_on=campaign.sift_on)


def test_opening_twice_changes_nothing(team):
    campaign = make_open(team)
    again = campaigns.open_campaign(campaign=campaign, actor=team.adviser)
    assert again.opened_at == campaign.opened_at
    assert actions_of(campaign).count("roles.campaign_opened") == 1


@pytest.mark.parametrize(
    ("closes_on", "closing"),
    [
        (date(2026, 7, 10), datetime(2026, 7, 10, 22, 55, tzinfo=UTC)),  # summer time
        (date(2026, 12, 10), datetime(2026, 12, 10, 23, 55, tzinfo=UTC)),
    ],
)
def test_R7_it_closes_at_1155pm_in_london_without_any_sweep(team, closes_on, closing):
    opened = closing - timedelta(days=20)
    with time_machine.travel(opened, tick=False):
        campaign = make_open(team, closes_on=closes_on)
    assert campaign.closes_at == closing
    before, after = closing - timedelta(seconds=1), closing + timedelta(seconds=1)
    assert campaign.is_open_at(before)
    assert not campaign.is_open_at(after)
    assert list(Campaign.objects.open_at(before)) == [campaign]
    assert not Campaign.objects.open_at(after).exists()
    # Nothing has closed it yet: the state is only a word.
    assert campaign.state == State.OPEN


def test_R7_the_sweep_closes_what_is_due_as_of_its_closing_time_and_only_once(team):
    opened = timezone.now() - timedelta(days=20)
    due = make_open(team, at=opened, closes_on=timezone.localdate() - timedelta(days=2))
    later = make_open(team)
    assert campaigns.close_due_campaigns() == 1
    assert campaigns.close_due_campaigns() == 0
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, due.closed_at) == (State.CLOSED, due.closes_at)
    assert later.state == State.OPEN
    assert list(Listing.objects.values_list("campaign", flat=True)) == [later.pk]


def test_R7_the_closing_date_is_extended_and_never_shortened(team):
    campaign = make_open(team)
    earlier, same = campaign.closes_on - timedelta(days=1), campaign.closes_on
    for day in (earlier, same):
        with pytest.raises(ClosingNotLaterError):
            extend_closing(campaign=campaign, closes_on=day, actor=team.manager)
    later = campaign.closes_on + timedelta(days=2)
    extended = extend_closing(campaign=campaign, closes_on=later, actor=team.manager)
    assert extended.closes_on == later
    assert Listing.objects.get().closes_at == extended.closes_at


def test_R7_a_closed_campaign_is_not_extended(team):
    opened = timezone.now() - timedelta(days=20)
    campaign = make_open(team, at=opened, closes_on=timezone.localdate() - timedelta(days=2))
    later = timezone.localdate() + timedelta(days=7)
    with pytest.raises(ClosingNotLaterError):
        extend_closing(campaign=campaign, closes_on=later, actor=team.manager)


def test_a_paused_campaign_takes_no_applications_until_it_is_resumed(team):
    campaign = make_open(team)
    paused = campaigns.pause_campaign(campaign=campaign, reason="-", actor=team.manager)
    assert not paused.is_open
    assert not Listing.objects.exists()
    resumed = campaigns.resume_campaign(campaign=campaign, actor=team.manager)
    assert resumed.is_open
    assert Listing.objects.count() == 1


def test_a_paused_campaign_past_its_closing_time_closes(team):
    opened = timezone.now() - timedelta(days=20)
    campaign = make_open(team, at=opened, closes_on=timezone.localdate() - timedelta(days=2))
    campaigns.pause_campaign(
        campaign=campaign, reason="-", actor=team.manager, at=opened + timedelta(days=1)
    )
    with pytest.raises(ClosingNotLaterError):
        campaigns.resume_campaign(campaign=campaign, actor=team.manager)
    assert campaigns.close_due_campaigns() == 1


def closed(team, number=1):
    opened = timezone.now() - timedelta(days=30)
    request = make_accepted_request(team, posts_wanted=number, at=opened)
    campaign = make_open(
        team, request, at=opened, closes_on=timezone.localdate() - timedelta(days=9)
    )
    campaigns.close_due_campaigns()
    campaign.refresh_from_db()
    return campaign


STAGES = ["start_sift", "start_interviews", "agree_merit", "start_offers"]


def test_the_stages_of_selection_follow_each_other(team):
    campaign = closed(team)
    sit_panel(campaign)
    for move in STAGES:
        campaigns.move_campaign(campaign=campaign, move=move, actor=team.manager)
    campaign.refresh_from_db()
    assert campaign.state == State.OFFERING
    assert campaign.sifting_at <= campaign.interviewing_at <= campaign.merit_agreed_at
    assert campaign.merit_agreed_at <= campaign.offering_at


@pytest.mark.parametrize("move", ["start_offers", "cancel", "open", "no_such_move"])
def test_a_stage_that_is_not_next_is_refused(team, move):
    campaign = closed(team)
    with pytest.raises(TransitionNotAllowed):
        campaigns.move_campaign(campaign=campaign, move=move, actor=team.manager)


def test_the_campaign_is_filled_with_its_last_post(team):
    campaign = closed(team, number=2)
    first, second = campaign.posts.all()
    posts.accept_post(post=first, person=None, reference="A-1", actor=team.manager)
    assert Campaign.objects.get().state == State.CLOSED
    posts.accept_post(post=second, person=None, reference="A-2", actor=team.manager)
    assert Campaign.objects.get().state == State.FILLED
    posts.reopen_post(post=second, actor=team.manager)
    assert Campaign.objects.get().state == State.OFFERING
    ended = end_campaign(campaign=campaign, reason="No more money.", actor=team.manager)
    assert (ended.state, ended.end_reason) == (State.PART_FILLED, "No more money.")


def test_a_campaign_without_appointments_ends_unfilled(team):
    campaign = closed(team)
    posts.offer_post(post=campaign.posts.get(), reference="A-1", actor=team.manager)
    with pytest.raises(OfferWaitsError):
        end_campaign(campaign=campaign, reason="-", actor=team.manager)
    posts.release_post(post=campaign.posts.get(), actor=team.manager)
    ended = end_campaign(campaign=campaign, reason="-", actor=team.manager)
    assert ended.state == State.UNFILLED


def test_a_cancelled_campaign_leaves_the_list(team):
    campaign = make_open(team)
    cancelled = campaigns.cancel_campaign(
        campaign=campaign, reason="The work has moved.", actor=team.manager
    )
    assert (cancelled.state, cancelled.end_reason) == (State.CANCELLED, "The work has moved.")
    assert not cancelled.is_open
    assert not Listing.objects.exists()
    assert Notification.objects.filter(slug="roles.campaign_cancelled").count() == 0
    with pytest.raises(TransitionNotAllowed):
        campaigns.cancel_campaign(campaign=campaign, reason="-", actor=team.manager)


def test_a_campaign_with_a_filled_post_is_not_cancelled(team):
    campaign = closed(team, number=2)
    first = campaign.posts.first()
    posts.accept_post(post=first, person=None, reference="A-1", actor=team.manager)
    with pytest.raises(OffersMadeError):
        campaigns.cancel_campaign(campaign=campaign, reason="-", actor=team.manager)


def test_the_salary_and_the_contract_are_said_in_words(team):
    campaign = make_draft(
        team,
        london_salary_min=60000,
        london_salary_max=68000,
        allowance=5000,
        contract="fixed_term",
        contract_months=18,
    )
    assert campaign.salary_text == (
        "£56,000 to £64,000 (London: £60,000 to £68,000), allowance of up to £5,000"
    )
    assert campaign.contract_text == "Fixed term for 18 months, full time, part time or job share"
    assert campaign.highest_salary == 68000


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("essential_criteria", "x", "each line needs at least 3 words"),
        (
            "essential_criteria",
            "You have led a team.\nAgile working",
            "each line needs at least 3 words",
        ),
        ("assessment", "y", "each line needs at least 2 words"),
        (
            "essential_criteria",
            "x x x",
            "each line needs at least 3 words",
        ),
        ("assessment", "x x", "each line needs at least 2 words"),
        ("welsh_criteria", "x", "each line needs at least 3 words"),
    ],
)
def test_R6_a_line_that_says_nothing_is_refused_and_what_was_typed_stays(team, name, typed, words):
    # Both languages, so that the criteria in Welsh are asked about.
    language = "both" if name == "welsh_criteria" else "en"
    campaign = make_draft(team, advert_language=language)
    manager, url = signed_in(team.manager), page_of(campaign, name)
    answers = answers_on(manager.get(url).text)
    page = manager.post(url, {**answers, name: typed}).text
    assert (words in page, f"{typed}</textarea>" in page) == (True, True)
    assert getattr(Campaign.objects.get(), name) == getattr(campaign, name)
    more = {"welsh_criteria": "Un llinell yma.\nUn llinell arall."} if language == "both" else {}
    assert manager.post(url, {**answers, **more}).status_code == 302


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title", "ab", "The title of the role must have at least one word of 3 letters or more"),
        ("contact_name", "x", "The contact team must have at least one word of 3 letters or more"),
        ("assessment", "x x", "How candidates are assessed: each line needs at least 2 words"),
        ("essential_criteria", "x x x", "Essential criteria: each line needs at least 3 words"),
        ("statement_word_limit", "0", "The longest statement must be 50 or more"),
        ("statement_word_limit", "3000", "The longest statement must be 2,000 or less"),
    ],
)
def test_R6_what_says_too_little_is_refused_by_the_name_of_its_field(team, name, typed, words):
    campaign = make_draft(team)
    manager, url = signed_in(team.manager), page_of(campaign, name)
    page = manager.post(url, {**answers_on(manager.get(url).text), name: typed}).text
    assert words in page
    assert getattr(Campaign.objects.get(), name) == getattr(campaign, name)


def test_a_campaign_is_made_of_its_terms_and_of_a_need_of_its_own_department_alone(team):
    given = {
        "organisation": team.organisation,
        "title": "Delivery manager",
        "role": current_role(),
        "grade": Grade.objects.get(code="g7"),
        "posts": 1,
        "actor": team.manager,
    }
    for field in ("state", "job_description_agreed_by", "sift_help_requested_at", "opened_at"):
        with as_nobody(), pytest.raises(TypeError, match=field):
            drafting.make_campaign(**given, **{field: None})
    other = make_need(make_organisation())
    with as_nobody(), pytest.raises(OtherNeedError):
        drafting.make_campaign(**given, need=other)
    assert not Campaign.objects.exists()


def test_the_terms_sent_empty_say_one_thing_about_the_contract(team):
    campaign = drafting.make_campaign_from_request(
        request=make_accepted_request(team), title="Delivery manager", actor=team.manager
    )
    page = signed_in(team.manager).post(page_of(campaign, "contract"), {}).text
    assert "Select the kind of contract" in page
    assert "Enter the length of the contract in months" not in page


def test_no_application_is_entered_before_a_campaign_has_opened(team):
    draft, live = make_draft(team), make_open(team)
    client = signed_in(make_member("resourcing", team.organisation))
    for campaign, is_offered in ((draft, False), (live, True)):
        page = client.get(f"/campaigns/{campaign.reference}/applications/").text
        assert ("Enter an application for somebody" in page) == is_offered
