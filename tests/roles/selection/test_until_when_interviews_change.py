"""Candidates read until when they can choose, change and cancel an interview (S29, S30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.dates import date_gb, datetime_gb
from hub.models import Notification
from hub.refusals import nothing_changed
from hub.tasks import deliver_notifications
from hub.working_days import working_days_before
from roles.models import Interview, RecruitmentPolicy, Slot
from roles.models.selection.slot import first_to_change, last_day_to_change
from roles.selection.services.slot_choices import choose_time, say_none_suits
from tests.factories.hub import signed_in
from tests.factories.slots import at, invited_of, make_interviewing, make_times, working_day
from tests.roles.selection.test_marking import shown

pytestmark = pytest.mark.django_db


def before(day, number):
    return working_days_before(day, number, region="ENG")


def with_times():
    """A candidate who can choose times on the next working day but one, and later."""
    campaign = make_interviewing(people=1)
    near, far = working_day(1), working_day(8)
    slots = make_times(campaign, near) + make_times(campaign, far)
    application = invited_of(campaign)[0]
    return application, near, far, slots, signed_in(application.candidate)


def test_S29_each_day_of_times_says_until_when_it_can_be_changed():
    application, _, far, _, browser = with_times()
    page = shown(browser.get(f"/applications/{application.reference}/interview/"))
    until = date_gb(before(far, 2))
    assert "You cannot change or cancel an interview on this day here after you book it." in page
    assert f"an interview on this day until the end of {until}." in page
    assert f"Choose a time by {date_gb(before(far, 1))}." in page


def test_S29_what_is_booked_says_so_and_leads_nowhere_where_nothing_can_be_done():
    application, _, _, slots, browser = with_times()
    address = f"/applications/{application.reference}/"
    told = browser.post(f"{address}interview/", {"slot": slots[0].pk}, follow=True)
    assert "You cannot change or cancel it here." in shown(told)
    page = shown(browser.get(address))
    assert "You cannot change or cancel this interview here any more." in page
    own = browser.get(address).text
    assert (f'href="{address}interview/"' in own, "Change or cancel" in own) == (False, False)
    assert f'href="{address}interview/"' not in browser.get("/work/").text
    late = shown(browser.get(f"{address}interview/", follow=True))
    assert "tell the contact for the interview. " in late
    assert "so nothing has changed" not in late
    sent = shown(browser.post(f"{address}interview/cancel/", follow=True))
    assert (
        "It is too late to change or cancel this interview online, so nothing has changed. If you "
        "cannot be there, tell the contact for the interview."
    ) in sent


def test_S29_what_can_be_changed_leads_there_and_says_until_when():
    application, _, far, slots, browser = with_times()
    address, until = f"/applications/{application.reference}/", date_gb(before(far, 2))
    told = browser.post(f"{address}interview/", {"slot": slots[-1].pk}, follow=True)
    assert f"You can change or cancel it until the end of {until}." in shown(told)
    own = browser.get(address)
    assert f"Change or cancel the interview . You can do this until the end of {until}." in (
        shown(own)
    )
    assert f'href="{address}interview/"' in browser.get("/work/").text


@pytest.mark.parametrize("day, words", [(1, "It is too near for you"), (8, "You can change or")])
def test_S29_the_email_of_a_booking_says_until_when_it_can_be_changed(mailoutbox, day, words):
    application, _, _, slots, _ = with_times()
    slot = slots[0] if day == 1 else slots[-1]
    choose_time(application=application, slot=slot, actor=application.candidate)
    booked = Notification.objects.get(slug="roles.interview_booked")
    mailoutbox.clear()
    deliver_notifications([booked.pk])
    [mail] = mailoutbox
    assert words in mail.body
    # One that was arranged by hand is changed by who arranged it.
    Slot.objects.update(application=None)
    assert "change or cancel" not in booked_mail(booked, mailoutbox)


def booked_mail(booked, mailoutbox):
    Notification.objects.filter(pk=booked.pk).update(state="pending", sent_at=None)
    mailoutbox.clear()
    deliver_notifications([booked.pk])
    return "".join(mail.body for mail in mailoutbox)


def test_S30_who_can_choose_reads_so_and_by_when_wherever_the_application_is():
    application, _, far, _, browser = with_times()
    by = date_gb(before(far, 1))
    own = shown(browser.get(f"/applications/{application.reference}/"))
    assert f"Choose a time for your interview by {by}." in own
    assert "will offer you times to choose from, or send you" not in own
    listed = browser.get("/applications/")
    assert f'href="/applications/{application.reference}/interview/"' in listed.text
    assert f"by {by}." in shown(listed)
    assert by in shown(browser.get("/work/"))
    say_none_suits(application=application, words="Evenings.", actor=application.candidate)
    own = shown(browser.get(f"/applications/{application.reference}/"))
    assert f"You can still choose a time until {by}." in own


def test_S30_without_times_the_pages_say_what_the_department_does():
    application, *_, browser = with_times()
    Slot.objects.update(closed_at=timezone.now())
    own = shown(browser.get(f"/applications/{application.reference}/"))
    assert "will offer you times to choose from, or send you" in own
    assert "Choose a time" not in own
    assert "Choose a time" not in browser.get("/applications/").text


def test_S29_who_has_no_interview_cancels_none_and_reads_so_in_a_sentence():
    application, *_, browser = with_times()
    address = f"/applications/{application.reference}/interview/cancel/"
    assert "You have no interview to cancel. " in shown(browser.get(address, follow=True))
    sent = shown(browser.post(address, follow=True))
    assert "You have no interview to cancel, so nothing has changed. " in sent


def test_S30_the_emails_about_times_say_the_days_by_when_and_until_when(mailoutbox):
    _, near, far, *_ = with_times()
    mail_of = Notification.objects.filter(slug="roles.interview_times").latest("pk")
    deliver_notifications([mail_of.pk])
    body = " ".join(mailoutbox[-1].body.split())
    assert f"The times are from {date_gb(near)} to {date_gb(far)}." in body
    assert f"You can choose until {date_gb(before(far, 1))}." in body
    assert "You can change or cancel an interview until 2 working days before it." in body


def test_S30_an_email_about_times_of_which_none_is_left_is_not_sent(mailoutbox):
    with_times()
    mail_of = Notification.objects.filter(slug="roles.interview_times").latest("pk")
    Slot.objects.update(closed_at=timezone.now())
    deliver_notifications([mail_of.pk])
    assert (mailoutbox, Notification.objects.get(pk=mail_of.pk).state) == ([], "skipped")


def test_S29_the_last_day_to_change_and_the_first_interview_to_change_agree():
    policy = RecruitmentPolicy.load()
    for offset in range(30):
        now = at(timezone.localdate() + timedelta(days=offset), 12)
        first = first_to_change(now, policy)
        for ahead in range(1, 15):
            starts = at(timezone.localdate(now) + timedelta(days=ahead), 10)
            can = timezone.localdate(now) <= last_day_to_change(starts, policy)
            assert (starts >= first) == can, (now, datetime_gb(starts))
    assert Interview.objects.count() == 0


def test_a_refusal_of_two_sentences_is_two_sentences():
    assert nothing_changed("It is late. Tell us") == "It is late, so nothing has changed. Tell us."
    assert nothing_changed("It is late") == "It is late, so nothing has changed."
