"""What nobody does to marks alone, twice, or after they left the panel (S18, S22, S23, SC19)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.models import Membership, Notification, Qualification
from roles.applications.services.applications import move_application
from roles.models import Conflict, Moderation, Panel, PanelMember, Score
from roles.selection.services.marking import Mark, NotToMarkError, save_mark
from roles.selection.services.marking_list import marking_list
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_declared_panel, make_sitter
from tests.roles.selection.test_moderation import NOTE, Sift, fresh, main, marked, queues

pytestmark = pytest.mark.django_db

EARLY = "Wait until every mark is submitted"


def gone(place, state="left"):
    """Somebody is on the panel no more."""
    PanelMember.objects.filter(pk=place.pk).update(state=state, **{f"{state}_at": timezone.now()})


def joined(sift, person=None, role="member"):
    """Somebody more is on the panel, and has declared."""
    now = timezone.now()
    return PanelMember.objects.create(
        panel=sift.panel,
        person=person or make_sitter(sift.campaign),
        role=role,
        state="accepted",
        answer_by=timezone.localdate(),
        accepted_at=now,
        declared_at=now,
    )


def page_of(application):
    campaign = application.campaign
    return f"/campaigns/{campaign.reference}/applications/{application.reference}/"


@pytest.mark.parametrize("state", ["left", "removed"])
def test_SC19_who_is_on_the_panel_no_more_reads_nothing_and_is_told_nothing(state):
    sift = Sift((3, 6))
    [result], place = sift.results, sift.places[1]
    gone(place, state)
    sift.agree(result, 5)
    sift.close()
    browser = signed_in(place.person)
    assert browser.get(f"/panels/{place.pk}/agreed-marks/").status_code == 404
    assert "agreed-marks" not in main(browser.get(f"/panels/{place.pk}/"))
    assert not Notification.objects.filter(slug="roles.mark_agreed").exists()


def test_SC6_who_left_and_came_back_marks_nothing_twice_and_reads_what_was_agreed():
    sift = Sift((3, 6), (5, 5))
    first, second = sift.results
    Score.objects.filter(result=second, place=sift.places[1]).delete()
    gone(sift.places[1])
    place = joined(sift, sift.places[1].person)
    browser = signed_in(place.person)
    address = f"/panels/{place.pk}/marking/"
    assert "0 of 1 answer marked" in main(browser.get(address))
    at = browser.get(f"{address}next/").url
    browser.post(at, {"mark": 4, "revision": 0, "go_on": "yes"})
    assert list(Score.objects.filter(place=place).values_list("result", flat=True)) == [second.pk]
    Score.objects.filter(place=place).update(submitted_at=timezone.now())
    assert "roles.marking" not in queues(place.person)
    assert (first.all_marks_in, second.all_marks_in) == (True, True)
    sift.agree(first, 5)
    sift.close()
    told = Notification.objects.filter(slug="roles.mark_agreed")
    assert [(row.recipient, row.subject) for row in told] == [(place.person, place)]
    assert NOTE in main(browser.get(f"/panels/{place.pk}/agreed-marks/"))


def test_S22_the_mean_counts_where_marks_do_not_differ_and_no_chair_replaces_it():
    sift = Sift((5, 5), (3, 4))
    for result, points in zip(sift.results, (1, 7), strict=True):
        assert "their mean counts" in main(sift.agree(result, points))
        assert "their mean counts" in main(signed_in(sift.chair).get(sift.address(result)))
    assert not Moderation.objects.exists()


def test_S17_where_nobody_could_mark_a_third_mark_comes_first():
    sift = Sift((3, 3))
    [result] = sift.results
    result.scores.update(points=None, cannot_mark=True)
    page = main(sift.agree(result, 7))
    assert ("Ask for a third mark first" in page, f"{sift.address(result)}third/" in page) == (
        True,
        True,
    )
    other = make_sitter(sift.campaign)
    third = make_declared_panel(sift.campaign, other, kind="interview").members.get(person=other)
    signed_in(sift.chair).post(sift.address(result, "third/"), {"place": third.pk})
    [(_, address)] = queues(other)["roles.third_marks"]
    signed_in(other).post(address, {"points": 5, "evidence": NOTE})
    assert sift.agree(result, 5).url == sift.base


def test_S23_an_agreed_mark_outside_the_marks_given_needs_a_third_mark():
    sift = Sift((3, 6))
    [result] = sift.results
    said = "The agreed mark must be from 3 to 6. To go outside that, ask for a third mark first"
    for points in (2, 7):
        assert said in main(sift.agree(result, points))
    assert not Moderation.objects.exists()
    assert sift.agree(result, 6).url == sift.base


def test_S23_with_a_third_mark_the_agreed_mark_still_lies_between_those_given():
    sift = Sift((7, 4))
    [result] = sift.results
    other = make_sitter(sift.campaign)
    third = make_declared_panel(sift.campaign, other, kind="interview").members.get(person=other)
    signed_in(sift.chair).post(sift.address(result, "third/"), {"place": third.pk})
    [(_, address)] = queues(other)["roles.third_marks"]
    signed_in(other).post(address, {"points": 3, "evidence": NOTE})
    for points in (1, 2):
        assert "must be between the marks given, 3 to 7" in main(sift.agree(result, points))
    assert not Moderation.objects.agreed().exists()
    assert sift.agree(result, 3).url == sift.base


def test_R11_before_the_invitation_no_mark_says_whose_conflict_is_with_this_candidate():
    sift = Sift((4, 5))
    [result], place = sift.results, sift.places[1]
    marked(result, joined(sift), 5)
    Conflict.objects.create(
        application=result.application, person=place.person, found_at=timezone.now()
    )
    Score.objects.filter(place=place).update(
        set_aside_at=timezone.now(), evidence="Words of one who is set aside."
    )
    page = main(signed_in(sift.manager).get(page_of(result.application)))
    assert "Marks of the panel" in page
    for hidden in (str(place.person), "conflict of interest</td>", "Words of one"):
        assert hidden not in page


@pytest.mark.parametrize("others", [(2, 6), (4, 4)])
def test_S18_closing_says_nothing_of_the_marks_of_others_to_a_chair_who_has_not_marked(others):
    sift = Sift(())
    [result] = sift.results
    marked(result, sift.places[1], others[0])
    marked(result, joined(sift), others[1])
    page = main(signed_in(sift.chair).post(f"{sift.base}close/", {"words": "We agreed on Monday."}))
    assert EARLY in page
    assert not sift.panel.closings.exists()


def test_S23_no_moderation_closes_before_a_single_mark_is_in():
    sift = Sift(())
    page = main(signed_in(sift.chair).post(f"{sift.base}close/", {"words": "We agreed on Monday."}))
    assert EARLY in page


def test_SC8_an_officer_agrees_marks_only_where_nobody_with_an_account_chairs():
    sift = Sift((3, 6))
    [result] = sift.results
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    assert signed_in(officer).get(sift.address(result)).status_code == 404
    assert sift.agree(result, 5, by=officer).status_code == 404
    assert "roles.moderation" not in queues(officer)
    gone(sift.places[0])
    assert [href for _, href in queues(officer)["roles.moderation"]] == [sift.address(result)]
    joined(sift, sift.chair, "chair")
    assert "roles.moderation" not in queues(officer)
    Panel.objects.filter(pk=sift.panel.pk).update(commissioner="Ada Commissioner")
    assert [href for _, href in queues(officer)["roles.moderation"]] == [sift.address(result)]
    assert sift.agree(result, 5, by=officer).url == sift.base


def test_S4_an_officer_agrees_what_a_conflict_hides_from_the_chair_and_nothing_else():
    sift = Sift((3, 6), (3, 6))
    first, second = sift.results
    other = joined(sift)
    for result in sift.results:
        marked(result, other, 3)
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    Conflict.objects.create(
        application=first.application, person=sift.chair, found_at=timezone.now()
    )
    Score.objects.filter(place=sift.places[0], result=first).update(set_aside_at=timezone.now())
    assert [href for _, href in queues(officer)["roles.moderation"]] == [sift.address(first)]
    assert sift.agree(second, 5, by=officer).status_code == 404
    assert sift.agree(first, 5, by=fresh(officer)).url == sift.base
    assert sift.agree(first, 5).status_code == 404


def test_S23_who_may_open_the_application_is_no_blind_third():
    sift = Sift((3, 6))
    [result] = sift.results
    reads, blind = make_sitter(sift.campaign, "hiring_manager"), make_sitter(sift.campaign)
    make_declared_panel(sift.campaign, reads, chair=blind, kind="interview")
    page = main(signed_in(sift.chair).get(sift.address(result, "third/")))
    assert (str(reads) in page, str(blind) in page) == (False, True)


def test_R9_a_third_mark_on_one_answer_is_no_marking_of_the_application():
    sift = Sift((3, 6))
    [result] = sift.results
    other = make_sitter(sift.campaign)
    third = make_declared_panel(sift.campaign, other, kind="interview").members.get(person=other)
    marked(result, third, 4)
    Score.objects.filter(place=sift.places[1]).update(set_aside_at=timezone.now())
    Conflict.objects.create(
        application=result.application, person=sift.places[1].person, found_at=timezone.now()
    )
    assert signed_in(sift.chair).get(sift.address(result)).status_code == 404
    page = main(signed_in(sift.manager).get(page_of(result.application)))
    assert "1 person has marked this application" in page
    # Who has given one mark of it, and read the others, marks no more of it.
    place = joined(sift, other)
    page = main(signed_in(other).get(f"/panels/{place.pk}/marking/"))
    assert "You have no applications to mark" in page
    assert "1 person has marked" in main(signed_in(sift.manager).get(page_of(result.application)))


def test_S4_the_chair_reads_of_nobodys_marks_of_what_is_hidden_from_them():
    sift = Sift((3, 6), (4,))
    hidden = sift.results[1]
    Conflict.objects.create(
        application=hidden.application, person=sift.chair, found_at=timezone.now()
    )
    page = main(signed_in(sift.chair).get(f"/panels/{sift.places[0].pk}/marking/"))
    assert "Not all submitted" not in page


def test_S24_who_comes_late_takes_nothing_from_what_was_decided_and_reads_no_mark_of_it():
    sift = Sift((5, 5))
    [result] = sift.results
    move_application(application=result.application, move="pass_sift", actor=sift.manager)
    reader = make_sitter(sift.campaign, "hiring_manager")
    joined(sift, reader)
    assert result.application.reference in main(signed_in(sift.chair).get(sift.base))
    said = main(signed_in(sift.manager).get(page_of(result.application)))
    own = main(signed_in(reader).get(page_of(result.application)))
    assert ("Because of 5" in said, "Because of 5" in own) == (True, False)
    assert "You have not marked this application" in own


def test_S35_a_mean_is_written_alike_wherever_it_stands():
    sift = Sift((4, 5))
    [result] = sift.results
    page = main(signed_in(sift.manager).get(page_of(result.application)))
    assert (page.count("4.5"), page.count("4.50")) == (2, 0)
    assert "4.5" in main(signed_in(sift.chair).get(sift.base))


def test_S16_the_number_that_draws_an_order_is_too_long_to_be_tried_out():
    sift = Sift(())
    places = [joined(sift) for _ in range(6)]
    assert max(place.marking_seed for place in places) > 2**40


def test_SC2_a_mark_that_waited_for_a_conflict_to_be_kept_is_not_saved():
    sift = Sift(())
    [result], place = sift.results, sift.places[1]
    actor = fresh(place.person)
    [answer] = marking_list(place, actor).answers
    Conflict.objects.create(application=result.application, person=actor, found_at=timezone.now())
    with pytest.raises(NotToMarkError):
        save_mark(
            member=place,
            element="statement",
            code=answer.code,
            mark=Mark(revision=0, points=5),
            actor=actor,
        )
    assert not Score.objects.exists()


def test_R9_nobody_marks_without_a_certificate_that_is_valid_on_the_day():
    sift = Sift(())
    place = sift.places[1]
    browser, address = signed_in(place.person), f"/panels/{place.pk}/marking/"
    at = browser.get(f"{address}next/").url
    Qualification.objects.filter(person=place.person).delete()
    assert "certificate that is valid today" in main(browser.get(address))
    assert browser.post(at, {"mark": 5, "revision": 0, "go_on": "yes"}).status_code == 302
    assert not Score.objects.exists()
