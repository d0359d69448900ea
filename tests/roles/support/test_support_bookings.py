"""The experts' register: bookings without clash or conflict (H6); nobody agrees to own (H8)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_system
from hub.calendars import days_of
from hub.dates import date_gb
from hub.models import Notification, StandIn, User
from hub.permissions import StaffGroup
from hub.qualifications import withdraw_qualification
from hub.tasks import deliver_notifications
from roles.applications.services.assisted import HandlesForThemError
from roles.campaigns.services.appointments import (
    PanelMemberError,
    agree_appointment,
    why_of_the_panel,
)
from roles.models import Application, Booking, BookingDay, Expert
from roles.support.services.bookings import (
    NOT_FOR_THIS_ROLE,
    BookingRefusedError,
    cancel_booking,
    end_bookings,
)
from roles.support.tasks import end_bookings_that_cannot_hold
from tests.factories.adverts import enter_for_somebody
from tests.factories.adverts import make_draft as make_draft_application
from tests.factories.hub import add_membership, make_member, make_person, signed_in
from tests.factories.qualifications import make_assessor
from tests.factories.roles import make_accepted_request, make_draft, make_open, make_team
from tests.pages_read import as_read
from tests.roles.support.support_forms import book, make_expert

database = pytest.mark.django_db
TOLD = ("roles.expert_booking_ended", "roles.expert_released")


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def refused(*args, **kwargs):
    with pytest.raises(BookingRefusedError) as refusal:
        book(*args, **kwargs)
    return " ".join(refusal.value.reasons)


@database
def test_H6_an_expert_is_booked_for_days_and_told(team):
    expert, request = make_expert(), make_accepted_request(team)
    booking = book(expert, request, team)
    assert [row.day for row in booking.days.all()] == [booking.starts_on, booking.ends_on]
    assert Notification.objects.get(slug="roles.expert_booked").recipient == expert.user


@database
def test_H6_a_clash_of_days_is_refused_until_the_first_booking_is_cancelled(team):
    expert = make_expert()
    first = book(expert, make_accepted_request(team), team)
    request = make_accepted_request(make_team("BBB"))
    assert "is booked on" in refused(expert, request, team, in_days=15)
    book(expert, request, team, in_days=16)
    cancel_booking(booking=first, actor=team.adviser)
    with pytest.raises(TransitionNotAllowed):
        cancel_booking(booking=first, actor=team.adviser)
    book(expert, request, team, in_days=14)
    assert Notification.objects.filter(slug="roles.expert_booking_cancelled").count() == 1


@database
def test_H6_a_conflict_is_refused(team):
    request = make_accepted_request(team)
    avoiding = make_expert()
    avoiding.avoids.add(team.organisation)
    own = make_expert(make_member("nominator", team.organisation))
    assert refused(avoiding, request, team) == NOT_FOR_THIS_ROLE
    assert refused(own, request, team) == NOT_FOR_THIS_ROLE


@database
def test_H6_bad_days_are_refused(team):
    request, today = make_accepted_request(team), timezone.localdate()
    expert = make_expert(available_to=today + timedelta(days=20))
    assert "is not available" in refused(expert, request, team, in_days=20)
    assert "tomorrow or later" in refused(expert, request, team, in_days=-1)
    assert "tomorrow or later" in refused(expert, request, team, in_days=0)
    upside_down = {"starts_on": today + timedelta(days=4), "ends_on": today + timedelta(days=3)}
    assert "the same as or after" in refused(expert, request, team, **upside_down)
    long = today + timedelta(days=90)
    assert "a month or less" in refused(make_expert(), request, team, ends_on=long)
    assert BookingDay.objects.count() == 0


@database
def test_R5_an_expert_for_a_sift_that_was_not_asked_for_in_time_is_refused(team):
    request = make_accepted_request(team)
    campaign = make_open(team, request)
    words = refused(make_expert(), request, team, kind="sift", post=campaign.posts.get())
    assert "before the advert opens" in words


@database
def test_H6_booked_and_cancelled_on_the_page(team):
    request, expert = make_accepted_request(team), make_expert()
    adviser, requester = signed_in(team.adviser), signed_in(team.requester)
    url = f"/support/{request.reference}/book/"
    page = adviser.get(url).content.decode()
    assert str(expert) in page
    day = timezone.localdate() + timedelta(days=5)
    sent = {"kind": "panel", "expert": expert.pk, "place": "By video", **parts("starts_on", day)}
    page = adviser.post(url, {**sent, **parts("ends_on", date(2020, 1, 1))}).content.decode()
    assert "The last day must be the same as or after the first" in page
    sent |= parts("ends_on", day)
    adviser.post(url, sent)
    assert "is booked on" in adviser.post(url, sent).content.decode()
    booking = request.bookings.get()
    page = requester.get(request.get_absolute_url()).content.decode()
    assert str(expert) in page
    assert "Panel, By video" in page
    cancel = f"/support/{request.reference}/bookings/{booking.pk}/cancel/"
    assert requester.get(cancel).status_code == 404
    adviser.post(cancel)
    assert adviser.post(cancel).status_code == 404
    assert BookingDay.objects.count() == 0


@database
@pytest.mark.parametrize("is_whole_request", [True, False])
def test_H8_an_expert_booked_on_the_panel_cannot_agree_to_the_appointment(team, is_whole_request):
    request = make_accepted_request(team, grade="scs1")
    post = make_draft(team, request).posts.get()
    lead = make_person("", StaffGroup.HUB_LEADS)
    booking = book(make_expert(lead), request, team, post=None if is_whole_request else post)
    with pytest.raises(PanelMemberError):
        agree_appointment(post=post, application="A-7KQ2-M8XD", actor=lead)
    assert why_of_the_panel(post, team.lead) is None
    cancel_booking(booking=booking, actor=team.adviser)
    assert why_of_the_panel(post, lead) is None


@database
def test_experts_are_kept_by_hub_staff_in_the_admin(team):
    client, person, like = signed_in(team.adviser), make_person(), make_expert()
    form = {
        "user": person.email,
        "role": like.role.pk,
        "grade": like.grade.pk,
        "avoids": [team.organisation.pk],
        "available_from": "2026-12-01",
    }
    client.post("/admin/expert/new/", {**form, "available_to": "2026-11-01"})
    assert not Expert.objects.filter(user=person).exists()
    client.post("/admin/expert/new/", form)
    assert list(Expert.objects.get(user=person).avoids.all()) == [team.organisation]
    # Nor is the entry, with its bookings, made over to somebody else.
    known = Expert.objects.get(user=person)
    client.post(f"/admin/expert/edit/{known.pk}/", {**form, "user": team.adviser.email})
    known.refresh_from_db()
    assert known.user == person


@database
@pytest.mark.parametrize("is_whole_request", [True, False])
def test_R25_an_expert_who_applies_is_told_before_and_is_booked_no_longer(team, is_whole_request):
    expert, request = make_expert(), make_accepted_request(team)
    campaign = make_open(team, request)
    post = None if is_whole_request else campaign.posts.get()
    booking = book(expert, request, team, post=post)
    elsewhere = book(expert, make_accepted_request(make_team("BBB")), team, in_days=30)
    browser = signed_in(expert.user)
    start = f"/applications/start/{campaign.reference}/"
    assert "You are booked to help fill this role as an expert (Panel" in (
        browser.get(start).content.decode()
    )
    assert browser.post(start).status_code == 302
    # At that moment nothing is seen of it, on the page of the request or in an email.
    page = f"/support/{request.reference}/"
    before = signed_in(team.adviser).get(page).text
    assert (booking.in_words in before, "Booking of an expert" in before) == (True, False)
    assert not Notification.objects.filter(slug__in=TOLD).exists()
    end_bookings_that_cannot_hold()
    end_bookings_that_cannot_hold()
    states = [Booking.objects.get(pk=row.pk).state for row in (booking, elsewhere)]
    assert states == ["cancelled", "booked"]
    told = Notification.objects.filter(slug__in=TOLD).order_by("slug", "pk")
    assert [(row.slug, row.recipient) for row in told] == [
        ("roles.expert_booking_ended", expert.user),
        ("roles.expert_released", team.adviser),
        ("roles.expert_released", team.requester),
    ]
    deliver_notifications([row.pk for row in told])
    own, advisers = (letter.body.replace("\n", " ") for letter in mail.outbox[-3:-1])
    assert "You have started an application for this role, so you cannot take part" in own
    assert "We have cancelled your booking" in own
    assert "no longer needed" not in own
    assert "has ended" in advisers
    after = signed_in(team.adviser).get(page).text
    assert "Booking of an expert ended" in after
    assert [text for text in (advisers, after) if "applie" in text or "applied" in text] == []


@database
def test_H6_a_booking_ends_in_the_same_words_for_who_comes_to_work_for_the_department(team):
    expert, request = make_expert(), make_accepted_request(team)
    book(expert, request, team)
    end_bookings_that_cannot_hold()
    assert Booking.objects.get().state == "booked"
    today = timezone.localdate()
    own = {"user": expert.user, "organisation": team.organisation, "valid_from": today}
    add_membership(role="requester", **own)
    end_bookings_that_cannot_hold()
    assert Booking.objects.get().state == "cancelled"
    told = Notification.objects.filter(slug__in=TOLD).order_by("slug", "pk")
    deliver_notifications([row.pk for row in told])
    own, advisers = (letter.body.replace("\n", " ") for letter in mail.outbox[-3:-1])
    assert "because you work for" in own
    assert "has ended" in advisers
    assert "Booking of an expert ended" in (
        signed_in(team.adviser).get(f"/support/{request.reference}/").text
    )


@database
def test_the_booking_of_an_expert_who_closes_the_account_ends_at_once_and_both_sides_are_told(
    team, django_capture_on_commit_callbacks
):
    expert, request = make_expert(), make_accepted_request(team)
    booking = book(expert, request, team)
    elsewhere = book(make_expert(), make_accepted_request(make_team("BBB")), team, in_days=30)
    client, closing = signed_in(expert.user), reverse("account_erase")
    said = client.get(closing).text
    assert f"your bookings as an expert: {booking.in_words}, for Department AAA" in said
    with django_capture_on_commit_callbacks(execute=True):
        client.post(closing, as_read(client, closing, {"sure": "on"}))
    booking.refresh_from_db()
    assert (booking.state, booking.days.count()) == ("cancelled", 0)
    end_bookings_that_cannot_hold()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "booked"
    told = Notification.objects.filter(slug__in=TOLD)
    assert {(row.slug, row.recipient) for row in told} == {
        ("roles.expert_released", team.adviser),
        ("roles.expert_released", team.requester),
    }
    page = signed_in(team.adviser).get(f"/support/{request.reference}/").text
    assert "Booking of an expert ended" in page


VARYING = r'(nonce|"csrfmiddlewaretoken" value|s-left|value|href)="[^"]*"|[0-9:]{5,}[^"]*"'


def ask_to_book(adviser, request, expert, first):
    """Type a booking of one day in; the page after it."""
    sent = {"kind": "panel", "expert": expert.pk, "place": "By video"}
    sent |= {**parts("starts_on", first), **parts("ends_on", first)}
    return adviser.post(f"/support/{request.reference}/book/", sent, follow=True).text


def read_by(person, request):
    """What the pages of a request and of booking say."""
    client = signed_in(person)
    pages = [client.get(f"/support/{request.reference}/{act}").text for act in ("", "book/")]
    return [re.sub(VARYING, "", page) for page in pages]


@database
@pytest.mark.parametrize("is_whole_request", [True, False])
def test_R25_who_applies_is_booked_and_let_go_like_who_says_that_they_cannot_help(
    team, is_whole_request
):
    applies, declines, day = make_expert(), make_expert(), timezone.localdate() + timedelta(days=5)
    request, adviser = make_accepted_request(team), signed_in(team.adviser)
    campaign = make_open(team, request)
    make_draft_application(campaign, applies.user)
    listed = adviser.get(f"/support/{request.reference}/book/").text
    assert [str(each) in listed for each in (applies, declines)] == [True, True]
    for each in (applies, declines):
        if is_whole_request:
            assert NOT_FOR_THIS_ROLE not in ask_to_book(adviser, request, each, day)
        else:
            book(each, request, team, post=campaign.posts.get(), in_days=5)
    own, other = (each.bookings.get() for each in (applies, declines))
    client, url = signed_in(declines.user), "/support/bookings/"
    assert f'href="{url}{other.pk}/"' in client.get(url).text
    before = read_by(team.adviser, request)
    page = client.post(f"{url}{other.pk}/", {}, follow=True).text
    assert "You said that you cannot help" in page
    # Neither is seen before the morning, nor told from the other after it.
    assert read_by(team.adviser, request) == before
    for person in (applies.user, team.adviser, team.requester):
        assert signed_in(person).post(f"{url}{other.pk}/", {}).status_code == 404
    end_bookings_that_cannot_hold()
    states = {Booking.objects.get(pk=row.pk).state for row in (own, other)}
    assert states == {"cancelled"}
    told = Notification.objects.filter(slug="roles.expert_released")
    assert sorted((row.subject.pk, row.recipient.pk) for row in told) == sorted(
        (row.pk, person.pk) for row in (own, other) for person in (team.adviser, team.requester)
    )
    mails = Notification.objects.filter(slug="roles.expert_booking_ended").order_by("pk")
    deliver_notifications([row.pk for row in mails])
    bodies = {letter.to[0]: letter.body for letter in mail.outbox[-2:]}
    assert "You have started an application" in bodies[applies.user.email]
    assert "You told us that you cannot help" in bodies[declines.user.email]
    # Whoever tries again learns no more.
    for each in (applies, declines):
        assert NOT_FOR_THIS_ROLE not in ask_to_book(adviser, request, each, day)
    end_bookings_that_cannot_hold()
    assert not Booking.objects.in_force().exists()
    # Other roles of the department are theirs to help with.
    book(declines, make_accepted_request(team), team)


@database
def test_H6_who_works_for_the_department_or_avoids_it_is_refused_and_that_stays_in_the_history(
    team,
):
    request, avoiding = make_accepted_request(team), make_expert()
    avoiding.avoids.add(team.organisation)
    own = make_expert(make_member("nominator", team.organisation))
    adviser, day = signed_in(team.adviser), timezone.localdate() + timedelta(days=5)
    for each in (avoiding, own):
        assert NOT_FOR_THIS_ROLE in ask_to_book(adviser, request, each, day)
    assert not request.bookings.exists()
    history = signed_in(team.requester).get(f"/support/{request.reference}/").text
    assert (
        history.count("Expert not booked: works for the department, or asked not to help it") == 2
    )
    assert str(avoiding.user) not in history


@database
def test_R25_an_expert_who_has_begun_to_help_does_not_apply(team, time_machine):
    expert, request = make_expert(), make_accepted_request(team)
    campaign = make_open(team, request)
    booking = book(expert, request, team, in_days=1)
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    browser, start = signed_in(expert.user), f"/applications/start/{campaign.reference}/"
    for page in (browser.get(start), browser.post(start)):
        assert "because you have helped to fill it as an expert" in page.content.decode()
    booking.refresh_from_db()
    assert booking.state == "booked"
    assert not Application.objects.exists()


@database
def test_R25_nobody_enters_an_application_for_who_is_booked_as_an_expert(team):
    expert, request = make_expert(), make_accepted_request(team)
    campaign = make_open(team, request)
    book(expert, request, team)
    officer = make_member("resourcing", team.organisation)
    with pytest.raises(HandlesForThemError, match="start the application themselves"):
        enter_for_somebody(campaign, officer, email=expert.user.email)


def listed(view) -> tuple[list[str], list[str]]:
    """The references of the requests that a page of bookings lists: to come, and earlier."""
    coming, earlier = (
        [row[4]["text"] for row in view.context_data[name].rows] for name in ("coming", "earlier")
    )
    return coming, earlier


@database
def test_H6_experts_find_their_own_bookings_from_their_account(team, time_machine):
    expert, other = make_expert(), make_expert()
    request = make_accepted_request(team)
    booking = book(expert, request, team, place="1 Example Street, Leeds", kind="interview")
    gone = book(expert, make_accepted_request(make_team("BBB")), team, in_days=30)
    cancel_booking(booking=gone, actor=team.adviser)
    book(other, make_accepted_request(make_team("CCC")), team)
    url = "/support/bookings/"
    client = signed_in(expert.user)
    assert f'href="{url}"' in client.get("/account/").content.decode()
    view = client.get(url)
    assert listed(view) == ([booking.request.reference], [gone.request.reference])
    page = view.content.decode()
    for words in ("Interview", "1 Example Street, Leeds", "Department AAA", request.reference):
        assert words in page
    assert "Department CCC" not in page
    time_machine.move_to(timezone.now() + timedelta(days=15), tick=False)
    client = signed_in(expert.user)
    # Its last day is today.
    assert listed(client.get(url))[0] == [booking.request.reference]
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    client = signed_in(expert.user)
    view = client.get(url)
    assert listed(view) == ([], [gone.request.reference, booking.request.reference])
    assert "You are not booked for any days from today." in view.content.decode()
    # Nobody else has such a page, not even who books them.
    for person in (team.adviser, team.requester, make_person()):
        assert signed_in(person).get(url).status_code == 404
        assert url not in signed_in(person).get("/account/").content.decode()


@database
def test_H6_the_mail_about_a_booking_leads_to_the_bookings(team):
    book(make_expert(), make_accepted_request(team), team)
    row = Notification.objects.get(slug="roles.expert_booked")
    deliver_notifications([row.pk])
    assert "/support/bookings/" in mail.outbox[-1].body


@database
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_bookings_takes_as_many_queries_however_many(
    team, number, django_assert_max_num_queries
):
    expert = make_expert()
    for place in range(number):
        book(expert, make_accepted_request(team), team, in_days=5 * (place + 1))
    client = signed_in(expert.user)
    client.get("/support/bookings/")
    with django_assert_max_num_queries(10):
        client.get("/support/bookings/")


def race():
    """Eight advisers book the same expert for the same days at once; how many did."""
    team, expert = make_team(), make_expert()
    requests = [make_accepted_request(make_team()) for _ in range(8)]
    barrier, done, errors = Barrier(len(requests)), [], []

    @as_system()
    def run(request):
        try:
            barrier.wait(30)
            done.append(book(expert, request, team))
        except BookingRefusedError:
            pass
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert BookingDay.objects.filter(expert=expert).count() == 2
    return len(done)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_H6_eight_bookings_at_once_make_one_on_this_database():
    assert race() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_H6_eight_bookings_at_once_make_one_on_postgresql():
    assert connection.vendor == "postgresql"
    assert race() == 1


@database
def test_R9_only_an_expert_with_a_certificate_for_all_the_days_is_booked(team):
    request, expert = make_accepted_request(team), make_expert(is_assessor=False)
    said = "no assessor’s certificate that is valid on all of these days"
    assert said in refused(expert, request, team)
    # It ends on the first of the two days.
    make_assessor(expert.user, last=14)
    assert said in refused(expert, request, team)
    make_assessor(expert.user, first=0, last=15)
    assert book(expert, request, team).expert == expert


@database
def test_R9_a_certificate_that_is_withdrawn_ends_the_bookings_to_come_and_says_not_why(team):
    request, expert = make_accepted_request(team), make_expert(is_assessor=False)
    other = make_expert()
    held = make_assessor(expert.user)
    booking, kept = book(expert, request, team), book(other, request, team)
    with as_system():
        withdraw_qualification(qualification=held, reason="A mistake.", actor=team.lead)
        end_bookings()
    booking.refresh_from_db()
    kept.refresh_from_db()
    assert (booking.state, kept.state) == (Booking.State.CANCELLED, Booking.State.BOOKED)
    told = Notification.objects.filter(slug__in=TOLD).values_list("slug", flat=True)
    assert set(told) == set(TOLD)


@database
def test_the_form_and_the_register_say_until_when_an_expert_may_assess(team):
    until = date_gb(make_assessor(make_expert(is_assessor=False).user).valid_until)
    make_expert(is_assessor=False)
    request = make_accepted_request(team)
    form = signed_in(team.adviser).get(f"/support/{request.reference}/book/").text
    assert (f"certificate until {until}" in form, "no certificate" in form) == (True, True)
    assert until in signed_in(team.adviser).get("/admin/expert/").text


def titles_of(person, day):
    first, last = day.replace(day=1), day + timedelta(days=40)
    return [
        (each.title, each.href)
        for each in days_of(person, first, last).happenings
        if "xpert" in each.title
    ]


@database
def test_H6_who_arranged_a_booking_and_who_stands_in_have_it_in_their_calendar(team):
    colleague, other = (
        make_person(f"{name}@hub.example", StaffGroup.HUB_STAFF) for name in ("colleague", "other")
    )
    request = make_accepted_request(team)
    booking = book(make_expert(), request, team)
    what = (f"Expert booked: Panel, {request.organisation.name}", request.get_absolute_url())
    day = booking.starts_on
    assert titles_of(team.adviser, day) == titles_of(request.requester, day) == [what]
    assert titles_of(colleague, day) == titles_of(other, day) == []
    # For whom the adviser is away on one of its days.
    StandIn.objects.create(
        person=team.adviser,
        colleague=colleague,
        starts_on=booking.ends_on,
        ends_on=booking.ends_on,
        arranged_at=timezone.now(),
    )
    assert titles_of(colleague, day) == [what]
    assert titles_of(other, day) == []
    after = booking.ends_on + timedelta(days=1)
    StandIn.objects.update(starts_on=after, ends_on=after)
    assert titles_of(colleague, day) == []
    cancel_booking(booking=booking, actor=team.adviser)
    assert titles_of(team.adviser, day) == []


@database
def test_H6_the_hub_team_finds_an_expert_by_name_and_nobody_else_does(team):
    expert = make_expert(make_person("expert@moj.example"))
    User.objects.filter(pk=expert.user_id).update(first_name="Ines", last_name="Okafor")
    register = reverse("roles_experts:edit", args=[expert.pk])
    for words, finds in (("ines okafor", True), ("Okafor delivery", True), ("nes", False)):
        assert (register in searched(team.adviser, words)) == finds
    assert signed_in(team.adviser).get(register).status_code == 200
    for person in (team.requester, team.manager, expert.user):
        assert register not in searched(person, "ines okafor")


def searched(person, words):
    return signed_in(person).post(reverse("search"), {"q": words}, follow=True).text
