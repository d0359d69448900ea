"""R4, second half: the hub agrees to the appointment to a Senior Civil Service technology post."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.acting_for import FOR
from hub.audit import log
from hub.authorisation import as_nobody, as_system
from hub.models import Grade
from hub.permissions import StaffGroup
from hub.stand_ins import arrange_stand_in
from roles.adverts.services.adverts import publish_advert
from roles.campaigns.services import approvals, posts
from roles.campaigns.services.appointments import (
    AppointmentRefusedError,
    PanelMemberError,
    agree_appointment,
)
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.drafting import change_terms, make_campaign_from_request
from roles.campaigns.services.job_descriptions import describe_job
from roles.campaigns.services.posts import AppointmentNotAgreedError
from roles.campaigns.services.readiness import NotReadyError
from roles.campaigns.services.stage_plans import begin_plan
from roles.campaigns.work import CAMPAIGN_WORK
from roles.invariants import INVARIANTS
from roles.models import Campaign, CampaignPart, Post
from roles.support.services.activities import log_activity
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_application,
    make_move,
    tell_of_decisions,
    terms_typed,
)
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    SENIOR_JOB,
    agree_job,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
)
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def senior(team):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    agree_job(team, campaign)
    return publish_advert(campaign=campaign, actor=team.adviser)


def recommended(campaign, candidate=None):
    """An application whose candidate the panel recommended, with the order of merit agreed."""
    application = make_application(campaign, candidate, *TO_RECOMMENDED)
    bring_to(campaign, "merit_agreed")
    return application


@pytest.mark.parametrize("part", ["the candidate", "a rival", "made the campaign", "wrote it"])
def test_R4_R25_nobody_with_a_part_in_it_agrees_to_an_appointment(team, senior, part):
    lead, post = make_person("", StaffGroup.HUB_LEADS), senior.posts.get()
    chosen = recommended(senior, lead if part == "the candidate" else None)
    if part == "a rival":
        make_application(senior, lead, "fail_sift")
    if part == "made the campaign":
        Campaign.objects.update(made_by=lead)
    if part == "wrote it":
        CampaignPart.objects.play(senior, lead, "job_description", timezone.now())
    agree = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    browser = signed_in(lead)
    assert "agree-appointment" not in browser.get(post.get_absolute_url()).content.decode()
    assert browser.get(agree).status_code == 404
    assert browser.post(agree, {"application": chosen.reference}).status_code == 404
    with pytest.raises(PermissionDenied):
        agree_appointment(post=Post.objects.get(), application=chosen.reference, actor=lead)
    assert Post.objects.get().agreed_for == ""
    assert signed_in(team.lead).get(agree).status_code == 200


def test_R4_the_hub_agrees_only_to_what_can_be_offered(team, senior, time_machine):
    post, other = senior.posts.get(), make_open(team)
    rejected = make_application(senior, None, "fail_sift").reference
    elsewhere = recommended(other).reference
    chosen = make_application(senior, None, *TO_RECOMMENDED).reference

    def refused(reference: str) -> str:
        with pytest.raises(AppointmentRefusedError) as error:
            agree_appointment(post=post, application=reference, actor=team.lead)
        return error.value.reasons[0]

    agree = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    assert "Agree the order of merit" in refused(chosen)
    page = signed_in(team.lead).post(agree, {"application": chosen}).content.decode()
    assert "Agree the order of merit" in page
    bring_to(senior, "merit_agreed")
    for reference in ("A-NOSUCH", "", rejected, elsewhere):
        assert "Select an application that was recommended" in refused(reference)
    with pytest.raises(AppointmentRefusedError):
        agree_appointment(post=other.posts.get(), application=elsewhere, actor=team.lead)
    with as_system():
        cancel_campaign(campaign=senior, reason="Not needed", actor=team.manager)
    # Cancelling keeps whoever was recommended on the reserve list, which can be offered the post.
    assert "Select an application that was recommended" in refused(rejected)
    assert Post.objects.get(pk=post.pk).agreed_for == ""
    # As every offer, not before they are told (R19).
    assert "The candidate will be told the last decision on" in refused(chosen)
    time_machine.move_to(timezone.now() + timedelta(days=5), tick=False)
    assert agree_appointment(post=post, application=chosen, actor=team.lead).agreed_for == chosen


def test_R4_a_senior_post_is_not_offered_before_the_hub_agrees_to_the_appointment(team, senior):
    post, chosen = senior.posts.get(), recommended(senior).reference
    with pytest.raises(AppointmentNotAgreedError):
        posts.offer_post(post=post, reference=chosen, actor=team.manager)
    agree_appointment(post=post, application=chosen, actor=team.lead)
    with pytest.raises(AppointmentNotAgreedError):
        posts.offer_post(post=post, reference="A-2", actor=team.manager)
    offered = posts.offer_post(post=post, reference=chosen, actor=team.manager)
    assert (offered.state, offered.agreed_by) == ("offered", team.lead)


def test_R4_other_posts_need_no_agreement(team):
    post = make_open(team).posts.get()
    assert posts.offer_post(post=post, reference="A-1", actor=team.manager).state == "offered"


def test_R4_only_a_lead_agrees_to_an_appointment(team, senior):
    for person in (team.adviser, team.manager, team.approver):
        with pytest.raises(PermissionDenied):
            agree_appointment(post=senior.posts.get(), application="A-1", actor=person)


def test_H8_nobody_of_the_panel_agrees_to_the_appointment(team, senior):
    post = senior.posts.get()
    log_activity(
        request=senior.support_request,
        type="panel",
        on=timezone.localdate(),
        post=post,
        actor=team.lead,
    )
    with pytest.raises(PanelMemberError):
        agree_appointment(post=post, application="A-1", actor=team.lead)


def test_R4_agreed_and_offered_in_the_browser(team, senior):
    application = make_application(senior, make_person(), *TO_RECOMMENDED)
    post = senior.posts.get()
    manager, lead = signed_in(team.manager), signed_in(team.lead)
    offer = reverse("roles:sift_move", args=[senior.reference, application.reference, "offer"])
    bring_to(senior, "merit_agreed")
    typed = terms_typed(senior, post)
    page = manager.post(offer, typed).content.decode()
    assert "The hub team must first agree to the appointment" in page
    agree = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    assert manager.get(agree).status_code == 404
    assert "Not agreed by the hub team yet" in lead.get(post.get_absolute_url()).content.decode()
    lead.post(agree, as_read(lead, agree, {"application": application.reference}))
    assert application.reference in lead.get(post.get_absolute_url()).content.decode()
    for group in (StaffGroup.ANALYSTS, StaffGroup.REVIEWERS):
        # Who may not see applications is not told whose it is; nor in the admin.
        outsider = signed_in(make_person("", group))
        for page in (post.get_absolute_url(), reverse("roles_posts:inspect", args=[post.pk])):
            answer = outsider.get(page)
            assert answer.status_code == 200
            assert application.reference not in answer.content.decode()
    manager.post(offer, typed)
    post.refresh_from_db()
    assert post.state == "offered"


def test_R4_a_senior_campaign_made_afresh_is_held_back_too(team):
    campaign = make_approved(team)
    Campaign.objects.update(grade=Grade.objects.get(code="scs1"))
    with pytest.raises(NotReadyError) as refusal:
        publish_advert(campaign=campaign, actor=team.adviser)
    assert refusal.value.reasons[0].startswith("The hub team must agree the job description")


def test_H8_work_logged_without_a_post_counts_for_each_post_of_the_request(team, senior):
    log_activity(
        request=senior.support_request, type="panel", on=timezone.localdate(), actor=team.lead
    )
    with pytest.raises(PanelMemberError):
        agree_appointment(post=senior.posts.get(), application="A-1", actor=team.lead)


def test_H8_who_was_on_the_panel_reads_why_they_do_not_agree(team, senior):
    chosen, post = recommended(senior), senior.posts.get()
    log_activity(
        request=senior.support_request,
        type="panel",
        on=timezone.localdate(),
        post=post,
        actor=team.lead,
    )
    url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    words = "You cannot agree to this appointment because you worked on its panel,"
    lead = signed_in(team.lead)
    assert words in lead.get(post.get_absolute_url()).text
    page = lead.get(url).text
    assert (words in page, 'name="application"' in page) == (True, False)
    assert words in lead.post(url, {"application": chosen.reference}).text
    other = signed_in(make_person("", StaffGroup.HUB_LEADS))
    assert words not in other.get(post.get_absolute_url()).text


@pytest.mark.parametrize("is_away", [True, False])
def test_H8_nor_does_who_stands_in_for_one_of_the_panel_or_the_other_way_round(
    team, senior, is_away, time_machine
):
    chosen, post, today = recommended(senior), senior.posts.get(), timezone.localdate()
    colleague = make_person("ben@hub.example", StaffGroup.HUB_LEADS)
    log_activity(request=senior.support_request, type="panel", on=today, post=post, actor=team.lead)
    away, other = (team.lead, colleague) if is_away else (colleague, team.lead)
    with as_system():
        arrange_stand_in(colleague=other, starts_on=today, ends_on=today, actor=away)
    url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    words = "because a colleague worked on its panel, or recorded what it decided, and one of you"
    client = signed_in(colleague)
    assert words in client.get(post.get_absolute_url()).text
    page = client.get(url).text
    assert (words in page, 'name="application"' in page) == (True, False)
    assert words in client.post(url, {"application": chosen.reference}).text
    post.refresh_from_db()
    assert post.agreed_for == ""
    with as_nobody(), pytest.raises(PanelMemberError):
        agree_appointment(post=post, application=chosen.reference, actor=colleague)
    # Once it is over, the two are two again.
    time_machine.move_to(timezone.now() + timedelta(days=1))
    client = signed_in(colleague)
    client.post(url, as_read(client, url, {"application": chosen.reference}))
    post.refresh_from_db()
    assert post.agreed_for == chosen.reference


@pytest.mark.parametrize("move", ["record_interview", "recommend", "put_on_reserve", "not_appoint"])
def test_H8_nor_does_who_recorded_what_the_panel_found_of_anybody(team, senior, move):
    """Without having logged any work on the panel; whichever candidate it was about."""
    chosen, post = recommended(senior), senior.posts.get()
    lead, other = (make_person("", StaffGroup.HUB_LEADS) for _ in range(2))
    before = TO_RECOMMENDED[:-2] if move == "record_interview" else TO_RECOMMENDED[:-1]
    Campaign.objects.filter(pk=senior.pk).update(state="interviewing")
    row = make_application(senior, None, *before)
    with as_system():
        make_move(row, move, lead)
    bring_to(senior, "merit_agreed")
    url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    page = signed_in(lead).get(url).text
    assert ("recorded what it decided" in page, 'name="application"' in page) == (True, False)
    with as_nobody(), pytest.raises(PanelMemberError):
        agree_appointment(post=post, application=chosen.reference, actor=lead)
    assert 'name="application"' in signed_in(other).get(url).text


def test_H8_nor_does_who_agreed_the_order_of_merit_nor_for_whom_it_was_done(team, senior):
    chosen, post = recommended(senior), senior.posts.get()
    lead, away, other = (make_person("", StaffGroup.HUB_LEADS) for _ in range(3))
    log(senior, "roles.campaign_merit_agreed", actor=lead, data={FOR: away.pk})
    for person, may in ((lead, False), (away, False), (other, True)):
        url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
        assert ('name="application"' in signed_in(person).get(url).text) == may
    assert agree_appointment(post=post, application=chosen.reference, actor=other).agreed_at


def test_H8_who_agreed_and_works_on_the_panel_afterwards_has_not_agreed(team, senior):
    chosen, post = recommended(senior), senior.posts.get()
    agree_appointment(post=post, application=chosen.reference, actor=team.lead)
    log_activity(
        request=senior.support_request,
        type="panel",
        on=timezone.localdate(),
        post=post,
        actor=team.lead,
    )
    page = post.get_absolute_url()
    assert "A different hub lead has to agree again" in signed_in(team.lead).get(page).text
    with pytest.raises(AppointmentNotAgreedError):
        posts.offer_post(post=post, reference=chosen.reference, actor=team.manager)
    check = next(one for one in INVARIANTS if one.slug == "roles.agreed_by_the_panel")
    assert list(check.broken()) == [post]
    post.refresh_from_db()
    other = make_person("", StaffGroup.HUB_LEADS)
    agree_appointment(post=post, application=chosen.reference, actor=other)
    assert list(check.broken()) == []
    assert "has to agree again" not in signed_in(team.lead).get(page).text
    offered = posts.offer_post(post=post, reference=chosen.reference, actor=team.manager)
    assert offered.state == "offered"


def test_H8_the_posts_of_a_campaign_have_one_panel(team):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1", posts_wanted=2))
    agree_job(team, campaign)
    campaign = publish_advert(campaign=campaign, actor=team.adviser)
    first, second = campaign.posts.order_by("pk")
    log_activity(
        request=campaign.support_request,
        type="interview",
        on=timezone.localdate(),
        post=first,
        actor=team.lead,
    )
    with pytest.raises(PanelMemberError):
        agree_appointment(post=second, application="A-1", actor=team.lead)
    other, chosen = make_person("", StaffGroup.HUB_LEADS), recommended(campaign).reference
    assert agree_appointment(post=second, application=chosen, actor=other).agreed_by == other


def test_R4_who_made_a_senior_campaign_does_not_agree_its_job_description(team):
    campaign = make_approved(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    Campaign.objects.update(made_by=team.lead)
    url = reverse("roles:campaign_move", args=[campaign.reference, "agree-job-description"])
    lead = signed_in(team.lead)
    assert "Agree the job description" not in lead.get(campaign.get_absolute_url()).content.decode()
    assert lead.post(url).status_code == 404
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    other = signed_in(make_person("", StaffGroup.HUB_LEADS))
    assert other.post(url, as_read(other, url)).status_code == 302
    assert Campaign.objects.get().job_description_agreed_at is not None


def test_R4_who_wrote_the_words_or_the_salary_does_not_agree_them(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.lead, **SENIOR_JOB)
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    # Nor once others have written after them (R4).
    describe_job(campaign=campaign, actor=team.manager, summary="Leads all technology.")
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    other = make_person("", StaffGroup.HUB_LEADS)
    approvals.agree_job_description(campaign=campaign, actor=other)
    change_terms(campaign=campaign, actor=team.lead, london_salary_max=99000)
    assert Campaign.objects.get().job_description_agreed_at is None
    with pytest.raises(approvals.OwnApprovalError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)


def test_R4_an_empty_job_description_is_not_agreed_and_the_page_says_what_it_lacks(team):
    request = make_accepted_request(team, grade="scs1")
    campaign = make_campaign_from_request(request=request, title="Chief", actor=team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "agree-job-description"])
    lead = signed_in(team.lead)
    page = lead.get(url).content.decode()
    for words in (
        "enter the salary",
        "enter the essential criteria",
        "write in the job description what the person does",
        "add the reporting line to the job description",
    ):
        assert words in page
    lead.post(url)
    with pytest.raises(NotReadyError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    assert Campaign.objects.get().job_description_agreed_at is None


def test_R4_the_page_shows_what_is_agreed_and_what_is_not_written(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    url = reverse("roles:campaign_move", args=[campaign.reference, "agree-job-description"])
    lead = signed_in(team.lead)
    assert "There is no job description yet" in lead.get(url).text
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    page = lead.get(url).text
    for words in (
        campaign.title,
        "£56,000 to £64,000",
        *campaign.criteria,
        *campaign.stages,
        *SENIOR_JOB.values(),
        "About the department<br>Priorities of the role<br>Process and contacts<br>Declarations",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("part", "lacking"),
    [
        ("duties", "write in the job description what the person does"),
        ("reporting_line", "add the reporting line to the job description"),
    ],
)
def test_R4_a_job_description_without_its_core_is_not_agreed(team, part, lacking):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **{**SENIOR_JOB, part: " "})
    url = reverse("roles:campaign_move", args=[campaign.reference, "agree-job-description"])
    lead = signed_in(team.lead)
    assert lacking in lead.get(url).text
    lead.post(url)
    with pytest.raises(NotReadyError):
        approvals.agree_job_description(campaign=campaign, actor=team.lead)
    assert Campaign.objects.get().job_description_agreed_at is None
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    lead.post(url, as_read(lead, url))
    assert Campaign.objects.get().job_description_agreed_by == team.lead


def test_the_only_post_of_a_request_is_chosen_in_the_log_form(team):
    one = make_accepted_request(team)
    two = make_accepted_request(team, posts_wanted=2)
    adviser = signed_in(team.adviser)
    page = adviser.get(f"/support/{one.reference}/log/").content.decode()
    assert f'<option value="{one.posts.get().pk}" selected>' in page
    page = adviser.get(f"/support/{two.reference}/log/").content.decode()
    assert not [post for post in two.posts.all() if f'value="{post.pk}" selected' in page]


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({"security_level": "dv"}, False),
        ({"hours_per_week": 5}, False),
        ({"nationality": "reserved"}, False),
        ({"contract": "loan", "contract_months": 6}, False),
        ({"assessment": "Interview only, by the minister alone"}, False),
        ({"audience": "internal"}, False),
        ({"places": []}, False),
        ({"contact_name": "The new team"}, True),
        ({}, True),
    ],
)
def test_R4_what_the_hub_agreed_is_agreed_again_when_more_than_dates_and_contacts_change(
    team, changes, stands
):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    approvals.agree_job_description(campaign=campaign, actor=team.lead)
    change_terms(campaign=campaign, actor=team.manager, **changes)
    assert (Campaign.objects.get().job_description_agreed_at is not None) is stands


def test_R4_what_the_hub_agreed_is_agreed_again_when_a_stage_changes(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs1"))
    describe_job(campaign=campaign, actor=team.manager, **SENIOR_JOB)
    approvals.agree_job_description(campaign=campaign, actor=team.lead)
    begin_plan(campaign=campaign, framework="success-profiles-2026", actor=team.manager)
    assert Campaign.objects.get().job_description_agreed_at is None


def waiting(person, heading: str) -> list[str]:
    """Where the lines of one queue lead on somebody's list of work."""
    queues = {queue.label: queue for queue in CAMPAIGN_WORK}
    queue = queues[heading]
    return [queue.item(row).href for row in queue.rows(person)]


def test_R4_H8_an_appointment_waits_for_the_leads_who_may_agree_to_it(team, senior):
    heads = "Agree to appointments to senior posts"
    asked = "A hub lead agrees to an appointment to a senior post"
    post = senior.posts.get()
    agree = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    chosen = make_application(senior, None, *TO_RECOMMENDED)
    assert waiting(team.lead, heads) == []  # The order of merit is not agreed.
    bring_to(senior, "offering")
    tell_of_decisions(chosen)
    own = make_person("", StaffGroup.HUB_LEADS)
    CampaignPart.objects.play(senior, own, "job_description", timezone.now())
    assert [waiting(person, heads) for person in (team.lead, own, team.adviser)] == [
        [agree],
        [],
        [],
    ]
    assert waiting(team.manager, asked) == [post.get_absolute_url()]
    assert agree in signed_in(team.lead).get("/work/").text
    said = "A hub lead has to agree to the appointment before you make an offer for"
    assert said in signed_in(team.manager).get(senior.get_absolute_url()).text
    agree_appointment(post=post, application=chosen.reference, actor=team.lead)
    assert (waiting(team.lead, heads), waiting(team.manager, asked)) == ([], [])
    assert said not in signed_in(team.manager).get(senior.get_absolute_url()).text


def queries_of_waiting(person, heading: str) -> tuple[int, int]:
    """How many lines a queue has for somebody, and in how many queries."""
    fresh = type(person).objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as asked:
        lines = waiting(fresh, heading)
    return len(lines), len(asked)


def test_R4_the_queue_of_appointments_costs_the_same_for_one_and_for_thirty_posts(team):
    heads = "Agree to appointments to senior posts"
    asked = "A hub lead agrees to an appointment to a senior post"
    to_reserve = (*TO_RECOMMENDED[:-1], "put_on_reserve")
    found = []
    # Campaigns, and how many posts of each wait; of each campaign one post is agreed on already.
    for campaigns, each in ((1, 1), (2, 1), (9, 3)):
        for _ in range(campaigns):
            request = make_accepted_request(team, grade="scs1", posts_wanted=each + 1)
            campaign = make_approved(team, request)
            agree_job(team, campaign)
            publish_advert(campaign=campaign, actor=team.adviser)
            chosen = make_application(campaign, None, *TO_RECOMMENDED)
            tell_of_decisions(chosen, make_application(campaign, None, *to_reserve))
            bring_to(campaign, "offering")
            post = campaign.posts.first()
            agree_appointment(post=post, application=chosen.reference, actor=team.lead)
        for _ in range(3):  # What is kept for a while is read by the last.
            [queries_of_waiting(person, heads) for person in (team.lead, team.manager)]
        found.append(
            [queries_of_waiting(team.lead, heads), queries_of_waiting(team.manager, asked)]
        )
    assert [[lines for lines, _ in each] for each in found] == [[1, 1], [3, 3], [30, 30]]
    assert [[queries for _, queries in each] for each in found] == [
        [queries for _, queries in found[0]]
    ] * 3


@pytest.mark.parametrize("part", ["panel", "finding", "rival", "none"])
def test_H8_R25_the_queue_leaves_out_what_its_page_would_refuse(team, senior, part):
    heads = "Agree to appointments to senior posts"
    person, post = make_person("", StaffGroup.HUB_LEADS), senior.posts.get()
    chosen = make_application(senior, None, *TO_RECOMMENDED)
    if part == "rival":
        make_application(senior, person, "fail_sift")
    bring_to(senior, "offering")
    tell_of_decisions(chosen)
    if part == "panel":
        log_activity(
            request=senior.support_request, type="panel", on=timezone.localdate(), actor=person
        )
    if part == "finding":
        log(chosen, "roles.application_recommended", actor=person)
    url = reverse("roles:post_move", args=[post.reference, "agree-appointment"])
    assert waiting(person, heads) == ([url] if part == "none" else [])
    client = signed_in(person)
    page = client.get(url)
    may = page.status_code == 200 and 'name="application"' in page.text
    assert may == (part == "none")
    assert waiting(team.lead, heads) == [url]
