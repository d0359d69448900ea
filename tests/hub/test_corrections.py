"""Correcting a figure of a closed quarter: dated, with a reason, beside what was published."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from hub.corrections import (
    NothingToCorrectError,
    WordsError,
    confirm_correction,
    correct_figure,
    version_of_correction,
)
from hub.directory import record_phase
from hub.indicators import close_period, figures
from hub.models import FigureCorrection, FigureSnapshot, Notification, ReportingPeriod
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import make_organisation, make_person, make_service, signed_in
from tests.pages_read import as_read
from tests.second_person import NO

pytestmark = pytest.mark.django_db
Q2 = Quarter(2013, 2)
SLUG = "hub.exemplars_by_phase"
PUBLISHED = "1 discovery (1)"
URL = f"/monitoring/2013-Q2/{SLUG}/correct/"
ANSWERS = {"value": "2", "text": "2 discovery (2)", "reason": "One service was left out."}


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


@pytest.fixture
def closed(analyst):
    """The quarter, closed with one exemplar in discovery, in government and department A."""
    service = make_service(make_organisation("AAA"), exemplar_number=1)
    record_phase(service=service, phase="discovery", on=date(2013, 2, 1))
    return close_period(period=Q2, actor=analyst)


@pytest.fixture
def second():
    return make_person("second@hub.example", StaffGroup.ANALYSTS)


def publish(correction, second, at=None):
    """Read by a second person, and published."""
    read = version_of_correction(correction)
    return confirm_correction(correction=correction, read=read, actor=second, at=at)


def snapshot(organisation=None):
    return FigureSnapshot.objects.get(slug=SLUG, organisation=organisation)


def api(query="period=2013-Q2"):
    found = Client().get(f"{reverse('api_indicators')}?{query}").json()["indicators"]
    return next(item for item in found if item["slug"] == SLUG)


def test_QC4_the_correction_stands_beside_what_was_published(closed, analyst, second):
    at = datetime(2013, 10, 1, 9, tzinfo=UTC)
    assert api()["corrections"] == []
    written = correct_figure(
        figure=snapshot(),
        text="2 discovery (2)",
        value=2,
        reason="One service was left out.",
        actor=analyst,
        at=at,
    )
    assert api()["corrections"] == []
    publish(written, second, at)
    figure = next(item for item in figures(Q2) if item.indicator.slug == SLUG)
    assert (figure.measure.text, figure.measure.value, len(figure.measure.rows)) == (
        PUBLISHED,
        1,
        1,
    )
    assert figure.current_text == "2 discovery (2)"
    page = Client().get(reverse("monitoring") + "?period=2013-Q2").content.decode()
    assert PUBLISHED in page
    assert "Corrected on 1 October 2013:</strong> 2 discovery (2). One service was left" in page
    assert (api()["text"], api()["value"]) == (PUBLISHED, 1)
    assert api()["corrections"] == [
        {
            "value": 2,
            "text": "2 discovery (2)",
            "reason": "One service was left out.",
            "on": "2013-10-01",
        }
    ]
    closed.refresh_from_db()
    assert (closed.state, closed.corrected_at) == (ReportingPeriod.State.CORRECTED, at)


def test_QC4_an_analyst_corrects_on_the_page_and_another_publishes_it(closed, analyst, second):
    client = signed_in(analyst)
    rows = reverse("monitoring_rows", args=["2013-Q2", SLUG])
    assert URL in client.get(rows).content.decode()
    assert PUBLISHED in client.get(URL).content.decode()
    page = client.post(URL, ANSWERS, follow=True).content.decode()
    assert "a second person has to read this before it is published" in page
    dashboard = reverse("monitoring") + "?period=2013-Q2"
    words = "2 discovery (2). One service was left out."
    assert words not in Client().get(dashboard).text
    made = FigureCorrection.objects.get()
    assert (made.figure, made.value, made.corrected_by) == (snapshot(), 2, analyst)
    assert Notification.objects.get(slug="hub.correction_waits").recipient == second
    # Neither who wrote it, nor without reading it.
    confirm = made.get_absolute_url()
    assert "is waiting for a second person" in client.get(URL).text
    assert client.get(confirm).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        publish(made, analyst)
    browser = signed_in(second)
    browser.post(confirm, {"answer": "yes"})
    assert words not in Client().get(dashboard).text
    opened = as_read(browser, confirm, {"answer": "yes"})
    FigureCorrection.objects.update(reason="Changed meanwhile.")
    assert "The correction changed after you opened the page" in browser.post(confirm, opened).text
    FigureCorrection.objects.update(reason="One service was left out.")
    browser.post(confirm, as_read(browser, confirm, {"answer": "yes"}))
    assert words in Client().get(dashboard).text
    again = browser.get(confirm, follow=True)
    assert "This has already been answered" in again.text
    assert "You did this on" in again.text


def test_QC4_a_second_person_does_not_publish_a_correction(closed, analyst, second):
    signed_in(analyst).post(URL, ANSWERS)
    made = FigureCorrection.objects.get()
    browser = signed_in(second)
    assert "Enter the reason" in browser.post(made.get_absolute_url(), {"answer": "no"}).text
    browser.post(made.get_absolute_url(), NO)
    assert FigureCorrection.objects.count() == 0
    letter = Notification.objects.get(slug="hub.not_confirmed")
    assert (letter.recipient, letter.context["reason"]) == (analyst, NO["reason"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("11", "99, and the minister is to blame"),
        ("11", "11, and the minister is to blame"),
        ("12", "11 discovery (11)"),
        ("2", "discovery"),
        ("2", "2 discovery (2) honestly"),
    ],
)
def test_QC4_a_figure_reads_as_published_with_other_numbers(closed, analyst, value, text):
    page = signed_in(analyst).post(URL, {**ANSWERS, "value": value, "text": text})
    assert "There is a problem" in page.text
    assert FigureCorrection.objects.count() == 0
    with pytest.raises(WordsError):
        correct_figure(figure=snapshot(), text=text, value=int(value), reason="x", actor=analyst)


def test_QC4_a_figure_may_be_qualified_and_written_with_commas(closed, analyst):
    typed = {**ANSWERS, "value": "1200", "text": "about 1,200 discovery (1,200)"}
    signed_in(analyst).post(URL, typed)
    assert FigureCorrection.objects.get().text == "about 1,200 discovery (1,200)"


def test_a_department_s_figure_is_corrected_alone(closed, analyst):
    organisation = snapshot().period.figures.get(slug=SLUG, organisation__code="AAA").organisation
    signed_in(analyst).post(f"{URL}?department=AAA", ANSWERS)
    assert FigureCorrection.objects.get().figure == snapshot(organisation)
    assert api()["corrections"] == []


def test_the_page_sent_twice_makes_one_correction(closed, analyst):
    client = signed_in(analyst)
    sent = {**ANSWERS, "page_token": "b1c1a9d6-0000-4000-8000-000000000001"}
    first, second = client.post(URL, sent), client.post(URL, sent)
    assert first.url == second.url
    assert FigureCorrection.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"value": ""}, "Enter the corrected number"),
        ({"value": "-1"}, "corrected number must be"),
        ({"text": " "}, "Enter how the figure should read"),
        ({"reason": ""}, "Enter why you are correcting the figure"),
        ({"value": "1", "text": PUBLISHED}, f"The figure already reads {PUBLISHED}"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(closed, analyst, wrong, error):
    answer = signed_in(analyst).post(URL, {**ANSWERS, **wrong})
    page = answer.content.decode()
    assert error in page
    assert all(text in page for text in ({**ANSWERS, **wrong}["reason"],))
    assert FigureCorrection.objects.count() == 0


def test_only_a_closed_quarter_s_known_figures_are_corrected(closed, analyst):
    client = signed_in(analyst)
    for url in (
        URL.replace("2013-Q2", "2013-Q1"),
        URL.replace(SLUG, "no.such"),
        URL.replace("2013-Q2", "x"),
        f"{URL}?department=NOPE",
    ):
        assert client.get(url).status_code == 404
    ReportingPeriod.objects.filter(pk=closed.pk).delete()
    opened = ReportingPeriod.objects.create(code="2013-Q1")
    figure = FigureSnapshot.objects.create(
        period=opened, slug=SLUG, text="1", value=1, frozen_at=datetime(2013, 7, 1, tzinfo=UTC)
    )
    with pytest.raises(TransitionNotAllowed):
        correct_figure(figure=figure, text="2", value=2, reason="x", actor=analyst)
    assert FigureCorrection.objects.count() == 0


def test_a_figure_is_corrected_again_and_compared_with_the_last(closed, analyst, second):
    for value in (2, 3):
        written = correct_figure(
            figure=snapshot(), text=f"{value}", value=value, reason="Counted again.", actor=analyst
        )
        publish(written, second)
    with pytest.raises(NothingToCorrectError):
        correct_figure(figure=snapshot(), text="3", value=3, reason="x", actor=analyst)
    assert [item["text"] for item in api()["corrections"]] == ["2", "3"]
    page = signed_in(analyst).get(reverse("monitoring") + "?period=2013-Q2").content.decode()
    assert f"Counted again today, it would be: {PUBLISHED}" in page


def test_a_figure_in_words_has_no_number(closed, analyst):
    FigureSnapshot.objects.filter(pk=snapshot().pk).update(value=None, text="in progress")
    client = signed_in(analyst)
    assert 'name="value"' not in client.get(URL).content.decode()
    client.post(URL, {"text": "begun", "reason": "Said more exactly."})
    assert FigureCorrection.objects.values_list("value", "text").get() == (None, "begun")


def test_QC4_a_lone_lead_reads_who_could_publish_and_an_operator_publishes_it(closed, analyst):
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    analyst.groups.clear()
    client = signed_in(lead)
    nobody = "Nobody else can publish it at the moment. It has to wait until somebody else"
    assert nobody in client.get(URL).text
    page = client.post(URL, ANSWERS, follow=True).text
    assert nobody in page
    assert "We have emailed" not in page
    made = FigureCorrection.objects.get()
    assert made.is_waiting
    listed = StringIO()
    call_command("confirm_correction", stdout=listed)
    assert listed.getvalue().startswith(f"{made.pk}  Figure: ")
    second = make_person("other@hub.example", StaffGroup.ANALYSTS)
    assert nobody not in client.get(URL).text
    with pytest.raises(CommandError, match="Somebody else can publish this correction"):
        call_command("confirm_correction", str(made.pk))
    second.groups.clear()
    call_command("confirm_correction", str(made.pk), stdout=StringIO())
    made.refresh_from_db()
    assert (made.is_waiting, made.confirmed_by) == (False, None)
    assert api()["corrections"][0]["text"] == "2 discovery (2)"
