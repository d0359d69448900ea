"""The support and campaigns workspaces in a browser without JavaScript: who sees and does what."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.dates import date_gb
from hub.models import FormReceipt, Membership, Need, Notification
from hub.periods import LONDON
from hub.permissions import StaffGroup
from roles.adverts.pages import VacancyPage
from roles.campaigns.services import approvals
from roles.campaigns.services.drafting import SiftHelpTooLateError, ask_for_sift_help
from roles.campaigns.services.job_descriptions import describe_job
from roles.models import (
    Approval,
    Campaign,
    CampaignState,
    Outcome,
    RequestState,
    SupportActivity,
    SupportRequest,
)
from tests.factories.hub import (
    current_role,
    make_member,
    make_need,
    make_person,
    signed_in,
)
from tests.factories.roles import (
    SENIOR_JOB,
    make_accepted_request,
    make_approved,
    make_delegation,
    make_draft,
    make_open,
    make_request,
    make_team,
    working,
)
from tests.roles.support.support_forms import ask_form
from tests.roles.terms import save_terms
from tests.sent_twice import day, press, token_of

pytestmark = pytest.mark.django_db


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def move(client, record, slug, **data):
    kind = "support" if isinstance(record, SupportRequest) else "campaign"
    url = reverse(f"roles:{kind}_move", args=[record.reference, slug])
    page = client.get(url)
    assert page.status_code == 200
    form = page.context_data["form"]
    hidden = {field.html_name: field.value() for field in form.hidden_fields()}
    return client.post(url, {**hidden, **data}, follow=True)


def test_a_request_goes_from_the_department_to_a_campaign(team):
    requester, adviser = signed_in(team.requester), signed_in(team.adviser)
    page = requester.post(reverse("roles:support_ask"), ask_form(team), follow=True)
    request = SupportRequest.objects.get()
    assert page.redirect_chain[-1][0] == request.get_absolute_url()
    assert "is with the hub" in page.content.decode()
    assert request.posts_wanted == 2

    move(adviser, request, "triage", urgency="soon", adviser=team.adviser.pk)
    page = move(adviser, request, "accept", answer="Two of us sift with you.")
    assert "Two of us sift with you." in page.content.decode()
    assert request.posts.count() == 2
    day = timezone.localdate()
    post = request.posts.first()
    move(
        adviser,
        request,
        "log",
        type="job_description",
        post=post.pk,
        hours="1.5",
        **date_parts("on", day),
    )
    assert SupportActivity.objects.get().post == post
    move(requester, request, "campaign", title="Delivery manager", audience="external")
    campaign = Campaign.objects.get()
    assert campaign.posts.count() == 2
    page = requester.get(campaign.get_absolute_url()).content.decode()
    assert "Before it can be advertised" in page
    assert "Enter the salary" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kinds": []}, "Select what you need help with"),
        ({"role": ""}, "Select the role"),
        ({"grade": ""}, "Select the grade"),
        ({"posts_wanted": "0"}, "The number of posts must be 1 or more"),
        ({"reason": ""}, "Enter why you need this"),
        (
            {"needed_by_day": "1", "needed_by_month": "1", "needed_by_year": "2020"},
            "The date you need them by must be today or in the future",
        ),
    ],
)
def test_bad_answers_are_told_and_nothing_typed_is_lost(team, changes, message):
    response = signed_in(team.requester).post(
        reverse("roles:support_ask"), ask_form(team, **changes)
    )
    page = response.content.decode()
    assert message in page
    assert "There is a problem" in page
    if "reason" not in changes:
        assert "We have nobody who can sift" in page
    assert SupportRequest.objects.count() == 0


def test_H1_only_requesters_find_the_way_to_ask(team):
    for person in (team.manager, team.adviser, make_person()):
        assert signed_in(person).get(reverse("roles:support_ask")).status_code == 404
    stranger = make_team("BBB")
    response = signed_in(stranger.requester).post(reverse("roles:support_ask"), ask_form(team))
    assert "Select the organisation from the list" in response.content.decode()


def test_a_need_starts_a_request_and_is_answered_by_it(team):
    need = make_need(
        team.organisation, team.requester, role=current_role("delivery-manager"), headcount=3
    )
    client = signed_in(team.requester)
    start = f"{reverse('roles:support_ask')}?need={need.reference}"
    assert start.replace("&", "&amp;") in client.get(need.get_absolute_url()).content.decode()
    page = client.get(start).content.decode()
    assert need.reason in page
    client.post(start, ask_form(team, posts_wanted="3"))
    request = SupportRequest.objects.get()
    assert request.need == need
    assert Need.objects.get().state == Need.State.ANSWERED
    assert request.reference in client.get(need.get_absolute_url()).content.decode()
    other = signed_in(make_team("BBB").requester)
    assert other.get(start).status_code == 404


def test_another_departments_records_answer_as_if_they_did_not_exist(team):
    request = make_accepted_request(team)
    campaign = make_draft(team, request)
    post = campaign.posts.get()
    stranger = signed_in(make_team("BBB").manager)
    for record in (request, campaign, post):
        assert stranger.get(record.get_absolute_url()).status_code == 404
    for name, record in (("support", request), ("campaign", campaign), ("post", post)):
        slug = {"support": "ask", "campaign": "terms", "post": "withdraw"}[name]
        url = reverse(f"roles:{name}_move", args=[record.reference, slug])
        assert stranger.post(url).status_code == 404
    for name in ("support_list", "campaign_list"):
        page = stranger.get(reverse(f"roles:{name}")).content.decode()
        assert request.reference not in page
        assert campaign.reference not in page


def test_the_buttons_are_those_the_person_may_press(team):
    request = make_request(team)
    adviser_page = signed_in(team.adviser).get(request.get_absolute_url()).content.decode()
    assert "Triage\n" in adviser_page
    requester_page = signed_in(team.requester).get(request.get_absolute_url()).content.decode()
    assert "Triage\n" not in requester_page
    assert "Withdraw the request\n" in requester_page
    url = reverse("roles:support_move", args=[request.reference, "triage"])
    assert signed_in(team.requester).get(url).status_code == 404
    unknown = reverse("roles:support_move", args=[request.reference, "no-such-move"])
    assert signed_in(team.adviser).get(unknown).status_code == 404


def test_H2_the_decline_of_a_senior_request_is_not_offered_and_not_done(team):
    request = make_request(team, grade="scs1")
    adviser = signed_in(team.adviser)
    move(adviser, request, "triage", urgency="urgent", adviser=team.adviser.pk)
    page = adviser.get(request.get_absolute_url()).content.decode()
    assert "Accept\n" in page
    assert "Decline\n" not in page
    url = reverse("roles:support_move", args=[request.reference, "decline"])
    page = adviser.post(url, {"reason": "No."}, follow=True).content.decode()
    assert "nothing has changed" in page
    assert SupportRequest.objects.get().state == RequestState.TRIAGED


def test_H4_a_decline_needs_its_reason(team):
    request = make_request(team)
    adviser = signed_in(team.adviser)
    move(adviser, request, "triage", urgency="routine", adviser=team.adviser.pk)
    page = move(adviser, request, "decline", reason=" ").content.decode()
    assert "Enter the reason" in page
    move(adviser, request, "decline", reason="Nobody is free.")
    page = signed_in(team.requester).get(request.get_absolute_url()).content.decode()
    assert "Nobody is free." in page


def test_H1_whoever_left_an_hour_ago_finds_no_request_and_sends_none(team, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=LONDON), tick=False)
    request = make_request(team)
    client = signed_in(team.requester)
    last_day = timezone.localdate()
    team.requester.memberships.update(valid_to=last_day)
    assert client.get(request.get_absolute_url()).status_code == 200
    # The membership ended at midnight in London: the open session knows nothing of it.
    time_machine.move_to(datetime(2026, 11, 24, 1, tzinfo=LONDON), tick=False)
    moves = [f"/support/{request.reference}/{slug}/" for slug in ("withdraw", "attach", "ask")]
    for url in (request.get_absolute_url(), "/support/", *moves):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"reason": "Mine."}).status_code in (404, 405), url
    # Neither does a form that was open meanwhile send anything.
    assert client.post("/support/ask/", ask_form(team, reason="Again.")).status_code == 404
    assert client.get("/support/ask/").status_code == 404
    assert SupportRequest.objects.count() == 1
    request.refresh_from_db()
    assert request.state == "submitted"


def test_pressing_twice_and_two_tabs_change_it_once(team):
    request = make_request(team)
    adviser = signed_in(team.adviser)
    url = reverse("roles:support_move", args=[request.reference, "triage"])
    data = {"urgency": "soon", "adviser": team.adviser.pk}
    adviser.post(url, data)
    page = adviser.post(url, data, follow=True).content.decode()
    assert "nothing has changed" in page
    assert adviser.get(url, follow=True).status_code == 200


def test_a_button_pressed_again_sends_once_whichever_of_its_pages_is_sent(team):
    """The page to fill in, the page to check, and back: one page with one token."""
    client, url = signed_in(team.requester), reverse("roles:support_ask")
    form = {**ask_form(team), "page_token": token_of(client, url)}
    checked = client.post(url, {**form, "step": ""}).content.decode()
    assert f'name="page_token" value="{form["page_token"]}"' in checked
    sent = [client.post(url, form) for _ in range(3)]
    request = SupportRequest.objects.get()
    assert {response.url for response in sent} == {request.get_absolute_url()}
    assert client.post(url, {**form, "step": "change"}).url == request.get_absolute_url()
    assert Need.objects.count() == 1
    assert len(Notification.objects.filter(slug="roles.support_requested")) == 1


def test_what_moved_on_since_the_page_made_something_still_leads_to_it(team):
    request = make_accepted_request(team)
    adviser = signed_in(team.adviser)
    url = reverse("roles:support_move", args=[request.reference, "log"])
    first, second = press(adviser, url, lambda: {"type": "advice", **day("on")})
    move(adviser, request, "outcome", outcome=Outcome.UNFILLED, reason="Nobody applied.")
    later = {"type": "advice", **day("on"), "page_token": "never-sent"}
    assert "nothing has changed" in adviser.post(url, later, follow=True).content.decode()
    token = FormReceipt.objects.latest("pk").token
    answer = adviser.post(url, {**later, "page_token": token})
    assert answer.url == first.url == second.url
    assert SupportActivity.objects.count() == 1


def test_waiting_outcome_and_closing(team):
    request = make_accepted_request(team)
    adviser, requester = signed_in(team.adviser), signed_in(team.requester)
    yesterday = timezone.localdate() - timedelta(days=1)
    page = move(
        adviser, request, "ask", text="Send us it.", **date_parts("follow_up_on", yesterday)
    )
    assert "The date to follow up on must be today or in the future" in page.content.decode()
    move(adviser, request, "ask", text="Where is the job description?")
    page = requester.get(request.get_absolute_url()).content.decode()
    assert "Where is the job description?" in page
    question = request.questions.get()
    requester.post(
        reverse("roles:support_answer", args=[request.reference, question.pk]),
        {"text": "It is attached."},
    )
    assert SupportRequest.objects.get().state == RequestState.IN_PROGRESS
    move(adviser, request, "outcome", outcome=Outcome.UNFILLED, reason="Nobody applied.")
    move(adviser, request, "close")
    assert SupportRequest.objects.get().state == RequestState.CLOSED
    page = adviser.get(reverse("roles:support_list")).content.decode()
    assert request.reference not in page
    page = adviser.get(reverse("roles:support_list") + "?state=closed").content.decode()
    assert request.reference in page
    move(requester, request, "reopen", reason="Two more people left.")
    assert SupportRequest.objects.get().state == RequestState.IN_PROGRESS


def test_R5_late_sift_help_is_refused_in_words(team):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    page = move(
        signed_in(team.adviser),
        request,
        "log",
        type="sift",
        post=campaign.posts.get().pk,
        **date_parts("on", timezone.localdate()),
    ).content.decode()
    assert "Help with the sift must be asked for before the advert opens" in page
    with pytest.raises(SiftHelpTooLateError):
        ask_for_sift_help(campaign=campaign, actor=team.requester)
    # Nor is the button there.
    page = signed_in(team.requester).get(campaign.get_absolute_url()).content.decode()
    assert "Ask the hub team for help with the sift" not in page


def terms_form(**changes):
    closes = timezone.localdate() + timedelta(days=20)
    return {
        "title": "Delivery manager",
        "audience": "external",
        "salary_min": "50000",
        "salary_max": "60000",
        "contract": "permanent",
        "working_pattern": "flexible",
        "hours_per_week": "37",
        "places": ["1", "2"],
        "essential_criteria": "You have led.",
        "assessment": "Sift: statement",
        "statement_word_limit": "750",
        "experience": "none",
        "security_level": "bpss",
        "nationality": "non_reserved",
        "contact_name": "Digital recruitment",
        "contact_email": "jobs@example.gov.uk",
        **date_parts("closes_on", closes),
        **date_parts("sift_on", working(closes + timedelta(days=2))),
        **date_parts("interviews_from", working(closes + timedelta(days=9))),
        **changes,
    }


def draft(team):
    request = make_accepted_request(team)
    move(
        signed_in(team.manager), request, "campaign", title="Delivery manager", audience="external"
    )
    return Campaign.objects.get()


def test_a_campaign_is_completed_approved_and_published(team):
    campaign = draft(team)
    manager, approver = signed_in(team.manager), signed_in(team.approver)
    adviser = signed_in(team.adviser)
    page = move(manager, campaign, "ask-approval").content.decode()
    assert "Complete the terms first" in page
    assert "Enter the salary" in page
    save_terms(manager, campaign, **terms_form())
    campaign.refresh_from_db()
    assert (campaign.salary_max, campaign.places.count()) == (60000, 2)
    move(manager, campaign, "ask-approval")
    page = approver.get(
        reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    ).content.decode()
    assert 'value="60000"' in page
    for fact in ("Delivery manager", "£50,000 to £60,000", team.organisation.name):
        assert fact in page
    scope = {
        "decision": "approved",
        "audience": "external",
        "posts": "1",
        "max_salary": "60000",
    }
    page = move(approver, campaign, "approve", authority="department", **scope).content.decode()
    assert "You cannot open this role to people outside the civil service" in page
    page = move(approver, campaign, "approve", authority="delegated", **scope).content.decode()
    assert "Select the delegation" in page
    move(
        approver,
        campaign,
        "approve",
        authority="delegated",
        **scope,
        delegation=make_delegation(team).pk,
    )
    assert Approval.objects.get().approver == team.approver
    move(adviser, campaign, "draft-advert")
    assert VacancyPage.objects.get().live is False
    words = "You lead the team of this service and answer for it to the department."
    move(manager, campaign, "write", title=campaign.title, summary=words, prose=words)
    page = move(adviser, campaign, "publish").content.decode()
    assert "is open for applications" in page
    assert "Read the public advert" in page
    campaign.refresh_from_db()
    assert campaign.is_open


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Enter the title of the role"),
        ({"salary_min": ""}, "Enter the lowest salary"),
        ({"salary_max": "40000"}, "The highest salary must not be below the lowest"),
        ({"places": []}, "Select where the person can be based"),
        ({"contract": "fixed_term"}, "Enter the length of the contract in months"),
        (
            {"contract": "fixed_term", "contract_months": "30"},
            "The length of the contract must be 24 months or less",
        ),
        ({"contact_email": "nobody"}, "Enter an email address in the correct format"),
        ({"closes_on_year": "2020"}, "The closing date must be in the future"),
        ({"sift_on_year": "2025"}, "The sift must begin on or after the closing date"),
    ],
)
def test_R6_R18_bad_terms_are_told(team, changes, message):
    campaign = draft(team)
    said = save_terms(signed_in(team.manager), campaign, **terms_form(**changes))
    refused = [page.text for page in said if "There is a problem" in page.text]
    assert [message in page for page in refused] == [True]


def test_nobody_is_offered_the_approval_of_their_own(team):
    make_member(Membership.Role.HIRING_MANAGER, team.organisation, team.approver.email)
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.approver)
    client = signed_in(team.approver)
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve"])
    assert url not in client.get(campaign.get_absolute_url()).content.decode()
    assert approvals.OwnApprovalError.reason in client.get(url, follow=True).content.decode()
    other = signed_in(make_member(Membership.Role.APPROVER, team.organisation))
    assert "Decide on the approval" in other.get(campaign.get_absolute_url()).content.decode()
    move(other, campaign, "approve", decision="returned", reason="Say more.")
    assert Campaign.objects.get().state == CampaignState.RETURNED


def test_R4_the_hubs_lead_agrees_the_job_description(team):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    page = signed_in(team.adviser).get(campaign.get_absolute_url()).content.decode()
    assert "The hub team must agree the job description" in page
    waits = move(signed_in(team.lead), campaign, "agree-job-description").content.decode()
    assert "The hub team must agree the job description" in waits  # Nothing is described yet.
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    move(signed_in(team.lead), campaign, "agree-job-description")
    page = signed_in(team.adviser).get(campaign.get_absolute_url()).content.decode()
    assert "The hub team must agree the job description" not in page
    assert "Agreed by the hub team on" in page


def test_R7_a_closing_date_is_extended_and_not_shortened(team):
    campaign = make_open(team)
    manager = signed_in(team.manager)
    earlier = campaign.closes_on - timedelta(days=1)
    after = {
        **date_parts("sift_on", working(campaign.sift_on + timedelta(days=7))),
        **date_parts("interviews_from", working(campaign.interviews_from + timedelta(days=7))),
    }
    page = move(manager, campaign, "extend", **date_parts("closes_on", earlier), **after)
    assert (
        f"The new closing date must be after {date_gb(campaign.closes_on)}" in page.content.decode()
    )
    later = working(campaign.closes_on + timedelta(days=5))
    move(manager, campaign, "extend", **date_parts("closes_on", later), **after)
    campaign.refresh_from_db()
    assert campaign.closes_on == later
    move(manager, campaign, "pause", reason="A freeze.")
    move(manager, campaign, "resume")
    move(manager, campaign, "cancel", reason="The freeze stays.", what_of_posts="wanted")
    assert Campaign.objects.get().state == CampaignState.CANCELLED


def test_a_department_drafts_the_advert_and_is_back_at_the_campaign(team):
    campaign = make_draft(team)
    page = move(signed_in(team.manager), campaign, "draft-advert")
    assert page.redirect_chain[-1][0] == campaign.get_absolute_url()
    assert VacancyPage.objects.get().campaign == campaign
    editor = signed_in(team.adviser).get(campaign.get_absolute_url()).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[campaign.page.pk]) in editor
    assert "Edit, preview" not in page.content.decode()


def test_the_dates_and_the_audience_change_until_it_opens(team):
    campaign = make_approved(team, audience="internal")
    manager = signed_in(team.manager)
    closes = timezone.localdate() + timedelta(days=30)
    dates = {
        **date_parts("closes_on", closes),
        **date_parts("sift_on", working(closes + timedelta(days=1))),
        **date_parts("interviews_from", working(closes + timedelta(days=9))),
    }
    move(manager, campaign, "dates", **dates)
    page = move(manager, campaign, "audience", audience="internal").content.decode()
    assert "Select who may apply" in page
    move(manager, campaign, "audience", audience="across_government")
    campaign.refresh_from_db()
    assert (campaign.closes_on, campaign.audience) == (closes, "across_government")


def test_a_post_shows_where_it_came_from_and_can_be_withdrawn(team):
    campaign = make_draft(team, make_accepted_request(team, posts_wanted=2))
    post = campaign.posts.first()
    client = signed_in(team.manager)
    page = client.get(post.get_absolute_url()).content.decode()
    assert campaign.reference in page
    assert campaign.support_request.reference in page
    url = reverse("roles:post_move", args=[post.reference, "withdraw"])
    assert client.get(url).status_code == 200
    answer = {"reason": "The work has moved."}
    assert "is withdrawn" in client.post(url, answer, follow=True).content.decode()


def test_empty_lists_say_so(team):
    client = signed_in(team.adviser)
    page = client.get(reverse("roles:support_list")).content.decode()
    assert "No support requests are open." in page
    page = client.get(reverse("roles:campaign_list")).content.decode()
    assert "There are no campaigns under way that you can see." in page


@pytest.mark.parametrize("rubbish", ["?state=nonsense&page=x", "?state=%00", "?page=99999"])
def test_rubbish_in_the_address_is_left_out(team, rubbish):
    make_draft(team)
    client = signed_in(team.adviser)
    assert client.get(reverse("roles:support_list") + rubbish).status_code == 200
    assert client.get(reverse("roles:campaign_list") + rubbish).status_code == 200


@pytest.mark.parametrize("kind", ["support", "campaigns", "posts"])
@pytest.mark.parametrize("rubbish", ["x", "%00", "S-AAAA-%00AAA", "x" * 300, "' OR 1=1"])
def test_a_reference_that_is_none_is_not_found(team, kind, rubbish):
    client = signed_in(team.adviser)
    assert client.get(f"/{kind}/{rubbish}/").status_code == 404
    assert client.get(f"/{kind}/{rubbish}/withdraw/").status_code == 404


def test_a_reference_is_found_in_either_case(team):
    request = make_request(team)
    url = f"/support/{request.reference.lower()}/"
    assert signed_in(team.adviser).get(url).status_code == 200


@pytest.mark.parametrize("need", ["%00", "N-NONE-NONE", "x" * 3000])
def test_a_need_that_is_none_starts_no_request(team, need):
    response = signed_in(team.requester).get(f"/support/ask/?need={need}")
    assert response.status_code == (200 if need == "%00" else 404)


@pytest.mark.parametrize("name", ["support_list", "campaign_list"])
def test_a_list_costs_the_same_queries_at_1_3_and_30_items(
    team, name, django_assert_max_num_queries
):
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    costs = []
    for wanted in (1, 3, 30):
        while Campaign.objects.count() < wanted:
            make_draft(team)
        client.get(reverse(f"roles:{name}"))
        with django_assert_max_num_queries(30) as queries:
            page = client.get(reverse(f"roles:{name}")).content.decode()
        assert page.count('<tr class="govuk-table__row" role="row">') == wanted + 1
        costs.append(len(queries))
    assert len(set(costs)) == 1
    # One of them asks what the reader competes in, one which columns they chose.
    assert costs[0] <= 14


@pytest.mark.parametrize("name", ["request", "campaign"])
def test_a_record_costs_the_same_queries_at_1_3_and_30_posts(
    team, name, django_assert_max_num_queries
):
    client = signed_in(make_person("", StaffGroup.HUB_STAFF))
    costs = []
    for number in (1, 3, 30):
        request = make_accepted_request(team, posts_wanted=number)
        campaign = make_draft(team, request)
        record = request if name == "request" else campaign
        for _ in range(2):  # What is kept for a while is read by the second page.
            client.get(record.get_absolute_url())
        with django_assert_max_num_queries(42) as queries:
            client.get(record.get_absolute_url())
        costs.append(len(queries))
    assert costs == [costs[0]] * 3
    # Some are of the forms of what can be done, which open on the page.
    assert costs[0] <= 42
