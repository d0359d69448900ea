"""Two candidates of a campaign are not booked for one time without a word of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hub.dates import date_gb
from hub.models import Notification
from hub.working_days import next_working_day
from roles.applications.services.withdrawal import withdraw_application
from roles.models import Application, Campaign, Interview
from roles.selection.services.interview_clashes import InterviewClashError, OutsideDatesError
from tests.factories.adverts import book, bring_to, make_advert, make_application, make_handler
from tests.factories.hub import signed_in
from tests.typed import tick_on

pytestmark = pytest.mark.django_db
ROOM = "https://video.example.gov.uk/same-room"


@pytest.fixture
def campaign():
    return make_advert("Service owner")


@pytest.fixture
def two(campaign):
    """Two candidates who are invited."""
    found = [make_application(campaign, None, "pass_sift", "invite") for _ in range(2)]
    bring_to(campaign, "interviewing")
    return found


def working_day(number: int = 1) -> date:
    day = timezone.localdate()
    for _ in range(number):
        day = next_working_day(day + timedelta(days=1), region="ENG")
    return day


def typed(day: date, hour: str = "10am", **changes: object) -> dict[str, object]:
    return {
        **{f"day_{part}": getattr(day, part) for part in ("day", "month", "year")},
        "hour": hour,
        "minutes": 60,
        "medium": "video",
        "place": ROOM,
        "contact_name": "Recruitment team",
        "contact_email": "jobs@example.gov.uk",
        **changes,
    }


def address(application: Application, move: str = "book") -> str:
    campaign = application.campaign.reference
    return f"/campaigns/{campaign}/applications/{application.reference}/{move}/"


def booked() -> int:
    return Application.objects.filter(state="interview_booked").count()


def test_the_second_candidate_at_one_time_is_asked_about_and_nothing_typed_is_lost(campaign, two):
    first, second = two
    client, day = signed_in(make_handler(campaign)), working_day()
    assert "This overlaps the interview" not in client.get(address(first)).text
    assert client.post(address(first), typed(day)).status_code == 302
    told = Notification.objects.filter(slug="roles.interview_booked")
    for hour, minutes in (("10am", 60), ("10:30am", 60), ("9:30am", 45)):
        page = client.post(address(second), typed(day, hour, minutes=minutes)).text
        said = (
            f"This overlaps the interview for {first.reference} in the same "
            f"place: {date_gb(day)}, 10am, 60 minutes."
        )
        assert said in page
        assert "Yes, the interviews can overlap on" in page
        assert ROOM in page
        assert (booked(), told.count()) == (1, 1)
    # It ends as the other begins, on another day, or it is said that both are meant.
    assert client.post(address(second), typed(day, "9am")).status_code == 302
    change = address(second, "rebook")
    page = client.post(change, typed(day)).text
    assert "This overlaps the interview" in page
    tick = tick_on(page, "together")
    assert f"Yes, the interviews can overlap on {date_gb(day)}, 10am" in page
    # The tick is about this time alone.
    assert client.post(change, typed(day, together="on")).status_code == 200
    assert client.post(change, typed(day, "10:30am", **tick)).status_code == 200
    assert client.post(change, typed(day, **tick)).status_code == 302
    history = client.get(address(second, "").removesuffix("/")).text
    assert f"Confirmed for {date_gb(day)}, 10am, when it overlaps another interview" in history
    assert {slot.starts_at for slot in Interview.objects.all()} == {
        Interview.objects.get(application=first).starts_at
    }
    # What stands is not asked about again when only the contact changes.
    again = client.post(change, typed(day, contact_name="Somebody else"))
    assert again.status_code == 302


def test_a_day_that_the_advert_does_not_say_is_asked_about(campaign, two):
    first, _ = two
    days = {"interviews_from": working_day(5), "interviews_to": working_day(7)}
    Campaign.objects.filter(pk=campaign.pk).update(**days)
    client, handler = signed_in(make_handler(campaign)), make_handler(campaign)
    said = (
        f"The advert says that interviews are between {date_gb(days['interviews_from'])} and "
        f"{date_gb(days['interviews_to'])}."
    )
    assert "hold the interview on" not in client.get(address(first)).text
    for day in (working_day(4), working_day(8)):
        page = client.post(address(first), typed(day)).text
        assert said in page
        assert f"Yes, hold the interview on {date_gb(day)}" in page
        assert booked() == 0
    with pytest.raises(OutsideDatesError):
        book(first, handler, outside=False)
    tick, other = tick_on(page, "outside"), working_day(9)
    # The tick is about this day alone, and not about other days of the advert.
    page = client.post(address(first), typed(other, **tick)).text
    assert (booked(), f"Yes, hold the interview on {date_gb(other)}" in page) == (0, True)
    assert tick_on(page, "outside") != tick
    Campaign.objects.filter(pk=campaign.pk).update(interviews_from=working_day(6))
    assert client.post(address(first), typed(working_day(8), **tick)).status_code == 200
    Campaign.objects.filter(pk=campaign.pk).update(interviews_from=working_day(5))
    assert client.post(address(first), typed(working_day(8), **tick)).status_code == 302
    assert booked() == 1
    history = client.get(address(first, "").removesuffix("/")).text
    assert f"Confirmed for {date_gb(working_day(8))}. {said[:-1]}" in history.replace(
        "The advert says between", "The advert says that interviews are between"
    )
    # A day that stands is not asked about again, one that the advert says not at all.
    change = address(first, "rebook")
    assert client.post(change, typed(working_day(8), contact_name="Ann")).status_code == 302
    assert client.post(change, typed(working_day(5))).status_code == 302


def test_another_place_at_the_same_time_is_asked_about_too_and_other_campaigns_are_not(
    campaign, two
):
    first, second = two
    handler = make_handler(campaign)
    book(first, handler)
    with pytest.raises(InterviewClashError) as refusal:
        book(second, handler, place="Room 2", together=False)
    assert "This overlaps the interview for" in refusal.value.reasons[0]
    elsewhere = make_advert("Service owner")
    other = make_application(elsewhere, None, "pass_sift", "invite")
    bring_to(elsewhere, "interviewing")
    book(other, make_handler(elsewhere), together=False)
    assert booked() == 2


def test_an_interview_that_does_not_take_place_is_no_clash(campaign, two):
    first, second = two
    handler = make_handler(campaign)
    book(first, handler)
    withdraw_application(application=first, actor=first.candidate)
    first.refresh_from_db()
    assert first.state == "withdrawn"
    book(second, handler, together=False)
    assert booked() == 1
