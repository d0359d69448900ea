"""Interview schemes add to those invited, and nobody on the panel learns who (R12, S25 to S27)."""

from __future__ import annotations

import re

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.utils import timezone

from hub.models import LogEntry
from hub.retention.erasure import run_due
from hub.work import waiting_for
from roles.models import (
    Application,
    ArrangementsSeen,
    Campaign,
    PanelMember,
    SchemeDeclaration,
    SchemeRule,
    Score,
    SiftCut,
    StageResult,
)
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.score import ScoreVersion
from tests.factories.adverts import make_advert, make_application, make_handler
from tests.factories.hub import make_member, signed_in
from tests.factories.panels import make_declared_panel, make_sitter, start_sift
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db


def shown(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


class Case:
    """A sift whose marks are in: the points of each application, and which apply under a scheme."""

    def __init__(self, points, schemes=(), rule=None):
        self.campaign = make_advert()
        self.manager = make_handler(self.campaign)
        self.officer = make_member("resourcing", self.campaign.organisation)
        self.base = f"/campaigns/{self.campaign.reference}/number-to-invite/"
        rows = sorted((make_application(self.campaign) for _ in points), key=lambda r: r.reference)
        self.applications = rows
        for at in schemes:
            SchemeDeclaration.objects.update_or_create(
                application=rows[at], defaults={"is_answered": True, "veterans": True}
            )
        self.members = [make_sitter(self.campaign), make_sitter(self.campaign)]
        panel = make_declared_panel(self.campaign, self.members[0], chair=self.members[1])
        if rule is not None:
            self.set_rule(rule)
        start_sift(self.campaign)
        self.campaign.refresh_from_db()
        now = timezone.now()
        for place in PanelMember.objects.filter(panel=panel):
            for row, mark in zip(rows, points, strict=True):
                result = StageResult.objects.get(application=row)
                for element in elements_to_mark(self.campaign, panel.number):
                    score = Score.objects.create(
                        result=result,
                        place=place,
                        element=element.slug,
                        points=mark,
                        evidence="It says so.",
                        submitted_at=now,
                    )
                    score.keep(ScoreVersion.Why.SUBMITTED, at=now)

    def set_rule(self, most, by=None):
        address = f"{self.base}rule/"
        browser = signed_in(by or self.officer)
        sent = {**as_read(browser, address), "most": most, "reason": "So many apply."}
        return browser.post(address, sent)

    def cut(self, number, by=None):
        browser = signed_in(by or self.manager)
        return browser.post(self.base, {**as_read(browser, self.base), "number": number})

    def decide(self, by=None):
        browser, address = signed_in(by or self.officer), f"{self.base}schemes/"
        page = browser.get(address)
        seen = re.search(r'name="seen" value="([^"]*)"', page.text)
        sent = {"reason": "Everybody who can be.", "seen": seen[1] if seen else ""}
        return browser.post(address, {**as_read(browser, address), **sent})

    def invited(self):
        rows = Application.objects.filter(campaign=self.campaign, state="sift_pass")
        references = set(rows.values_list("reference", flat=True))
        return [at for at, row in enumerate(self.applications) if row.reference in references]


# 6 and 7 are among the best; 4 is enough, 3 is not.
POINTS = (7, 6, 5, 5, 4, 4, 3, 3)
SCHEMES = (0, 3, 5, 6)


def test_R12_S26_everybody_who_asked_and_reaches_the_minimum_is_invited_in_addition():
    case = Case(POINTS, SCHEMES)
    assert case.cut(2).status_code == 302
    assert case.invited() == []
    assert case.decide().status_code == 302
    assert case.invited() == [0, 1, 3, 5]
    failed = Application.objects.filter(campaign=case.campaign, state="sift_fail")
    assert failed.count() == 4


def test_R12_SC21_at_most_so_many_who_best_reach_it_and_the_others_do_not_move():
    case = Case(POINTS, SCHEMES, rule=1)
    case.cut(2)
    case.decide()
    assert case.invited() == [0, 1, 3]
    # Who was not reached reads the same as everybody.
    words = {
        row.feedback
        for row in Application.objects.filter(campaign=case.campaign, state="sift_fail")
    }
    assert words == {
        "The answers reached the minimum, but other applications had more points.",
        "Below the minimum: Statement.",
    }


def test_S25_R12_a_rule_changed_after_closing_needs_a_second_person_and_a_reason():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    assert case.set_rule(0).status_code == 302
    refused = signed_in(case.officer).get(f"{case.base}schemes/")
    assert "A second person has to confirm the changed rule first" in shown(refused)
    confirm = f"{case.base}rule/confirm/"
    browser = signed_in(case.officer)
    own = browser.post(confirm, as_read(browser, confirm))
    assert "A colleague has to confirm it" in shown(own)
    colleague = make_member("resourcing", case.campaign.organisation)
    slugs = [each.queue.slug for each in waiting_for(colleague) if each.items]
    assert "roles.scheme_rules_to_confirm" in slugs
    browser = signed_in(colleague)
    browser.post(confirm, as_read(browser, confirm))
    rule = SchemeRule.objects.get()
    assert (rule.version, rule.most, rule.set_by, rule.confirmed_by) == (
        1,
        0,
        case.officer,
        colleague,
    )
    case.decide()
    assert case.invited() == [0, 1]


def test_R12_nobody_on_the_panel_and_nobody_who_set_the_number_decides_on_schemes():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    address = f"{case.base}schemes/"
    assert [signed_in(one).get(address).status_code for one in case.members] == [404, 404]
    assert signed_in(case.manager).get(address).status_code == 404
    assert signed_in(case.manager).get(f"{case.base}rule/").status_code == 404
    SiftCut.objects.update(decided_by=case.officer)
    assert signed_in(case.officer).get(address).status_code == 404


def test_R12_the_number_is_decided_by_nobody_who_knows_of_a_scheme():
    case = Case(POINTS, SCHEMES)
    ArrangementsSeen.objects.create(
        application=case.applications[2], person=case.manager, seen_at=timezone.now()
    )
    assert "You cannot decide on this application" in shown(case.cut(2))
    assert SiftCut.objects.count() == 0


def test_R12_while_schemes_wait_no_application_is_decided_by_itself():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    address = f"/campaigns/{case.campaign.reference}/applications/{case.applications[0].reference}/"
    page = signed_in(case.manager).get(address)
    assert "now decides on interview schemes" in shown(page)
    browser = signed_in(case.manager)
    browser.post(f"{address}pass_sift/", {})
    assert case.invited() == []


def test_R12_equal_candidates_stand_on_one_side_of_the_number():
    case = Case(POINTS, SCHEMES)
    refused = case.cut(3)
    assert "have equal points. Enter 2 or 4" in shown(refused)
    assert case.cut(4).status_code == 302


def test_R12_the_marks_come_first():
    case = Case(POINTS, SCHEMES)
    Score.objects.filter(place__person=case.members[0]).delete()
    page = signed_in(case.manager).get(case.base)
    assert "once the panel’s marks are in and agreed" in shown(page)
    assert "once the panel’s marks are in and agreed" in shown(case.cut(2)) or (
        SiftCut.objects.count() == 0
    )


def test_R12_to_do_leads_to_the_form_and_a_page_that_is_stale_decides_nothing():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    [queue] = [
        each for each in waiting_for(case.officer) if each.queue.slug == "roles.schemes_to_decide"
    ]
    page = signed_in(case.officer).get(queue.items[0].href)
    assert 'name="reason"' in page.text
    browser, address = signed_in(case.officer), f"{case.base}schemes/"
    sent = {**as_read(browser, address), "reason": "As before.", "seen": "stale"}
    assert "Something has changed since you opened this page" in shown(browser.post(address, sent))
    assert case.invited() == []


NEUTRAL = re.compile(r"A-\w{4}-\w{4}|V-\w{4}-\w{4}|token[^>]*>|nonce[^ >]*|\d+")


def test_S27_nothing_tells_who_is_invited_by_a_scheme():
    """One invited by marks and one by a scheme, with the same marks, are the same everywhere."""
    case = Case((5, 5, 4, 7), (2,))
    case.cut(3)
    case.decide()
    assert case.invited() == [0, 1, 2, 3]
    rows = Application.objects.filter(campaign=case.campaign)
    same = {
        (row.state, row.sift_pass_at, row.release_at, row.sifted_by, row.decided_by, row.feedback)
        for row in rows
    }
    assert len(same) == 1
    entries = LogEntry.objects.filter(action="roles.application_sifted_in")
    assert entries.count() == 4
    assert {(each.user, each.timestamp, str(each.data)) for each in entries} == {
        (case.manager, rows[0].sift_pass_at, str(entries[0].data))
    }
    base = f"/campaigns/{case.campaign.reference}/"
    pages = {}
    for who in (case.manager, case.members[0]):
        browser = signed_in(who)
        for address in (
            case.base,
            f"{base}",
            f"{base}applications/",
            f"{base}applications/?export=csv",
            f"{base}board/",
            f"{base}decisions/",
            f"{base}decisions/disclosed/",
            "/work/",
            "/account/data/",
        ):
            page = browser.get(address)
            body = b"".join(page.streaming_content) if page.streaming else page.content
            pages[(who.pk, address)] = body.decode("utf-8", "replace")
    for address, words in pages.items():
        assert (
            address,
            [w for w in ("Veterans", "through a scheme", "Through an interview") if w in words],
        ) == (
            address,
            [],
        )
    detail = [
        NEUTRAL.sub("", signed_in(case.manager).get(f"{base}applications/{row.reference}/").text)
        for row in case.applications[:3]
    ]
    assert "scheme" not in detail[2].lower()
    listed = re.findall(
        r"A-\w{4}-\w{4}", re.sub(r"(?s)^.*?<main", "", pages[(case.manager.pk, case.base)])
    )
    cut = SiftCut.objects.get()
    drawn = [place.application.reference for place in cut.places.order_by("order")]
    assert list(dict.fromkeys(listed)) == drawn
    # For who arranges it, the reasons are there.
    officer = shown(signed_in(case.officer).get(f"{case.base}schemes/"))
    assert "Through an interview scheme" in officer
    assert "Everybody who can be." in officer


def test_S27_by_what_somebody_is_invited_is_encrypted_of_all_alike():
    case = Case((7, 4), (1,))
    case.cut(1)
    case.decide()
    with connection.cursor() as cursor:
        cursor.execute('select "by" from roles_siftcutplace')
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert not [value for value in stored if "best" in str(value) or "scheme" in str(value)]


def test_R12_who_opened_the_schemes_sifts_nobody_of_them():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    signed_in(case.officer).get(f"{case.base}schemes/")
    seen = ArrangementsSeen.objects.filter(person=case.officer).values_list(
        "application", flat=True
    )
    assert set(seen) == {row.pk for row in case.applications}
    row = Application.objects.get(pk=case.applications[0].pk)
    assert (
        not type(case.officer)
        .objects.get(pk=case.officer.pk)
        .has_perm("roles.sift_application", row)
    )


def test_why_schemes_were_decided_as_they_were_is_kept_for_24_months():
    case = Case(POINTS, SCHEMES)
    case.cut(2)
    case.decide()
    for months, kept in ((23, "Everybody who can be."), (25, None)):
        closed = timezone.now() - relativedelta(months=months)
        Campaign.objects.filter(pk=case.campaign.pk).update(closed_at=closed)
        run_due()
        assert SiftCut.objects.get().reason == kept
