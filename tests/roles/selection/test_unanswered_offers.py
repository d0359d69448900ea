"""The day to answer an offer by is kept: reminded, told, escalated, extended, withdrawn (R22)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django_fsm import TransitionNotAllowed

from hub.models import Membership, Notification
from roles.models import Application
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.services.offer_terms import OfferRefusedError
from roles.selection.services.offers import (
    accept_offer,
    change_offer,
    extend_offer,
    withdraw_offer,
)
from roles.selection.tasks import chase_offers
from tests.factories.adverts import (
    TO_RECOMMENDED,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    terms,
)
from tests.factories.hub import make_member, signed_in
from tests.factories.roles import actions_of
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
# A Monday, with no bank holiday in the weeks after it; the offer is to be answered by Wednesday 10.
MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)
ANSWER_BY = date(2026, 6, 10)
WHY = "The team cannot wait any longer."


@pytest.fixture
def offered(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    return make_offer(
        application=application,
        post=campaign.posts.open().first(),
        actor=make_handler(campaign),
        answer_by=ANSWER_BY,
        starts_on=date(2026, 7, 20),
    )


def on(time_machine, day):
    time_machine.move_to(datetime(2026, 6, day, 10, tzinfo=UTC), tick=False)


def told(slug):
    return {row.recipient for row in Notification.objects.filter(slug=f"roles.{slug}")}


def handler_of(application):
    return make_handler(application.campaign)


def test_R22_the_candidate_is_reminded_and_then_the_department_told_and_those_above_each_once(
    offered, time_machine
):
    department = offered.campaign.organisation
    leader = make_member(Membership.Role.DIGITAL_LEADER, department)
    manager = make_member(Membership.Role.HIRING_MANAGER, department)
    for day, reminded, late, escalated in (
        (3, False, False, False),
        # Half of the working days to answer have passed (S39).
        (4, True, False, False),
        (8, True, False, False),
        (10, True, False, False),
        (11, True, True, False),
        (15, True, True, True),
    ):
        on(time_machine, day)
        for _ in range(2):
            chase_offers()
        assert (
            told("offer_answer_due") == {offered.candidate},
            told("offer_late") == {offered.candidate},
            manager in told("offer_unanswered"),
            told("offer_unanswered_late") == {leader},
        ) == (reminded, late, late, escalated), day
        assert offered.candidate not in told("offer_unanswered")
    rows = Notification.objects.filter(slug__startswith="roles.offer_")
    keys = rows.values_list("slug", "recipient", "occasion")
    assert len(keys) == len(set(keys))
    due = rows.filter(slug="roles.offer_answer_due").order_by("pk")
    assert [(row.created_at.day, row.occasion) for row in due] == [
        (4, "2026-06-10 half way"),
        (10, "2026-06-10"),
    ]


def test_R22_those_above_are_told_each_week_while_nobody_acts_and_the_candidate_once(
    offered, time_machine
):
    leader = make_member(Membership.Role.DIGITAL_LEADER, offered.campaign.organisation)
    for day in range(11, 31):
        on(time_machine, day)
        for _ in range(2):
            chase_offers()
    rows = Notification.objects.filter(slug="roles.offer_unanswered_late", recipient=leader)
    assert sorted(row.created_at.day for row in rows) == [15, 22, 29]
    for slug in ("roles.offer_late", "roles.offer_unanswered"):
        found = Notification.objects.filter(slug=slug).values_list("recipient", flat=True)
        assert len(found) == len(set(found)) > 0
    call_command("deliver")
    letters = [letter for letter in mail.outbox if letter.to == [leader.email]]
    assert len([row for row in letters if "Nobody has acted" in row.subject]) == 3


def test_R22_a_beat_that_ran_late_tells_what_is_still_true(offered, time_machine):
    on(time_machine, 8)
    chase_offers()
    accept_offer(application=offered, actor=offered.candidate)
    call_command("deliver")
    assert not [letter for letter in mail.outbox if "Answer the offer" in letter.subject]
    on(time_machine, 12)
    chase_offers()
    assert told("offer_late") == set()


def test_S39_accepting_a_late_offer_is_a_question_and_both_see_that_it_is_late(
    offered, time_machine
):
    candidate = signed_in(offered.candidate)
    page = candidate.get(f"/applications/{offered.reference}/offer/").text
    assert "After that day you can ask whether you can still accept the offer" in " ".join(
        page.split()
    )
    on(time_machine, 11)
    candidate, own = signed_in(offered.candidate), f"/applications/{offered.reference}/"
    for address in (own, f"{own}offer/"):
        page = " ".join(candidate.get(address).text.split())
        assert ("ask" in page and "can still accept it" in page) or "can accept it" in page
    manager = signed_in(handler_of(offered))
    page = manager.get(f"/campaigns/{offered.campaign.reference}/applications/").text
    assert "The candidate’s answer is late" in page
    page = manager.get(
        f"/campaigns/{offered.campaign.reference}/applications/{offered.reference}/"
    ).text
    assert ("Answer late" in page, "Withdraw the offer" in page) == (True, True)
    accept = f"/applications/{offered.reference}/offer/accept/"
    candidate.post(accept, as_read(candidate, accept))
    offered = Application.objects.get(pk=offered.pk)
    assert (offered.state, offered.awaits_late_answer) == ("provisional_offer", True)


def test_R22_the_department_withdraws_it_only_after_the_day_with_a_reason(offered, time_machine):
    address = f"/campaigns/{offered.campaign.reference}/applications/{offered.reference}/"
    on(time_machine, 10)
    manager = signed_in(handler_of(offered))
    with pytest.raises(TooEarlyError, match="has until the end of 10 June 2026 to answer"):
        withdraw_offer(application=offered, reason=WHY, actor=handler_of(offered))
    assert "You can withdraw the offer after that day" in manager.get(address).text
    on(time_machine, 11)
    manager = signed_in(handler_of(offered))
    manager.post(address + "withdraw_offer/", {"reason": WHY})
    offered.refresh_from_db()
    assert (offered.state, offered.post.state) == ("offer_withdrawn", "open")
    assert "roles.offer_withdrawn" in actions_of(offered)
    page = signed_in(offered.candidate).get(f"/applications/{offered.reference}/").text
    assert ("Offer withdrawn" in page, WHY in page) == (True, True)
    call_command("deliver")
    letter = next(letter for letter in mail.outbox if "is withdrawn" in letter.subject)
    assert (letter.to, WHY in letter.body) == ([offered.candidate.email], True)
    # A second after it was withdrawn, accepting it is a question (S39).
    asked = accept_offer(application=offered, actor=offered.candidate)
    assert (asked.state, asked.awaits_late_answer) == ("offer_withdrawn", True)
    other = make_application(offered.campaign, None, *TO_RECOMMENDED)
    assert make_offer(application=other, post=offered.post, actor=handler_of(offered)).awaits_answer


def test_R22_more_time_is_given_and_the_candidate_told_the_new_day(offered, time_machine):
    on(time_machine, 11)
    chase_offers()
    manager = signed_in(handler_of(offered))
    address = f"/campaigns/{offered.campaign.reference}/applications/{offered.reference}/"
    page = manager.post(address + "extend_offer/", parts(9))
    assert "The new date must be today or later" in page.text
    page = manager.post(address + "extend_offer/", parts(18), follow=True)
    assert (
        "The candidate now has until the end of 18 June 2026 to answer. We have told the candidate"
        in page.text
    )
    offered = Application.objects.get(pk=offered.pk)
    assert offered.terms_offered.answer_by == date(2026, 6, 18)
    assert not offered.is_answer_late
    call_command("deliver")
    letter = next(letter for letter in mail.outbox if "more time" in letter.subject)
    assert "18 June 2026" in letter.body
    # What was to be sent about the old day is not sent any more.
    assert not [letter for letter in mail.outbox if "have not answered" in letter.subject]
    on(time_machine, 19)
    chase_offers()
    late = Notification.objects.filter(slug="roles.offer_late").order_by("pk")
    assert [row.occasion for row in late] == ["2026-06-10", "2026-06-18"]


def parts(day):
    return {"answer_by_day": day, "answer_by_month": 6, "answer_by_year": 2026}


def test_R22_no_day_is_later_than_the_start_and_none_moves_to_an_earlier_one(offered):
    manager = handler_of(offered)
    with pytest.raises(OfferRefusedError, match="expected start date, 20 July 2026"):
        extend_offer(application=offered, answer_by=date(2026, 7, 21), actor=manager)
    given = terms(offered.campaign, answer_by=date(2026, 6, 9), starts_on=date(2026, 7, 20))
    with pytest.raises(OfferRefusedError, match="cannot be earlier than 10 June 2026"):
        change_offer(application=offered, actor=manager, **given)
    accept_offer(application=offered, actor=offered.candidate)
    with pytest.raises(TransitionNotAllowed):
        extend_offer(application=offered, answer_by=date(2026, 7, 1), actor=manager)
    with pytest.raises(TransitionNotAllowed):
        withdraw_offer(application=offered, reason=WHY, actor=manager)
