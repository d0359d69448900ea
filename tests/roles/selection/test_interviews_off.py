"""An interview that was booked: the candidate's calendar, and who hears when it does not happen."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from hub.dates import datetime_gb
from hub.periods import LONDON
from roles.applications.services.erasure import erase_application
from roles.applications.services.withdrawal import withdraw_application
from roles.campaigns.services.campaigns import cancel_campaign
from roles.campaigns.services.completion import end_campaign
from roles.models import Application
from tests.factories.adverts import (
    book,
    bring_to,
    make_advert,
    make_application,
    make_draft,
    make_handler,
)
from tests.factories.hub import signed_in

pytestmark = pytest.mark.django_db
PANEL = "panel@example.com"


@pytest.fixture
def booked():
    application = make_application(make_advert("Service owner"), None, "pass_sift", "invite")
    return booked_at(application)


def booked_at(application, days=3):
    campaign = bring_to(application.campaign, "interviewing")
    day = timezone.localdate() + timedelta(days=days)
    starts = datetime.combine(day, time(10), LONDON)
    book(application, make_handler(campaign), starts_at=starts, contact_email=PANEL)
    return Application.objects.get(pk=application.pk)


def letters(address):
    """What was sent to an address, the newest last."""
    mail.outbox.clear()
    call_command("deliver")
    return [letter for letter in mail.outbox if letter.to == [address]]


def calendar_of(letter):
    """The properties in the calendar file of a letter, as a calendar reads them."""
    parsed = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    [part] = list(parsed.iter_attachments())
    assert (part.get_filename(), part.get_content_type()) == ("interview.ics", "text/calendar")
    lines = part.get_content().replace("\r\n", "\n").replace("\n ", "").splitlines()
    return dict(line.split(":", 1) for line in lines)


def ways():
    return {
        "withdrawn": lambda row, handler: withdraw_application(
            application=row, actor=row.candidate
        ),
        "erased": lambda row, handler: erase_application(application=row),
        "cancelled": lambda row, handler: cancel_campaign(
            campaign=row.campaign, reason="The post is not needed.", actor=handler
        ),
        "ended": lambda row, handler: end_campaign(
            campaign=row.campaign, reason="-", closed_posts=[], actor=handler
        ),
    }


def test_a_booked_interview_goes_into_the_calendar_is_changed_there_and_goes_out(booked, settings):
    """Also when the hub has moved to another domain meanwhile."""
    candidate, handler = booked.candidate, make_handler(booked.campaign)
    [first] = letters(candidate.email)[-1:]
    first = calendar_of(first)
    slot = booked.interview_slot
    assert (first["METHOD"], first["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert first["DTSTART"] == f"{slot.starts_at:%Y%m%dT%H%M%SZ}"
    assert first["LOCATION"] == slot.place
    assert first['ORGANIZER;CN="Digital recruitment team"'] == f"mailto:{PANEL}"
    Application.objects.filter(pk=booked.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    settings.HUB_BASE_URL = "https://moved.example"
    later = slot.starts_at + timedelta(days=1)
    rebooked = book(booked, handler, starts_at=later, place="1 High Street, Leeds; room 2")
    changed = calendar_of(letters(candidate.email)[-1])
    assert changed["UID"] == first["UID"]
    assert int(changed["SEQUENCE"]) > int(first["SEQUENCE"])
    assert changed["LOCATION"] == "1 High Street\\, Leeds\\; room 2"
    withdraw_application(
        application=rebooked, actor=candidate, at=timezone.now() + timedelta(seconds=2)
    )
    off = calendar_of(letters(candidate.email)[-1])
    assert (off["UID"], off["METHOD"], off["STATUS"]) == (first["UID"], "CANCEL", "CANCELLED")
    assert int(off["SEQUENCE"]) > int(changed["SEQUENCE"])


@pytest.mark.parametrize("way", ways())
def test_the_contact_of_an_interview_hears_that_it_does_not_take_place(booked, way):
    when = datetime_gb(booked.interview_slot.starts_at)
    letters(PANEL)
    ways()[way](booked, make_handler(booked.campaign))
    [letter] = letters(PANEL)
    assert f"It was arranged for {when}, for application {booked.reference}." in letter.body
    assert booked.full_name not in letter.body + letter.subject
    withdrew = "The candidate has withdrawn." in letter.body
    assert withdrew == (way in ("withdrawn", "erased"))


def test_nobody_is_told_of_an_interview_that_is_over_or_was_never_booked(booked):
    booked.interview.starts_at = timezone.now() - timedelta(hours=1)
    booked.interview.save()
    letters(PANEL)
    withdraw_application(application=booked, actor=booked.candidate)
    invited = make_application(booked.campaign, None, "pass_sift", "invite")
    withdraw_application(application=invited, actor=invited.candidate)
    assert letters(PANEL) == []


def test_the_campaign_and_the_list_show_an_interview_that_does_not_take_place(booked):
    client = signed_in(make_handler(booked.campaign))
    withdraw_application(application=booked, actor=booked.candidate)
    when = datetime_gb(booked.interview_slot.starts_at)
    page = client.get(f"/campaigns/{booked.campaign.reference}/").text
    said = "1 interview will not take place, as the candidate has withdrawn"
    assert f"{said}: {booked.reference} on {when}." in page
    listed = client.get(f"/campaigns/{booked.campaign.reference}/applications/").text
    assert f"The interview on {when} will not take place" in listed


def test_who_applied_reads_what_a_withdrawn_role_means_for_them(booked):
    campaign = booked.campaign
    draft = make_draft(campaign)
    when = datetime_gb(booked.interview_slot.starts_at)
    letters(PANEL)
    cancel_campaign(campaign=campaign, reason="We lost the money.", actor=make_handler(campaign))
    call_command("deliver")
    by_address = {letter.to[0]: letter for letter in mail.outbox}
    theirs = by_address[booked.candidate.email]
    assert theirs.body.startswith(f"Dear {booked.full_name},")
    assert f"We will not take your application {booked.reference} any further." in theirs.body
    assert f"Your interview on {when} will not take place." in theirs.body
    assert "Reason: We lost the money." in theirs.body
    assert calendar_of(theirs)["METHOD"] == "CANCEL"
    page = signed_in(booked.candidate).get(f"/applications/{booked.reference}/").text
    assert f"Your interview on {when} will not take place." in page
    assert "Reason: We lost the money." in page
    page = signed_in(draft.candidate).get(f"/applications/{draft.reference}/").text
    assert ("Reason: We lost the money." in page, "interview on" in page) == (True, False)
    other = by_address[draft.candidate.email].body
    assert f"You started application {draft.reference}" in other
    assert ("any further" in other, "interview" in other) == (False, False)
