"""A moderation that is closed stays so until it is reopened; who marked is told once (S23)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.models import LogEntry, Notification
from hub.tasks import deliver_notifications
from roles.models import Conflict, Moderation, ModerationClosing
from roles.selection.services.conflicts import decide_conflict
from roles.selection.services.moderating import ClosedError
from roles.selection.services.third_marks import ask_for_third_mark
from tests.factories.hub import make_member, signed_in
from tests.roles.selection.test_moderation import NOTE, Sift, main, queues

pytestmark = pytest.mark.django_db

WHY = "The second mark was read from the wrong answer."


def words(answer):
    return " ".join(main(answer).split())


def agreed(*marks):
    """A sift whose marks are all agreed, and its moderation closed."""
    sift = Sift(*marks)
    for result in sift.results:
        sift.agree(result, 5)
    sift.close()
    return sift


def reopen(sift):
    return signed_in(sift.chair).post(f"{sift.base}reopen/", {"reason": WHY})


def test_S23_a_closed_moderation_is_not_closed_again():
    sift = agreed((3, 6), (4, 6))
    browser = signed_in(sift.chair)
    page = words(browser.get(sift.base))
    assert "Close the moderation" not in page
    assert f'href="{sift.base}reopen/"' in page
    again = words(browser.post(f"{sift.base}close/", {"words": "We spoke on Monday."}))
    assert "The moderation is already closed" in again
    assert ModerationClosing.objects.count() == 1


def test_S23_agreed_marks_are_changed_once_the_moderation_is_reopened_with_a_reason():
    sift = agreed((3, 6))
    [result], browser = sift.results, signed_in(sift.chair)
    page = words(browser.get(sift.address(result)))
    assert "The moderation is closed, so its marks stay as they are." in page
    assert ('name="points"' in page, f'href="{sift.base}reopen/"' in page) == (False, True)
    refused = sift.agree(result, 4, seen=1)
    assert ClosedError.reason in main(refused)
    assert Moderation.objects.get().agreed_points == 5
    assert "Enter the reason" in main(browser.post(f"{sift.base}reopen/", {"reason": ""}))
    assert reopen(sift).url == sift.base
    page = words(browser.get(sift.base))
    assert (WHY in page, "Reopened by" in page, "Close the moderation" in page) == (True,) * 3
    assert sift.agree(result, 4, seen=1).status_code == 302
    assert Moderation.objects.get().agreed_points == 4
    assert "roles.moderation_to_close" in queues(sift.chair)
    kept = LogEntry.objects.filter(action="roles.moderation_reopened")
    assert kept.count() == 1
    sift.close()
    assert "roles.moderation_to_close" not in queues(sift.chair)
    assert "Close the moderation" not in words(browser.get(sift.base))
    assert ModerationClosing.objects.standing().count() == 1


def test_S23_nothing_is_reopened_that_is_not_closed_or_was_decided():
    sift = Sift((3, 6))
    [result], browser = sift.results, signed_in(sift.chair)
    for answer in (browser.get(f"{sift.base}reopen/", follow=True), reopen(sift)):
        assert "The moderation is not closed" in main(answer)
    sift.agree(result, 5)
    sift.close()
    result.decide("passed", timezone.now())
    result.save()
    page = words(browser.get(f"{sift.base}reopen/", follow=True))
    assert "Every application of this stage has been decided" in page
    assert "reopen the moderation" not in page
    assert "has been decided" in main(reopen(sift))


def test_S23_somebody_who_does_not_moderate_reopens_nothing():
    sift = agreed((3, 6))
    for person in (sift.places[1].person, sift.manager):
        browser = signed_in(person)
        address = f"{sift.base}reopen/"
        assert [browser.get(address).status_code, browser.post(address).status_code] == [404] * 2
    assert ModerationClosing.objects.standing().exists()


def test_S24_what_is_to_be_agreed_only_after_the_closing_is_agreed_and_closed_again():
    sift = Sift((3, 6), (2, 6))
    first, second = sift.results
    member = sift.places[1].person
    officer = make_member("resourcing", sift.campaign.organisation)
    sift.agree(first, 5)
    # The other one differs no more while a conflict sets one of its marks aside.
    conflict = Conflict.objects.create(
        application=second.application, person=member, found_at=timezone.now()
    )
    second.scores.filter(place=sift.places[1]).update(set_aside_at=timezone.now())
    sift.panel.closings.create(words="All.", closed_by=sift.chair, closed_at=timezone.now())
    decide_conflict(conflict=conflict, is_conflict=False, reason="A namesake.", actor=officer)
    assert sift.agree(second, 5).status_code == 302
    assert ClosedError.reason in main(sift.agree(first, 4, seen=1))
    assert "roles.moderation_to_close" in queues(sift.chair)
    assert "Close the moderation" in words(signed_in(sift.chair).get(sift.base))


def test_S23_no_third_mark_is_asked_for_over_a_closed_moderation():
    sift = Sift((5, 5))
    [result] = sift.results
    sift.close()
    page = words(signed_in(sift.chair).get(sift.address(result)))
    assert "third/" not in page
    with pytest.raises(ClosedError):
        ask_for_third_mark(
            panel=sift.panel,
            result=result,
            element="statement",
            place=sift.places[1],
            actor=sift.chair,
        )


def test_S23_each_who_marked_is_told_once_of_all_marks_when_the_moderation_is_closed(mailoutbox):
    sift = Sift((3, 6), (4, 6), (5, 5))
    for result in sift.results[:3]:
        if result.scores.filter(points=6).exists():
            sift.agree(result, 5)
    told = Notification.objects.filter(slug="roles.mark_agreed")
    assert not told.exists()
    sift.close()
    member = sift.places[1]
    assert [(row.recipient, row.subject) for row in told] == [(member.person, member)]
    deliver_notifications([told.get().pk])
    assert "The panel has agreed marks for 2 answers that you marked" in mailoutbox[-1].body
    # Reopened and closed again, of what is new alone.
    assert reopen(sift).status_code == 302
    sift.close()
    assert told.all().count() == 1
    assert reopen(sift).status_code == 302
    row = Moderation.objects.order_by("pk").first()
    changed = sift.agree(row.result, 6, seen=1)
    assert changed.status_code == 302, words(changed)
    sift.close()
    assert told.all().count() == 2
    assert told.all().latest("pk").context["number"] == "1 answer"


def test_S22_saving_an_agreed_mark_leads_to_the_next_that_differs():
    sift = Sift((3, 6), (4, 6), (2, 6))
    browser = signed_in(sift.chair)
    seen, at = [], queues(sift.chair)["roles.moderation"][0][1]
    for left in (2, 1, 0):
        page = words(browser.get(at))
        assert ("Save and next" in page, "Save the agreed mark" in page) == (left > 0, left == 0)
        seen.append(at)
        answer = browser.post(at, {"points": 5, "note": NOTE, "seen": 0}, follow=True)
        at = answer.redirect_chain[-1][0]
        said = {2: "2 marks are left to agree", 1: "1 mark is left to agree", 0: "original marks"}
        assert said[left] in words(answer)
    assert (len(set(seen)), at) == (3, sift.base)


def test_S23_the_pages_of_moderation_take_as_many_queries_for_many_marks(
    django_assert_max_num_queries,
):
    found = []
    for number in (2, 6):
        sift = Sift(*[(3, 6)] * number)
        browser = signed_in(sift.chair)
        browser.get(sift.address(sift.results[0]))
        with django_assert_max_num_queries(60) as counted:
            browser.get(sift.address(sift.results[0]))
        found.append(len(counted))
    assert found[0] == found[1]
