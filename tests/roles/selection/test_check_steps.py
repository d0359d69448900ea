"""How far each check is; a doubt goes to the candidate first, somebody else decides (S40)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from roles.applications.retention import export_application
from roles.applications.services.applications import move_application
from roles.models import (
    Application,
    CheckProgress,
    Offer,
    OfferMaker,
    Post,
    PreEmploymentCheck,
)
from roles.models.campaigns.selection_order import TooEarlyError
from roles.selection.offer_work import doubts_out, doubts_to_decide, own_doubts
from roles.selection.services.check_steps import (
    CheckRefusedError,
    answer_doubt,
    put_doubt,
    record_steps,
    start_checks,
)
from roles.selection.services.offers import accept_offer
from roles.selection.tables import PROGRESS, progress_of
from tests.factories.adverts import (
    TO_RECOMMENDED,
    checks_typed,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    pass_checks,
)
from tests.factories.hub import make_person, signed_in
from tests.pages_read import as_read

pytestmark = pytest.mark.django_db
DOUBT = "Your payslips show another employer in 2024. Which is right?"
ANSWER = "The company changed its name in 2024."


@pytest.fixture
def campaign():
    return make_advert()


@pytest.fixture
def handler(campaign):
    return make_handler(campaign)


@pytest.fixture
def colleague(campaign):
    return make_handler(campaign)


@pytest.fixture
def checked(campaign, handler):
    application = make_application(campaign, None, *TO_RECOMMENDED, by=handler)
    make_offer(application=application, post=campaign.posts.get(), actor=handler)
    accept_offer(application=application, actor=application.candidate)
    return start_checks(application=application, actor=handler)


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def states(application):
    """The state of each check in words, as the page of the application says it."""
    rows = progress_of(type(application).objects.get(pk=application.pk))
    return [column.cell(row).text for row in rows for column in PROGRESS.columns[1:2]]


def test_S40_each_check_has_somebody_responsible_days_and_who_decided(checked, handler, colleague):
    browser, page = signed_in(handler), f"{base_of(checked)}check_steps/"
    today = timezone.localdate()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    kinds = ["identity", "right_to_work"]
    browser.post(page, as_read(browser, page, {"kinds": kinds, "step": "asked", **day}))
    given = {"kinds": ["identity"], "step": "received", "evidence": "passport", **day}
    given["owner"] = colleague.pk
    browser.post(page, as_read(browser, page, given))
    found = {row.kind: row for row in checked.checks_in_hand.all()}
    assert len(found) == 4
    identity, right = found["identity"], found["right_to_work"]
    assert (identity.owner, identity.asked_on, identity.received_on) == (colleague, today, today)
    assert (identity.evidence, right.owner, right.received_on) == ("passport", handler, None)
    assert states(checked) == ["Received", "Asked for", "Not asked for", "Not asked for"]
    shown = browser.get(base_of(checked)).text
    assert ("How far each check is" in shown, "passport" in shown) == (True, False)
    pass_checks(checked, colleague, "identity")
    identity.refresh_from_db()
    # What was received is deleted with the decision; the days stay.
    assert (identity.evidence, identity.decided_by, identity.days(today)) == ("", colleague, 0)
    assert states(checked)[0] == "Passed"


def test_S40_a_check_is_not_recorded_as_not_passed_before_the_candidate_was_asked(checked, handler):
    with pytest.raises(CheckRefusedError, match="Ask the candidate first about the doubt"):
        pass_checks(checked, handler, "identity", result="not_passed")
    page = signed_in(handler).post(
        f"{base_of(checked)}record_checks/", checks_typed("identity", result="not_passed")
    )
    assert "Ask the candidate first about the doubt: identity" in page.text
    assert checked.checks.count() == 0


def test_S40_a_doubt_goes_to_the_candidate_first_and_somebody_else_decides(
    checked, handler, colleague
):
    browser, page = signed_in(handler), f"{base_of(checked)}doubt_check/"
    typed = {"kind": "employment_history", "words": DOUBT}
    browser.post(page, as_read(browser, page, typed))
    # The email says that there is a question, never what is in doubt.
    call_command("deliver")
    letter = next(one for one in mail.outbox if "question about your checks" in one.subject)
    assert (letter.to, DOUBT in letter.body) == ([checked.candidate.email], False)
    # Nobody decides before the answer.
    for person in (handler, colleague):
        with pytest.raises(CheckRefusedError, match="has not answered the question yet"):
            pass_checks(checked, person, "employment_history")
    assert ([*doubts_to_decide(colleague)], len(doubts_out(colleague))) == ([], 1)
    own = signed_in(checked.candidate)
    answering = f"/applications/{checked.reference}/checks/"
    assert f'href="{answering}"' in own.get("/work/").text
    assert DOUBT in own.get(answering).text
    own.post(answering, as_read(own, answering, {"text": ANSWER}))
    assert list(own_doubts(checked.candidate)) == []
    # Then somebody else than who had the doubt.
    with pytest.raises(CheckRefusedError, match="Somebody else has to decide"):
        pass_checks(checked, handler, "employment_history")
    assert (len(doubts_to_decide(colleague)), len(doubts_to_decide(handler))) == (1, 0)
    other, record = signed_in(colleague), f"{base_of(checked)}record_checks/"
    assert ANSWER in other.get(record).text
    other.post(record, checks_typed("employment_history"))
    row = CheckProgress.objects.get(kind="employment_history")
    assert (row.doubt, row.answer, row.decided_by) == ("", "", colleague)
    assert row.doubt_at is not None
    assert row.answered_at is not None


def test_S40_who_does_not_answer_in_time_is_decided_on_by_somebody_else(
    checked, handler, colleague
):
    put_doubt(application=checked, kind="identity", words=DOUBT, actor=handler)
    CheckProgress.objects.update(answer_by=timezone.localdate())
    with pytest.raises(CheckRefusedError):
        pass_checks(checked, colleague, "identity", result="not_passed")
    CheckProgress.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    with pytest.raises(CheckRefusedError, match="Somebody else"):
        pass_checks(checked, handler, "identity", result="not_passed")
    pass_checks(checked, colleague, "identity", result="not_passed")
    assert checked.checks.get().result == "not_passed"


def test_S40_no_formal_offer_while_a_doubt_is_open_by_any_route(checked, handler, colleague):
    pass_checks(checked, handler, "right_to_work", "employment_history", "convictions")
    put_doubt(application=checked, kind="identity", words=DOUBT, actor=handler)
    signed_in(handler).post(f"{base_of(checked)}offer_formally/")
    with pytest.raises(TooEarlyError):
        move_application(application=checked, move="offer_formally", actor=colleague)
    checked.refresh_from_db()
    assert checked.state == "checks"


def test_a_doubt_and_its_answer_are_encrypted_and_in_the_candidates_own_copy_alone(
    checked, handler
):
    put_doubt(application=checked, kind="convictions", words=DOUBT, actor=handler)
    answer_doubt(application=checked, kind="convictions", text=ANSWER, actor=checked.candidate)
    with connection.cursor() as cursor:
        cursor.execute("SELECT doubt, answer FROM roles_checkprogress WHERE doubt_at IS NOT NULL")
        stored = str(cursor.fetchall())
    assert (DOUBT in stored, ANSWER in stored) == (False, False)
    assert export_application(checked)["Questions about checks"] == [
        f"Unspent criminal convictions: {DOUBT}. {ANSWER}"
    ]
    answering = f"/applications/{checked.reference}/checks/"
    assert signed_in(make_person()).get(answering).status_code == 404
    with pytest.raises(TransitionNotAllowed):
        answer_doubt(application=checked, kind="convictions", text="More.", actor=checked.candidate)


def test_what_is_received_was_asked_for_on_a_day_of_the_checks(checked, handler):
    today = timezone.localdate()
    for given, why in (
        ({"on": today + timedelta(days=1)}, "today or in the past"),
        ({"on": today - timedelta(days=9)}, "on or after the day of the acceptance"),
        ({"kinds": ["dv"]}, "Select the checks that this role needs"),
        ({"owner": make_person()}, "Select somebody who runs campaigns"),
    ):
        with pytest.raises(CheckRefusedError, match=why):
            record_steps(
                application=checked,
                actor=handler,
                **{"kinds": ["identity"], "step": "asked", "on": today, **given},
            )
    assert checked.checks_in_hand.filter(asked_on__isnull=False).count() == 0


def test_R16_the_migration_adds_how_far_checks_are_and_changes_nothing_recorded(
    checked, handler, colleague
):
    pass_checks(checked, colleague, "identity", "right_to_work")
    CheckProgress.objects.all().delete()
    accepted = make_application(checked.campaign, None, "pass_sift", by=handler)

    def kept():
        """Every column of what was offered, recorded and decided."""
        return [
            list(model.objects.order_by("pk").values())
            for model in (Application, Offer, PreEmploymentCheck, OfferMaker, Post)
        ]

    before = kept()
    import_module("roles.migrations.0025_checks_on_their_way").add_progress(apps, None)
    assert kept() == before
    rows = CheckProgress.objects.filter(application=checked).order_by("pk")
    assert [(row.kind, row.owner, row.decided_by, row.asked_on) for row in rows] == [
        ("identity", colleague, colleague, None),
        ("right_to_work", colleague, colleague, None),
        ("employment_history", None, None, None),
        ("convictions", None, None, None),
    ]
    assert not CheckProgress.objects.filter(application=accepted).exists()
    # What is recorded after it goes on with the same rows.
    pass_checks(checked, handler, "employment_history", "convictions")
    assert CheckProgress.objects.count() == 4
