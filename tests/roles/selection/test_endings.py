"""Nobody waits for a decision in a campaign that has ended (R14, R19, R21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.completion import NotJudgedError, end_campaign
from roles.invariants import INVARIANTS
from roles.models import Application, Campaign, Interview
from roles.models.campaigns.interview_times import NOTICE
from roles.selection.services.offers import accept_offer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    tell_of_decisions,
)
from tests.factories.hub import make_member, signed_in

pytestmark = pytest.mark.django_db
ENDING = {"reason": "No more money.", "what_of_posts": "closed"}


def end(campaign, handler=None, move="end"):
    client = signed_in(handler or make_handler(campaign))
    return client.post(f"/campaigns/{campaign.reference}/{move}/", ENDING)


def states(*applications):
    return [Application.objects.get(pk=row.pk).state for row in applications]


def told(slug):
    rows = Notification.objects.filter(slug=slug).order_by("pk")
    return [row.recipient or row.address for row in rows]


def left_undecided():
    (found,) = [item for item in INVARIANTS if item.slug == "roles.undecided_at_the_end"]
    return [str(application) for application in found.broken()]


def status(application):
    return signed_in(application.candidate).get(f"/applications/{application.reference}/").text


def test_R19_R21_ending_tells_everybody_who_is_undecided_and_none_of_them_goes_on_waiting():
    campaign = make_advert(posts=2)
    unread = make_application(campaign)
    invited = make_application(campaign, None, "pass_sift", "invite")
    booked = make_application(campaign, None, "pass_sift", "invite", "book")
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    out = make_application(campaign, None, "fail_sift")
    tell_of_decisions(out)
    page = signed_in(make_handler(campaign)).get(f"/campaigns/{campaign.reference}/end/").text
    assert "We will tell 3 candidates that the role has ended" in page
    assert "1 recommended candidate will go on the reserve list" in page
    assert end(campaign).status_code == 302
    assert states(unread, invited, booked, chosen, out) == [
        *("not_pursued",) * 3,
        "reserve",
        "sift_fail",
    ]
    people = {row.candidate for row in (unread, invited, booked)}
    assert set(told("roles.role_ended")) == people
    assert told("roles.application_decided") == [chosen.candidate]
    assert all("Role ended" in status(row) for row in (unread, invited, booked))
    assert "Waiting for a decision" in status(chosen), "until the release"
    assert left_undecided() == []


def test_R19_a_campaign_does_not_end_while_somebody_interviewed_waits_for_a_decision():
    campaign = make_advert()
    met = make_application(campaign, None, *TO_RECOMMENDED[:-1])
    refused = end(campaign)
    assert f"Interviewed, not decided: 1 candidate ({met.reference})" in refused.text
    assert (Campaign.objects.get().state, *states(met)) == ("interviewing", "interviewed")
    with pytest.raises(NotJudgedError, match=met.reference):
        end_campaign(campaign=campaign, reason="-", actor=make_handler(campaign))


def test_R14_the_last_acceptance_puts_who_else_is_recommended_on_the_reserve_list():
    campaign = make_advert()
    first = make_application(campaign, None, *TO_RECOMMENDED)
    second = make_application(campaign, None, *TO_RECOMMENDED)
    uninvited = make_application(campaign, None, "pass_sift")
    bring_to(campaign, "merit_agreed")
    first = make_offer(first, campaign.posts.get(), make_handler(campaign))
    accept_offer(application=first, actor=first.candidate)
    assert Campaign.objects.get().state == "filled"
    assert states(first, second, uninvited) == ["accepted", "reserve", "not_pursued"]
    assert second.candidate in told("roles.application_decided")
    assert told("roles.role_ended") == [uninvited.candidate]
    assert left_undecided() == []


def test_cancelling_tells_who_has_no_account_and_a_new_round_leaves_nobody_waiting():
    campaign = make_advert()
    officer = make_member("resourcing", campaign.organisation)
    entered = enter_for_somebody(campaign, officer, email="no.account@example.com")
    applied = make_application(campaign)
    reserve = make_application(campaign, None, *TO_RECOMMENDED[:-1], "put_on_reserve")
    ending = {"reason": "It was moved.", "what_of_posts": "wanted"}
    client = signed_in(make_handler(campaign))
    assert client.post(f"/campaigns/{campaign.reference}/cancel/", ending).status_code == 302
    assert "no.account@example.com" in told("roles.campaign_cancelled")
    assert states(entered, applied, reserve) == ["not_pursued", "not_pursued", "reserve"]
    assert "Role withdrawn" in status(applied)
    assert client.post(f"/campaigns/{campaign.reference}/again/", {}).status_code == 302
    assert "Role withdrawn" in status(applied)
    assert told("roles.role_ended") == []


def test_R19_somebody_left_undecided_is_found_by_the_daily_check():
    campaign = make_advert()
    unread = make_application(campaign)
    assert left_undecided() == []
    Campaign.objects.update(state="unfilled", ended_at=timezone.now())
    assert left_undecided() == [str(unread)]


def test_R21_the_order_of_merit_waits_for_everybody_who_was_invited():
    campaign = make_advert()
    handler = make_handler(campaign)
    client = signed_in(handler)
    unbooked = make_application(campaign, None, "pass_sift", "invite")
    passed = make_application(campaign, None, "pass_sift", "invite", "book")
    days_ago = timezone.now() - timedelta(days=3)
    Interview.objects.update(starts_at=days_ago)
    Application.objects.filter(pk=passed.pk).update(interview_booked_at=days_ago - NOTICE)
    merit = f"/campaigns/{campaign.reference}/merit/"
    said = client.post(merit, {}, follow=True).text
    assert f"Invited, with no interview booked: 1 candidate ({unbooked.reference})" in said
    withdraw_application(application=unbooked, actor=unbooked.candidate)
    said = client.post(merit, {}, follow=True).text
    assert f"Not recorded yet: 1 interview ({passed.reference})" in said
    assert Campaign.objects.get().state == "interviewing"
    base = f"/campaigns/{campaign.reference}/applications/{passed.reference}/"
    assert client.post(f"{base}miss_interview/", {}).status_code == 302
    assert states(passed) == ["no_show"]
    assert "Interview arranged" in status(passed), "until the release"
    assert client.post(merit, {}).status_code == 302
    assert Campaign.objects.get().state == "merit_agreed"
    Application.objects.update(release_at=timezone.now())
    assert "Interview missed" in status(passed)
    assert set(told("roles.application_decided")) == {passed.candidate}


@pytest.mark.parametrize(
    ("told_before", "words"),
    [
        (None, ""),
        (
            timedelta(hours=23),
            "We told the candidate about this interview less than a day before it",
        ),
    ],
)
def test_nobody_missed_an_interview_that_they_did_not_know_of_in_time(told_before, words):
    campaign = make_advert()
    handler = make_handler(campaign)
    steps = ("pass_sift", "invite", *(() if told_before is None else ("book",)))
    row = make_application(campaign, None, *steps, by=handler)
    if told_before is not None:
        Interview.objects.update(starts_at=timezone.now())
        Application.objects.update(interview_booked_at=timezone.now() - told_before)
    before = row.state
    url = f"/campaigns/{campaign.reference}/applications/{row.reference}/"
    said = signed_in(handler).post(f"{url}miss_interview/", {}, follow=True).text
    assert words in said
    assert states(row) == [before]
    assert ("Record that they did not attend" in signed_in(handler).get(url).text) is bool(words)


def test_R19_did_not_attend_is_undone_by_a_second_person_until_the_candidate_is_told():
    campaign = make_advert()
    handler = make_handler(campaign)
    row = make_application(
        campaign, None, "pass_sift", "invite", "book", "miss_interview", by=handler
    )
    undo = f"/campaigns/{campaign.reference}/applications/{row.reference}/meet_after_all/"
    reason = {"reason": "They wrote that the train was late."}
    assert "Ask a colleague" in signed_in(handler).post(undo, reason).text
    assert signed_in(make_handler(campaign)).post(undo, reason).status_code == 302
    assert states(row) == ["interview_invited"]


@pytest.mark.parametrize("how", ["ends", "withdraws", "withdraws with an offer"])
def test_R11_who_was_invited_can_still_be_phoned_and_who_was_not_has_no_name(how):
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    unread = make_application(campaign)
    moves = TO_RECOMMENDED if how == "withdraws with an offer" else ("pass_sift", "invite", "book")
    invited = make_application(campaign, None, *moves)
    if how == "ends":
        end(campaign, handler)
    else:
        if how == "withdraws with an offer":
            make_offer(invited, campaign.posts.first(), handler)
            accept_offer(application=invited, actor=invited.candidate)
        for row in (invited, unread):
            withdraw_application(application=row, actor=row.candidate)
    client, pages = signed_in(handler), {}
    for row in (invited, unread):
        url = f"/campaigns/{campaign.reference}/applications/{row.reference}/"
        pages[row.pk] = client.get(url).text
    hidden = "You can see the name and contact details once the candidate is invited"
    assert [invited.phone in pages[invited.pk], hidden in pages[invited.pk]] == [True, False]
    assert [unread.full_name in pages[unread.pk], hidden in pages[unread.pk]] == [False, False]
    assert (
        "The candidate was not invited to an interview, so their name is not shown"
        in pages[unread.pk]
    )


WANTED = {"reason": "It was moved.", "what_of_posts": "wanted"}


def test_R19_a_campaign_is_not_cancelled_while_somebody_interviewed_waits_for_a_decision():
    campaign = make_advert()
    handler = make_handler(campaign)
    met = make_application(campaign, None, *TO_RECOMMENDED[:-1])
    refused = signed_in(handler).post(f"/campaigns/{campaign.reference}/cancel/", WANTED)
    assert f"Interviewed, not decided: 1 candidate ({met.reference})" in refused.text
    assert (Campaign.objects.get().state, *states(met)) == ("interviewing", "interviewed")
    with pytest.raises(NotJudgedError, match=met.reference):
        cancel_campaign(campaign=campaign, reason="-", actor=handler)


@pytest.mark.parametrize("stage", ["interviewing", "merit_agreed", "offering"])
def test_R14_R21_cancelling_keeps_who_is_recommended_on_the_reserve_list_as_ending_does(stage):
    campaign = make_advert(posts=2)
    chosen = make_application(campaign, None, *TO_RECOMMENDED)
    kept = make_application(campaign, None, *TO_RECOMMENDED[:-1], "put_on_reserve")
    Application.objects.filter(pk=kept.pk).update(release_at=timezone.now())
    turned_down = make_application(campaign, None, *TO_RECOMMENDED[:-1], "not_appoint")
    unread = make_application(campaign, None, "pass_sift")
    bring_to(campaign, stage)
    client = signed_in(make_handler(campaign))
    page = client.get(f"/campaigns/{campaign.reference}/cancel/").text
    assert "1 recommended candidate will go on the reserve list" in page
    assert "1 candidate on the reserve list will stay on it" in page
    assert client.post(f"/campaigns/{campaign.reference}/cancel/", WANTED).status_code == 302
    assert states(chosen, kept, turned_down, unread) == [
        "reserve",
        "reserve",
        "not_appointable",
        "not_pursued",
    ]
    cancelled = Campaign.objects.get()
    assert (cancelled.state, cancelled.end_reason) == ("cancelled", "It was moved.")
    # What rests looks the same, whatever was decided; the others know how they stand.
    for row in (chosen, turned_down):
        assert "we will still tell you the result of your interview" in status(row)
    assert "On the reserve list" in status(kept)
    assert "Role withdrawn" not in status(kept)
    assert "Role withdrawn" in status(unread)
    mails = Notification.objects.filter(slug="roles.campaign_cancelled")
    assert {row.recipient: row.context["is_on_reserve"] for row in mails} == {
        kept.candidate: True,
        unread.candidate: False,
        chosen.candidate: False,
        turned_down.candidate: False,
    }
    assert set(told("roles.application_decided")) >= {chosen.candidate}
    Application.objects.update(release_at=timezone.now())
    assert "On the reserve list" in status(chosen)
    assert "Unsuccessful" in status(turned_down)
    assert client.post(f"/campaigns/{campaign.reference}/again/", {}).status_code == 302
    assert "On the reserve list" in status(chosen)
    assert left_undecided() == []
