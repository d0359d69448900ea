"""A department's first recruitment with the hub, each step by whose it is, in a real browser.

From an empty site: asked for, triaged, agreed, approved from the mail, drafted, moderated,
scheduled, opened by the clock, found in every way, asked about, extended, closed by the clock, and
still at its address.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from hub.periods import LONDON
from tests.factories.roles import working
from tests.journeys.filling_terms import complete_terms
from tests.journeys.first_day import first_day
from tests.journeys.somebody import Somebody
from tests.journeys.test_thread import date_answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
TITLE = "User researcher, Harbour licences"
PROSE = """You find out what people who need a harbour licence do today, and what stops them.

## What you will do

- plan research with the team
- talk with people who use the service
- show everybody what you found"""
SEEKER = "seeker@example.com"


class Colleague(Somebody):
    """Somebody with a session of their own, or a stranger.

    What axe says of these pages is asked elsewhere: each is visited by the harness, too.
    """

    def sign_in(self, email: str) -> None:
        self.visitor.scripts = False
        if email:
            self.context.add_cookies([{"name": "sessionid", "value": email, "url": self.base}])

    def follow(self, name: str) -> str:
        """Follow the first link of this name; gives the words it leads to."""
        self.press(self.page.locator("main a", has_text=name).first)
        return self.words()

    def button_named(self, name: str) -> str:
        """Press a button by its name; gives the words it leads to."""
        self.press(self.page.get_by_role("button", name=name).first)
        return self.words()


def link_in(mail: EmailMessage, part: str) -> str:
    """The path of the link in a mail whose address has this part."""
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", body.get_content())[1]


def test_a_departments_first_recruitment(empty_site, browser):
    with first_day(empty_site) as day:
        a_recruitment(day, empty_site, browser)


def a_recruitment(day, site, browser) -> None:
    day.people(
        "HBR",
        rita=["requester"],
        mark=["hiring_manager"],
        anna=["approver"],
        holly=["hr_contact"],
        priya=["Hub staff"],
        leo=["Hub leads"],
        cara=[],
    )

    clock = timezone.now()

    def become(name: str) -> Colleague:
        return Colleague(browser, site, day.session(name, clock) if name else "", scripts=True)

    def the_clock_stands_at(moment: datetime) -> None:
        """For everybody: who was signed in signs in again, for it is another day."""
        nonlocal clock
        clock = moment
        site.move_to(moment)
        manager.sign_in(day.session("mark", clock))

    requester, adviser, manager, lead = (become(name) for name in ("rita", "priya", "mark", "leo"))

    # Ask: nothing is there yet, and the page says how to begin.
    requester.go("/support/")
    requester.follow("Ask for support")
    requester.fill_in(
        kinds="sift",
        role="User researcher",
        grade="Higher Executive Officer",
        reason="Nobody asks our users.",
    )
    requester.press(requester.button())
    assert "Nobody on a reserve list" in requester.words()
    requester.button_named("Send request")
    request = requester.page.url.removeprefix(site.base)

    # Triage and agree.
    assert "User researcher" in adviser.go("/support/")
    adviser.go(f"{request}triage/")
    adviser.send(urgency="soon", adviser="Priya Example")
    adviser.go(f"{request}accept/")
    adviser.send(answer="We sift with you.")
    adviser.go(f"{request}campaign/")
    campaign = adviser.send(title=TITLE, audience="external")

    # The department's terms, its delegation, and its approval from the mail.
    personnel = become("holly")
    personnel.go("/campaigns/delegations/record/")
    today = timezone.localdate()
    personnel.send(
        holder="Anna Example, HBR",
        office="Director of people",
        given_by="minister",
        evidence="HBR/HR/14",
        **date_answers("valid_from", today),
    )
    closes = working(today + timedelta(days=20))
    complete_terms(
        manager,
        campaign,
        place="Leeds",
        salary_min="34000",
        salary_max="39000",
        contract="permanent",
        working_pattern="flexible",
        hours_per_week="37",
        essential_criteria="You have planned research with users.",
        assessment="Sift: statement. Interview: experience.",
        statement_word_limit="500",
        security_level="bpss",
        nationality="non_reserved",
        contact_name="Digital recruitment",
        contact_email="jobs@example.gov.uk",
        takes_questions="",
        **date_answers("closes_on", closes),
        **date_answers("sift_on", working(closes + timedelta(days=20))),
        **date_answers("interviews_from", working(closes + timedelta(days=30))),
    )
    manager.go(f"{campaign}ask-approval/")
    manager.send()
    day.work()
    approver = become("anna")
    approval = link_in(day.mail_to("anna@"), "approve")
    assert "Decide on the approval" in approver.go(approval)
    assert "Awaiting approval" in manager.go(campaign)
    approver.go(approval)
    approver.send(
        decision="approved",
        authority="delegated",
        delegation="",
        audience="external",
        posts="1",
        max_salary="39000",
    )

    # Draft, moderate, schedule: whoever wrote it does not publish it.
    manager.go(f"{campaign}draft-advert/")
    manager.send()
    advert = f"{campaign}advert/"
    manager.go(f"{campaign}write/")
    manager.send(title=TITLE, summary="Find out what users need.", prose=PROSE)
    manager.go(f"{campaign}send/")
    manager.send()
    adviser.go(f"{campaign}return-advert/")
    adviser.send(reason="Say who the users are.")
    assert "Say who the users are." in manager.go(advert)
    manager.go(f"{campaign}write/")
    manager.send(summary="Find out what people with boats need.")
    manager.go(f"{campaign}send/")
    manager.send()
    adviser.go(f"{campaign}pass/")
    adviser.send()
    opens = datetime.combine(today + timedelta(days=2), time(9), LONDON)
    lead.go(f"{campaign}schedule/")
    lead.send(hour="9am", **date_answers("day", opens.date()))
    assert "Scheduled" in lead.go(campaign)

    # Somebody subscribes before there is anything to find, and confirms from the mail.
    seeker = become("")
    assert "No roles match your search" in seeker.go("/roles/?q=harbours")
    seeker.follow("Get an alert")
    seeker.send(email=SEEKER, frequency="at_once")
    day.work("roles.send_alerts")
    confirm = link_in(day.mail_to(SEEKER), "confirm")
    seeker.go(confirm)
    seeker.button_named("Yes, send me alerts")

    # Opened by the clock: not a minute before.
    day.work("hub.publish_scheduled", "roles.send_alerts", at=opens - timedelta(minutes=1))
    assert "No roles match your search" in seeker.go("/roles/?q=harbours")
    day.work("hub.publish_scheduled", at=opens + timedelta(minutes=1))
    day.work("roles.send_alerts", at=opens + timedelta(minutes=2))
    the_clock_stands_at(opens + timedelta(minutes=3))

    # Found by search, feeds, API and the alert.
    assert TITLE in seeker.go("/roles/?q=harbours")
    get = seeker.page.request.get
    path = link_in(day.mail_to(SEEKER), "roles/(?!alerts)[a-z]")
    atom = get(f"{site.base}/roles/feed.atom?q=harbours").text()
    assert f"<title>{TITLE}" in atom
    assert path in atom
    (item,) = get(f"{site.base}/roles/feed.json?q=harbours").json()["items"]
    assert item["url"].endswith(path)
    answer = get(f"{site.base}/api/vacancies?q=harbours").json()
    assert [row["title"] for row in answer["vacancies"]] == [TITLE]
    seeker.go(path)

    # A question asked and answered in public.
    curious = become("cara")
    curious.go(path)
    curious.follow("Ask a question")
    curious.send(text="Can I work from a boat?")
    manager.go(f"{campaign}questions/")
    manager.follow("Q-")
    manager.send(published_text="Can I work from a boat?", answer="Two days a week.")
    public = seeker.go(path)
    assert "Can I work from a boat?" in public
    assert "Two days a week." in public

    # Extended while open, then closed by the clock: at the new time, not the old.
    later = working(closes + timedelta(days=7))
    manager.go(f"{campaign}extend/")
    manager.send(**date_answers("closes_on", later))
    assert f"{later.day} {later:%B %Y}" in seeker.go(path)
    old = datetime.combine(closes, time(23, 59), LONDON)
    day.work("roles.close_campaigns", at=old)
    the_clock_stands_at(old)
    assert "Apply now" in seeker.go(path)
    end = datetime.combine(later, time(23, 59), LONDON)
    day.work("roles.close_campaigns", at=end)
    the_clock_stands_at(end)
    assert "No roles match your search" in seeker.go("/roles/?q=harbours")
    still = seeker.go(path)
    assert "This role is closed" in still
    assert "Apply now" not in still
    assert "Can I work from a boat?" in still
    assert "Closed" in manager.go(campaign)
