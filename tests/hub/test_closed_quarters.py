"""A closed quarter is the same bytes whatever becomes of plugins, indicators, words and records.

What differs between two answers to the same request is left out of the comparison: the nonce of
the content security policy and the token against forgery.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import hooks

from hub.corrections import confirm_correction, correct_figure, version_of_correction
from hub.directory import record_phase
from hub.indicators import Indicator, Measure, Part, Row, close_period, figures, find_figure
from hub.models import FigureCorrection, FigureSnapshot, Membership, Organisation, Service
from hub.periods import Quarter
from hub.permissions import StaffGroup
from tests.factories.hub import make_member, make_organisation, make_person, make_service, signed_in
from tests.hub.installation import OURS, Installation
from tests.sites import demonstration

Q2 = Quarter(2013, 2)
EXEMPLARS = "hub.exemplars_by_phase"
BY_REQUEST = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')


def counting(number, part="counted"):
    """A function that measures so many rows, and one that is planned."""
    rows = [Row(f"Record {item}", "AAA", "2013-05-01", part="done") for item in range(number)]
    return lambda period, organisation: Measure(
        value=number,
        text=f"{number} {part}",
        rows=rows,
        parts=[Part("done", part, number), Part("plan", "planned", 1, is_plan=True)],
        planned=[Row("A plan", "AAA", "2013-08-01", part="plan")],
    )


def declare(slug, number, **words):
    defaults = {
        "label": f"Label of {slug}",
        "definition": f"Definition of {slug}.",
        "unit": "records",
        "order": 10,
    }
    return Indicator(**{"slug": slug, "compute": counting(number), **defaults, **words})


@contextmanager
def declared(*items):
    """Indicators that a plugin declares as long as this lasts."""
    with ExitStack() as stack:
        stack.enter_context(hooks.register_temporarily("register_hub_indicators", lambda: items))
        yield


def answers(addresses):
    """Status and bytes of each answer, by who asked and where."""
    return {
        (who, url): (response.status_code, BY_REQUEST.sub(b"", response.content))
        for who, client, urls in addresses
        for url in urls
        for response in [client.get(url)]
    }


@pytest.fixture
def department():
    return make_organisation("AAA", name="Department of A")


@pytest.fixture
def exemplar(department):
    service = make_service(department, exemplar_number=1, name="Pay a fine")
    record_phase(service=service, phase="discovery", on=date(2013, 2, 1))
    return service


@pytest.fixture
def analyst():
    return make_person("analyst@hub.example", StaffGroup.ANALYSTS)


@pytest.fixture
def addresses(department, analyst):
    """Every address that shows figures of the quarter, for a stranger, a leader, an analyst."""
    slugs = (EXEMPLARS, "test.gone", "test.swapped")
    rows = [reverse("monitoring_rows", args=["2013-Q2", slug]) for slug in slugs]
    page = f"{reverse('monitoring')}?period=2013-Q2"
    data = f"{reverse('api_indicators')}?period=2013-Q2"
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    return [
        ("stranger", Client(), [page, data, *rows]),
        (
            "leader",
            signed_in(leader),
            [page, f"{page}&department=AAA", f"{data}&department=AAA"]
            + [f"{url}?department=AAA" for url in rows],
        ),
        ("analyst", signed_in(analyst), [data, *rows]),
    ]


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False)
def test_QC4_a_closed_quarter_is_the_same_bytes_after_everything_has_changed(
    exemplar, department, analyst, addresses
):
    gone, swapped = declare("test.gone", 2, order=1), declare("test.swapped", 3, strategy_action=99)
    with declared(gone, swapped):
        close_period(period=Q2, actor=analyst)
        correct_figure(
            figure=FigureSnapshot.objects.get(slug="test.gone", organisation=None),
            text="4 counted",
            value=4,
            reason="Two were left out.",
            actor=None,
        )
        before = answers(addresses)
    page = before["stranger", "/monitoring/?period=2013-Q2"][1].decode()
    assert [page.count(text) for text in ("Label of test.gone", "Strategy action 99.")] == [2, 1]
    assert {status for (who, _), (status, _) in before.items() if who != "stranger"} == {200}

    words = {"label": "Other words", "definition": "Counts something else.", "unit": "things"}
    later = (declare("test.swapped", 9, order=0, **words), declare("test.new", 1))
    with declared(*later):
        record_phase(service=exemplar, phase="live", on=date(2013, 6, 1))
        Service.objects.filter(pk=exemplar.pk).update(name="Pay your fine")
        make_organisation("BBB", name="Department of B")
        Organisation.objects.filter(pk=department.pk).update(
            name="Ministry of A", display_code="MoA", valid_to=date(2013, 5, 1)
        )
        assert answers(addresses) == before
        Service.objects.all().delete()
        assert answers(addresses) == before
    assert answers(addresses) == before


@pytest.mark.django_db
def test_the_figures_of_a_closed_quarter_are_those_of_its_snapshots_in_their_order(analyst):
    with declared(declare("test.second", 1, order=2), declare("test.first", 2, order=1)):
        close_period(period=Q2, actor=analyst)
    with declared(declare("test.second", 5, order=0), declare("test.new", 7)):
        found = figures(Q2)
        slugs = [figure.indicator.slug for figure in found]
        assert slugs[:2] == ["test.first", "test.second"]
        assert "test.new" not in slugs
        assert find_figure("test.new", Q2) is None
        assert find_figure("test.new", Q2.following).measure.value == 7
    second = find_figure("test.second", Q2)
    assert (second.measure.value, len(second.measure.rows), len(second.measure.planned)) == (
        1,
        1,
        1,
    )
    assert second.is_frozen


@pytest.mark.django_db
def test_an_indicator_declared_later_has_no_page_in_a_closed_quarter(analyst):
    close_period(period=Q2, actor=analyst)
    client = signed_in(analyst)
    with declared(declare("test.new", 7)):
        for quarter, status in (("2013-Q2", 404), ("2013-Q3", 200)):
            url = reverse("monitoring_rows", args=[quarter, "test.new"])
            assert client.get(url).status_code == status
        correct = reverse("monitoring_correct", args=["2013-Q2", "test.new"])
        assert client.get(correct).status_code == 404


@pytest.mark.django_db
def test_a_figure_that_nobody_declares_any_more_can_still_be_corrected(analyst):
    with declared(declare("test.gone", 2)):
        close_period(period=Q2, actor=analyst)
    url = reverse("monitoring_correct", args=["2013-Q2", "test.gone"])
    sent = {"value": "3", "text": "3 counted", "reason": "One was left out."}
    page = signed_in(analyst).post(url, sent, follow=True).content.decode()
    assert "Label of test.gone: a second person has to read this" in page
    written, other = FigureCorrection.objects.get(), make_person("", StaffGroup.ANALYSTS)
    read = version_of_correction(written)
    confirm_correction(correction=written, read=read, actor=other)
    assert find_figure("test.gone", Q2).current_text == "3 counted"


@pytest.mark.django_db
def test_an_organisation_without_kept_figures_has_none_in_a_closed_quarter(
    exemplar, department, analyst
):
    close_period(period=Q2, actor=analyst)
    make_organisation("BBB", name="Body of A", kind="body", parent=department)
    page = signed_in(analyst).get(f"{reverse('monitoring')}?period=2013-Q2&department=BBB")
    assert "There are no figures for this organisation in this quarter." in page.content.decode()
    data = signed_in(analyst).get(f"{reverse('api_indicators')}?period=2013-Q2&department=BBB")
    assert data.json()["indicators"] == []


@pytest.mark.django_db
def test_what_today_s_records_would_say_is_shown_to_whoever_may_correct_it(
    exemplar, department, analyst
):
    close_period(period=Q2, actor=analyst)
    record_phase(service=exemplar, phase="live", on=date(2013, 6, 1))
    url = f"{reverse('monitoring')}?period=2013-Q2&department=AAA"
    drift = "Counted again today, it would be: 1 live (1)"
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    assert drift in signed_in(analyst).get(url).content.decode()
    assert drift not in signed_in(leader).get(url).content.decode()


@pytest.mark.django_db
def test_the_rows_of_one_figure_measure_no_other(exemplar, analyst):
    client = signed_in(analyst)
    asked = []
    counts = counting(1)

    def compute(period, organisation):
        asked.append(period)
        return counts(period, organisation)

    words = {"label": "x", "definition": "x", "unit": "x"}
    with declared(Indicator(slug="test.other", compute=compute, **words)):
        client.get(reverse("monitoring_rows", args=["2013-Q3", EXEMPLARS]))
        assert asked == []
        client.get(reverse("monitoring_rows", args=["2013-Q3", "test.other"]))
        assert asked == [Quarter(2013, 3)]
        close_period(period=Q2, actor=analyst)
        asked.clear()
        client.get(reverse("monitoring_rows", args=["2013-Q2", "test.other"]))
        Client().get(f"{reverse('monitoring')}?period=2013-Q2")
        Client().get(f"{reverse('api_indicators')}?period=2013-Q2")
        assert asked == []


@pytest.mark.django_db
def test_a_closed_quarter_costs_as_many_queries_with_one_figure_as_with_ten(analyst):
    taken = []
    with declared(declare("test.figure_0", 1)):
        close_period(period=Q2.previous, actor=analyst)  # A quarter before each.
    for quarter, number in ((Q2, 1), (Q2.following, 10)):
        with declared(*(declare(f"test.figure_{item}", 1) for item in range(number))):
            close_period(period=quarter, actor=analyst)
        urls = [
            f"{reverse('monitoring')}?period={quarter}",
            f"{reverse('api_indicators')}?period={quarter}",
        ]
        [Client().get(url) for url in urls]  # What is read once for each process.
        with CaptureQueriesContext(connection) as queries:
            assert [Client().get(url).status_code for url in urls] == [200, 200]
        taken.append(len(queries))
    assert taken[0] == taken[1]


READ = """
import json, re
from django.test import Client
from hub.models import FigureSnapshot, User

analyst = Client()
person = User.objects.get(email="analyst@hub.example.gov.uk")
analyst.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
page, data = "/monitoring/?period=2013-Q2", "/api/indicators?period=2013-Q2"
totals = FigureSnapshot.objects.filter(period__code="2013-Q2", organisation=None)
slugs = sorted(totals.values_list("slug", flat=True))
rows = [f"/monitoring/2013-Q2/{slug}/" for slug in slugs]
found = {}
for who, client, urls in (
    ("stranger", Client(), [page, data, *rows]),
    ("analyst", analyst, [*rows, *(f"{url}?department=DWP" for url in rows)]),
    ("analyst", analyst, [data, f"{data}&department=DWP"]),
):
    for url in urls:
        response = client.get(url)
        text = response.content.decode()
        # Around the main part stands the navigation, to which each enabled plugin adds.
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            title = re.search("<title>.*?</title>", text, re.DOTALL).group()
            text = title + re.search("<main.*</main>", text, re.DOTALL).group()
            # Another on each page: of the form that chooses columns.
            text = re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", text)
        found[f"{who} {url}"] = [response.status_code, text]
print(json.dumps(found))
"""
# The plugin's part of the demonstration; the quarter is closed again, with its figures.
LOAD = """
from hub.authorisation import as_system
from hub.demo import records
from hub.removals import removing
from mentoring import demo

with as_system():
    demo.load()
    with removing():
        records.reopen_quarters()
    records.close_quarters()
"""


def test_QC4_a_closed_quarter_reads_the_same_after_plugins_are_disabled(
    migrated_template, tmp_path
):
    if connection.vendor != "sqlite":
        pytest.skip("copies a SQLite database")
    hub = Installation(tmp_path)
    shutil.copytree(demonstration(migrated_template), tmp_path, dirs_exist_ok=True)
    every = f"{OURS},mentoring"
    hub.manage(every, "migrate")
    hub.manage(every, "shell", "--no-imports", script=LOAD)
    before = json.loads(hub.manage(every, "shell", "--no-imports", script=READ).splitlines()[-1])
    data = json.loads(before["stranger /api/indicators?period=2013-Q2"][1])
    counted_by = {item["slug"].partition(".")[0] for item in data["indicators"]}
    assert counted_by == {"hub", "mentoring", "roles", "training", "capability_reviews"}
    hub.manage(every, "migrate", "mentoring", "zero")
    after = hub.manage("roles", "shell", "--no-imports", script=READ).splitlines()[-1]
    assert json.loads(after) == before
