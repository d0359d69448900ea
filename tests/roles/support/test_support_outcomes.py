"""What became of requests: asked two weeks after closing, read only in aggregate (H7, H9)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub import needs
from hub.models import LogEntry, Notification
from hub.periods import Quarter
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.adverts.words import from_lines
from roles.campaigns.indicators import specialist_posts_filled
from roles.campaigns.services.posts import accept_post
from roles.campaigns.services.readiness import NotReadyError
from roles.campaigns.services.withdrawing import withdraw_post
from roles.models import Outcome, RequestFeedback, SupportRequest
from roles.support.services import outcomes
from roles.support.services.activities import log_activity
from roles.support.tasks import ask_for_feedback
from tests.factories.hub import signed_in
from tests.factories.roles import (
    PROSE,
    agree_job,
    approve_campaign,
    make_accepted_request,
    make_draft,
    make_open,
)
from tests.roles.support.support_forms import book, make_expert

pytestmark = pytest.mark.django_db


def closed(team, outcome=Outcome.FILLED_OTHERWISE):
    request = make_accepted_request(team)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    if outcome == Outcome.FILLED_BY_CAMPAIGN:
        make_draft(team, request)
    if outcome in (Outcome.FILLED_BY_CAMPAIGN, Outcome.FILLED_FROM_RESERVE):
        # By the department's own record of the offer.
        accept_post(post=request.posts.get(), person=None, reference="old/1", actor=None)
    outcomes.record_outcome(request=request, outcome=outcome, reason="So.", actor=team.adviser)
    return outcomes.close(request=request, actor=team.adviser)


def later(time_machine, days):
    time_machine.move_to(timezone.now() + timedelta(days=days), tick=False)


def test_H7_every_outcome_is_recorded_with_its_reason(team):
    for outcome in Outcome:
        request = closed(team, outcome)
        kept = (request.state, request.outcome, request.outcome_reason)
        assert kept == ("closed", outcome, "So.")


def test_H7_filled_by_a_campaign_is_recorded_only_where_a_campaign_filled_a_post(team):
    request = make_accepted_request(team, posts_wanted=2)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    url = f"{request.get_absolute_url()}outcome/"
    answers = {"outcome": Outcome.FILLED_BY_CAMPAIGN, "reason": "The posts are filled."}
    adviser = signed_in(team.adviser)
    page = adviser.post(url, answers).text
    assert "No campaign has filled a post of this request. Select how it ended" in page
    first, second = request.posts.all()
    # What the department filled by itself is no campaign's.
    accept_post(post=first, person=None, reference="HR-1", actor=team.manager)
    assert "No campaign has filled a post of this request" in adviser.post(url, answers).text
    campaign = make_draft(team, request)
    page = adviser.post(url, answers).text
    assert f"Still running: {campaign.reference}" in page
    assert "The posts are filled." in page
    second.refresh_from_db()
    accept_post(post=second, person=None, reference="HR-2", actor=team.manager)
    assert adviser.post(url, answers).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("outcome_recorded", Outcome.FILLED_BY_CAMPAIGN)


def test_H7_no_outcome_is_recorded_while_a_campaign_goes_on_to_fill_a_post(team):
    request = make_accepted_request(team)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    adviser, url = signed_in(team.adviser), f"{request.get_absolute_url()}outcome/"
    for make in (make_draft, make_open):
        campaign = make(team, request)
        for outcome in Outcome:
            page = adviser.post(url, {"outcome": outcome, "reason": "It ended."}).text
            said = " ".join(page.split())
            assert f"Still running: {campaign.reference}. Record the outcome once it ends" in said
        request.refresh_from_db()
        assert (request.state, request.outcome) == ("in_progress", "")
        if make is make_draft:
            campaign.posts.update(campaign=None)
            campaign.delete()


def test_H7_the_outcome_is_told_to_who_asked_and_lets_experts_go(team):
    request = make_accepted_request(team)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    booking = book(make_expert(), request, team)
    url = f"{request.get_absolute_url()}outcome/"
    answers = {"outcome": Outcome.FILLED_OTHERWISE, "reason": "By a transfer."}
    assert signed_in(team.adviser).post(url, answers).status_code == 302
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    told = Notification.objects.filter(slug="roles.expert_booking_cancelled")
    assert [row.recipient for row in told] == [booking.expert.user]
    call_command("deliver")
    [letter] = [letter for letter in mail.outbox if "outcome of support request" in letter.subject]
    assert letter.to == [team.requester.email]
    assert "Outcome: Filled in another way" in letter.body


def test_H7_R17_the_outcome_agrees_with_the_posts_and_what_they_say_is_selected(team):
    request = make_accepted_request(team, posts_wanted=3)
    first, second, other = request.posts.all()
    log_activity(
        request=request, type="advice", on=timezone.localdate(), post=other, actor=team.adviser
    )
    make_draft(team, request)
    url = f"{request.get_absolute_url()}outcome/"
    adviser = signed_in(team.adviser)
    by_campaign = {"outcome": Outcome.FILLED_BY_CAMPAIGN, "reason": "The posts are filled."}

    def selected():
        page = adviser.get(url).text
        return re.findall(r'value="(\w+)" checked', page)

    first.refresh_from_db()
    accept_post(post=first, person=None, reference="HR-1", actor=team.manager)
    page = adviser.post(url, by_campaign).text
    left = f"2 posts ({second.reference}, {other.reference}) of this request are still to be filled"
    assert left in page
    assert selected() == []
    # Nor is a post that is filled said not to be.
    unfilled = {"outcome": Outcome.UNFILLED, "reason": "Nobody applied."}
    assert f"Post {first.reference} is filled. Select how" in adviser.post(url, unfilled).text
    for post in (second, other):
        post.refresh_from_db()
        withdraw_post(post=post, reason="No money is left.", actor=team.manager)
    # A campaign filled one, and the hub worked on another.
    assert "The hub team has logged no work on a post" in adviser.post(url, by_campaign).text
    assert selected() == [Outcome.FILLED_OTHERWISE]
    first.refresh_from_db()
    log_activity(
        request=request, type="advice", on=timezone.localdate(), post=first, actor=team.adviser
    )
    assert selected() == [Outcome.FILLED_BY_CAMPAIGN]
    page = adviser.get(url).text
    assert f"{first.reference} (offer accepted), {second.reference} (withdrawn)" in page
    assert adviser.post(url, by_campaign).status_code == 302


def test_H9_the_requester_is_asked_once_two_weeks_after_closing(team, time_machine):
    request = closed(team)
    outcomes.withdraw(request=make_accepted_request(team), reason="-", actor=team.requester)
    asked = Notification.objects.filter(slug="roles.support_feedback_asked")
    later(time_machine, 13)
    ask_for_feedback()
    assert asked.count() == 0
    later(time_machine, 1.1)
    for _ in range(2):
        ask_for_feedback()
    assert list(asked.values_list("recipient__email", flat=True)) == [team.requester.email]
    assert RequestFeedback.objects.get().request == request


def test_H9_the_department_answers_once_with_reasons(team, time_machine):
    request = closed(team)
    url = f"/support/{request.reference}/feedback/"
    assert signed_in(team.requester).get(url).status_code == 404
    later(time_machine, 15)
    ask_for_feedback()
    client = signed_in(team.requester)
    assert url in client.get(request.get_absolute_url()).content.decode()
    for person in (team.manager, team.adviser):
        assert signed_in(person).get(url).status_code == 404
    page = client.post(url, {"filled": "some", "satisfaction": "4"}).content.decode()
    assert "Select how they were filled" in page
    assert "Select the main reason" in page
    client.post(url, {"filled": "some", "how": "campaign", "why_not": "pay", "satisfaction": "4"})
    answer = RequestFeedback.objects.get()
    assert (answer.filled, answer.how, answer.why_not) == ("some", "campaign", "pay")
    assert (answer.satisfaction, answer.answered_by) == (4, team.requester)
    client.post(url, {"filled": "none", "why_not": "pay", "satisfaction": "1"})
    answer.refresh_from_db()
    assert answer.filled == "some"
    for address in (request.get_absolute_url(), "/support/outcomes/"):
        assert "Satisfaction: <strong>" not in signed_in(team.adviser).get(address).content.decode()


def satisfaction_rows(client) -> list[list[str]]:
    """The table of satisfaction as it stands on the page."""
    page = client.get("/support/outcomes/").content.decode()
    table = page.partition("How satisfied departments are")[2].partition("</table>")[0]
    return [
        [cell.strip() for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)]
        for row in table.partition("<tbody")[2].split("<tr")[1:]
    ]


def test_H9_satisfaction_is_printed_by_quarters_that_have_ended_and_rounded(team):
    quarter = Quarter.containing(timezone.now()).previous
    client = signed_in(team.adviser)

    def answer(number, satisfaction, at):
        for _ in range(number):
            RequestFeedback.objects.create(
                request=make_accepted_request(team), asked_at=at, answered_at=at,
                filled="all", how="reserve", satisfaction=satisfaction,
            )  # fmt: skip

    answer(7, 4, quarter.start_at)
    assert satisfaction_rows(client)[0] == [quarter.label, "Not shown", "Not shown"]
    answer(5, 2, quarter.end_at - timedelta(seconds=1))
    # 12 answered, 7 of them satisfied: the number of those who were not cannot be worked out.
    assert satisfaction_rows(client)[0] == [quarter.label, "10", "Not shown"]
    answer(6, 5, quarter.start_at)
    before = satisfaction_rows(client)
    assert before[0] == [quarter.label, "20", "15"]
    answer(1, 1, timezone.now())
    assert satisfaction_rows(client) == before


def test_a_request_leads_to_a_need_for_organisation_design(team):
    request = make_accepted_request(team)
    adviser = signed_in(team.adviser)
    url, why = f"/support/{request.reference}/design/", "Nobody knows who leads delivery."
    page = adviser.post(url, {"reason": why}, follow=True).content.decode()
    need = needs.needs_of(request).exclude(pk=request.need_id).get()
    assert need.organisation == team.organisation
    assert need.reference in page
    assert request.reference in page


def test_H2_R4_a_senior_request_comes_to_an_advert_only_with_the_agreement(team):
    request = make_accepted_request(team, grade="scs1", kind="job_description_agreement")
    campaign = approve_campaign(team, make_draft(team, request))
    create_advert(campaign=campaign, actor=team.manager, body=from_lines(PROSE))
    with pytest.raises(NotReadyError):
        publish_advert(campaign=campaign, actor=team.adviser)
    assert request.campaigns.get().opened_at is None
    agree_job(team, campaign)
    publish_advert(campaign=campaign, actor=team.adviser)
    assert request.campaigns.get().opened_at is not None


@pytest.mark.parametrize("address", ["/support/demand/", "/support/outcomes/"])
def test_the_aggregates_cost_the_same_at_1_and_3(team, address, django_assert_max_num_queries):
    client = signed_in(team.adviser)
    client.get(address)  # What is read once for each process is no matter here.
    costs = []
    for wanted in (1, 3):
        while SupportRequest.objects.count() < wanted:
            closed(team)
        with django_assert_max_num_queries(20) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_H7_T1_outcomes_count_posts_as_the_dashboard_does_and_every_number_opens_to_its_rows(team):
    request = make_accepted_request(team, posts_wanted=2)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    for post in request.posts.all():
        accept_post(post=post, person=None, reference="HR-1", actor=team.manager)
    client = signed_in(team.lead)
    page = client.get("/support/outcomes/").text
    measure = specialist_posts_filled(Quarter.containing(timezone.localdate()), None)
    assert measure.value == 2
    assert "Digital specialist posts 2 of Digital specialist posts" in " ".join(
        re.sub(r"<[^>]+>", " ", page).split()
    )
    rows = client.get("/support/outcomes/specialist-posts/").text
    assert [post.reference in rows for post in request.posts.all()] == [True, True]
    # They are sorted, and taken as a file, as every list.
    taken = client.get("/support/outcomes/specialist-posts/?sort=-filled-on&export=csv")
    assert taken["Content-Disposition"] == 'attachment; filename="specialist-posts.csv"'
    lines = b"".join(taken.streaming_content).decode().splitlines()
    assert lines[0] == "Reference,Post,Organisation,Filled on,Support request"
    assert [timezone.localdate().isoformat() in line for line in lines[1:]] == [True, True]
    entry = LogEntry.objects.filter(action="hub.list_exported").get()
    assert entry.data["detail"] == "2 records: Digital specialist posts, CSV"
    # The request is not among those that ended: its outcome is still to be recorded.
    assert "the two numbers differ" in page
    waiting = client.get("/support/outcomes/to-record/")
    assert request.reference in waiting.text
    outcome = client.get(f"/support/outcomes/{Outcome.FILLED_OTHERWISE}/")
    assert "No requests are counted here." in outcome.text
    outcomes.record_outcome(
        request=request, outcome=Outcome.FILLED_OTHERWISE, reason="So.", actor=team.adviser
    )
    outcome = client.get(f"/support/outcomes/{Outcome.FILLED_OTHERWISE}/")
    assert request.reference in outcome.text
    assert request.reference not in client.get("/support/outcomes/to-record/").text
    assert client.get("/support/outcomes/no-such-line/").status_code == 404
