"""The demonstration: loaded twice the same, cleared, and entered by one click where it is on."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from hub.demo.people import PERSONAS
from hub.demo.records import clear, load
from hub.indicators import figures, indicators
from hub.models import Organisation, PhaseEvent, Service, User
from hub.periods import Quarter

pytestmark = pytest.mark.django_db
FACTS_T6 = "13 discovery, 6 alpha, 5 beta, 1 partly live (25)"


@pytest.fixture
def hub_part():
    """The hub's own part of the demonstration."""
    load()


def rows():
    return [model.objects.count() for model in (Organisation, Service, PhaseEvent, User)]


def test_T6_the_exemplars_of_the_report(hub_part):
    measure = indicators.get("hub.exemplars_by_phase").measure(Quarter(2013, 2))
    assert (measure.value, measure.text, len(measure.rows)) == (25, FACTS_T6, 25)


def test_later_phases_do_not_restate_the_quarter(hub_part):
    later = indicators.get("hub.exemplars_by_phase").measure(Quarter(2013, 3))
    assert later.text != FACTS_T6
    assert figures(Quarter(2013, 2))[0] is not None


def test_loading_again_changes_nothing(hub_part):
    before = rows()
    load()
    assert rows() == before


def test_everything_it_made_can_be_cleared(hub_part):
    clear()
    assert rows() == [0, 0, 0, 0]


def test_a_visitor_becomes_a_persona_by_one_click(hub_part, settings):
    settings.HUB_DEMO = True
    client = Client()
    page = client.get(reverse("demo")).content.decode()
    for persona in PERSONAS:
        assert persona.title in page
    response = client.post(reverse("demo_become"), {"persona": "analyst@hub.example.gov.uk"})
    # What waits for them, as everybody who signs in; or where they were on the way to.
    assert response.url == "/work/"
    on_the_way = {"persona": "analyst@hub.example.gov.uk", "next": "/services/"}
    assert client.post(reverse("demo_become"), on_the_way).url == "/services/"
    elsewhere = on_the_way | {"next": "https://elsewhere.example/"}
    assert client.post(reverse("demo_become"), elsewhere).url == "/work/"
    assert client.get("/monitoring/").status_code == 200
    assert client.get(reverse("account")).status_code == 200


def test_who_becomes_somebody_after_the_session_ended_comes_back_where_they_were(
    hub_part, settings
):
    settings.HUB_DEMO = True
    client = Client()
    page = client.get("/work/?queue=1", follow=True).text
    link = unescape(re.search(r'href="(/demo/\?next=[^"]+)"', page)[1])
    onward = re.search(r'name="next" value="([^"]+)"', client.get(link).text)[1]
    answers = {"persona": "analyst@hub.example.gov.uk", "next": unescape(onward)}
    assert client.post(reverse("demo_become"), answers).url == "/work/?queue=1"
    elsewhere = client.get("/demo/?next=https://elsewhere.example/").text
    assert 'name="next"' not in elsewhere


def test_who_becomes_the_same_person_again_gets_back_what_they_had_typed(hub_part, settings):
    settings.HUB_DEMO = True
    client = Client()
    people = [(each, User.objects.get(email=each.email)) for each in PERSONAS]
    persona = next(each for each, user in people if user.has_perm("hub.add_need"))
    another = next(each for each, user in people if each != persona)
    client.post(reverse("demo_become"), {"persona": persona.email})
    client.get(reverse("need_raise"))
    client.cookies.pop("sessionid")
    raised = client.post(reverse("need_raise"), {"reason": "Nobody leads the service."})
    assert raised.url.startswith("/accounts/login/")
    client.post(reverse("demo_become"), {"persona": persona.email})
    page = client.get(reverse("need_raise")).text
    assert "This is what you had written when you were signed out." in page
    assert "Nobody leads the service." in page
    client.cookies.pop("sessionid")
    client.post(reverse("need_raise"), {"reason": "Nobody leads the service."})
    client.post(reverse("demo_become"), {"persona": another.email})
    assert "Nobody leads the service." not in client.get(reverse("need_raise")).text


def test_nobody_else_can_be_become(hub_part, settings):
    settings.HUB_DEMO = True
    User.objects.create_superuser("root@example.com")
    for address in ("root@example.com", "candidate@nowhere.example", ""):
        assert Client().post(reverse("demo_become"), {"persona": address}).status_code == 404
    assert Client().get(reverse("demo_become")).status_code == 405


def test_outside_a_demonstration_its_pages_do_not_exist(hub_part):
    assert Client().get(reverse("demo")).status_code == 404
    answer = Client().post(reverse("demo_become"), {"persona": "analyst@hub.example.gov.uk"})
    assert answer.status_code == 404


def test_the_command_wants_to_know_what_to_do():
    with pytest.raises(Exception, match="one of the arguments --load --clear is required"):
        call_command("demo")
