"""Alerts: asked for, confirmed, matched as sets, told once, in the morning, stopped in one step."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail as box
from django.db import connection
from django.utils import timezone

from hub.authorisation import as_system
from hub.dates import date_gb
from hub.models import Notification, PreElectionPeriod
from hub.notifications.delivery import deliver
from hub.tasks import run_retention
from roles.campaigns.services.campaigns import cancel_campaign
from roles.models import Alert, AlertMatch
from roles.search.services.alerts.delivery import last_morning, notify_due
from roles.search.services.alerts.links import token_of
from roles.search.services.alerts.matching import match_new
from roles.search.services.alerts.subscribing import confirm_address, end_alert, subscribe
from roles.search.services.listings import refresh_listing
from roles.search.tasks import ask_after_alerts, send_alerts
from roles.search.vacancy_search import Terms
from tests.factories.adverts import make_advert, make_handler
from tests.factories.hub import make_person, signed_in

pytestmark = pytest.mark.django_db
EMAIL = "reader@example.com"


def make_alert(frequency: str = "at_once", email: str = EMAIL, **terms) -> Alert:
    """A confirmed alert."""
    alert = subscribe(terms=Terms(**(terms or {"grade": "g7"})), email=email, frequency=frequency)
    confirm_address(alert=alert)
    return Alert.objects.get(pk=alert.pk)


def sent_to(email: str = EMAIL) -> list[str]:
    """Deliver what may go; the bodies of the mails of alerts to an address."""
    box.outbox.clear()
    for row in Notification.objects.filter(state="pending", slug__startswith="roles.alert"):
        deliver(row.pk)
    return [message.body for message in box.outbox if message.to == [email]]


def test_an_alert_is_asked_for_from_a_search_and_confirmed_from_the_mailbox(client):
    listing = client.get("/roles/?grade=g7").content.decode()
    assert "/roles/alerts/new/?grade=g7" in listing
    page = client.get("/roles/alerts/new/?grade=g7&closing=soon&sort=newest").content.decode()
    assert "Grade 7" in page
    wrong = client.post("/roles/alerts/new/?grade=g7", {"email": "x", "frequency": ""})
    assert "Enter an email address in the correct format" in wrong.content.decode()
    assert "Select how often you want to hear from us" in wrong.content.decode()
    data = {"email": "Reader@Example.com", "frequency": "daily"}
    assert client.post("/roles/alerts/new/?grade=g7", data).url == "/roles/alerts/asked/"
    (body,) = sent_to()
    path = re.search(r"(/roles/alerts/confirm/[^\s]+)", body)[1]
    client.get(path)
    client.get(path)
    assert Alert.objects.get().state == "pending"
    done = client.post(path, follow=True).content.decode()
    assert "Your alerts" in done
    alert = Alert.objects.get()
    assert (alert.state, alert.email, alert.criteria) == ("confirmed", EMAIL, {"grade": "g7"})
    assert "There is nothing to confirm" in client.get(path).content.decode()


def test_at_least_one_criterion_is_asked_for(client):
    page = client.get("/roles/alerts/new/").content.decode()
    assert "Choose at least one thing" in page
    client.post("/roles/alerts/new/?sort=newest", {"email": EMAIL, "frequency": "daily"})
    assert Alert.objects.count() == 0


def test_whoever_has_signed_in_needs_no_confirmation_and_sees_only_their_own():
    person = make_person("me@example.com")
    make_alert(email="other@example.com", grade="g6")
    client = signed_in(person)
    client.post("/roles/alerts/new/?grade=g7", {"frequency": "weekly", "email": "x@example.com"})
    alert = Alert.objects.get(person=person)
    assert (alert.state, alert.email) == ("confirmed", "me@example.com")
    page = client.get("/roles/alerts/").content.decode()
    assert "Grade 7" in page
    assert "G6" not in page


def test_the_answer_is_the_same_and_an_address_gets_one_mail_a_day(client):
    answers = set()
    for grade in ("g7", "g6", "g7"):
        response = client.post(
            f"/roles/alerts/new/?grade={grade}", {"email": EMAIL, "frequency": "daily"}
        )
        answers.add((response.status_code, response.url))
    assert len(answers) == 1
    assert Alert.objects.count() == 2
    bodies = sent_to()
    assert len(bodies) == 1
    path = re.search(r"(/roles/alerts/confirm/[^\s]+)", bodies[0])[1]
    client.post(path)
    assert Alert.objects.wanted().count() == 2


def test_links_that_are_forged_or_for_something_else_do_nothing(client):
    alert = make_alert()
    for act in ("confirm", "manage", "change", "stop", "why", "keep"):
        for token in ("x", token_of(alert, "other"), token_of(alert, act)[:-2]):
            assert client.get(f"/roles/alerts/{act}/{token}/").status_code == 404
            assert client.post(f"/roles/alerts/{act}/{token}/").status_code == 404
    assert Alert.objects.get().state == "confirmed"


def test_an_old_confirmation_is_no_longer_taken(client, time_machine):
    alert = subscribe(terms=Terms(grade="g7"), email=EMAIL, frequency="daily")
    path = f"/roles/alerts/confirm/{token_of(alert, 'confirm')}/"
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    assert client.get(path).status_code == 404
    run_retention()
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(
    "terms,found",
    [
        ({"grade": "g7"}, True),
        ({"grade": "g6"}, False),
        ({"role": "product-manager"}, True),
        ({"places": ("leeds", "york")}, True),
        ({"places": ("york",)}, False),
        ({"home": True}, False),
        ({"keyword": "paying farmers"}, True),
        ({"keyword": "farmers", "grade": "g7"}, True),
        ({"keyword": "farmers", "grade": "g6"}, False),
        ({"keyword": "pay farmer"}, True),
        ({"keyword": "lawyers"}, False),
        ({"pattern": "part_time"}, True),
        ({"salary": 20000}, True),
        ({"salary": 900000}, False),
    ],
)
def test_an_alert_finds_what_its_search_finds(terms, found):
    make_alert(**terms)
    advert = make_advert(
        "Product manager, paying farmers", places=("Leeds",), salary_min=56000, salary_max=64000
    )
    match_new()
    searched = Terms(**terms).listings(timezone.now()).filter(campaign=advert).exists()
    assert (AlertMatch.objects.count() == 1, searched) == (found, found)


@pytest.mark.postgres
def test_an_alert_finds_what_its_search_finds_on_postgresql():
    assert connection.vendor == "postgresql"
    make_alert(keyword="pay farmer")
    make_alert(places=("york", "leeds"), grade="g7", email="two@example.com")
    make_alert(keyword="lawyers", email="three@example.com")
    make_advert("Product manager, paying farmers", places=("Leeds",))
    match_new()
    told = {match.alert.email for match in AlertMatch.objects.all()}
    assert told == {EMAIL, "two@example.com"}


def test_one_mail_however_many_and_each_role_once():
    make_alert()
    adverts = [make_advert(f"Role number {number}") for number in range(3)]
    for _ in range(2):
        send_alerts()
    (body,) = sent_to()
    for advert in adverts:
        assert advert.title in body
        assert advert.page.url in body
    for advert in adverts:
        refresh_listing(campaign=advert)
    send_alerts()
    assert sent_to() == []
    make_advert("A later role")
    send_alerts()
    (body,) = sent_to()
    assert "A later role" in body
    assert "Role number" not in body


def test_a_role_that_was_told_of_before_the_alert_is_no_news(time_machine):
    make_advert()
    send_alerts()
    time_machine.move_to(timezone.now() + timedelta(minutes=10), tick=False)
    make_alert()
    send_alerts()
    assert sent_to() == []


def test_a_role_that_closed_or_was_withdrawn_before_the_mail_is_not_told():
    make_alert()
    gone, stays = make_advert("Gone"), make_advert("Stays")
    send_alerts()
    cancel_campaign(campaign=gone, reason="No money", actor=make_handler(gone))
    (body,) = sent_to()
    assert stays.title in body
    assert "Gone" not in body


def test_nothing_is_missed_when_a_run_is_late_or_the_clock_goes_back(time_machine):
    make_alert()
    make_advert("Early")
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    send_alerts()
    time_machine.move_to(timezone.now() - timedelta(hours=3), tick=False)
    make_alert(email="second@example.com")
    make_advert("Published while the clock was behind")
    send_alerts()
    found = AlertMatch.objects.exclude(batch="").values_list("alert__email", "campaign__title")
    behind = "Published while the clock was behind"
    assert {(EMAIL, "Early"), (EMAIL, behind), ("second@example.com", behind)} <= set(found)


@pytest.mark.parametrize(
    "now,due",
    [
        # 7 in the morning in London: 06:00 UTC in summer, 07:00 in winter.
        (datetime(2027, 3, 27, 6, 59, tzinfo=UTC), datetime(2027, 3, 26, 7, tzinfo=UTC)),
        (datetime(2027, 3, 28, 5, 59, tzinfo=UTC), datetime(2027, 3, 27, 7, tzinfo=UTC)),
        (datetime(2027, 3, 28, 6, 0, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        (datetime(2027, 10, 31, 6, 59, tzinfo=UTC), datetime(2027, 10, 30, 6, tzinfo=UTC)),
        (datetime(2027, 10, 31, 7, 0, tzinfo=UTC), datetime(2027, 10, 31, 7, tzinfo=UTC)),
    ],
)
def test_the_morning_is_londons_on_days_when_clocks_change(now, due):
    assert last_morning(now) == due


def test_daily_and_weekly_alerts_come_in_the_morning(time_machine):
    thursday = datetime(2027, 6, 3, 12, 0, tzinfo=UTC)
    time_machine.move_to(thursday, tick=False)
    make_alert("daily", "daily@example.com")
    make_alert("weekly", "weekly@example.com")
    make_advert("Found on Thursday", closes_in=timedelta(days=30))
    send_alerts()
    assert sent_to("daily@example.com") == []
    time_machine.move_to(datetime(2027, 6, 4, 6, 5, tzinfo=UTC), tick=False)
    send_alerts()
    assert len(sent_to("daily@example.com")) == 1
    time_machine.move_to(datetime(2027, 6, 6, 23, 0, tzinfo=UTC), tick=False)
    send_alerts()
    assert sent_to("weekly@example.com") == []
    time_machine.move_to(datetime(2027, 6, 7, 6, 5, tzinfo=UTC), tick=False)
    for _ in range(2):
        send_alerts()
    assert len(sent_to("weekly@example.com")) == 1


def test_an_alert_is_stopped_in_one_step_and_asks_why_afterwards(client):
    alert = make_alert()
    make_advert()
    send_alerts()
    box.outbox.clear()
    for row in Notification.objects.filter(state="pending", slug="roles.alert_found"):
        deliver(row.pk)
    message = next(item for item in box.outbox if item.to == [EMAIL])
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert EMAIL not in message.subject
    path = "/roles/" + stop.partition("/roles/")[2]
    assert "Do you want to stop this alert?" in client.get(path).content.decode()
    assert Alert.objects.get().state == "confirmed"
    done = client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert "You have stopped this alert" in done
    client.post(f"/roles/alerts/why/{token_of(alert, 'why')}/", {"reason": "found_a_job"})
    alert.refresh_from_db()
    assert (alert.state, alert.end_reason) == ("ended", "found_a_job")
    make_advert("After the end")
    send_alerts()
    assert sent_to() == []


def test_each_page_of_an_alert_leads_on(client, time_machine):
    # A link says when it was made, to the second.
    time_machine.move_to(timezone.now(), tick=False)
    alert = make_alert()
    manage = f'href="/roles/alerts/manage/{token_of(alert, "manage")}/"'

    def page(act: str) -> str:
        return client.get(f"/roles/alerts/{act}/{token_of(alert, act)}/").content.decode()

    # Confirmed already: the link of the mail still leads to the alerts.
    assert [act for act in ("confirm", "change", "stop") if manage not in page(act)] == []
    assert "/roles/stop/" in page("keep")
    client.post(f"/roles/alerts/stop/{token_of(alert, 'stop')}/")
    assert manage in page("stop")


def test_how_often_is_changed_by_the_link(client):
    alert = make_alert("daily")
    path = f"/roles/alerts/change/{token_of(alert, 'change')}/"
    assert client.post(path, {"frequency": "weekly"}).status_code == 302
    alert.refresh_from_db()
    assert alert.frequency == "weekly"


def test_after_a_year_we_ask_and_an_alert_nobody_keeps_ends(client, time_machine):
    kept, dropped = make_alert(), make_alert(email="gone@example.com")
    time_machine.move_to(timezone.now() + timedelta(days=370), tick=False)
    for _ in range(2):
        ask_after_alerts()
    (body,) = sent_to()
    client.post(re.search(r"(/roles/alerts/keep/[^\s]+)", body)[1])
    time_machine.move_to(timezone.now() + timedelta(days=31), tick=False)
    ask_after_alerts()
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.state, dropped.state, dropped.end_reason) == ("confirmed", "ended", "not_kept")


def test_whoever_asks_too_often_has_to_wait(client):
    for _ in range(20):
        client.post("/roles/alerts/new/?grade=g7", {"email": EMAIL, "frequency": "daily"})
    html = client.post("/roles/alerts/new/?grade=g7", {"email": EMAIL, "frequency": "daily"})
    assert "Try again in an hour" in html.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_alerts_cost_the_same_however_many(django_assert_max_num_queries, number):
    person = make_person("me@example.com")
    for grade in ("g7", "g6", "seo")[:number]:
        subscribe(terms=Terms(grade=grade), email="", frequency="daily", person=person)
    client = signed_in(person)
    with django_assert_max_num_queries(12):
        assert client.get("/roles/alerts/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_runs_at_once_and_publications_between_them_miss_nothing_and_tell_once():
    alerts = [make_alert(email=f"reader{number}@example.com") for number in range(5)]
    adverts = [make_advert(f"Role {number}") for number in range(4)]
    barrier, errors = Barrier(4), []

    @as_system()
    def work(call) -> None:
        barrier.wait()
        try:
            for _ in range(3):
                call()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    def publish() -> None:
        adverts.append(make_advert(f"Published meanwhile {len(adverts)}"))

    calls = [match_new, match_new, notify_due, publish]
    threads = [Thread(target=work, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    send_alerts()
    assert AlertMatch.objects.count() == len(alerts) * len(adverts)
    assert AlertMatch.objects.filter(batch="").count() == 0


def ask_for(client, grade: str) -> list[str]:
    """Ask for an alert in the browser; the mails to its address that follow."""
    data = {"email": EMAIL, "frequency": "daily"}
    assert client.post(f"/roles/alerts/new/?grade={grade}", data).status_code == 302
    return sent_to()


def test_a_second_alert_on_the_same_day_is_written_about_when_the_first_is_confirmed(client):
    (first,) = ask_for(client, "g7")
    assert ask_for(client, "g6") == []  # The link of the first mail confirms both.
    client.post(re.search(r"(/roles/alerts/confirm/[^\s]+)", first)[1])
    assert {alert.state for alert in Alert.objects.all()} == {"confirmed"}
    (second,) = ask_for(client, "seo")
    client.post(re.search(r"(/roles/alerts/confirm/[^\s]+)", second)[1])
    assert [alert.state for alert in Alert.objects.all()] == ["confirmed"] * 3


def test_an_alert_asked_for_again_after_stopping_it_is_written_about(client):
    assert len(ask_for(client, "g7")) == 1
    assert ask_for(client, "g6") == []
    end_alert(alert=Alert.objects.get(criteria={"grade": "g7"}))
    assert len(ask_for(client, "g7")) == 1


def test_asking_again_and_again_writes_one_mail_to_a_stranger(client):
    said = [len(ask_for(client, grade)) for grade in ("g7", "g6", "seo", "heo", "g7")]
    assert said == [1, 0, 0, 0, 0]


def test_who_asks_for_an_alert_reads_that_emails_wait_for_an_election():
    person = make_person()
    pages = ("/roles/alerts/new/?q=manager", "/roles/alerts/")
    browser = signed_in(person)
    assert all("Emails about new roles have to wait" not in browser.get(at).text for at in pages)
    today = timezone.localdate()
    PreElectionPeriod.objects.create(
        title="General election",
        reason="The guidance.",
        starts_on=today,
        ends_on=today + timedelta(days=9),
        stops_alerts=True,
    )
    until = date_gb(today + timedelta(days=10))
    for address in pages:
        assert f"Emails about new roles have to wait until {until}" in browser.get(address).text
