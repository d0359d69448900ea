"""How those on panels mark, for the hub team's leads alone; who is told (S50, S51)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Membership, Notification, StaffGroup
from roles.models import Application, Conflict, Score, StageResult
from roles.selection.services.panel_quality import tell_of_severe_marks
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.panels import make_declared_panel, start_sift

pytestmark = pytest.mark.django_db


class Marked:
    """A campaign after its sift, whose two people gave these points."""

    def __init__(self, *marks):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        for _ in marks:
            make_application(self.campaign)
        self.panel = make_declared_panel(self.campaign)
        start_sift(self.campaign)
        self.places = list(self.panel.members.order_by("role", "pk"))
        self.results = list(
            StageResult.objects.filter(application__campaign=self.campaign).order_by(
                "application__reference"
            )
        )
        now = timezone.now()
        Score.objects.bulk_create(
            Score(
                result=result,
                place=place,
                element="statement",
                points=points,
                evidence="It says so." if place.is_chair else "",
                submitted_at=now,
            )
            for result, given in zip(self.results, marks, strict=True)
            for place, points in zip(self.places, given, strict=True)
        )
        StageResult.objects.update(outcome="passed", decided_at=now)
        type(self.campaign).objects.filter(pk=self.campaign.pk).update(
            state="interviewing", interviewing_at=now
        )
        Application.objects.filter(campaign=self.campaign).update(
            state="sift_pass", sift_pass_at=now
        )
        self.campaign.refresh_from_db()
        self.base = f"/campaigns/{self.campaign.reference}/marking-quality/"


def lead():
    return make_person("", StaffGroup.HUB_LEADS)


def shown(page):
    assert page.status_code == 200
    words = page.text.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


STRICT = [(number % 6 + 2, number % 6 + 1) for number in range(30)]


def test_S50_a_lead_sees_figures_with_numbers_and_each_leads_to_its_marks():
    marked = Marked(*STRICT)
    chair, other = marked.places
    browser = signed_in(lead())
    page = shown(browser.get(marked.base))
    assert "Equal 0%, 0 of 30" in page
    assert "Within 1 point 100%, 30 of 30" in page
    assert "Marks with evidence 50%, 30 of 60" in page
    own = f"{chair.name} 2 to 7, standard deviation 1.7 +1.0 (+1.0 to +1.0), 30 answers Higher"
    assert own in page
    own = f"{other.name} 1 to 6, standard deviation 1.7 −1.0 (−1.0 to −1.0), 30 answers Lower"
    assert own in page
    rows = shown(browser.get(f"{marked.base}marks/?gap=words"))
    assert "30 marks" in rows
    assert "There are no" not in rows
    rows = shown(browser.get(f"{marked.base}marks/?who={chair.person_id}"))
    assert (other.name in rows, "30 marks" in rows) == (False, True)
    page = shown(browser.get("/campaigns/marking-quality/"))
    assert f"{marked.campaign.title}, {marked.campaign.reference}" in page
    assert page.count("+1.0 (+1.0 to +1.0), 30 answers") == 1
    page = shown(browser.get(f"/campaigns/marking-quality/people/{chair.person_id}/"))
    assert "+1.0 (+1.0 to +1.0), 30 answers" in page
    assert browser.get("/campaigns/marking-quality/people/0/").status_code == 404
    # The same figures each time.
    assert shown(browser.get(marked.base)) == shown(browser.get(marked.base))


def test_S50_nobody_else_sees_them_nor_before_the_sift_is_over():
    marked = Marked(*STRICT[:3])
    for person in (
        marked.manager,
        marked.places[0].person,
        make_member(Membership.Role.RESOURCING, marked.campaign.organisation),
        make_person("", StaffGroup.HUB_STAFF),
    ):
        browser = signed_in(person)
        for address in (marked.base, f"{marked.base}marks/", "/campaigns/marking-quality/"):
            assert browser.get(address).status_code == 404
    type(marked.campaign).objects.update(state="sifting", interviewing_at=None)
    browser = signed_in(lead())
    assert browser.get(marked.base).status_code == 404
    assert marked.campaign.reference not in browser.get("/campaigns/marking-quality/").text


def test_S51_who_marks_clearly_higher_is_told_and_so_is_who_arranges_and_no_mark_changes():
    marked = Marked(*STRICT)
    before = list(Score.objects.order_by("pk").values_list("points", flat=True))
    chair, other = marked.places
    said = "1.0 points higher on average than those of other people for the same 30 answers"
    page = shown(signed_in(chair.person).get(f"/panels/{chair.pk}/"))
    assert f"Your marks were {said}" in page
    assert "1.0 points lower" in shown(signed_in(other.person).get(f"/panels/{other.pk}/"))
    panels = f"/campaigns/{marked.campaign.reference}/panels/"
    assert f"The marks of {chair.name} were {said}" in shown(signed_in(marked.manager).get(panels))
    assert list(Score.objects.order_by("pk").values_list("points", flat=True)) == before


def test_S51_nobody_is_told_where_it_is_too_few_to_say():
    marked = Marked(*STRICT[:8])
    chair = marked.places[0]
    assert "on average" not in shown(signed_in(chair.person).get(f"/panels/{chair.pk}/"))
    page = shown(signed_in(lead()).get(marked.base))
    assert "too few to say: 8 answers" in page
    assert "Too few to say: 8" in page


def test_S4_S50_what_a_conflict_hides_from_the_lead_is_in_no_figure():
    marked = Marked(*STRICT)
    person = lead()
    Conflict.objects.create(
        application=marked.results[0].application,
        person=person,
        grounds=["told"],
        found_at=timezone.now(),
    )
    page = shown(signed_in(person).get(marked.base))
    assert "29 of 29" in page
    rows = shown(signed_in(person).get(f"{marked.base}marks/"))
    assert marked.results[0].application.reference not in rows


@pytest.mark.parametrize("number", [1, 3])
def test_S50_figures_cost_the_same_however_many_are_marked(number):
    marked = Marked(*STRICT[:number])
    for _ in range(number - 1):
        Marked(*STRICT[:2])
    browser = signed_in(lead())
    browser.get("/campaigns/marking-quality/")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        browser.get("/campaigns/marking-quality/")
    assert len(captured) <= 20
    with CaptureQueriesContext(connection) as captured:
        browser.get(marked.base)
    assert len(captured) <= 20


def test_S51_when_interviews_start_who_marked_clearly_higher_is_emailed_and_so_is_who_arranges():
    marked = Marked(*STRICT)
    chair, other = marked.places
    tell_of_severe_marks(campaign=marked.campaign, at=timezone.now())
    own = Notification.objects.filter(slug="roles.own_marks_differ")
    assert {row.recipient for row in own} == {chair.person, other.person}
    told = Notification.objects.filter(slug="roles.panel_marks_differ")
    assert marked.manager in {row.recipient for row in told}
    assert {row.recipient for row in told}.isdisjoint({chair.person, other.person})
    number = Notification.objects.filter(slug__contains="marks_differ").count()
    tell_of_severe_marks(campaign=marked.campaign, at=timezone.now())
    assert Notification.objects.filter(slug__contains="marks_differ").count() == number
    few = Marked(*STRICT[:8])
    tell_of_severe_marks(campaign=few.campaign, at=timezone.now())
    assert Notification.objects.filter(slug__contains="marks_differ").count() == number
