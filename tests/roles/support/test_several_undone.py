"""A run for several requests: undone as a whole, tried beforehand, and done for a colleague."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.authorisation import as_system
from hub.bulk import runs
from hub.models import BulkRow, BulkRun, LogEntry, Notification, StaffGroup
from hub.notifications.delivery import deliver
from hub.refusals import NothingChangedError
from hub.stand_ins import arrange_stand_in
from hub.tasks import make_bulk_moves, sweep_bulk_moves
from roles.models import SupportRequest
from roles.support.moves import SUPPORT_MOVES
from roles.support.services import request_questions, requests, taking
from roles.support.views.support import SupportListView, SupportMoveView
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_accepted_request, make_request
from tests.roles.support.test_several_requests import (
    advisers,
    at_saving,
    cells,
    choose,
    confirm,
    results_of,
    run_of,
)

pytestmark = pytest.mark.django_db
SINCE = "It changed after you did this, so we left it as it is."
NOT_TAKEN = "You can only give back a request that you took, before triage."


def take(client, *chosen):
    """Take them together; gives the page of what was done."""
    return confirm(client, choose(client, *chosen, move="take"))


def undo(client, page):
    return client.post(page.request["PATH_INFO"], {"undo": "yes"}, follow=True)


def said(page):
    return " ".join(page.text.split())


# --- One undo of the whole run -------------------------------------------------------------------


def test_what_was_done_for_several_is_undone_for_all_of_them_at_once(team):
    given = [make_request(team) for _ in range(3)]
    client = signed_in(team.lead)
    page = choose(client, *given, move="take")
    assert "For 30 days you can undo this for all of them at once" in said(page)
    page = confirm(client, page)
    assert advisers(*given) == [team.lead] * 3
    assert "Undo for all 3" in page.text
    answer = undo(client, page)
    assert advisers(*given) == [None] * 3
    assert "Undone for 3 of 3 requests." in said(answer)
    assert "Undo: Take for triage" in answer.text
    # In one group of the audit trail, each as the single move leaves it there.
    group = str(run_of(answer).reference)
    entries = LogEntry.objects.filter(data__group=group).order_by("pk")
    assert [entry.action for entry in entries] == [
        *["roles.support_given_back"] * 3,
        "hub.bulk_finished",
    ]
    assert entries.last().data["detail"] == "Undone for 3 of 3 records"
    assert "Undone for several records at once" in client.get(given[0].get_absolute_url()).text
    # Either page leads to the other, and neither offers it again.
    for shown in (client.get(page.request["PATH_INFO"]), answer):
        assert 'name="undo"' not in shown.text
    assert "You have undone this." in client.get(page.request["PATH_INFO"]).text


def test_after_thirty_days_a_run_is_not_undone(team):
    given = make_request(team)
    client = signed_in(team.lead)
    page = take(client, given)
    run = run_of(page)
    for days, is_offered in ((29, True), (31, False)):
        BulkRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=days))
        shown = client.get(page.request["PATH_INFO"])
        assert ('name="undo"' in shown.text) is is_offered
    undo(client, page)
    assert advisers(given) == [team.lead]


def test_what_changed_since_is_not_undone_and_it_says_why(team):
    given = triaged, given_back, mine = [make_request(team) for _ in range(3)]
    client = signed_in(team.lead)
    page = take(client, *given)
    requests.triage(request=triaged, urgency="routine", adviser=team.adviser, actor=team.lead)
    taking.give_back(request=given_back, actor=team.lead)
    taking.take(request=given_back, actor=team.adviser)
    answer = undo(client, page)
    assert "Undone for 1 of 3 requests. Not undone for 2: the table says why." in said(answer)
    assert advisers(*given) == [team.adviser, team.adviser, None]
    found = results_of(answer)
    assert found[triaged.reference] == ["Not done", f"{SINCE} {NOT_TAKEN}"]
    assert found[given_back.reference][1].startswith(SINCE)
    assert found[mine.reference][0] == "Done"


def test_what_was_done_again_since_on_purpose_is_not_undone(team):
    again, other = make_request(team), make_request(team)
    client = signed_in(team.lead)
    page = take(client, again, other)
    taking.give_back(request=again, actor=team.lead)
    taking.take(request=again, actor=team.lead)
    answer = undo(client, page)
    assert advisers(again, other) == [team.lead, None]
    assert results_of(answer)[again.reference][1].startswith(SINCE)


def test_undone_twice_it_is_undone_once(team):
    request = make_request(team)
    client = signed_in(team.lead)
    page = take(client, request)
    first = undo(client, page)
    # Taken again meanwhile: the second press does nothing to it.
    taking.take(request=request, actor=team.lead)
    second = undo(client, page)
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert advisers(request) == [team.lead]
    assert BulkRun.objects.filter(undoes__isnull=False).count() == 1
    # Nor is what undid it undone in turn.
    answer = undo(client, first)
    assert "There is nothing here that you can undo" in answer.text
    assert advisers(request) == [team.lead]


def test_an_undo_goes_on_where_its_worker_was_killed_and_undoes_nothing_twice(team, monkeypatch):
    given = [make_request(team) for _ in range(4)]
    client = signed_in(team.lead)
    page = take(client, *given)
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    answer = undo(client, page)
    assert "Undone for 0 of 4 requests. 4 still to do." in said(answer)
    undoing = run_of(answer)
    with as_system():
        runs.go_on(undoing.pk, seconds=0)
    assert undoing.rows.made().count() == 1
    with at_saving(SystemExit), pytest.raises(SystemExit):
        sweep_bulk_moves()
    assert undoing.rows.waiting().count() == 3
    # Pressed again while it is under way, it is the same.
    assert run_of(undo(client, page)) == undoing
    sweep_bulk_moves()
    make_bulk_moves(undoing.pk)
    assert advisers(*given) == [None] * 4
    assert LogEntry.objects.filter(action="roles.support_given_back").count() == 4
    assert LogEntry.objects.filter(action="hub.bulk_finished").count() == 2


def test_one_that_was_killed_before_it_was_confirmed_is_confirmed_by_the_next_press(team):
    request = make_request(team)
    client = signed_in(team.lead)
    page = take(client, request)
    undo(client, page)
    taking.take(request=request, actor=team.lead)
    BulkRun.objects.filter(undoes__isnull=False).update(confirmed_at=None, finished_at=None)
    request.refresh_from_db()
    # As it was when the run was killed.
    as_left = SupportListView.bulk_left(request)
    BulkRow.objects.filter(run__undoes__isnull=False).update(outcome="waiting", read=as_left)
    undo(client, page)
    assert advisers(request) == [None]


def test_only_who_did_it_and_still_may_undoes_it_and_only_what_can_be_undone(team):
    request, accepted = make_request(team), make_accepted_request(team)
    client = signed_in(team.lead)
    page = take(client, request)
    for stranger in (team.adviser, team.requester):
        answer = signed_in(stranger).post(page.request["PATH_INFO"], {"undo": "yes"})
        assert answer.status_code == 404
    # Of a move that has no other by which it is taken back, none is offered.
    request_questions.ask(request=accepted, text="How many people?", actor=team.adviser)
    other = choose(client, accepted, move="resume")
    assert "You cannot undo this for all of them at once." in said(other)
    other = confirm(client, other)
    assert "Done for 1 of 1 request" in said(other)
    assert 'name="undo"' not in other.text
    assert "There is nothing here that you can undo" in undo(client, other).text
    # Nor one that is not confirmed.
    waits = choose(client, make_request(team), move="take")
    assert "There is nothing here that you can undo" in undo(client, waits).text
    # Who lost the right does not undo it, even where the page was open.
    run = run_of(page)
    team.lead.groups.clear()
    assert not runs.is_undoable(BulkRun.objects.get(pk=run.pk))
    assert advisers(request) == [team.lead]


# --- Becoming the adviser ------------------------------------------------------------------------


def told(slug):
    rows = Notification.objects.filter(slug=slug).order_by("pk")
    return [(row.recipient, sorted(row.context["references"])) for row in rows]


def test_becoming_the_adviser_of_several_is_undone_for_all_of_them_at_once(team, mailoutbox):
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF, name="Olu Other")
    theirs, *given = (make_accepted_request(team) for _ in range(3))
    nobodys = make_accepted_request(team)
    taking.become_adviser(request=theirs, actor=other)
    SupportRequest.objects.filter(pk=nobodys.pk).update(adviser=None)
    Notification.objects.all().delete()
    client = signed_in(team.lead)
    chosen = choose(client, theirs, *given, nobodys)
    assert "For 30 days you can undo this for all of them at once" in said(chosen)
    assert "Undoing gives each request back to the adviser it had, or to nobody." in said(chosen)
    page = confirm(client, chosen)
    assert advisers(theirs, *given, nobodys) == [team.lead] * 4
    answer = undo(client, page)
    assert "Undone for 4 of 4 requests." in said(answer)
    assert advisers(theirs, *given, nobodys) == [other, team.adviser, team.adviser, None]
    found = results_of(answer)
    assert found[theirs.reference] == ["Done", f"{other} is the adviser instead of {team.lead}"]
    assert found[nobodys.reference] == ["Done", "Nobody is the adviser, as before"]
    # One group of the audit trail; whoever was told is told again, once.
    entries = LogEntry.objects.filter(data__group=str(run_of(answer).reference)).order_by("pk")
    assert [entry.action for entry in entries] == [
        *["roles.support_adviser_changed"] * 4,
        "hub.bulk_finished",
    ]
    assert sorted(told("roles.support_yours_again"), key=lambda each: each[0].pk) == [
        (team.adviser, sorted(each.reference for each in given)),
        (other, [theirs.reference]),
    ]
    for row in Notification.objects.order_by("pk"):
        deliver(row.pk)
    (mail,) = [mail for mail in mailoutbox if mail.to == [other.email]]
    assert mail.subject == f"You are the adviser again for support request {theirs.reference}"
    assert f"{team.lead} took over from you and has now given this work back." in mail.body
    # The history of each says it, as it says every change.
    note = client.get(theirs.get_absolute_url()).context_data["history"].lines[0].note
    assert (
        note == f"{other} is the adviser instead of {team.lead}. Undone for several records at once"
    )


def test_what_changed_since_somebody_became_the_adviser_is_left_alone_and_named(team):
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF)
    gone = make_person("gone@hub.example", StaffGroup.HUB_STAFF)
    passed_on, left, fine = (make_accepted_request(team) for _ in range(3))
    taking.become_adviser(request=left, actor=gone)
    client = signed_in(team.lead)
    page = confirm(client, choose(client, passed_on, left, fine))
    requests.assign(request=passed_on, urgency="routine", adviser=other, actor=team.lead)
    gone.is_active = False
    gone.save()
    answer = undo(client, page)
    assert "Undone for 1 of 3 requests. Not undone for 2: the table says why." in said(answer)
    assert advisers(passed_on, left, fine) == [other, team.lead, team.adviser]
    found = results_of(answer)
    assert found[passed_on.reference] == [
        "Not done",
        f"{SINCE} You are not its adviser any more.",
    ]
    assert found[left.reference][1].startswith(f"{gone} can no longer be its adviser.")
    assert "Change adviser or urgency" in found[left.reference][1]


def test_giving_back_to_the_adviser_before_is_of_runs_alone(team):
    request = make_accepted_request(team)
    client = signed_in(team.lead)
    confirm(client, choose(client, request))
    assert "hand-back" not in client.get(request.get_absolute_url()).text
    assert client.get(f"{request.get_absolute_url()}hand-back/").status_code == 404
    answer = client.post("/support/", {"bulk": "hand-back", "row": [request.pk]}, follow=True)
    assert "You cannot do this for several requests at once." in answer.text
    assert advisers(request) == [team.lead]
    # Nor is it for who did not take the request over.
    with pytest.raises(NothingChangedError):
        taking.hand_back(request=request, actor=team.adviser)
    fresh = make_accepted_request(team)
    with pytest.raises(NothingChangedError):
        taking.hand_back(request=fresh, actor=team.adviser)
    taking.hand_back(request=request, actor=team.lead)
    assert advisers(request) == [team.adviser]
    with pytest.raises(NothingChangedError):
        taking.hand_back(request=request, actor=team.lead)


# --- The service is asked beforehand -------------------------------------------------------------


@pytest.fixture
def picky(monkeypatch, team):
    """A service that refuses what nothing declared says: requests of one organisation."""

    def service(*, request, actor):
        taken = taking.take(request=request, actor=actor)
        if request.reference == picky.refused:
            raise taking.NothingChangedError(["This one is looked after elsewhere"])
        return taken

    def picky():
        """Holds which of them is refused."""

    moves = tuple(
        replace(move, service=service) if move.slug == "take" else move for move in SUPPORT_MOVES
    )
    monkeypatch.setattr(SupportMoveView, "moves", moves)
    return picky


def traces():
    """What a move leaves behind."""
    return (
        LogEntry.objects.count(),
        Notification.objects.count(),
        SupportRequest.objects.exclude(adviser=None).count(),
    )


def test_what_the_service_refuses_is_said_before_and_trying_leaves_nothing(
    team, picky, django_capture_on_commit_callbacks
):
    fine, refused = make_request(team), make_request(team)
    picky.refused = refused.reference
    client = signed_in(team.lead)
    run = run_of(choose(client, fine, refused, move="take"))
    before = traces()
    with django_capture_on_commit_callbacks() as rung:
        page = client.get(run.get_absolute_url())
    assert (traces(), rung) == (before, [])
    assert "1 of 2 requests can be done now." in said(page)
    ((about, *_, why),) = cells(page.context_data["cannot"])
    assert refused.reference in about
    assert why == "This one is looked after elsewhere."
    answer = confirm(client, page)
    assert advisers(fine, refused) == [team.lead, None]
    assert results_of(answer)[refused.reference] == [
        "Not done",
        "This one is looked after elsewhere.",
    ]


def test_of_many_the_first_are_tried_and_the_rest_when_they_are_done(team, picky, monkeypatch):
    monkeypatch.setattr(runs, "TRIED", 2)
    given = [make_request(team) for _ in range(3)]
    client = signed_in(team.lead)
    run = run_of(choose(client, *given, move="take"))
    keys = list(run.rows.values_list("record_key", flat=True))
    last = SupportRequest.objects.get(pk=keys[-1])
    picky.refused = last.reference
    page = client.get(run.get_absolute_url())
    assert "We have checked the first 2. We check the others when you confirm." in said(page)
    assert "3 of 3 requests can be done now." in said(page)
    answer = confirm(client, page)
    assert "Done for 2 of 3 requests. Not done for 1" in said(answer)
    assert results_of(answer)[last.reference] == ["Not done", "This one is looked after elsewhere."]


# --- For a colleague -----------------------------------------------------------------------------


@pytest.mark.parametrize("long", [False, True])
def test_a_run_for_a_colleague_who_is_away_is_on_record_with_both_names(team, monkeypatch, long):
    if long:
        monkeypatch.setattr(runs, "AT_ONCE", 0)
    ben = make_person("ben@hub.example", StaffGroup.HUB_STAFF, name="Ben")
    today = timezone.localdate()
    # One waits for the adviser, who is away; the other for nobody in particular.
    waits, other = make_accepted_request(team), make_accepted_request(team)
    SupportRequest.objects.filter(pk=other.pk).update(adviser=team.lead)
    with as_system():
        arrange_stand_in(
            colleague=ben,
            starts_on=today,
            ends_on=today + timedelta(days=7),
            actor=team.adviser,
        )
    client = signed_in(ben)
    page = confirm(client, choose(client, waits, other))
    if long:
        make_bulk_moves(run_of(page).pk)
    assert advisers(waits, other) == [ben, ben]
    entries = LogEntry.objects.filter(action="roles.support_adviser_changed")
    assert {int(entry.object_id): entry.data.get("for") for entry in entries} == {
        waits.pk: team.adviser.pk,
        other.pk: None,
    }
    assert f"Ben, for {team.adviser}" in client.get(waits.get_absolute_url()).text
