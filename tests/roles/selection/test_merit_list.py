"""The merit list: exact, tied as stated, signed in versions, drawn from (R13, S34 to S37)."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hub.authorisation import as_nobody
from hub.models import LogEntry
from roles.applications.services.erasure import erase_application
from roles.campaigns.services.campaigns import move_campaign
from roles.models import Conflict, MeritList, MeritPlace, StagePlan
from roles.models.selection.merit_order import merit_order
from roles.models.selection.score import Score
from roles.selection.services.merit_lists import (
    ChangedMeanwhileError,
    SignedMeanwhileError,
    seen_of,
    sign_merit_list,
)
from tests.factories.adverts import make_move
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_sitter
from tests.pages_read import as_read
from tests.roles.selection.test_interview_marks import Interviews
from tests.roles.selection.test_marking import shown

pytestmark = pytest.mark.django_db
WHY = "Led the larger of the two migrations, under more pressure."
REASON = "A mark was agreed again after the chair had signed."


def marked(*points, posts=1, lead="experience", second="technical"):
    """Interviews in which both on the panel give each candidate the same points, by question."""
    interviews = Interviews(people=len(points), posts=posts)
    StagePlan.objects.update(tie_lead=lead, tie_second=second)
    both = [
        {"experience": one, "technical": other}
        for one, other in (each if isinstance(each, tuple) else (each, each) for each in points)
    ]
    for person in (interviews.member, interviews.chair):
        interviews.mark_all(person, *both)
    interviews.address = f"/campaigns/{interviews.campaign.reference}/merit-list/"
    return interviews


def read(browser, page):
    """What a page says that was read, and what is sent with it."""
    [seen] = re.findall(r'name="seen" value="([^"]*)"', browser.get(page).text)
    return {**as_read(browser, page), "seen": seen}


def sign(interviews, person=None, **sent):
    browser = signed_in(person or interviews.chair)
    page = f"{interviews.address}sign/"
    return browser.post(page, {**read(browser, page), **sent})


def a_conflict(person, application):
    Conflict.objects.create(application=application, person=person, found_at=timezone.now())


def ranks(interviews, version=None):
    signed = MeritList.objects.get(version=version) if version else MeritList.objects.last()
    by_key = {row.application_id: row.rank for row in signed.places.all()}
    return [by_key.get(row.pk) for row in interviews.applications]


def draw(interviews, person=None):
    browser = signed_in(person or interviews.handler)
    page = f"{interviews.address}outcomes/"
    return browser.post(page, read(browser, page))


def states(interviews):
    for row in interviews.applications:
        row.refresh_from_db()
    return [row.state for row in interviews.applications]


def test_S35_S37_the_chair_signs_the_order_of_exact_marks_and_the_outcomes_are_drawn_from_it():
    interviews = marked(5, 6, 3, 4)
    assert "Nobody has signed a list yet" in shown(
        signed_in(interviews.chair).get(interviews.address)
    )
    assert sign(interviews).status_code == 302
    assert ranks(interviews) == [2, 1, None, 3]
    signed = MeritList.objects.get()
    assert (signed.version, signed.signed_by, signed.posts) == (1, interviews.chair, 1)
    assert signed.digest == signed.digest_now()
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["reserve", "recommended", "not_appointable", "reserve"]
    assert "Experience (at least 4 needed): 3" in interviews.applications[2].feedback
    trail = set(
        LogEntry.objects.filter(object_id=interviews.campaign.pk).values_list("action", flat=True)
    )
    assert {"roles.merit_list_signed", "roles.outcomes_drawn"} <= trail


def test_S35_sums_are_exact_fractions_and_a_thousand_rebuilds_are_the_same():
    interviews = Interviews(people=3)
    third = make_sitter(interviews.campaign)
    from_others = interviews.panel.members.create(
        person=third,
        state="accepted",
        answer_by="2026-12-01",
        accepted_at="2026-11-30T00:00Z",
        declared_at="2026-11-30T00:00Z",
    )
    assert from_others.pk
    for person, points in ((interviews.chair, 5), (interviews.member, 4), (third, 5)):
        interviews.mark_all(person, points)
    order = merit_order(interviews.campaign)
    assert [row.total for row in order.standings] == [Fraction(28, 3)] * 3
    assert all(
        isinstance(value, Fraction) for row in order.standings for value in row.values.values()
    )
    assert [row.rank for row in order.placed()] == [1, 1, 1]
    first = order.basis(), [(row.standing.key, row.rank, row.tie) for row in order.placed()]
    for _ in range(1000):
        again = order.basis(), [(row.standing.key, row.rank, row.tie) for row in order.placed()]
        assert again == first
    for _ in range(3):
        rebuilt = merit_order(interviews.campaign)
        assert rebuilt.basis() == order.basis()


def test_S35_who_is_equal_has_the_same_place_and_the_next_is_counted_on():
    interviews = marked(5, 6, 5, 4, posts=3)
    assert sign(interviews).status_code == 302
    assert ranks(interviews) == [2, 1, 2, 4]
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["recommended", "recommended", "recommended", "reserve"]


def test_S34_the_lead_criterion_decides_then_the_second():
    interviews = marked((5, 5), (4, 6), (6, 4))
    assert sign(interviews).status_code == 302
    assert ranks(interviews) == [2, 3, 1]
    assert set(MeritPlace.objects.values_list("tie", flat=True)) == {"lead"}


def test_S34_no_name_number_time_or_scheme_decides_a_tie():
    interviews = marked(5, 5, posts=2)
    assert sign(interviews).status_code == 302
    assert ranks(interviews) == [1, 1]


def test_S34_a_tie_at_the_cut_needs_the_chairs_reason_for_each_pair():
    interviews = marked(5, 5)
    one, other = interviews.applications
    browser, page = signed_in(interviews.chair), f"{interviews.address}sign/"
    assert "are equal. Who comes first?" in shown(browser.get(page))
    refused = sign(interviews, first_0=str(other.pk))
    assert refused.status_code == 200
    assert "in 20 characters or more" in shown(refused)
    assert MeritList.objects.count() == 0
    assert sign(interviews, first_0=str(other.pk), why_0=WHY).status_code == 302
    assert ranks(interviews) == [2, 1]
    [tie] = MeritList.objects.get().ties.all()
    assert (tie.above.application, tie.below.application, tie.reason) == (other, one, WHY)
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["reserve", "recommended"]


def test_S34_three_equals_are_ordered_as_a_whole():
    interviews = marked(5, 5, 5)
    keys = [row.pk for row in interviews.applications]
    order = merit_order(interviews.campaign)
    pairs = [(one.key, other.key) for one, other, _ in order.pairs()]

    def said(above):
        sent = {}
        for at, pair in enumerate(pairs):
            sent[f"first_{at}"] = str(next(key for key in above if key in pair))
            sent[f"why_{at}"] = WHY
        return sent

    circle = {f"why_{at}": WHY for at in range(3)}
    wins = {frozenset((keys[0], keys[1])): keys[0], frozenset((keys[1], keys[2])): keys[1]}
    for at, pair in enumerate(pairs):
        circle[f"first_{at}"] = str(wins.get(frozenset(pair), keys[2]))
    assert "is no order" in shown(sign(interviews, **circle))
    assert sign(interviews, **said([keys[2], keys[0], keys[1]])).status_code == 302
    assert ranks(interviews) == [2, 3, 1]


def test_S36_what_is_missing_blocks_the_list_and_is_named():
    interviews = Interviews(people=2)
    address = f"/campaigns/{interviews.campaign.reference}/merit-list/"
    interviews.mark_all(interviews.member, 5)
    page = shown(signed_in(interviews.handler).get(address))
    for application in interviews.applications:
        assert f"{application.reference}: Not all marks are in" in page
    assert str(interviews.chair) in page
    with pytest.raises(Exception, match="Not all marks are in"):
        sign_merit_list(
            panel=interviews.panel,
            seen=seen_of(merit_order(interviews.campaign), None),
            actor=interviews.chair,
        )
    assert MeritList.objects.count() == 0


def test_S36_a_mark_that_is_still_to_be_agreed_blocks_the_list():
    interviews = Interviews(people=1)
    address = f"/campaigns/{interviews.campaign.reference}/merit-list/"
    interviews.mark_all(interviews.member, 4)
    interviews.mark_all(interviews.chair, 6)
    [application] = interviews.applications
    page = shown(signed_in(interviews.chair).get(address))
    assert f"{application.reference}: the chair has to agree a mark for Experience" in page


def test_R13_nobody_is_found_appointable_but_by_the_signed_list():
    interviews = marked(6, 5)
    first, second = interviews.applications
    handler = signed_in(interviews.handler)
    of = f"/campaigns/{interviews.campaign.reference}/applications/"
    page = shown(handler.get(f"{of}{first.reference}/recommend/"))
    assert "The chair of the panel has to sign the merit list first" in page
    assert sign(interviews).status_code == 302
    page = shown(handler.get(f"{of}{second.reference}/recommend/"))
    assert "By the signed merit list this candidate goes on the reserve list" in page
    address = f"{of}{first.reference}/recommend/"
    sent = {**as_read(handler, address), "feedback": "You answered clearly."}
    assert handler.post(address, sent).status_code == 302
    assert states(interviews) == ["recommended", "interviewed"]


def test_R13_only_the_chair_signs():
    interviews = marked(5)
    page = f"{interviews.address}sign/"
    assert signed_in(interviews.handler).get(page).status_code == 404
    assert signed_in(interviews.member).get(page).status_code == 404
    assert signed_in(interviews.member).get(interviews.address).status_code == 404
    with as_nobody(), pytest.raises(PermissionDenied):
        sign_merit_list(
            panel=interviews.panel,
            seen=seen_of(merit_order(interviews.campaign), None),
            actor=interviews.handler,
        )


def test_R13_of_two_tabs_one_signs_and_the_other_is_told():
    interviews = marked(5, 6)
    browser = signed_in(interviews.chair)
    page = f"{interviews.address}sign/"
    first, second = read(browser, page), read(browser, page)
    assert browser.post(page, first).status_code == 302
    told = browser.post(page, {**second, "reason": REASON})
    assert told.status_code == 200
    assert "signed version 1 on" in shown(told)
    assert MeritList.objects.count() == 1
    with pytest.raises(SignedMeanwhileError):
        sign_merit_list(
            panel=interviews.panel,
            seen=seen_of(merit_order(interviews.campaign), None),
            actor=interviews.chair,
        )


def test_R13_what_was_not_read_is_not_signed():
    interviews = marked(5, 6)
    seen = seen_of(merit_order(interviews.campaign), None)
    Score.objects.filter(element="technical").update(points=7)
    with pytest.raises(ChangedMeanwhileError):
        sign_merit_list(panel=interviews.panel, seen=seen, actor=interviews.chair)


def corrected(interviews):
    """A mark of the second candidate is another one than was signed; the chair corrects."""
    Score.objects.filter(result__application=interviews.applications[1]).update(points=7)
    return sign(interviews, reason=REASON)


def test_S37_a_correction_stands_beside_the_list_and_needs_a_second_person():
    interviews = marked(6, 5)
    assert sign(interviews).status_code == 302
    before = MeritList.objects.get().content()
    assert "there is nothing to correct" in shown(sign(interviews, reason=REASON))
    of = f"/campaigns/{interviews.campaign.reference}/applications/"
    assert "20 characters or more" in shown(sign(interviews, reason="Short"))
    assert corrected(interviews).status_code == 302
    first, second = MeritList.objects.all()
    assert first.content() == before
    assert (second.is_in_force, second.reason) == (False, REASON)
    handler = signed_in(interviews.handler)
    waits = shown(handler.get(f"{of}{interviews.applications[0].reference}/recommend/"))
    assert "waits for a second person" in waits
    page = f"{interviews.address}2/confirm/"
    assert f'href="{page}"' in handler.get("/work/").text
    sent = {**as_read(handler, page), "is_confirmed": "yes"}
    assert handler.post(page, sent).status_code == 302
    second.refresh_from_db()
    assert (second.is_in_force, second.confirmed_by) == (True, interviews.handler)
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["reserve", "recommended"]


def test_S37_a_correction_that_is_turned_down_leaves_what_stood():
    interviews = marked(6, 5)
    assert sign(interviews).status_code == 302
    assert corrected(interviews).status_code == 302
    handler, page = signed_in(interviews.handler), f"{interviews.address}2/confirm/"
    assert handler.post(page, {**as_read(handler, page), "is_confirmed": "no"}).status_code == 302
    assert MeritList.objects.in_force().get().version == 1
    text = shown(handler.get(f"{interviews.address}outcomes/"))
    assert "The chair of the panel has to sign a correction first" in text


def test_S37_nobody_confirms_their_own_correction():
    interviews = marked(6, 5)
    sign(interviews)
    corrected(interviews)
    MeritList.objects.filter(version=2).update(signed_by=interviews.handler)
    handler, page = signed_in(interviews.handler), f"{interviews.address}2/confirm/"
    told = handler.post(page, {**as_read(handler, page), "is_confirmed": "yes"})
    assert "somebody else has to confirm it" in shown(told)
    assert MeritList.objects.get(version=2).is_in_force is False


def test_S4_the_list_of_a_reader_with_a_conflict_is_as_if_the_candidate_did_not_exist():
    interviews = marked(6, 5, 4)
    assert sign(interviews).status_code == 302
    rival = interviews.applications[1]
    reader = interviews.handler
    a_conflict(reader, rival)
    page = shown(signed_in(reader).get(interviews.address))
    assert rival.reference not in page
    places = re.findall(
        r"<tr[^>]*>\s*<t[hd][^>]*>\s*(\d+|Below[^<]*)\s*<",
        signed_in(reader).get(interviews.address).text,
    )
    assert places == ["1", "2"]
    browser = signed_in(reader)
    assert rival.reference not in shown(browser.get(f"{interviews.address}outcomes/"))
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["recommended", "interviewed", "reserve"]


def test_S4_nobody_signs_a_list_with_somebody_hidden_in_it():
    interviews = marked(6, 5)
    a_conflict(interviews.chair, interviews.applications[0])
    page = shown(signed_in(interviews.chair).get(f"{interviews.address}sign/"))
    assert "Ask a colleague who is not on the panel" in page
    assert interviews.applications[0].reference not in page
    officer = make_member("resourcing", interviews.campaign.organisation)
    assert sign(interviews, officer).status_code == 302
    assert MeritList.objects.get().signed_by == officer


def test_R13_the_person_who_is_erased_is_gone_and_the_list_stands():
    interviews = marked(5, 5)
    _, other = interviews.applications
    sign(interviews, first_0=str(other.pk), why_0=WHY)
    signed = MeritList.objects.get()
    before = (
        signed.digest,
        [(row.position, row.rank, row.numerator) for row in signed.places.all()],
    )
    assert draw(interviews).status_code == 302
    erase_application(application=other)
    signed = MeritList.objects.get()
    after = (
        signed.digest_now(),
        [(row.position, row.rank, row.numerator) for row in signed.places.all()],
    )
    assert after == before
    place = signed.places.get(rank=1)
    assert (place.application, place.salt) == (None, "")
    assert signed.ties.get().reason == ""
    page = shown(signed_in(interviews.handler).get(interviews.address))
    assert other.reference not in page
    assert WHY not in page


def test_R13_somebody_who_withdrew_takes_no_post_of_the_list():
    interviews = marked(6, 5)
    assert sign(interviews).status_code == 302
    best = interviews.applications[0]
    best.withdraw(best.interviewed_at)
    best.save()
    assert draw(interviews).status_code == 302
    assert states(interviews) == ["withdrawn", "recommended"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_many_questions_for_many_as_for_one(number, django_assert_max_num_queries):
    interviews = marked(*range(7, 7 - number, -1))
    assert sign(interviews).status_code == 302
    browser = signed_in(interviews.handler)
    browser.get(interviews.address)
    with django_assert_max_num_queries(75):
        browser.get(interviews.address)


def test_R13_a_campaign_from_before_agrees_its_order_as_it_did_and_its_record_stays_as_it_was():
    interviews = Interviews(people=3, before=True, posts=1)
    moves = ("recommend", "put_on_reserve", "not_appoint")
    for application, move in zip(interviews.applications, moves, strict=True):
        make_move(application, move, interviews.handler, feedback="You answered clearly.")
    move_campaign(campaign=interviews.campaign, move="agree_merit", actor=interviews.handler)
    assert states(interviews) == ["recommended", "reserve", "not_appointable"]
    browser = signed_in(interviews.handler)
    assert browser.get(f"/campaigns/{interviews.campaign.reference}/merit-list/").status_code == 404
    page = shown(browser.get(f"/campaigns/{interviews.campaign.reference}/decisions/"))
    assert "Within each of the two, the applications stand here by reference" in page
    assert "Merit list" not in page
    assert set(interviews.campaign.applications.values_list("merit_rank", flat=True)) == {None}


def test_R13_the_list_of_applications_and_of_those_to_refer_follow_the_places():
    interviews = marked(4, 6, 5, 7)
    assert sign(interviews).status_code == 302
    assert draw(interviews).status_code == 302
    ordered = list(interviews.campaign.applications.in_order_of_merit())
    keys = [row.pk for row in interviews.applications]
    assert [keys.index(row.pk) for row in ordered] == [3, 1, 2, 0]
    assert [row.merit_rank for row in ordered] == [1, 2, 3, 4]
