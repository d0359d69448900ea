"""The record of decision: each decision with who, when, by which rule and why; its editions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.audit import log
from hub.dates import date_gb
from hub.models import LogEntry, Membership, StaffGroup
from hub.pdf import made
from hub.policies import change_policy
from roles.models import Application, RecruitmentPolicy
from roles.selection.decision_record import decision_record, disclosed_record, explanation
from roles.selection.invariants import INVARIANTS
from roles.selection.services.offers import accept_offer
from roles.selection.services.undoing import undo_decision
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    pass_checks,
    tell_of_decisions,
)
from tests.factories.hub import make_member, make_organisation, make_person, signed_in
from tests.factories.panels import make_sitting_panel

pytestmark = pytest.mark.django_db
REASON = "Criterion 2 is not met: no example of leading a team."


def record_url(campaign, more="") -> str:
    return f"/campaigns/{campaign.reference}/decisions/{more}"


def explanation_url(application) -> str:
    reference = application.campaign.reference
    return f"/campaigns/{reference}/applications/{application.reference}/explanation/"


def a_selection():
    """A campaign with one not passed, one interviewed and offered a post; who decided."""
    campaign = make_advert(posts=2)
    handler = make_handler(campaign)
    failed, chosen = make_application(campaign), make_application(campaign)
    for application, name in ((failed, "Grace Unknown"), (chosen, "Ada Known")):
        Application.objects.filter(pk=application.pk).update(full_name=name)
        application.refresh_from_db()
    make_move(failed, "fail_sift", handler, feedback=REASON)
    for move in TO_RECOMMENDED:
        chosen = make_move(chosen, move, handler)
    make_offer(chosen, campaign.posts.open().first(), handler)
    for each in (campaign, failed, chosen):
        each.refresh_from_db()
    return campaign, handler, failed, chosen


def test_S49_the_record_says_each_decision_with_who_when_and_why():
    campaign, handler, failed, chosen = a_selection()
    page = signed_in(handler).get(record_url(campaign)).text
    for words in (
        failed.reference,
        chosen.reference,
        "Not passed at the sift",
        REASON,
        "Recommended",
        "Provisional offer made",
        str(handler),
        campaign.role.family.version.title,
        "Hours that a decision on an application rests before the candidate is told",
    ):
        assert words in page, words


def test_R11_no_candidate_is_named_in_the_record_and_the_uninvited_have_days_alone():
    campaign, handler, failed, chosen = a_selection()
    page = signed_in(handler).get(record_url(campaign)).text
    for application in (failed, chosen):
        for words in (application.full_name, application.candidate.email, application.phone):
            assert words not in page
    sifted = decision_record(campaign.read_by(handler), handler)
    [table] = next(part for part in sifted.sections if part.heading == "Sift").tables
    when = {row[0]["text"]: row[2]["text"] for row in table.rows}
    assert re.fullmatch(r"\d+ \w+ \d{4}", when[failed.reference])
    assert re.fullmatch(r"\d+ \w+ \d{4}, .*", when[chosen.reference])


def test_nobody_reads_decisions_of_a_sift_that_goes_on():
    campaign = make_advert()
    handler = make_handler(campaign)
    failed = make_application(campaign)
    make_move(failed, "fail_sift", handler, feedback=REASON)
    page = signed_in(handler).get(record_url(campaign)).text
    assert "appear here when the sift is over" in page
    assert (failed.reference in page, REASON in page) == (False, False)
    page = signed_in(handler).get(explanation_url(failed)).text
    assert "There is no decision yet that the candidate knows of." in page
    assert REASON not in page


def test_S49_the_same_data_are_the_same_bytes():
    campaign, handler, _, chosen = a_selection()

    def all_three(reader):
        campaign.refresh_from_db()
        fresh = Application.objects.get(pk=chosen.pk)
        return [
            made(decision_record(campaign.read_by(reader), reader)),
            made(disclosed_record(campaign.read_by(reader), reader)),
            made(explanation(fresh, reader)),
        ]

    first = all_three(handler)
    assert first == all_three(handler)
    # Not of who reads it, where both may see all.
    assert first == all_three(make_handler(campaign))
    client = signed_in(handler)
    answers = [client.get(record_url(campaign), {"export": "pdf"}) for _ in range(2)]
    assert answers[0].content == answers[1].content == first[0]
    assert answers[0]["Content-Type"] == "application/pdf"
    assert LogEntry.objects.filter(action="hub.pdf_exported", user=handler).count() == 2


def test_S49_that_somebody_read_it_changes_no_byte():
    _, handler, _, chosen = a_selection()
    before = made(explanation(chosen, handler))
    later = timezone.now() + timedelta(days=2)
    for action in ("roles.identity_opened", "roles.cv_opened", "roles.arrangements_seen"):
        log(chosen, action, actor=handler, at=later)
    assert made(explanation(chosen, handler)) == before
    log(chosen, "roles.offer_changed", actor=handler, at=later, data={"detail": "Hours: 37"})
    assert made(explanation(chosen, handler)) != before


def test_S49_a_setting_stands_as_it_was_and_with_what_changed_since():
    campaign, handler, _, _ = a_selection()
    policy = RecruitmentPolicy.load()
    before = policy.release_hours
    change_policy(policy=policy, values={"release_hours": before + 7}, actor=None)
    page = signed_in(handler).get(record_url(campaign)).text
    row = page.split("Hours that a decision on an application rests")[1].split("</tr>")[0]
    assert f">{before}<" in row.replace("\n", "").replace(" ", "")
    assert f"{before + 7} from" in row


def test_S49_the_edition_to_disclose_has_no_candidate_and_no_official():
    campaign, handler, failed, chosen = a_selection()
    make_sitting_panel(campaign, make_handler(campaign))
    page = signed_in(handler).get(record_url(campaign, "disclosed/")).text
    main = page.split("<main")[1].split("</main>")[0]
    for words in (failed.reference, chosen.reference, "Ada", "Grace", REASON):
        assert words not in main
    for member in campaign.selection_panels.get().members.all():
        assert str(member.person) not in main
    assert str(handler) not in main
    assert "Hiring manager" in main
    assert "Numbers are printed once the campaign has ended." in main


def test_R11_the_edition_to_disclose_says_not_on_which_day_somebody_applied_or_withdrew():
    campaign, handler, failed, _ = a_selection()
    client, later = signed_in(handler), timezone.now() + timedelta(days=3)
    before = client.get(record_url(campaign, "disclosed/")).text
    log(failed, "roles.application_withdrawn", actor=None, at=later)
    assert f"Last event: {date_gb(timezone.now())}." in before
    for more, day in (("disclosed/", timezone.now()), ("", later)):
        page = client.get(record_url(campaign, more)).text
        assert f"Last event: {date_gb(day)}." in page


def test_R19_the_explanation_has_what_its_candidate_was_told_and_nobody_else():
    _, handler, failed, chosen = a_selection()
    client = signed_in(handler)
    page = client.get(explanation_url(failed)).text
    main = page.split("<main")[1].split("</main>")[0]
    # The decision rests: the candidate has not heard of it.
    assert REASON not in main
    tell_of_decisions(failed)
    main = client.get(explanation_url(failed)).text.split("<main")[1].split("</main>")[0]
    assert REASON in main
    assert "Complain to the department first" in main
    for words in ("Grace", "Ada", chosen.reference, str(handler)):
        assert words not in main
    main = client.get(explanation_url(chosen)).text.split("<main")[1].split("</main>")[0]
    assert ("Ada Known" in main, failed.reference in main) == (True, False)
    assert "Provisional offer made" in main
    assert str(handler) not in main


def test_R19_a_decision_that_was_undone_is_in_the_record_and_not_in_the_explanation():
    campaign, handler, failed, _ = a_selection()
    campaign = bring_to(campaign, "offering")
    undo_decision(
        application=failed, move="sift_again", reason="Read again.", actor=make_handler(campaign)
    )
    failed.refresh_from_db()
    make_move(failed, "pass_sift", make_handler(campaign))
    tell_of_decisions(failed)
    client = signed_in(handler)
    page = client.get(record_url(campaign)).text
    assert (REASON in page, "Read again." in page) == (True, True)
    page = client.get(explanation_url(failed)).text
    assert (REASON in page, "Read again." in page) == (False, False)
    assert "Passed the sift" in page


def test_R19_a_later_decision_that_was_undone_leaves_the_sift_as_it_was():
    campaign = make_advert()
    handler = make_handler(campaign)
    met = make_application(campaign, None, *TO_RECOMMENDED[:-1], by=handler)
    make_move(met, "not_appoint", handler, feedback="A slip.")
    colleague = make_handler(campaign)
    undo_decision(application=met, move="decide_again", reason="By mistake.", actor=colleague)
    met.refresh_from_db()
    make_move(met, "not_appoint", handler, feedback=REASON)
    tell_of_decisions(met)
    client = signed_in(handler)
    page = client.get(record_url(campaign)).text
    rows = [row for row in page.split("<tr") if met.reference in row]
    sifted = next(row for row in rows if "Passed the sift" in row)
    refused = [row for row in rows if "Found not appointable" in row]
    assert ("A slip." in sifted, REASON in sifted) == (False, False)
    assert ["A slip." in row for row in refused] == [True, False]
    assert [REASON in row for row in refused] == [False, True]
    page = client.get(explanation_url(met)).text
    told = [words in page for words in ("Passed the sift", "A slip.", "By mistake.", REASON)]
    assert told == [True, False, False, True]


def test_R16_checks_are_passed_or_not_and_nothing_more():
    campaign, handler, _, chosen = a_selection()
    make_move_by_candidate(chosen)
    make_move(chosen, "start_checks", handler)
    pass_checks(chosen, handler)
    page = signed_in(handler).get(record_url(campaign)).text
    part = page.split("Pre-employment checks")[1].split("</section>")[0]
    assert (chosen.reference in part, "Passed" in part, "convictions" in part) == (
        True,
        True,
        False,
    )


def make_move_by_candidate(application):
    accept_offer(application=application, actor=application.candidate)
    application.refresh_from_db()


def test_only_who_selects_and_hub_leads_read_it():
    campaign, handler, failed, _ = a_selection()
    lead, staff = make_person("", StaffGroup.HUB_LEADS), make_person("", StaffGroup.HUB_STAFF)
    elsewhere = make_member(Membership.Role.HIRING_MANAGER, make_organisation())
    for address in (
        record_url(campaign),
        record_url(campaign, "disclosed/"),
        explanation_url(failed),
    ):
        for person, status in (
            (handler, 200),
            (lead, 200),
            # The hub was not asked to help with this selection (H4).
            (staff, 404),
            (elsewhere, 404),
            (failed.candidate, 404),
        ):
            assert signed_in(person).get(address).status_code == status, (address, person)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_record_costs_the_same_however_many(number):
    campaign = make_advert()
    handler = make_handler(campaign)
    for _ in range(number):
        application = make_application(campaign)
        Application.objects.filter(pk=application.pk).update(
            state="reserve", reserve_at=timezone.now(), interview_invited_at=timezone.now()
        )
    bring_to(campaign, "offering")
    client = signed_in(handler)
    client.get(record_url(campaign))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(record_url(campaign)).status_code == 200
    assert len(asked) <= 35


def test_S48_a_decision_that_the_history_lacks_is_found_by_the_daily_check():
    _, _, failed, _ = a_selection()
    daily = next(each for each in INVARIANTS if each.slug == "roles.decided_without_an_entry")
    assert list(daily.broken()) == []
    Application.objects.filter(pk=failed.pk).update(state="not_appointable")
    assert list(daily.broken()) == [failed]
