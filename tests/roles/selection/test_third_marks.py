"""A third mark can be asked for no more, cannot be given, and has a day (S17, S23)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Notification
from roles.models import Moderation, Panel, PanelMember, Score
from roles.models.selection.marking import read_standings
from roles.selection.marking_moves import MARKING_MOVES
from roles.selection.services.marking_list import marking_list
from tests.factories.hub import signed_in
from tests.factories.panels import make_sitter
from tests.pages_read import as_read
from tests.roles.selection.test_moderation import Sift, main, queues

pytestmark = pytest.mark.django_db


def asked():
    """A sift with marks that differ, and somebody asked for a third; two could be asked."""
    sift = Sift((3, 6))
    others = [make_sitter(sift.campaign) for _ in range(2)]
    for person in others:
        PanelMember.objects.create(
            panel=sift.panel,
            person=person,
            answer_by=timezone.localdate(),
            state="accepted",
            accepted_at=timezone.now(),
            declared_at=timezone.now(),
        )
    # They came later and have not marked this application: a third mark is theirs alone.
    [result] = sift.results
    places = list(PanelMember.objects.filter(person__in=others).order_by("pk"))
    Moderation.objects.create(
        result=result,
        element="statement",
        third=places[0],
        third_asked_by=sift.chair,
        third_asked_at=timezone.now(),
    )
    return sift, result, places


def test_S23_a_third_mark_that_is_awaited_can_be_taken_back_and_asked_of_somebody_else():
    sift, result, (first, second) = asked()
    PanelMember.objects.filter(pk__in=[first.pk, second.pk]).update(panel=other_panel(sift))
    page = sift.address(result, "third/take-back/")
    chair = signed_in(sift.chair)
    assert f'href="{page}"' in main(chair.get(sift.address(result)))
    [(words, href)] = queues(sift.chair)["roles.third_marks_awaited"]
    assert (first.name in words, href) == (True, page)
    chair.post(page, as_read(chair, page))
    row = Moderation.objects.get()
    assert (row.third, row.third_asked_at) == (None, None)
    assert "roles.third_marks" not in queues(first.person)
    told = Notification.objects.filter(slug="roles.third_mark_not_needed")
    assert [one.recipient for one in told] == [first.person]
    again = sift.address(result, "third/")
    chair.post(again, as_read(chair, again, {"place": second.pk}))
    assert Moderation.objects.get().third == second
    # Nobody but the chair takes it back, and what is given stays.
    assert signed_in(first.person).get(page).status_code == 404


def test_S17_who_cannot_mark_it_as_the_third_says_so_and_somebody_else_can_be_asked():
    sift, result, (first, second) = asked()
    PanelMember.objects.filter(pk__in=[first.pk, second.pk]).update(panel=other_panel(sift))
    [(_, page)] = queues(first.person)["roles.third_marks"]
    browser = signed_in(first.person)
    assert "I cannot mark it" in browser.get(page).text
    why = "It is in Welsh, which I do not read well."
    browser.post(page, as_read(browser, page, {"points": 0, "evidence": why}))
    score = Score.objects.get(place=first)
    assert (score.points, score.cannot_mark, Moderation.objects.get().third) == (None, True, None)
    assert "third/" in main(signed_in(sift.chair).get(sift.address(result)))
    assert sift.agree(result, 5).url == sift.base


def test_S23_a_third_mark_has_a_day():
    sift, result, (first, second) = asked()
    PanelMember.objects.filter(pk__in=[first.pk, second.pk]).update(panel=other_panel(sift))
    row = Moderation.objects.get()
    assert timezone.localdate() + timedelta(days=3) <= row.third_by
    assert row.third_by <= timezone.localdate() + timedelta(days=7)
    assert "We asked for it by" in main(signed_in(sift.chair).get(sift.address(result)))


def test_S14_nothing_is_submitted_where_nothing_is_to_be_marked():
    """Find 53."""
    sift = Sift((3, 6))
    sift.campaign.applications.update(state="withdrawn", withdrawn_at=timezone.now())
    place = sift.places[1]
    page = signed_in(place.person).get(f"/panels/{place.pk}/marking/").text
    assert "Submit your marks" not in page
    submit = next(move for move in MARKING_MOVES if move.slug == "submit-marks")
    assert submit.may(place) is False


def test_S20_who_joins_a_sift_later_marks_only_what_not_everybody_had_marked():
    """Find 48: nobody who has read the marks adds markers until they like what comes of it."""
    sift = Sift((3, 6), (5,))
    late = make_sitter(sift.campaign)
    place = PanelMember.objects.create(
        panel=sift.panel,
        person=late,
        answer_by=timezone.localdate(),
        state="accepted",
        accepted_at=timezone.now(),
        declared_at=timezone.now(),
    )
    place = PanelMember.objects.with_related().get(pk=place.pk)
    whole, half = sift.results
    listed = marking_list(place, late)
    assert {answer.result for answer in listed.answers} == {half}
    assert "0 of 1 answer marked" in signed_in(late).get(f"/panels/{place.pk}/marking/").text
    # What was read before they came is agreed as it was, by the marks that there are.
    standings = read_standings([whole, half])
    assert standings[whole.pk].is_complete
    assert [one.pk for one in standings[half.pk].missing] == [sift.places[1].pk, place.pk]
    assert sift.agree(whole, 4).url == sift.base
    # A third mark can be theirs; and once a conflict sets a mark aside, they are waited for.
    Score.objects.filter(result=whole, place=sift.places[1]).update(set_aside_at=timezone.now())
    assert place.pk in [one.pk for one in read_standings([whole])[whole.pk].missing]


def other_panel(sift):
    """A panel of another stage, whose people may give third marks in the sift."""
    return Panel.objects.create(campaign=sift.campaign, number=9, kind="interview")
