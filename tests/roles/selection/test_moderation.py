"""Marks that differ: the chair's agenda, agreed marks, third marks, and what waits for them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from django.utils import timezone

from hub.models import Membership, Notification, StaffGroup, User
from hub.work import waiting_for
from roles.applications.services.applications import move_application
from roles.models import Application, Conflict, Moderation, Panel, Score, StageResult
from roles.models.campaigns.selection_order import TooEarlyError, obstacle_to
from roles.models.selection.agenda import proposal_of, shown
from roles.selection.services.moderating import agenda_of
from tests.factories.adverts import bring_to, make_advert, make_application, make_handler
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.panels import make_declared_panel, make_sitter, start_sift

pytestmark = pytest.mark.django_db
NOTE = "The second example names what she did and what came of it."


def marked(result, member, points=5, **more):
    return Score.objects.create(
        result=result,
        place=member,
        element="statement",
        points=points,
        evidence=f"Because of {points}.",
        submitted_at=timezone.now(),
        **more,
    )


class Sift:
    """A campaign whose sift has begun, with its panel of two and an application each."""

    def __init__(self, *marks, members=()):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        for _ in marks:
            make_application(self.campaign)
        self.panel = make_declared_panel(self.campaign, *members)
        start_sift(self.campaign)
        self.places = list(self.panel.members.order_by("role", "pk"))
        self.chair = self.places[0].person
        own = StageResult.objects.filter(application__campaign=self.campaign)
        self.results = list(own.order_by("application__reference"))
        for result, points in zip(self.results, marks, strict=True):
            for place, given in zip(self.places, points, strict=False):
                marked(result, place, given)
        self.base = f"/campaigns/{self.campaign.reference}/panels/1/marks-that-differ/"

    def address(self, result, more=""):
        return f"{self.base}{result.application.reference}/statement/{more}"

    def agree(self, result, points, note=NOTE, seen=0, by=None):
        sent = {"points": points, "note": note, "seen": seen}
        return signed_in(by or self.chair).post(self.address(result), sent)

    def close(self, by=None):
        """The chair closes the moderation."""
        said = {"words": "We spoke on Monday and agreed."}
        assert signed_in(by or self.chair).post(f"{self.base}close/", said).url == self.base


def fresh(person):
    """The same person, of whom nothing has been read."""
    return User.objects.get(pk=person.pk)


def main(answer):
    return answer.text.split("<main")[1]


def queues(person):
    return {
        each.queue.slug: [(item.text, item.href) for item in each.items]
        for each in waiting_for(fresh(person))
    }


def test_S22_marks_that_differ_by_two_come_first_where_they_decide_and_the_rest_is_averaged():
    sift = Sift((5, 7), (3, 6), (4, 5))
    items = agenda_of(sift.panel, sift.chair)
    assert [item.points for item in items] == [[3, 6], [5, 7], [4, 5]]
    assert [item.can_change_outcome for item in items] == [True, False, False]
    assert [item.is_open for item in items] == [True, True, False]
    assert (items[2].value, shown(items[2].value)) == (Fraction(9, 2), "4.5")
    Membership.objects.filter(user=sift.chair).update(role="hiring_manager")
    for address in (sift.campaign.get_absolute_url(), f"{sift.campaign.get_absolute_url()}panels/"):
        assert f'href="{sift.base}"' in main(signed_in(sift.chair).get(address))
    page = main(signed_in(sift.chair).get(sift.base))
    first, second, third = (item.result.application.reference for item in items)
    assert page.index(first) < page.index(second)
    assert ("Pass or fail" in page, "The points only" in page, third in page) == (True, True, True)


def test_S19_nothing_is_on_the_agenda_before_every_mark_is_in():
    sift = Sift((3,))
    assert agenda_of(sift.panel, sift.chair) == []
    [result] = sift.results
    assert signed_in(sift.chair).get(sift.address(result)).status_code == 404
    assert "roles.moderation" not in queues(sift.chair)


def test_S24_nobody_decides_while_a_mark_is_to_be_agreed():
    sift = Sift((3, 6))
    [result] = sift.results
    for move in ("pass_sift", "fail_sift"):
        with pytest.raises(TooEarlyError) as refused:
            move_application(
                application=result.application,
                move=move,
                actor=sift.manager,
                **({"feedback": "-"} if move == "fail_sift" else {}),
            )
        assert refused.value.reasons[0].startswith("The panel still has to agree 1 mark")
    Application.objects.filter(pk=result.application_id).update(state="sift_pass")
    bring_to(sift.campaign, "interviewing")
    passed = Application.objects.get(pk=result.application_id)
    assert "still has to agree 1 mark" in obstacle_to(passed, "invite")
    Application.objects.filter(pk=result.application_id).update(state="submitted")
    assert sift.agree(result, 5).url == sift.base
    move_application(
        application=Application.objects.get(pk=result.application_id),
        move="pass_sift",
        actor=sift.manager,
    )


def test_SC18_an_agreed_mark_names_its_evidence_has_an_author_and_leaves_the_marks():
    sift = Sift((3, 6))
    [result] = sift.results
    for note in ("", "ok", "nineteen characters"):
        assert "There is a problem" in main(sift.agree(result, 5, note))
    assert Moderation.objects.count() == 0
    assert "To agree" in main(signed_in(sift.chair).get(sift.base))
    sift.agree(result, 5)
    row = Moderation.objects.get()
    assert (row.agreed_points, row.note, row.agreed_by) == (5, NOTE, sift.chair)
    assert row.agreed_at is not None
    assert list(result.scores.order_by("place").values_list("points", flat=True)) == [3, 6]
    page = main(signed_in(sift.chair).get(sift.base))
    assert (NOTE in page, str(sift.chair) in page) == (True, True)
    assert proposal_of(result).total == 5


def test_SC18_the_chair_alone_cannot_lift_two_fails_and_a_third_marks_blind():
    sift = Sift((1, 3))
    [result] = sift.results
    page = main(sift.agree(result, 5))
    assert "you cannot agree a mark that passes" in page
    assert f"{sift.address(result)}third/" in page
    assert not Moderation.objects.agreed().exists()
    assert "Nobody else can mark this answer" in main(
        signed_in(sift.chair).get(sift.address(result, "third/"))
    )
    other = make_sitter(sift.campaign)
    panel = make_declared_panel(sift.campaign, other, kind="interview")
    third = panel.members.get(person=other)
    answer = signed_in(sift.chair).post(sift.address(result, "third/"), {"place": third.pk})
    assert answer.url == sift.base
    assert Notification.objects.get(slug="roles.third_mark_asked").recipient == other
    with pytest.raises(TooEarlyError):
        move_application(application=result.application, move="pass_sift", actor=sift.manager)
    assert "Wait for the third mark" in main(sift.agree(result, 3))
    Membership.objects.filter(user=other).update(role="hiring_manager")
    sift_page = f"/campaigns/{sift.campaign.reference}/applications/{result.application.reference}/"
    page = main(signed_in(other).get(sift_page))
    assert ("Give it first" in page, "Because of 1" in page) == (True, False)
    assert "roles.moderation" not in queues(sift.chair)
    Conflict.objects.create(application=result.application, person=other, found_at=timezone.now())
    # Who was asked cannot mark it any more: the chair may ask somebody else.
    waiting = (queues(other).get("roles.third_marks"), queues(sift.chair).get("roles.moderation"))
    assert [len(found or []) for found in waiting] == [0, 1]
    assert f"{sift.address(result)}third/" in main(signed_in(sift.chair).get(sift.address(result)))
    Conflict.objects.all().delete()
    [(_, address)] = queues(other)["roles.third_marks"]
    page = main(signed_in(other).get(address))
    assert result.application.statement in page
    for hidden in ("Because of 1", "Because of 3", result.application.full_name):
        assert hidden not in page
    sent = {"points": 5, "evidence": NOTE}
    assert signed_in(other).post(address, sent).status_code == 302
    assert "roles.third_marks" not in queues(other)
    assert signed_in(other).get(address).status_code == 404
    assert sift.agree(result, 5).url == sift.base
    assert Moderation.objects.get().agreed_points == 5
    assert sorted(result.scores.values_list("points", flat=True)) == [1, 3, 5]


def test_SC8_of_two_who_enter_at_once_the_second_sees_both_and_neither_is_lost():
    sift = Sift((3, 6))
    [result] = sift.results
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    # Where a Commissioner chairs, who arranges records what is agreed (R10).
    Panel.objects.update(commissioner="Ada Commissioner")
    sift.agree(result, 5)
    other = "The first example is about the team and not about her."
    page = main(sift.agree(result, 4, other, seen=0, by=officer))
    assert "Somebody else has recorded an agreed mark" in page
    assert (NOTE in page, other in page) == (True, True)
    row = Moderation.objects.get()
    assert (row.agreed_points, row.agreed_by, row.revision) == (5, sift.chair, 1)
    kept = row.versions.values_list("points", "by", "is_saved")
    assert list(kept) == [(5, sift.chair.pk, True), (4, officer.pk, False)]
    assert 'name="seen" value="1"' in page
    sift.agree(result, 4, other, seen=1, by=officer)
    row.refresh_from_db()
    assert (row.agreed_points, row.revision, row.versions.count()) == (4, 2, 3)


def test_S23_those_who_marked_see_the_outcome_and_the_candidate_nothing():
    sift = Sift((3, 6))
    [result] = sift.results
    sift.agree(result, 5)
    assert not Notification.objects.filter(slug="roles.mark_agreed").exists()
    sift.close()
    [told] = Notification.objects.filter(slug="roles.mark_agreed")
    member = sift.places[1]
    assert told.recipient == member.person
    for place in sift.places:
        page = main(signed_in(place.person).get(f"/panels/{place.pk}/agreed-marks/"))
        assert NOTE in page
    candidate = signed_in(result.application.candidate)
    own = candidate.get(f"/applications/{result.application.reference}/").text
    assert NOTE not in own
    for address in (sift.base, sift.address(result), f"/panels/{member.pk}/agreed-marks/"):
        assert candidate.get(address).status_code == 404
    assert not Notification.objects.filter(
        recipient=result.application.candidate, slug__contains="mark"
    ).exists()


def test_S23_the_chair_closes_with_words_once_every_mark_is_agreed():
    sift = Sift((3, 6), (2, 4))
    first, second = sift.results
    [(words, _)] = queues(sift.chair)["roles.moderation"]
    assert words.endswith("2 marks")
    sift.agree(first, 5)
    close = f"{sift.base}close/"
    said = {"words": "We spoke on Monday and agreed both."}
    assert "agree every mark on the page “Marks that differ” first" in main(
        signed_in(sift.chair).post(close, said)
    )
    sift.agree(second, 3)
    assert [href for _, href in queues(sift.chair)["roles.moderation_to_close"]] == [close]
    assert signed_in(sift.chair).post(close, said).url == sift.base
    assert said["words"] in main(signed_in(sift.chair).get(sift.base))
    waiting = queues(sift.chair)
    assert not {"roles.moderation", "roles.moderation_to_close"} & waiting.keys()


def test_S4_a_hidden_application_is_on_nobodys_agenda_and_the_chair_does_not_close_over_it():
    sift = Sift((3, 6), (3, 6))
    first, second = sift.results
    Conflict.objects.create(
        application=first.application, person=sift.chair, found_at=timezone.now()
    )
    chair = fresh(sift.chair)
    assert [item.result for item in agenda_of(sift.panel, chair)] == [second]
    assert signed_in(chair).get(sift.address(first)).status_code == 404
    sift.agree(second, 5)
    page = main(signed_in(chair).post(f"{sift.base}close/", {"words": "We agreed on Monday."}))
    assert "which you cannot see" in page
    assert first.application.reference not in page


def test_who_marks_and_does_not_chair_agrees_nothing():
    sift = Sift((3, 6))
    [result] = sift.results
    for person in (sift.places[1].person, sift.manager, make_handler(make_advert())):
        for address in (sift.base, sift.address(result), f"{sift.base}close/"):
            assert signed_in(person).get(address).status_code == 404


def test_S35_totals_are_exact_and_say_what_is_below_the_minimum():
    sift = Sift((3, 4), (4, 4), (5, 4))
    found = [proposal_of(result) for result in sift.results]
    assert [each.total for each in found] == [Fraction(7, 2), Fraction(4), Fraction(9, 2)]
    assert [each.passes for each in found] == [False, True, True]
    assert found[0].below == ["Statement"]
    assert shown(Fraction(14, 3)) == "4.67 (14/3)"
    page = main(signed_in(sift.chair).get(sift.base))
    assert ("Reaches the minimum" in page, "3.5" in page) == (True, True)


def test_the_agenda_takes_as_many_queries_for_many_marks(django_assert_max_num_queries):
    counted = []
    for number in (1, 4):
        sift = Sift(*[(3, 6)] * number)
        browser = signed_in(sift.chair)
        browser.get(sift.base)
        with django_assert_max_num_queries(100) as used:
            browser.get(sift.base)
        counted.append(len(used))
    assert counted[0] >= counted[1]


def page_of(sift, result, reader):
    base = f"/campaigns/{sift.campaign.reference}/applications/{result.application.reference}/"
    return signed_in(reader).get(base)


def rows_of(answer):
    return [" ".join(row.split()) for row in re.findall(r"<tr.*?</tr>", answer.text, re.S)]


def test_R9_nobody_passes_the_sift_with_marks_below_the_minimum_and_everybody_reads_why():
    sift = Sift((4, 3), (4, 4))
    below, enough = (fresh_application(result) for result in sift.results)
    why = "The panel’s marks are below the minimum: Statement."
    assert obstacle_to(below, "pass_sift").startswith(why)
    assert [obstacle_to(below, "fail_sift"), obstacle_to(enough, "pass_sift")] == ["", ""]
    with pytest.raises(TooEarlyError, match="Nobody passes the sift with marks below the minimum"):
        move_application(application=below, move="pass_sift", actor=sift.manager)
    page = page_of(sift, sift.results[0], sift.manager)
    assert f"{page.request['PATH_INFO']}pass_sift/" not in page.text
    form = signed_in(sift.manager).get(f"{page.request['PATH_INFO']}fail_sift/")
    assert ("Total points" in form.text, "3.5" in main(form)) == (True, True)
    # The agreed mark counts instead of the mean.
    Moderation.objects.create(
        result=sift.results[0], element="statement", agreed_points=4, agreed_at=timezone.now()
    )
    assert obstacle_to(fresh_application(sift.results[0]), "pass_sift") == ""


def fresh_application(result):
    return Application.objects.get(pk=result.application_id)


def test_S23_the_page_of_an_application_has_the_agreed_mark_and_says_that_it_counts():
    sift = Sift((6, 3))
    assert sift.agree(sift.results[0], 4).status_code == 302
    page = page_of(sift, sift.results[0], sift.manager)
    counts = [re.sub("<[^>]+>", " ", row).split() for row in rows_of(page)]
    assert sum(row[-5:] == ["No,", "the", "agreed", "mark", "counts"] for row in counts) == 2
    assert (NOTE in page.text, "Agreed by" in page.text) == (True, True)
    assert re.search(r"What each answer counts as.*?Statement.*?4\s*<", page.text, re.S)


def test_R11_the_marks_of_the_sift_are_for_the_panel_and_who_decides():
    sift = Sift((5, 5))
    adviser = make_person("", StaffGroup.HUB_STAFF)
    pages = [page_of(sift, sift.results[0], reader) for reader in (sift.manager, adviser)]
    assert [page.status_code for page in pages] == [200, 200]
    assert ["Because of 5." in page.text for page in pages] == [True, False]
