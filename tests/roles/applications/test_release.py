"""Release is release: no way to read one's own data shows a decision before its release (R19)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import Notification
from hub.notifications.kinds import kinds
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import cancel_campaign, close_due_campaigns
from roles.campaigns.services.completion import NotToldError, end_campaign
from roles.models import Application
from roles.models.campaigns.campaign import closing_moment
from roles.models.policy import RecruitmentPolicy
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler, make_move
from tests.factories.hub import signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
CANDIDATES = (
    *("roles.application_submitted", "roles.application_sifted", "roles.application_decided"),
    *("roles.application_withdrawn", "roles.application_answered", "roles.draft_closing"),
    *("roles.interview_", "roles.offer_made", "roles.offer_accepted", "roles.offer_declined"),
    *("roles.offer_confirmed", "roles.offer_ended", "roles.mover_turned_down"),
)
SEEN = ("pass_sift", "invite", "book", "record_interview")
FEEDBACK = "Your examples were too short."
TELLING = (
    *("unsuccessful", "Unsuccessful", "not take this application further", FEEDBACK),
    *(
        "placed on the reserve list",
        "You met the standard",
        "You are on the reserve list of",
        "passed the first stage",
        "There is a decision",
    ),
    *("roles.application_sifted", "roles.application_decided"),
)
DECISIONS = [
    ((), "pass_sift"),
    ((), "fail_sift"),
    (SEEN, "not_appoint"),
    (SEEN, "put_on_reserve"),
]


def decided(moves, decision) -> Application:
    campaign = make_advert(feedback_offered="sift")
    application = make_application(campaign, None, *moves)
    given = {} if decision == "pass_sift" else {"feedback": FEEDBACK}
    # What was told before is told; the decision rests.
    application = make_move(application, decision, make_handler(campaign), **given)
    if moves:
        Notification.objects.filter(slug="roles.application_sifted").delete()
        Application.objects.filter(pk=application.pk).update(sift_pass_at=None)
    return application


def everything_of(application) -> str:
    """All that its candidate can read or take away."""
    client = signed_in(application.candidate)
    pages = (
        f"/applications/{application.reference}/",
        "/applications/",
        "/account/data/",
        "/account/data/download/",
        "/account/erase/",
        "/consents/",
        f"/applications/{application.reference}/sharing/",
        f"/applications/{application.reference}/withdraw/",
    )
    return "".join(client.get(page, follow=True).content.decode() for page in pages)


@pytest.mark.parametrize(("moves", "decision"), DECISIONS)
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_R19_nothing_that_the_candidate_can_read_tells_of_a_decision_that_rests(
    moves, decision, is_withdrawn
):
    application = decided(moves, decision)
    if is_withdrawn:
        withdraw_application(application=application, actor=application.candidate)
    text = everything_of(application)
    assert [words for words in TELLING if words in text] == []


@pytest.mark.parametrize("decision", ["recommend", "put_on_reserve", "not_appoint"])
def test_R19_the_candidates_page_reads_the_same_before_and_after_the_panel_decides(decision):
    campaign = make_advert(feedback_offered="sift")
    application = make_application(campaign, None, *SEEN)
    # What was told of the sift is told.
    Notification.objects.filter(slug="roles.application_sifted").delete()
    Application.objects.filter(pk=application.pk).update(sift_pass_at=None)

    def read():
        page = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
        return re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0]).split()

    before = read()
    assert "We aim to tell you" in " ".join(before)
    given = {} if decision == "recommend" else {"feedback": FEEDBACK}
    make_move(application, decision, make_handler(campaign), **given)
    assert read() == before


@pytest.mark.parametrize("decision", ["fail_sift", "not_appoint"])
@pytest.mark.parametrize("withdraws", [True, False])
def test_R19_a_decision_is_told_at_its_release_and_never_to_who_withdrew_before(
    decision, withdraws
):
    application = decided(SEEN if decision == "not_appoint" else (), decision)
    if withdraws:
        withdraw_application(application=application, actor=application.candidate)
    application.refresh_from_db()
    assert application.release_at is not None
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=True):
        page = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
    said = ("Your application was unsuccessful" in page, FEEDBACK in page)
    assert said == ((False, False) if withdraws else (True, True))


@pytest.mark.parametrize("decision", ["pass_sift", "fail_sift"])
def test_R19_who_was_sifted_for_a_cancelled_role_reads_of_its_end_alone(decision):
    application = decided((), decision)
    handler = make_handler(application.campaign)
    cancel_campaign(campaign=application.campaign, reason="It was moved.", actor=handler)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        call_command("deliver")
        text = everything_of(application)
    assert "The department has withdrawn this role" in text
    assert [words for words in TELLING[:-1] if words in text] == []
    sent = Notification.objects.filter(state="sent").values_list("slug", flat=True)
    assert "roles.campaign_cancelled" in sent
    assert "roles.application_sifted" not in sent


def test_who_withdraws_is_told_so_at_once_while_a_decision_rests():
    application = decided((), "fail_sift")
    withdraw_application(application=application, actor=application.candidate)
    told = Notification.objects.get(slug="roles.application_withdrawn")
    assert told.next_attempt_at <= timezone.now()


def test_every_message_to_a_candidate_about_an_application_names_the_role_and_the_department():
    found = [kind for kind in kinds if kind.slug.startswith(CANDIDATES)]
    assert len(found) >= 14
    for kind in found:
        context = {"base_url": "https://hub.example.gov.uk", "subject": None, **kind.example()}
        words = render_to_string(kind.template, context)
        assert ("Service owner" in words, "Department for Example" in words) == (True, True), kind


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        # A Saturday evening, an ordinary day, and Christmas Eve.
        ("2026-11-28T19:37:00Z", "30 November 2026, 9am"),
        ("2026-11-24T10:15:00Z", "25 November 2026, 10:15am"),
        ("2026-12-23T18:00:00Z", "29 December 2026, 9am"),
    ],
)
def test_R19_candidates_are_told_of_a_decision_while_people_are_at_work(
    time_machine, decided, told
):
    time_machine.move_to(decided, tick=False)
    campaign = make_advert()
    application = make_application(campaign)
    bring_to(campaign, "sifting")
    client = signed_in(make_handler(campaign))
    url = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    # The page before the decision, the page after it and the email agree.
    before = client.get(f"{url}fail_sift/").text
    assert f"We will tell the candidate on {told}." in before
    client.post(f"{url}fail_sift/", {"feedback": FEEDBACK})
    assert f"We will tell the candidate about this decision on {told}." in client.get(url).text
    application.refresh_from_db()
    letter = Notification.objects.get(slug="roles.application_sifted")
    assert letter.next_attempt_at == application.release_at
    assert datetime_gb(application.release_at) == told


READS = "We have your application. We read applications after the role closes."
READ_NOW = "The role has closed. The department is now reading applications. We will email you"
STARTS = "The role has closed. The department starts to read applications on {}. We will email you"


@pytest.mark.parametrize("move", [None, "pass_sift", "fail_sift"])
def test_from_closing_on_a_candidate_reads_that_applications_are_read_and_nothing_else(move):
    """Not sifted yet, passed or failed: the same words, until the release."""
    campaign = make_advert(feedback_offered="sift")
    campaign.sift_on = campaign.closes_on + timedelta(days=5)
    campaign.save(update_fields=["sift_on"])
    application = make_application(campaign)
    client = signed_in(application.candidate)
    address = f"/applications/{application.reference}/"
    open_page = client.get(address).content.decode()
    assert (READS in open_page, READ_NOW in open_page) == (True, False)
    with time_machine.travel(campaign.closes_at + timedelta(hours=2), tick=True):
        client = signed_in(application.candidate)
        close_due_campaigns()
        if move:
            given = {"feedback": FEEDBACK} if move == "fail_sift" else {}
            make_move(application, move, make_handler(campaign), **given)
        closed_page = client.get(address).content.decode()
        starts = STARTS.format(date_gb(campaign.sift_on))
        said = [words in closed_page for words in (READS, READ_NOW, starts)]
        assert said == [False, False, True]
        assert "Received" in closed_page
        assert [words for words in TELLING if words in closed_page] == []
        later = timezone.now() + timedelta(days=60)
        Application.objects.exclude(release_at=None).update(release_at=later)
    # Once the day has passed, the same page says that they are being read.
    with time_machine.travel(closing_moment(campaign.sift_on) + timedelta(hours=12), tick=True):
        later_page = signed_in(application.candidate).get(address).text
        assert (READ_NOW in later_page, "starts to read" in later_page) == (True, False)
        assert [words for words in TELLING if words in later_page] == []


SUNDAY, MONDAY = "2026-11-29T08:30:00Z", "30 November 2026, 9am"
# The same beside an entry of a history, whose day is said above it.
MONDAY_STAMP = "2026-11-30T09:00:00+00:00"
HEARS = f"The candidate will be told the last decision on {MONDAY}. You can do this from then on."


@pytest.mark.parametrize(
    ("moves", "decision", "later"),
    [((), "pass_sift", "invite"), (SEEN, "put_on_reserve", "offer")],
)
def test_R19_no_later_move_tells_a_decision_before_its_release(
    time_machine, moves, decision, later
):
    """On a Sunday nobody is invited, or offered a post, by what they hear of on Monday."""
    time_machine.move_to(SUNDAY, tick=False)
    campaign = make_advert(feedback_offered="sift")
    application = make_application(campaign, None, *moves)
    handler = make_handler(campaign)
    bring_to(campaign, "interviewing" if moves else "sifting")
    client = signed_in(handler)
    listing = f"/campaigns/{campaign.reference}/applications/"
    address = f"{listing}{application.reference}/"
    client.post(
        f"{address}{decision}/", as_read(client, f"{address}{decision}/", {"feedback": FEEDBACK})
    )
    application.refresh_from_db()
    assert datetime_gb(application.release_at) == MONDAY
    bring_to(campaign, "merit_agreed" if moves else "interviewing")
    sent = Notification.objects.count()

    page = client.get(address).text
    assert (HEARS in page, f'"{address}{later}/"' in page) == (True, False)
    assert HEARS in client.get(listing).text
    assert HEARS in client.post(f"{address}{later}/", follow=True).text
    before = application.state
    application.refresh_from_db()
    assert (application.state, Notification.objects.count()) == (before, sent)
    assert "to invite to interview" not in client.get("/work/").text
    own = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
    told = "placed on the reserve list" if moves else "passed the first stage"
    assert told not in own

    time_machine.move_to("2026-11-30T09:00:00Z", tick=False)
    client = signed_in(handler)
    assert f'"{address}{later}/"' in client.get(address).text
    own = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
    assert told in own


def test_R19_what_passed_is_told_at_its_release_though_the_candidate_is_invited_later(
    time_machine,
):
    time_machine.move_to(SUNDAY, tick=False)
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift")
    time_machine.move_to("2026-11-30T12:00:00Z", tick=False)
    make_move(application, "invite", make_handler(campaign))
    page = signed_in(application.candidate).get(f"/applications/{application.reference}/").text
    told = page.split("You passed the first stage")[1].split("</li>")[0]
    assert MONDAY_STAMP in told


@pytest.mark.parametrize("decision", ["put_on_reserve", "not_appoint", "miss_interview"])
def test_R19_when_the_sift_was_told_does_not_move_while_a_later_decision_rests(
    time_machine, decision
):
    time_machine.move_to(SUNDAY, tick=False)
    campaign = make_advert()
    application = make_application(campaign, None, "pass_sift")
    time_machine.move_to("2026-11-30T12:00:00Z", tick=False)
    moves = SEEN[1:] if decision != "miss_interview" else SEEN[1:-1]
    for move in moves:
        application = make_move(application, move, make_handler(campaign))
    policy = RecruitmentPolicy.load()
    policy.release_hours += 30
    policy.save()

    def when_told():
        page = signed_in(application.candidate).get(application.get_absolute_url()).text
        return page.split("You passed the first stage")[1].split("</li>")[0]

    before = when_told()
    assert MONDAY_STAMP in before
    application = make_move(application, decision, make_handler(campaign))
    assert application.awaits_release
    assert when_told() == before
    Application.objects.filter(pk=application.pk).update(release_at=timezone.now())
    assert when_told() == before


@pytest.mark.parametrize("decision", ["pass_sift", "fail_sift", "miss_interview"])
def test_R19_a_role_does_not_end_while_a_decision_rests_that_others_would_be_told_apart_by(
    time_machine, decision
):
    time_machine.move_to(SUNDAY, tick=False)
    campaign = make_advert()
    before = SEEN[:-1] if decision == "miss_interview" else ()
    application = make_application(campaign, None, *before)
    beside = make_application(campaign, None)
    application = make_move(application, decision, make_handler(campaign))
    browser, url = signed_in(make_handler(campaign)), f"/campaigns/{campaign.reference}/end/"
    told = f"Candidates will be told the last decision on {MONDAY}"
    assert told in browser.get(url).text
    browser.post(url, as_read(browser, url, {"reason": "No money."}))
    with pytest.raises(NotToldError):
        end_campaign(campaign=campaign, reason="No money.", actor=make_handler(campaign))
    assert not Notification.objects.filter(slug="roles.role_ended").exists()
    time_machine.move_to("2026-11-30T12:00:00Z", tick=False)
    browser = signed_in(make_handler(campaign))
    assert told not in browser.get(url).text
    end_campaign(campaign=campaign, reason="No money.", actor=make_handler(campaign))
    page = signed_in(beside.candidate).get(beside.get_absolute_url()).text
    assert "The role ended before there was a decision" in page
