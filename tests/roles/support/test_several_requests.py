"""The same move for several requests of the board: chosen, looked at, confirmed, made."""

from __future__ import annotations

import csv
import io
import re
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.authorisation import as_system
from hub.bulk import runs
from hub.models import BulkRow, BulkRun, LogEntry, Notification
from hub.notifications.delivery import deliver
from hub.permissions import StaffGroup
from hub.retention.erasure import erase_person, run_due
from hub.tasks import make_bulk_moves, sweep_bulk_moves
from roles.models import SupportRequest
from roles.support.services import outcomes, requests, taking
from roles.support.services.activities import log_activity
from tests.factories.adverts import make_application
from tests.factories.hub import make_organisation, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_open, make_request

pytestmark = pytest.mark.django_db
ONLY_AFTER_TRIAGE = "You can only become the adviser after triage, until the request is closed."


def choose(client, *chosen, move="become-adviser", address="/support/", **more):
    """Tick some requests and select a move; gives the page that this leads to."""
    data = {"bulk": move, "row": [request.pk for request in chosen], **more}
    return client.post(address, data, follow=True)


def run_of(page):
    return BulkRun.objects.get(reference=page.context_data["run"].reference)


def confirm(client, page, **answers):
    """Confirm what the page said, as its form does."""
    said = {"confirmed": page.context_data["confirmed"], **answers}
    return client.post(page.request["PATH_INFO"], said, follow=True)


def advisers(*given):
    return [SupportRequest.objects.get(pk=each.pk).adviser for each in given]


@contextmanager
def at_saving(error, pk=None):
    """Break in the middle of the move, once the request is saved: of one of them, or of any."""

    def breaks(sender, instance, **kwargs):
        if pk in (None, instance.pk):
            raise error

    post_save.connect(breaks, sender=SupportRequest)
    try:
        yield
    finally:
        post_save.disconnect(breaks, sender=SupportRequest)


def cells(table):
    """The words of each row of a table that is shown."""
    return [
        [cell.get("tag") or cell.get("html") or cell.get("text") for cell in row]
        for row in table.rows
    ]


def test_what_may_be_done_is_done_and_what_may_not_is_left_with_the_reason(team):
    taken, other = make_accepted_request(team), make_accepted_request(team)
    fresh = make_request(team)
    client = signed_in(team.lead)
    page = choose(client, taken, other, fresh)
    # Row by row what will happen and what not, and nothing has happened yet.
    assert "2 of 3 requests can be done now. Nothing has changed yet." in page.text
    assert "For 30 days you can undo this for all of them at once" in page.text
    assert "Undoing gives each request back to the adviser it had, or to nobody." in page.text
    shown = cells(page.context_data["can"])
    assert [taken.reference in row[0] for row in shown].count(True) == 1
    ((about, role, organisation, adviser, state, why),) = cells(page.context_data["cannot"])
    assert fresh.reference in about
    assert (role, organisation, adviser) == (str(fresh.role), fresh.organisation.name, "Nobody")
    assert (state, why) == ("Submitted", ONLY_AFTER_TRIAGE)
    assert advisers(taken, other, fresh) == [team.adviser, team.adviser, None]
    assert BulkRow.objects.waiting().count() == 3
    answer = confirm(client, page)
    assert "Done for 2 of 3 requests. Not done for 1: the table says why." in " ".join(
        answer.text.split()
    )
    assert advisers(taken, other, fresh) == [team.lead, team.lead, None]
    rows = cells(answer.context_data["rows"])
    instead = f"{team.lead} is the adviser instead of {team.adviser}"
    assert [row[1:3] for row in rows] == [
        ["Not done", ONLY_AFTER_TRIAGE],
        ["Done", instead],
        ["Done", instead],
    ]
    # Their own are not taken twice; the page of one does not offer it.
    assert advisers(taken) == [team.lead]
    page = choose(client, taken)
    assert cells(page.context_data["cannot"])[0][-1] == "You are already its adviser."
    assert "/become-adviser/" not in client.get(taken.get_absolute_url()).text
    assert "/become-adviser/" in signed_in(team.adviser).get(taken.get_absolute_url()).text


def test_all_that_was_done_together_has_one_mark_in_the_log(team):
    mine, other = make_accepted_request(team), make_accepted_request(team)
    client = signed_in(team.lead)
    page = choose(client, mine, other)
    confirm(client, page)
    group = str(run_of(page).reference)
    entries = ModelLogEntry.objects.filter(data__group=group).order_by("pk")
    found = [(entry.action, entry.object_id, entry.user) for entry in entries]
    assert sorted(found[:2]) == sorted(
        ("roles.support_adviser_changed", str(each.pk), team.lead) for each in (mine, other)
    )
    assert found[2:] == [("hub.bulk_finished", str(run_of(page).pk), team.lead)]
    assert entries.last().data["detail"] == "Done for 2 of 2 records"
    assert "Done for several records at once" in client.get(mine.get_absolute_url()).text
    # What their author did that day says it once, and leads to what became of each.
    (done,) = client.get("/work/").context_data["done"]
    assert (done.what, done.href) == (
        "Changed several records",
        run_of(page).get_absolute_url(),
    )
    assert done.note == f"{page.context_data['move'].label}: Done for 2 of 2 records"
    # What is done by itself afterwards is in no group.
    signed_in(team.adviser).post(f"{mine.get_absolute_url()}become-adviser/")
    assert advisers(mine) == [team.adviser]
    assert ModelLogEntry.objects.filter(data__group=group).count() == 3


def test_all_that_match_the_filters_are_chosen_on_every_page_and_no_others(team, monkeypatch):
    found = [make_accepted_request(team) for _ in range(3)]
    make_request(team)
    monkeypatch.setattr("roles.support.views.support.SupportListView.page_size", 2)
    client = signed_in(team.lead)
    address = "/support/?state=accepted"
    assert "All 3 requests that match, including those on other pages" in client.get(address).text
    page = choose(client, address=address, all_rows="yes")
    assert sorted(run_of(page).rows.values_list("record_key", flat=True)) == sorted(
        request.pk for request in found
    )


def test_nothing_ticked_too_many_or_no_such_move_changes_nothing_and_says_so(team, monkeypatch):
    one, other = make_accepted_request(team), make_accepted_request(team)
    client = signed_in(team.lead)
    assert "Nothing has changed. Select the requests first." in choose(client).text
    rubbish = {"bulk": "become-adviser", "row": ["x", "9" * 30, "0"]}
    answer = client.post("/support/", rubbish, follow=True)
    assert "Nothing has changed. Select the requests first." in answer.text
    for move in ("close", "accept", "withdraw", "nonsense"):
        answer = choose(client, one, move=move)
        assert "You cannot do this for several requests at once." in answer.text
    monkeypatch.setattr("hub.bulk.lists.MOST", 1)
    assert "You can do this for up to 1 requests at once." in choose(client, one, other).text
    assert not BulkRun.objects.exists()


def test_R25_records_that_somebody_may_not_see_do_not_exist_in_what_they_choose(team):
    campaign = make_open(team)
    hidden, seen = campaign.support_request, make_accepted_request(team)
    make_application(campaign, team.lead)
    client = signed_in(team.lead)
    page = choose(client, hidden, seen)
    assert list(run_of(page).rows.values_list("record_key", flat=True)) == [seen.pk]
    assert hidden.reference not in page.text
    # One who can no longer see it when it is done, either.
    other = signed_in(team.adviser)
    page = choose(client, seen)
    BulkRow.objects.update(record_key=hidden.pk)
    assert hidden.reference not in client.get(page.request["PATH_INFO"]).text
    answer = confirm(client, page)
    assert "You can no longer see this" in answer.text
    assert hidden.reference not in answer.text
    assert advisers(hidden) == [hidden.adviser]
    assert other.get(page.request["PATH_INFO"]).status_code == 404


def test_only_who_may_make_the_move_is_offered_it_and_access_is_asked_again_for_each(team):
    request = make_accepted_request(team)
    assert 'id="bulk"' not in signed_in(team.requester).get("/support/").text
    assert "You cannot do this" in choose(signed_in(team.requester), request).text
    client = signed_in(team.lead)
    page = choose(client, request)
    run = run_of(page)
    for stranger in (team.adviser, team.requester, make_person("a@example.com")):
        assert signed_in(stranger).post(run.get_absolute_url()).status_code == 404
    BulkRun.objects.update(confirmed_at=timezone.now())
    BulkRow.objects.update(read=page.context_data["confirmed"].partition(":")[2])
    team.lead.groups.clear()
    make_bulk_moves(run.pk)
    row = BulkRow.objects.get()
    assert (row.outcome, row.why) == ("refused", "You can no longer see this")
    assert advisers(request) == [team.adviser]


def test_what_somebody_did_meanwhile_is_left_as_it_is(team):
    one, other = make_accepted_request(team), make_accepted_request(team)
    client = signed_in(team.lead)
    page = choose(client, one, other)
    outcomes.withdraw(request=one, reason="No longer wanted at all.", actor=team.requester)
    answer = confirm(client, page)
    assert advisers(one, other) == [team.adviser, team.lead]
    assert [row[1] for row in cells(answer.context_data["rows"])] == ["Not done", "Done"]
    # Sent twice, it is done once.
    confirm(client, page)
    assert LogEntry.objects.filter(action="roles.support_adviser_changed").count() == 1


def test_a_long_one_goes_on_where_its_worker_was_killed_and_does_nothing_twice(team, monkeypatch):
    given = [make_accepted_request(team) for _ in range(5)]
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    client = signed_in(team.lead)
    page = choose(client, *given)
    answer = confirm(client, page)
    # A worker does it: the page says how far it is.
    run = run_of(page)
    assert "Done for 0 of 5 requests. 5 still to do." in " ".join(answer.text.split())
    assert "Check again" in answer.text
    for _ in range(3):
        with as_system():
            runs.go_on(run.pk, seconds=0)
    assert (run.rows.made().count(), run.rows.waiting().count()) == (3, 2)
    assert "Done for 3 of 5 requests. 2 still to do." in " ".join(
        client.get(run.get_absolute_url()).text.split()
    )
    # Killed within a row: the move and its outcome are both undone.
    with at_saving(SystemExit), pytest.raises(SystemExit):
        sweep_bulk_moves()
    assert run.rows.waiting().count() == 2
    sweep_bulk_moves()
    sweep_bulk_moves()
    make_bulk_moves(run.pk)
    run.refresh_from_db()
    assert run.finished_at is not None
    assert advisers(*given) == [team.lead] * 5
    assert LogEntry.objects.filter(action="roles.support_adviser_changed").count() == 5
    assert ModelLogEntry.objects.filter(action="hub.bulk_finished").count() == 1


def test_one_that_breaks_stops_no_other(team):
    given = [make_accepted_request(team) for _ in range(3)]
    client = signed_in(team.lead)
    page = choose(client, *given)
    with at_saving(RuntimeError, given[1].pk):
        answer = confirm(client, page)
    assert advisers(*given) == [team.lead, team.adviser, team.lead]
    rows = cells(answer.context_data["rows"])
    assert [row[1] for row in rows] == ["Not done", "Done", "Done"]
    assert rows[0][2] == (
        "Something went wrong, so we did not change this one. Open it and try again."
    )


def test_the_result_is_downloaded_without_formulas_and_this_is_logged(team):
    one, fresh = make_accepted_request(team), make_request(team)
    client = signed_in(team.lead)
    page = choose(client, one, fresh)
    assert "export=csv" not in page.text
    confirm(client, page)
    name = f"become-adviser-{timezone.localdate()}"
    answer = client.get(f"{run_of(page).get_absolute_url()}?export=csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    text = b"".join(answer.streaming_content).decode()
    rows = {row["Request"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[one.reference]["Result"] == "Done"
    assert rows[one.reference]["What changed, or why not"] == (
        f"{team.lead} is the adviser instead of {team.adviser}"
    )
    assert rows[fresh.reference] == {
        "Request": fresh.reference,
        "Result": "Not done",
        "What changed, or why not": ONLY_AFTER_TRIAGE,
        "Role": str(fresh.role),
        "Organisation": fresh.organisation.name,
    }
    answer = client.get(f"{run_of(page).get_absolute_url()}?export=xlsx")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.xlsx"'
    entries = ModelLogEntry.objects.filter(action="hub.list_exported").order_by("pk")
    assert [entry.data["detail"] for entry in entries] == [
        f"What was done for several records, 2 rows, {kind}" for kind in ("CSV", "Excel")
    ]


def test_a_run_of_a_plugin_that_is_gone_or_of_nobody_is_not_there(team):
    request = make_accepted_request(team)
    client = signed_in(team.lead)
    run = run_of(choose(client, request))
    assert client.get(f"/together/{uuid.uuid4()}/").status_code == 404
    BulkRun.objects.update(list_name="gone:list", confirmed_at=timezone.now())
    assert client.get(run.get_absolute_url()).status_code == 404
    make_bulk_moves(run.pk)
    assert BulkRow.objects.get().outcome == "refused"


def test_a_run_goes_after_30_days_and_with_the_account(team):
    client = signed_in(team.lead)
    choose(client, make_accepted_request(team))
    choose(client, make_accepted_request(team))
    assert "What you did for several records at once" in client.get("/account/data/").text
    team.lead.groups.clear()
    erase_person(person=team.lead, actor=None, reason="test")
    assert (BulkRun.objects.count(), BulkRow.objects.count()) == (0, 0)
    choose(signed_in(team.adviser), make_accepted_request(team))
    run_due()
    assert BulkRun.objects.count() == 1
    BulkRun.objects.update(prepared_at=timezone.now() - timedelta(days=31))
    run_due()
    assert (BulkRun.objects.count(), BulkRow.objects.count()) == (0, 0)


def test_looking_first_costs_as_many_queries_at_1_3_and_30(team, monkeypatch):
    # Trying a move costs what the move does; so many are tried and no more.
    monkeypatch.setattr(runs, "TRIED", 1)
    client = signed_in(team.lead)
    counts = []
    for number in (1, 3, 30):
        run = run_of(choose(client, *[make_accepted_request(team) for _ in range(number)]))
        with CaptureQueriesContext(connection) as found:
            client.get(run.get_absolute_url())
        counts.append(len(found))
    assert counts[0] == counts[1] == counts[2]


def results_of(answer):
    """The result of each record and why, by its reference."""
    rows = cells(answer.context_data["rows"])
    return {re.search(r"S-\w{4}-\w{4}", str(row[0]))[0]: row[1:3] for row in rows}


def test_what_was_said_not_to_be_done_is_not_done_though_it_could_be_by_then(team):
    one, fresh = make_accepted_request(team), make_request(team)
    client = signed_in(team.lead)
    page = choose(client, one, fresh)
    # Meanwhile a colleague triages the one of which the page said that it will not be done.
    requests.triage(request=fresh, urgency="routine", adviser=team.adviser, actor=team.adviser)
    answer = confirm(client, page)
    assert "Done for 1 of 2 requests. Not done for 1" in " ".join(answer.text.split())
    assert advisers(one, fresh) == [team.lead, team.adviser]
    assert results_of(answer)[fresh.reference] == [
        "Not done",
        "You did not confirm this one.",
    ]
    # Where none can be done it says so once, and there is nothing to confirm.
    request = make_request(team)
    page = choose(client, request)
    text = " ".join(page.text.split())
    assert "You cannot do this for this one now. The table says why. Nothing has changed." in text
    assert 'form="confirm"' not in text
    assert "can be done now" not in text
    # Nothing that was confirmed is nothing to do, whatever else is sent.
    page = choose(client, fresh)
    for rubbish in ("", "x", "1:", "9" * 30 + ":" + "a" * 16, "1:short"):
        answer = confirm(client, page, confirmed=rubbish)
        assert "Nothing has changed. Check the list, then confirm" in answer.text
    confirm(client, page, confirmed="7:" + "a" * 16)
    assert advisers(fresh) == [team.adviser]


@pytest.mark.parametrize("long", [False, True])
def test_what_changed_after_it_was_confirmed_is_left_as_it_is(team, monkeypatch, long):
    if long:
        monkeypatch.setattr(runs, "AT_ONCE", 0)
    given = [make_accepted_request(team) for _ in range(4)]
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF)
    client = signed_in(team.lead)
    page = choose(client, *given)
    if long:
        confirm(client, page)
    moved, taken, renamed, _ = given
    # Another state, another adviser, another organisation; each could still be taken over.
    log_activity(request=moved, type="advice", on=timezone.localdate(), actor=team.adviser)
    taking.become_adviser(request=taken, actor=other)
    SupportRequest.objects.filter(pk=renamed.pk).update(organisation=make_organisation("ZZZ"))
    if long:
        make_bulk_moves(run_of(page).pk)
        answer = client.get(page.request["PATH_INFO"])
    else:
        answer = confirm(client, page)
    assert advisers(*given) == [team.adviser, other, team.adviser, team.lead]
    found = results_of(answer)
    assert [found[each.reference][0] for each in given] == [*["Not done"] * 3, "Done"]
    assert found[taken.reference][1] == "It changed after you looked at it, so we left it as it is."


def test_the_history_of_a_change_of_adviser_names_both(team):
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF, name="Olu Other")
    request = make_accepted_request(team)
    client = signed_in(team.lead)

    def latest():
        return client.get(request.get_absolute_url()).context_data["history"].lines[0]

    confirm(client, choose(client, request))
    line = latest()
    assert line.what == "Adviser changed"
    assert line.note == (
        f"{team.lead} is the adviser instead of {team.adviser}. Done for several records at once"
    )
    signed_in(other).post(f"{request.get_absolute_url()}become-adviser/")
    assert latest().note == f"Olu Other is the adviser instead of {team.lead}"
    requests.assign(request=request, urgency="routine", adviser=team.adviser, actor=team.lead)
    assert latest().note == f"{team.adviser} is the adviser instead of Olu Other"
    assert latest().what == "Adviser changed"
    # Where it stays with the same person, nothing is said of it.
    requests.assign(request=request, urgency="routine", adviser=team.adviser, actor=team.lead)
    assert latest().note == ""


def deliver_all():
    for row in Notification.objects.order_by("pk"):
        deliver(row.pk)


def lost():
    rows = Notification.objects.filter(slug="roles.support_taken_over").order_by("pk")
    return [(row.recipient, sorted(row.context["references"])) for row in rows]


def test_whoever_loses_requests_is_told_once_for_a_run_and_each_time_for_one(team, mailoutbox):
    other = make_person("other@hub.example", StaffGroup.HUB_STAFF)
    given = [make_accepted_request(team) for _ in range(3)]
    theirs, nobodys, mine = (make_accepted_request(team) for _ in range(3))
    taking.become_adviser(request=theirs, actor=other)
    taking.become_adviser(request=mine, actor=team.lead)
    SupportRequest.objects.filter(pk=nobodys.pk).update(adviser=None)
    Notification.objects.all().delete()
    client = signed_in(team.lead)
    confirm(client, choose(client, *given, theirs, nobodys, mine))
    assert sorted(lost(), key=lambda each: each[0].pk) == [
        (team.adviser, sorted(each.reference for each in given)),
        (other, [theirs.reference]),
    ]
    deliver_all()
    first = next(mail for mail in mailoutbox if mail.to == [team.adviser.email])
    assert first.subject == "New adviser for 3 support requests"
    assert f"{team.lead} is now the adviser instead of you for:" in first.body
    for each in given:
        assert each.get_absolute_url() in first.body
    # By itself, each time; not to who does it.
    Notification.objects.all().delete()
    signed_in(other).post(f"{given[0].get_absolute_url()}become-adviser/")
    requests.assign(request=given[0], urgency="routine", adviser=team.adviser, actor=other)
    requests.assign(request=given[0], urgency="routine", adviser=other, actor=team.lead)
    assert lost() == [
        (team.lead, [given[0].reference]),
        (team.adviser, [given[0].reference]),
    ]
    # Whoever has it again by the time is not told that they have not.
    mailoutbox.clear()
    requests.assign(request=given[0], urgency="routine", adviser=team.adviser, actor=team.lead)
    deliver_all()
    assert {mail.subject for mail in mailoutbox if mail.to == [team.adviser.email]} == {
        f"Support request {given[0].reference} is yours"
    }


def test_whoever_had_taken_a_request_that_a_colleague_triages_is_told(team):
    request = make_request(team)
    taking.take(request=request, actor=team.adviser)
    requests.triage(request=request, urgency="routine", adviser=team.lead, actor=team.lead)
    assert lost() == [(team.adviser, [request.reference])]


def test_what_will_not_be_done_stands_first_and_the_button_above_and_below(team):
    one, fresh = make_accepted_request(team), make_request(team)
    page = choose(signed_in(team.lead), one, fresh)
    places = [
        page.text.index(words)
        for words in ('form="confirm"', "This will not be done<", "This will be done<")
    ]
    assert places == sorted(places)
    assert page.text.count('form="confirm"') == 2
    assert page.text.rindex('form="confirm"') > places[-1]
    assert page.text.count('<form id="confirm"') == 1
    assert cells(page.context_data["can"])[0][1:] == [
        str(one.role),
        one.organisation.name,
        str(team.adviser),
        "Accepted",
    ]
    assert [head["text"] for head in page.context_data["can"].head][3] == "You take over from"


def test_above_the_list_it_says_what_the_ticks_are_for_and_leads_to_the_buttons(team, monkeypatch):
    found = [make_accepted_request(team) for _ in range(3)]
    monkeypatch.setattr("roles.support.views.support.SupportListView.page_size", 2)
    client = signed_in(team.lead)
    page = client.get("/support/")
    text = " ".join(page.text.split())
    assert "Select requests in the list, then" in text
    assert text.index('href="#bulk"') < text.index("<table") < text.index('id="bulk"')
    assert "Take for triage: For requests before triage that nobody has taken." in text
    assert "Become the adviser: For requests after triage." in text
    # All on the page, and no others.
    assert "All 2 requests on this page" in text
    keys = page.context_data["listed"].bulk.on_this_page[1]
    chosen = client.post("/support/", {"bulk": "become-adviser", "row": [keys]}, follow=True)
    shown = page.context_data["listed"].page.records
    assert list(run_of(chosen).rows.values_list("record_key", flat=True)) == [
        each.pk for each in shown
    ]
    assert len(shown) == 2 < len(found)
