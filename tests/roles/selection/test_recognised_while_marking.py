"""Who thinks they know a candidate while marking says whom, to who decides alone (R9, R11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.models import LogEntry, Membership, Notification
from hub.retention import policies
from roles.applications.services.erasure import erase_application
from roles.models import Application, Conflict
from roles.selection.services.conflicts import declare_recognised
from roles.selection.tasks import look_after_panels
from tests.factories.hub import make_member, signed_in
from tests.roles.selection.test_marking import Sift, shown

pytestmark = pytest.mark.django_db

SAID = "Quilla Zephyr, my sister in law"


def recognised(said=SAID):
    """A sift whose member thinks they know who wrote their first answer, and says so."""
    sift = Sift(applications=3)
    answers = sift.listed().answers
    browser = signed_in(sift.member)
    told = browser.post(f"{answers[0].address}know/", {"said": said}, follow=True)
    return sift, answers, told


def test_R9_whom_they_think_it_is_may_be_said_and_need_not():
    sift = Sift(applications=1)
    [answer] = sift.listed().answers
    page = signed_in(sift.member).get(f"{answer.address}know/")
    assert "Who do you think wrote this, and how do you know them? (optional)" in shown(page)
    assert 'name="said"' in page.text
    assert signed_in(sift.member).post(f"{answer.address}know/", {"said": ""}).status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.grounds, conflict.said, conflict.said_at) == (["recognised"], "", None)


def test_R9_what_they_said_is_read_by_who_decides_where_they_decide():
    sift, _, _ = recognised()
    officer = make_member(Membership.Role.RESOURCING, sift.campaign.organisation)
    browser, conflict = signed_in(officer), Conflict.objects.get()
    base = f"/campaigns/{sift.campaign.reference}/panels/conflicts/"
    for address in (base, f"{base}{conflict.pk}/decide/"):
        page = shown(browser.get(address))
        assert ("What they said" in page, SAID in page) == (True, True)
        # R11: before the invitation not beside which application.
        assert conflict.application.reference not in page


def test_R11_nobody_else_reads_it_and_nothing_says_whether_they_were_right():
    sift, _, told = recognised()
    wrong = Sift(applications=3)
    other = signed_in(wrong.member).post(
        f"{wrong.listed().answers[0].address}know/", {"said": "Bob Other"}, follow=True
    )
    assert shown(told).replace(sift.campaign.title, "") == shown(other).replace(
        wrong.campaign.title, ""
    )
    base = f"/campaigns/{sift.campaign.reference}/"
    for person in (sift.manager, sift.chair, sift.member):
        browser = signed_in(person)
        assert browser.get(f"{base}panels/conflicts/").status_code == 404
        for address in (base, f"{base}panels/", f"/panels/{sift.chairs.pk}/marking/", "/work/"):
            assert "Quilla Zephyr" not in browser.get(address).text
    assert [row for row in LogEntry.objects.all() if "Quilla" in f"{row.label}{row.data}"] == []
    assert [row for row in Notification.objects.all() if "Quilla" in f"{row.context}"] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM roles_conflict")
        assert [row for row in cursor.fetchall() if "Quilla" in row[0]] == []


def test_R9_what_is_said_again_is_kept_beside_what_was_said_before():
    sift, _, _ = recognised()
    conflict = Conflict.objects.get()
    declare_recognised(
        member=sift.members, application=conflict.application, actor=sift.member, said="Or Bob"
    )
    assert Conflict.objects.get().said == f"{SAID}\nOr Bob"


def test_S2_R9_another_candidate_of_that_name_is_hidden_from_the_next_morning():
    sift, answers, _ = recognised()
    meant = Application.objects.get(pk=answers[1].result.application_id)
    Application.objects.filter(pk=meant.pk).update(full_name="Quilla Zephyr")
    assert len(sift.listed().answers) == 2
    look_after_panels()
    assert Conflict.objects.get(application=meant).grounds == ["declared"]
    assert [each.result.application_id for each in sift.listed().answers] == [
        answers[2].result.application_id
    ]


def test_R16_the_words_are_their_own_go_with_the_application_and_after_two_years():
    sift, _, _ = recognised()
    conflict = Conflict.objects.get()
    policy = policies.get("roles.conflict_words")
    assert [
        policy.export(row)["Who you thought it was"] for row in policy.held_on(sift.member)
    ] == [SAID]
    candidate = conflict.application.candidate
    assert list(policy.held_on(candidate)) == list(policy.held_on(sift.chair)) == []
    now = timezone.now()
    assert list(policy.due(now)) == []
    type(sift.campaign).objects.update(closed_at=now - timedelta(days=800))
    assert list(policy.due(now)) == [conflict]
    policy.erase(conflict)
    assert (Conflict.objects.get().said, list(policy.due(now))) == ("", [])
    erase_application(application=conflict.application)
    assert Conflict.objects.count() == 0
