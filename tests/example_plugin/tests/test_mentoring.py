"""The plugin keeps the contract, and does what it says."""

from datetime import UTC

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from hub.api import described
from hub.demo import records
from hub.indicators import indicators
from hub.invariants import declared
from hub.models import User
from hub.needs import needs_of
from hub.notifications.delivery import sweep
from hub.periods import Quarter
from hub.testing import CONTRACT, plugin
from mentoring import demo
from mentoring.models import Pairing

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    records.load()


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
def test_contract(promise):
    assert promise(plugin("mentoring")) == []


def test_a_mentor_is_offered_for_a_need_and_accepted(people):
    leader = signed_in("leader.dwp@example.gov.uk")
    demo.load()
    need = needs_of(Pairing.objects.get()).get()
    Pairing.objects.all().delete()
    mail.outbox.clear()
    page = leader.get(need.get_absolute_url()).content.decode()
    assert "Offer a mentor" in page
    offer = reverse("mentoring:offer", args=[need.reference])
    wrong = leader.post(offer, {"mentee": "nobody@example.com", "mentor": ""}).content.decode()
    assert "Enter the email address of the mentor" in wrong
    assert "Enter the email address with which the person who needs a mentor signs in" in wrong
    data = {"mentee": "tom.bell@example.com", "mentor": "leader.dwp@example.gov.uk"}
    assert leader.post(offer, data).status_code == 302
    pairing = Pairing.objects.get()
    assert str(pairing) in leader.get(need.get_absolute_url()).content.decode()
    tom = signed_in("tom.bell@example.com")
    accept = reverse("mentoring:accept", args=[pairing.reference])
    assert "Accept this mentor" in tom.get(reverse("mentoring:pairing_list")).content.decode()
    assert leader.post(accept).status_code == 404
    assert tom.post(accept, follow=True).status_code == 200
    again = tom.post(accept, follow=True).content.decode()
    assert "Nothing was changed" in again
    sweep()
    assert "A mentor is offered to you" in [sent.subject for sent in mail.outbox]
    assert "Your mentoring was accepted" in [sent.subject for sent in mail.outbox]
    measure = indicators.get("mentoring.pairings_accepted").measure(
        Quarter.containing(pairing.offered_at), need.organisation
    )
    assert (measure.value, len(measure.rows)) == (1, 1)


def test_an_offer_waits_for_whom_it_is_made_to_and_says_so_to_the_mentor(people):
    demo.load()
    Pairing.objects.update(state=Pairing.State.OFFERED, accepted_at=None)
    pairing = Pairing.objects.get()
    theirs = signed_in(pairing.mentee.email).get(reverse("work")).content.decode()
    assert "Accept a mentor" in theirs
    assert "Answer (1)" in theirs
    assert pairing.reference in theirs
    mentors = signed_in(pairing.mentor.email).get(reverse("work")).content.decode()
    assert "Somebody new decides whether you are their mentor" in mentors
    assert "Accept a mentor" not in mentors
    others = signed_in("leader.hmrc@example.gov.uk").get(reverse("work")).content.decode()
    assert pairing.reference not in others


def test_a_pairing_is_found_from_the_search_box_by_who_may_see_it(people):
    demo.load()
    pairing = Pairing.objects.get()
    leader = signed_in("leader.dwp@example.gov.uk")
    answer = leader.post(reverse("search"), {"q": pairing.reference})
    assert answer["Location"] == pairing.get_absolute_url()
    words = leader.post(reverse("search"), {"q": pairing.mentor.last_name}, follow=True)
    assert str(pairing) in words.content.decode()
    other = signed_in("leader.hmrc@example.gov.uk")
    nothing = other.post(reverse("search"), {"q": pairing.reference}, follow=True)
    assert str(pairing) not in nothing.content.decode()


def test_strangers_see_nothing(people):
    demo.load()
    other = signed_in("leader.hmrc@example.gov.uk")
    need = needs_of(Pairing.objects.get()).get()
    assert other.get(reverse("mentoring:offer", args=[need.reference])).status_code == 404
    assert "You have no mentor" in other.get(reverse("mentoring:pairing_list")).content.decode()
    assert Client().get(reverse("mentoring:pairing_list")).status_code == 302


def test_the_api_gives_each_person_their_pairings_and_says_so(people):
    demo.load()
    pairing = Pairing.objects.select_related("mentee").get()
    address = reverse("mentoring:api_pairings")
    assert address == "/api/mentoring/pairings"
    mine, other = signed_in(pairing.mentee.email), signed_in("leader.hmrc@example.gov.uk")
    moment = pairing.offered_at.astimezone(UTC).isoformat(timespec="seconds")
    assert mine.get(address).json() == {
        "pairings": [{"reference": pairing.reference, "state": pairing.state, "offered_at": moment}]
    }
    assert other.get(f"{address}?state=offered&limit=3").json() == {"pairings": []}
    assert Client().get(address).status_code == 401
    for query, sentence in (
        ("state=lost", "state must be one of: offered, accepted, ended."),
        ("limit=some", "limit must be a number from 1 to 100."),
        ("limit=101", "limit must be a number from 1 to 100."),
        ("colour=red", "There is no parameter 'colour'; known: state, limit."),
        ("limit=1&limit=2", "limit can be given once."),
    ):
        refused = mine.get(f"{address}?{query}")
        assert (refused.status_code, refused.json()["detail"]) == (400, sentence)
    (said,) = [item for item in described() if item.path == address]
    assert said.fields[1:] == [
        ("pairings[].reference", "string", "The number that people read out."),
        ("pairings[].state", "string", "How far it is."),
        ("pairings[].offered_at", "string", "When the mentor was offered."),
    ]
    assert f'id="{said.anchor}"' in Client().get("/api/docs").content.decode()


def test_navigation_front_page_and_robots_know_the_plugin(people):
    address = reverse("mentoring:pairing_list")
    tom = signed_in("tom.bell@example.com")
    page = tom.get("/").content.decode()
    # Somebody with six places of lower rank finds it at the foot of the page.
    more = page.split('aria-label="More in this service"')[1].split("</nav>")[0]
    assert f'href="{address}"' in more
    door = "Learn from somebody who has done it"
    stranger = Client().get("/").content.decode()
    assert f'href="{address}"' not in stranger.split("<main")[0]
    assert f'href="{address}">{door}</a>' in stranger.split("<main")[1]
    robots = Client().get("/robots.txt").content.decode()
    assert f"Disallow: {address}\n" in robots


def test_staff_see_the_listing_in_the_admin(people):
    demo.load()
    page = signed_in("adviser@hub.example.gov.uk").get(reverse("pairings:index"))
    assert Pairing.objects.get().reference in page.content.decode()


def test_the_demonstration_can_be_loaded_twice_and_cleared(people):
    demo.load()
    demo.load()
    assert Pairing.objects.count() == 1
    demo.clear()
    assert Pairing.objects.count() == 0


def test_the_daily_check_asks_the_plugin(people):
    demo.load()
    (mine,) = [item for item in declared() if item.slug.startswith("mentoring.")]
    assert list(mine.broken()) == []
    Pairing.objects.update(mentor=Pairing.objects.get().mentee_id)
    assert list(mine.broken()) == [Pairing.objects.get()]


def test_what_is_offered_to_somebody_is_not_shown_to_who_stands_in(people):
    demo.load()
    away = User.objects.get(email="colleague@hub.example.gov.uk")
    Pairing.objects.update(state=Pairing.State.OFFERED, accepted_at=None, mentee=away)
    reference = Pairing.objects.get().reference
    assert reference in signed_in(away.email).get("/work/").text
    page = signed_in("adviser@hub.example.gov.uk").get("/work/").text
    assert f"For {away}, away until" in page
    assert reference not in page
