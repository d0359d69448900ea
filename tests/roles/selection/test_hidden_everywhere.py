"""What a conflict hides is in no count, obstacle, list, file, email or history (R9, S4).

Every page that a person with a conflict can come to from the campaign is read twice: as it is, and
when the hidden application is gone as if it had never been. Both have to be the same.
"""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.utils import timezone

from hub.list_memory import CAME_FROM, REMEMBERED
from hub.models import Notification
from roles.applications.services.messages import ask_about_application
from roles.models import Application, Conflict, PhoneCall
from roles.selection.services.conflicts import declare_own_knowledge
from roles.selection.services.panel_answers import leave_panel
from tests.factories.adverts import (
    bring_to,
    make_advert,
    make_application,
    make_handler,
    tell_of_decisions,
)
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_sitting_panel, place_of

pytestmark = pytest.mark.django_db

PHONE = "0161 496 0777"
PASSED = ("pass_sift",)
INVITED = (*PASSED, "invite")
BOOKED = (*INVITED, "book")
MET = (*BOOKED, "record_interview")
CHANGING = re.compile(
    r'[^<]*name="\w*token"[^>]*>|nonce="[^"]*"|nonce-[\w+/=-]+|name="as_read"[^>]*>'
    r'|name="form_key" value="[^"]*"|data-seconds-left="\d+"'
    # Counted from now: the two pages are not always read in one minute.
    r"|tell the candidate on [^.<]*"
)


def hidden_one(hidden_moves=(), seen_moves=(), stage="", **fields):
    """A campaign whose manager sits on its panel and knows the candidate of one application."""
    campaign = make_advert(posts=2, **fields)
    manager, colleague = make_handler(campaign), make_handler(campaign)
    hidden = make_application(campaign, None, *hidden_moves, by=colleague)
    seen = make_application(campaign, None, *seen_moves, by=colleague)
    Application.objects.filter(pk=hidden.pk).update(full_name="Ada Hidden", phone=PHONE)
    declare_own_knowledge(
        member=place_of(manager, make_sitting_panel(campaign, manager)),
        knows_somebody=True,
        names="Ada Hidden, my sister",
        actor=manager,
    )
    assert Conflict.objects.get().application_id == hidden.pk
    if stage:
        bring_to(campaign, stage)
    tell_of_decisions(hidden, seen)
    hidden.refresh_from_db()
    return campaign, manager, colleague, hidden, seen


def walked(browser, campaign, start=()):
    """Every page that a person comes to from the campaign, by its address."""
    base = f"/campaigns/{campaign.reference}/"
    todo = [
        base,
        f"{base}applications/",
        f"{base}applications/?state=submitted",
        f"{base}panels/",
        "/work/",
        "/work/calendar/",
        "/campaigns/",
        "/posts/",
        f"/search/?q={campaign.reference}",
        "/account/data/",
        *start,
    ]
    inside = re.compile(rf'href="({re.escape(base)}[^"#]*|/posts/P[^"#]*|/panels/[^"#]*)"')
    # What is counted once for several pages is counted now.
    browser.get("/work/")
    found = {}
    while todo:
        address = todo.pop(0)
        if address in found:
            continue
        page = browser.get(address)
        if page.status_code != 200:
            found[address] = (page.status_code, page.headers.get("Location", ""))
            continue
        body = b"".join(page.streaming_content) if page.streaming else page.content
        is_text = page.headers["Content-Type"].startswith(("text/", "application/json"))
        words = body.decode() if is_text else page.headers["Content-Type"]
        found[address] = (200, CHANGING.sub("", words))
        if is_text:
            todo += [link.replace("&amp;", "&") for link in inside.findall(words)]
    return found


def differences(manager, campaign, hidden, but=()):
    """The pages that are not the same without the hidden application, and those that name it."""
    browser = signed_in(manager)
    asked = [f"/search/?q={hidden.reference}", "/search/?q=Ada+Hidden"]
    with_it = walked(browser, campaign, asked)
    naming = [
        address
        for address, (_, words) in with_it.items()
        if address not in asked and (hidden.reference in words or PHONE in words)
    ]
    with transaction.atomic():
        hidden.delete()
        forget_lists(browser)
        without = walked(browser, campaign, asked)
    assert len(with_it) > 15
    return naming, [
        (address, [*zip_lines(with_it.get(address), without.get(address))][:4])
        for address in sorted({*with_it, *without})
        if with_it.get(address) != without.get(address) and not address.endswith(but or ("?",))
    ]


def forget_lists(browser):
    """Its session no longer knows which lists were left where."""
    session = browser.session
    for key in (REMEMBERED, CAME_FROM):
        session.pop(key, None)
    session.save()


def zip_lines(one, other):
    first, second = str(one and one[1]).split("\n"), str(other and other[1]).split("\n")
    yield one and one[0], other and other[0]
    for line in sorted({*first} ^ {*second}):
        yield line.strip()


@pytest.mark.parametrize(
    ("hidden_moves", "seen_moves", "stage"),
    [
        ((), (), "closed"),
        ((), (), "sifting"),
        ((), PASSED, "sifting"),
        (PASSED, PASSED, "interviewing"),
        (INVITED, MET, "interviewing"),
        (BOOKED, (*MET, "recommend"), "interviewing"),
        (MET, (*MET, "recommend"), "interviewing"),
        ((*MET, "recommend"), (*MET, "put_on_reserve"), "merit_agreed"),
        ((*MET, "recommend"), (*MET, "put_on_reserve"), "offering"),
        ((*MET, "put_on_reserve"), (*MET, "recommend"), "offering"),
        ((*MET, "recommend"), (*MET, "not_appoint"), "offering"),
    ],
)
def test_S4_every_page_is_as_if_the_hidden_application_did_not_exist(
    hidden_moves, seen_moves, stage
):
    campaign, manager, _, hidden, _ = hidden_one(hidden_moves, seen_moves, stage)
    naming, others = differences(manager, campaign, hidden)
    assert naming == []
    assert others == []


def test_S4_who_is_to_be_phoned_is_listed_without_who_is_hidden():
    campaign, manager, colleague, hidden, seen = hidden_one(INVITED, INVITED, "interviewing")
    for each in (hidden, seen):
        each.refresh_from_db()
        each.candidate.is_active = False
        each.candidate.save()
        PhoneCall.objects.create(
            application=each, slug="roles.interview_invited", due_at=timezone.now()
        )
    page = signed_in(manager).get(campaign.get_absolute_url()).text
    assert (hidden.reference in page, seen.reference in page) == (False, True)
    page = signed_in(colleague).get(campaign.get_absolute_url()).text
    assert (hidden.reference in page, seen.reference in page) == (True, True)
    for move in ("cancel", "end"):
        page = signed_in(manager).get(f"{campaign.get_absolute_url()}{move}/").text
        assert (hidden.reference in page, PHONE in page) == (False, False)


@pytest.mark.parametrize(
    ("hidden_moves", "stage", "move"),
    [
        ((), "sifting", "interviews"),
        (INVITED, "interviewing", "merit"),
        (BOOKED, "interviewing", "merit"),
        (MET, "interviewing", "merit"),
        (MET, "interviewing", "cancel"),
        (MET, "interviewing", "end"),
    ],
)
def test_S4_a_move_that_waits_for_what_is_hidden_does_not_say_for_what(hidden_moves, stage, move):
    seen_moves = (*MET, "recommend") if stage == "interviewing" else PASSED
    campaign, manager, colleague, hidden, _ = hidden_one(hidden_moves, seen_moves, stage)
    Application.objects.update(release_at=None)
    browser, address = signed_in(manager), f"{campaign.get_absolute_url()}{move}/"
    given = {"reason": "Not needed", "what_of_posts": "wanted"}
    page = browser.post(address, given, follow=True).text
    campaign.refresh_from_db()
    assert (campaign.state, hidden.reference in page) == (stage, False)
    assert "Something else has to be done first, which you cannot see." in page
    page = signed_in(colleague).post(address, given, follow=True).text
    assert "which you cannot see" not in page


def test_S4_an_offer_that_waits_for_who_is_hidden_does_not_say_for_whom():
    campaign, manager, colleague, hidden, seen = hidden_one(
        (*MET, "recommend"), (*MET, "put_on_reserve"), "offering"
    )
    base = f"{campaign.get_absolute_url()}applications/"
    browser = signed_in(manager)
    for page in (base, f"{base}{seen.reference}/", f"{base}{seen.reference}/offer/"):
        assert hidden.reference not in browser.get(page).text
    assert hidden.reference in signed_in(colleague).get(f"{base}{seen.reference}/").text


def test_S4_no_email_about_a_hidden_application_comes():
    _, manager, colleague, hidden, seen = hidden_one()
    for each in (hidden, seen):
        ask_about_application(application=each, text="When?", actor=each.candidate)
    told = Notification.objects.filter(slug="roles.application_asked")
    by_whom = {
        person: {row.subject for row in told.filter(recipient=person)}
        for person in (manager, colleague)
    }
    assert by_whom == {manager: {seen}, colleague: {hidden, seen}}


def test_R9_who_sits_on_a_panel_sees_no_application_before_they_declare():
    campaign = make_advert()
    manager = make_handler(campaign)
    seen = make_application(campaign)
    place = place_of(manager, make_sitting_panel(campaign, manager))
    bring_to(campaign, "sifting")
    browser, base = signed_in(manager), f"{campaign.get_absolute_url()}applications/"
    asked = (base, f"{base}{seen.reference}/", f"{base}{seen.reference}/pass_sift/")
    assert [browser.get(page).status_code for page in asked] == [404, 404, 404]
    page = browser.get(campaign.get_absolute_url()).text
    assert ("Declare whether" in page, seen.reference in page) == (True, False)
    assert "You can end the campaign" not in browser.get("/work/").text
    declare_own_knowledge(member=place, knows_somebody=False, names="", actor=manager)
    assert [browser.get(page).status_code for page in asked] == [200, 200, 200]


def test_R9_nobody_ends_a_campaign_for_a_candidate_who_is_hidden_from_them():
    campaign, manager, _, hidden, _ = hidden_one(
        (*MET, "recommend"), (*MET, "not_appoint"), "offering"
    )
    Application.objects.update(release_at=None)
    given = {"reason": "Not needed", "what_of_posts": "wanted"}
    page = signed_in(manager).post(f"{campaign.get_absolute_url()}end/", given, follow=True).text
    campaign.refresh_from_db()
    hidden.refresh_from_db()
    assert (campaign.state, hidden.state) == ("offering", "recommended")
    assert "which you cannot see" in page


def test_R9_who_left_a_panel_decides_on_no_conflict_of_it():
    campaign = make_advert()
    officer = make_member("resourcing", campaign.organisation)
    make_member("resourcing", campaign.organisation)
    hidden = make_application(campaign)
    Application.objects.filter(pk=hidden.pk).update(full_name="Ada Hidden")
    place = place_of(officer, make_sitting_panel(campaign, officer))
    declare_own_knowledge(
        member=place, knows_somebody=True, names="Ada Hidden, my sister", actor=officer
    )
    leave_panel(member=place, why="other", actor=officer)
    browser, base = signed_in(officer), f"{campaign.get_absolute_url()}panels/conflicts/"
    conflict = Conflict.objects.get()
    asked = (base, f"{base}{conflict.pk}/decide/")
    assert [browser.get(page).status_code for page in asked] == [404, 404]
    assert "Decide on possible conflicts" not in browser.get("/work/").text
