"""Support requests: who asks, the triage clock, the answer, the work, the outcome."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import timeline
from hub.authorisation import as_nobody
from hub.models import Grade, Membership, Need, Notification
from roles.models import Campaign, Outcome, RecruitmentPolicy, SupportActivity, SupportRequest
from roles.support.services import outcomes, request_questions, requests
from roles.support.services.activities import ActivityRefusedError, log_activity
from roles.support.services.outcomes import TooLateToReopenError
from roles.support.services.request_questions import AnsweredAlreadyError
from tests.factories.hub import make_member, make_need, signed_in
from tests.factories.roles import (
    actions_of,
    actions_on_thread,
    make_accepted_request,
    make_draft,
    make_open,
    make_request,
    make_team,
)
from tests.roles.support.support_forms import ask_form
from tests.typed import tick_on

pytestmark = pytest.mark.django_db
State = SupportRequest.State


def told(slug):
    return set(Notification.objects.filter(slug=slug).values_list("recipient__email", flat=True))


def test_a_request_raises_a_need_and_answers_it(team):
    request = make_request(team, posts_wanted=2)
    assert request.state == State.SUBMITTED
    assert (request.need.headcount, request.need.organisation) == (2, team.organisation)
    need = Need.objects.get(pk=request.need.pk)
    assert need.state == Need.State.ANSWERED
    assert actions_on_thread(need) == [
        "hub.need_raised",
        "hub.need_answered",
        "roles.support_requested",
    ]


def test_a_request_answers_the_need_it_was_started_from(team):
    need = make_need(team.organisation, team.requester)
    request = make_request(team, need=need)
    assert request.need == need
    assert Need.objects.count() == 1


def test_a_need_whose_posts_a_campaign_fills_already_is_not_advertised_again(team):
    need = make_need(team.organisation, team.requester)
    page, words = reverse("need_detail", args=[need.reference]), "Advertise it yourself"
    client = signed_in(team.manager)
    assert words in client.get(page).text
    campaign = make_draft(team)
    Campaign.objects.filter(pk=campaign.pk).update(need=need)
    assert words not in client.get(page).text
    # More people are needed than it looks for; or it ended.
    Need.objects.filter(pk=need.pk).update(headcount=campaign.posts.count() + 1)
    assert words in client.get(page).text
    Need.objects.filter(pk=need.pk).update(headcount=1)
    Campaign.objects.filter(pk=campaign.pk).update(state="cancelled")
    assert words in client.get(page).text


def test_H1_only_a_requester_of_the_department_asks(team):
    others = [team.manager, team.approver, team.adviser, make_team("BBB").requester]
    role = make_need(team.organisation).role
    for person in others:
        with as_nobody(), pytest.raises(PermissionDenied):
            requests.submit_request(
                organisation=team.organisation,
                kinds=["sift"],
                role=role,
                grade=None,
                posts_wanted=1,
                reason="-",
                actor=person,
            )
    assert SupportRequest.objects.count() == 0


def test_H1_digital_leader_and_hr_contact_are_copied(team):
    leader = make_member(Membership.Role.DIGITAL_LEADER, team.organisation)
    contact = make_member(Membership.Role.HR_CONTACT, team.organisation)
    make_request(team)
    assert told("roles.support_requested") == {team.requester.email, leader.email, contact.email}


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 25)),  # Monday
        (datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 24)),  # Friday
        (datetime(2026, 12, 24, 9, tzinfo=UTC), date(2026, 12, 30)),  # 25 and 28 are holidays
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 3)),  # 1 July in London
    ],
)
def test_H2_triage_is_due_in_two_working_days(team, submitted, due):
    assert make_request(team, at=submitted).triage_due_on == due


def test_H2_the_working_days_and_the_region_are_policy(team):
    policy = RecruitmentPolicy.load()
    policy.triage_working_days = 3
    policy.bank_holidays = RecruitmentPolicy.BankHolidays.SCOTLAND
    policy.save()
    # 1 and 4 January 2027 are holidays in Scotland (2 January falls on a Saturday).
    request = make_request(team, at=datetime(2026, 12, 31, 9, tzinfo=UTC))
    assert request.triage_due_on == date(2027, 1, 7)


def test_H2_a_request_past_its_day_is_late_until_it_is_triaged(team):
    request = make_request(team, at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    assert not request.is_triage_late(date(2026, 11, 18))
    assert request.is_triage_late(date(2026, 11, 19))
    assert list(SupportRequest.objects.triage_overdue(date(2026, 11, 19))) == [request]
    requests.triage(request=request, urgency="urgent", adviser=team.adviser, actor=team.adviser)
    request.refresh_from_db()
    assert (request.urgency, request.adviser) == ("urgent", team.adviser)
    assert not request.is_triage_late(date(2026, 11, 30))
    assert not SupportRequest.objects.triage_overdue(date(2026, 11, 30)).exists()


def test_H2_a_senior_request_cannot_be_declined_or_redirected(team):
    request = make_request(team, grade="scs1")
    requests.triage(request=request, urgency="routine", adviser=team.adviser, actor=team.adviser)
    for refuse in (requests.decline, requests.redirect):
        with pytest.raises(TransitionNotAllowed):
            refuse(request=request, reason="No time.", actor=team.adviser)
    assert SupportRequest.objects.get().state == State.TRIAGED


def test_H4_a_request_is_declined_with_a_reason_and_the_department_is_told(team):
    request = make_request(team)
    requests.triage(request=request, urgency="routine", adviser=team.adviser, actor=team.adviser)
    requests.decline(request=request, reason="No sifter is free that week.", actor=team.adviser)
    request.refresh_from_db()
    assert (request.state, request.answer) == (State.DECLINED, "No sifter is free that week.")
    assert request.declined_at is not None
    assert told("roles.support_answered") == {team.requester.email}
    assert not request.posts.exists()
    outcomes.close(request=request, actor=team.adviser)
    assert SupportRequest.objects.get().state == State.CLOSED


def test_a_request_is_redirected_to_who_can_help_better(team):
    request = make_request(team)
    requests.triage(request=request, urgency="routine", adviser=team.lead, actor=team.adviser)
    assert told("roles.support_assigned") == {team.lead.email}
    requests.redirect(request=request, reason="Ask the commercial team.", actor=team.lead)
    request.refresh_from_db()
    assert (request.state, request.answer) == (State.REDIRECTED, "Ask the commercial team.")
    outcomes.close(request=request, actor=team.lead)
    with pytest.raises(TransitionNotAllowed):
        outcomes.reopen(request=request, reason="More.", actor=team.lead)


def test_accepting_opens_one_post_a_head_on_the_needs_thread(team):
    request = make_accepted_request(team, posts_wanted=3)
    assert request.posts.open().count() == 3
    assert actions_on_thread(request.need).count("roles.post_opened") == 3


def test_H2_who_triages_reads_who_asks_for_whom_for_what_and_why_beside_the_form(team):
    request = make_request(team)
    page = signed_in(team.adviser).get(f"{request.get_absolute_url()}triage/").text
    said = (request.organisation.name, str(request.level or request.role), request.what_for)
    for words in (*said, request.reason):
        assert words in page


def test_a_request_is_triaged_once(team):
    request = make_accepted_request(team)
    with pytest.raises(TransitionNotAllowed):
        requests.triage(request=request, urgency="urgent", adviser=team.lead, actor=team.lead)
    with pytest.raises(TransitionNotAllowed):
        requests.accept(request=request, actor=team.adviser)
    assert request.posts.count() == 1


def test_H5_work_is_logged_on_its_day_against_a_post(team):
    at = timezone.now() - timedelta(days=10)
    request = make_accepted_request(team, at=at)
    post = request.posts.get()
    day = timezone.localdate() - timedelta(days=3)
    activity = log_activity(
        request=request, type="headhunt", on=day, post=post, hours=2, actor=team.adviser
    )
    request.refresh_from_db()
    assert (activity.post, activity.on, activity.adviser) == (post, day, team.adviser)
    assert request.state == State.IN_PROGRESS


def test_H5_work_is_refused_on_a_wrong_day_or_post_or_request(team):
    request = make_accepted_request(team)
    other = make_accepted_request(team).posts.get()
    today = timezone.localdate()
    refused = [
        {"on": today + timedelta(days=1)},
        {"on": today - timedelta(days=1)},
        {"on": today, "post": other},
    ]
    for given in refused:
        with pytest.raises(ActivityRefusedError):
            log_activity(request=request, type="advice", actor=team.adviser, **given)
    with pytest.raises(ActivityRefusedError):
        log_activity(request=make_request(team), type="advice", on=today, actor=team.adviser)
    assert SupportActivity.objects.count() == 0


def test_R5_sift_help_that_was_not_asked_for_before_opening_is_refused(team):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    with pytest.raises(ActivityRefusedError) as refusal:
        log_activity(
            request=request,
            type="sift",
            on=timezone.localdate(),
            post=campaign.posts.get(),
            actor=team.adviser,
        )
    assert "before the advert opens" in refusal.value.reasons[0]


def test_R5_a_request_for_sift_help_counts_as_asked_for(team):
    request = make_accepted_request(team, kind="sift")
    campaign = make_open(team, request)
    assert campaign.sift_help_requested_at == request.submitted_at
    log_activity(
        request=request,
        type="sift",
        on=timezone.localdate(),
        post=campaign.posts.get(),
        actor=team.adviser,
    )
    assert SupportActivity.objects.count() == 1


def test_the_hub_asks_waits_for_the_department_and_goes_on(team):
    request = make_accepted_request(team)
    first = request_questions.ask(request=request, text="Which site?", actor=team.adviser)
    second = request_questions.ask(request=request, text="Since when?", actor=team.adviser)
    request.refresh_from_db()
    assert request.state == State.WAITING_ON_DEPARTMENT
    request_questions.answer(question=first, text="Leeds.", actor=team.requester)
    assert SupportRequest.objects.get().state == State.WAITING_ON_DEPARTMENT
    request_questions.answer(question=second, text="Since May.", actor=team.requester)
    assert SupportRequest.objects.get().state == State.IN_PROGRESS
    with pytest.raises(AnsweredAlreadyError):
        request_questions.answer(question=second, text="June.", actor=team.requester)
    assert told("roles.support_waiting") == {team.requester.email}
    assert told("roles.support_resumed") == {team.adviser.email}


def test_the_department_asks_and_the_hub_answers(team):
    request = make_accepted_request(team)
    question = request_questions.ask(
        request=request, text="When do you sift?", actor=team.requester
    )
    request.refresh_from_db()
    assert (request.state, question.is_from_hub) == (State.ACCEPTED, False)
    assert told("roles.support_asked") == {team.adviser.email}
    for person, may in ((team.requester, False), (team.adviser, True)):
        assert person.has_perm("roles.answer_requestquestion", question) == may
    request_questions.answer(question=question, text="On Monday.", actor=team.adviser)
    assert told("roles.support_replied") == {team.requester.email}
    assert SupportRequest.objects.get().state == State.ACCEPTED


def test_a_question_is_answered_once_by_the_other_side_on_its_page(team):
    request = make_accepted_request(team)
    question = request_questions.ask(request=request, text="Which site?", actor=team.adviser)
    url = f"/support/{request.reference}/questions/{question.pk}/"
    for person in (team.adviser, team.manager, make_team("BBB").requester):
        assert signed_in(person).get(url).status_code == 404
    client = signed_in(team.requester)
    assert "Enter your answer" in client.post(url, {"text": " "}).content.decode()
    client.post(url, {"text": "Leeds."})
    assert "Leeds." in signed_in(team.adviser).get(request.get_absolute_url()).content.decode()
    page = client.post(url, {"text": "York."}, follow=True).content.decode()
    assert "York." not in page


def test_another_adviser_takes_it_over(team):
    request = make_accepted_request(team)
    requests.assign(
        request=request,
        urgency="urgent",
        urgency_reason="The team leaves next week.",
        adviser=team.lead,
        actor=team.adviser,
    )
    request.refresh_from_db()
    assert (request.adviser, request.urgency) == (team.lead, "urgent")
    assert told("roles.support_assigned") == {team.lead.email}
    with pytest.raises(TransitionNotAllowed):
        requests.assign(
            request=make_request(team), urgency="soon", adviser=team.lead, actor=team.lead
        )


@pytest.mark.parametrize("posts", [1, 3])
def test_H7_the_department_withdraws_with_a_reason_and_reopens(team, posts):
    request = make_accepted_request(team, posts_wanted=posts)
    taken = make_draft(team, request)
    other = make_accepted_request(team, posts_wanted=posts)
    for one in (request, other):
        outcomes.withdraw(request=one, reason="The budget went.", actor=team.requester)
        one.refresh_from_db()
        assert (one.state, one.outcome) == (State.WITHDRAWN, Outcome.WITHDRAWN)
        assert one.outcome_reason == "The budget went."
    # A campaign of the department's own goes on with its posts.
    assert request.posts.open().count() == posts == taken.posts.count()
    assert other.posts.open().count() == 0
    # So who works on it is told, too.
    assert told("roles.support_withdrawn") == {team.adviser.email, team.manager.email}
    outcomes.reopen(request=other, reason="The budget is back.", actor=team.requester)
    other.refresh_from_db()
    assert (other.state, other.outcome) == (State.IN_PROGRESS, "")
    assert other.posts.open().count() == posts
    assert told("roles.support_reopened") == {team.adviser.email}


def test_a_withdrawn_request_looks_withdrawn_and_its_campaign_says_that_the_help_has_ended(team):
    request = make_accepted_request(team)
    campaign = make_draft(team, request)
    ended = "The hub team’s help has ended: the request is withdrawn."
    client = signed_in(team.requester)
    campaign_page = signed_in(team.manager).get(campaign.get_absolute_url()).text
    assert "help has ended" not in campaign_page
    client.post(f"{request.get_absolute_url()}withdraw/", {"reason": "The budget went."})
    page = client.get(request.get_absolute_url())
    bar = [stage.label for stage in page.context_data["stages"]]
    assert bar == ["Submitted", "Triaged", "Accepted", "In progress", "Withdrawn"]
    assert "Nobody: it is withdrawn" in page.text
    assert request.reference in client.get("/support/?state=withdrawn").text
    assert request.reference not in client.get("/support/?state=closed").text
    assert ended in signed_in(team.manager).get(campaign.get_absolute_url()).text


def test_a_request_withdrawn_before_the_answer_is_looked_at_afresh(team):
    request = make_request(team)
    outcomes.withdraw(request=request, reason="A mistake.", actor=team.requester)
    outcomes.reopen(request=request, reason="It was none.", actor=team.requester)
    request.refresh_from_db()
    assert request.state == State.SUBMITTED
    requests.triage(request=request, urgency="soon", adviser=team.adviser, actor=team.adviser)
    assert requests.accept(request=request, actor=team.adviser).posts.count() == 1


def test_a_second_open_request_for_the_same_role_is_asked_about_not_refused(team):
    other = make_request(team)
    client = signed_in(team.requester)
    form = ask_form(team)
    page = client.post("/support/ask/", form).content.decode()
    assert other.reference in page
    assert "Select “Yes” to send another one" in page
    assert SupportRequest.objects.count() == 1
    client.post("/support/ask/", {**form, "second_to": "on"})
    assert SupportRequest.objects.count() == 1
    client.post("/support/ask/", {**form, **tick_on(page, "second_to")})
    second = SupportRequest.objects.exclude(pk=other.pk).get()
    history = client.get(second.get_absolute_url()).text
    assert f"Although {other} is for the same role" in history


def test_H2_a_senior_request_asks_for_the_agreement_of_the_job_description(team):
    client = signed_in(team.requester)
    client.post("/support/ask/", ask_form(team, grade=Grade.objects.get(code="scs1").pk))
    request = SupportRequest.objects.get()
    assert [asked.kind for asked in request.kinds.all()] == [
        "job_description_agreement",
        "sift",
        "shortlist",
    ]


def finished(team, at=None):
    request = make_accepted_request(team, at=at)
    log_activity(
        request=request,
        type="advice",
        on=timezone.localdate(at or timezone.now()),
        actor=team.adviser,
        at=at,
    )
    outcomes.record_outcome(
        request=request,
        outcome=Outcome.CONTRACT,
        reason="A framework supplier does it.",
        actor=team.adviser,
        at=at,
    )
    return outcomes.close(request=request, actor=team.adviser, at=at)


def test_an_outcome_is_recorded_then_the_request_is_closed(team):
    request = finished(team)
    assert (request.state, request.outcome) == (State.CLOSED, Outcome.CONTRACT)
    assert actions_of(request) == [
        "roles.support_requested",
        "roles.support_triaged",
        "roles.support_accepted",
        "roles.support_begun",
        "roles.activity_logged",
        "roles.support_outcome_recorded",
        "roles.support_closed",
    ]


def test_a_closed_request_is_reopened_within_the_days_of_the_policy(team):
    request = finished(team, at=timezone.now() - timedelta(days=29))
    again = outcomes.reopen(request=request, reason="More.", actor=team.requester)
    assert again.state == State.IN_PROGRESS
    late = finished(team, at=timezone.now() - timedelta(days=31))
    with pytest.raises(TooLateToReopenError):
        outcomes.reopen(request=late, reason="More.", actor=team.adviser)


def test_history_recorded_long_afterwards_writes_to_nobody_and_says_so(team):
    request = make_accepted_request(team, at=datetime(2013, 5, 1, 9, tzinfo=UTC))
    assert request.submitted_at == datetime(2013, 5, 1, 9, tzinfo=UTC)
    assert Notification.objects.count() == 0
    assert all(entry.recorded_on for entry in timeline.of(request))
