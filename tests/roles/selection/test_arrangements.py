"""R12: who knows which schemes a candidate applies under does not sift, nor the reverse."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from hub.authorisation import as_nobody
from hub.models import Membership
from roles.applications.services.answers import save_answer
from roles.applications.services.applications import (
    KnowsArrangementsError,
    move_application,
    submit_application,
)
from roles.models import ArrangementsSeen
from roles.selection.services.arrangements import SiftedError, open_arrangements
from tests.factories.adverts import make_advert, make_draft, make_handler, make_move
from tests.factories.hub import make_member, make_person, signed_in

pytestmark = pytest.mark.django_db
SCHEME = "Disability Confident scheme"
ADJUSTMENT = "A ground floor room"


@pytest.fixture
def application():
    draft = make_draft(make_advert())
    told = {"adjustments": {"is_needed": "yes", "detail": ADJUSTMENT}}
    told["schemes"] = {"schemes": ["disability_confident"]}
    for question, words in told.items():
        save_answer(application=draft, question=question, words=words, actor=draft.candidate)
    return submit_application(application=draft, actor=draft.candidate)


@pytest.fixture
def officer(application):
    return make_member(Membership.Role.RESOURCING, application.campaign.organisation)


def base(application) -> str:
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def page(person, application) -> str:
    return signed_in(person).get(base(application)).content.decode()


def test_R12_no_page_shows_the_scheme_beside_the_sift_and_who_opens_it_sifts_no_more(
    application, officer
):
    before = page(officer, application)
    assert (SCHEME in before, KnowsArrangementsError.reason in before) == (False, False)
    assert signed_in(officer).post(f"{base(application)}arrangements/").status_code == 302
    after = page(officer, application)
    assert (SCHEME in after, ADJUSTMENT in after, KnowsArrangementsError.reason in after) == (
        True,
    ) * 3
    for move in ("pass_sift", "fail_sift"):
        refused = signed_in(officer).post(f"{base(application)}{move}/", follow=True)
        assert KnowsArrangementsError.reason in refused.text
        with as_nobody(), pytest.raises(PermissionDenied):
            move_application(application=application, move=move, actor=officer)
        with pytest.raises(KnowsArrangementsError):
            move_application(application=application, move=move, actor=officer)
    application.refresh_from_db()
    assert (application.state, ArrangementsSeen.objects.get().person) == ("submitted", officer)


def test_R12_it_is_asked_for_each_application(application, officer):
    open_arrangements(application=application, actor=officer)
    other = make_draft(application.campaign)
    submit_application(application=other, actor=other.candidate)
    assert make_move(other, "pass_sift", officer).state == "sift_pass"


def test_R12_who_decided_the_sift_sees_no_scheme_and_adjustments_only_once_invited(
    application, officer
):
    make_move(application, "pass_sift", officer)
    assert signed_in(officer).post(f"{base(application)}arrangements/").status_code == 404
    with pytest.raises(SiftedError):
        open_arrangements(application=application, actor=officer)
    make_move(application, "invite", officer)
    signed_in(officer).post(f"{base(application)}arrangements/")
    shown = page(officer, application)
    assert (SCHEME in shown, ADJUSTMENT in shown) == (False, True)
    colleague = make_member(Membership.Role.RESOURCING, application.campaign.organisation)
    signed_in(colleague).post(f"{base(application)}arrangements/")
    assert SCHEME in page(colleague, application)


def test_R12_a_role_that_arranges_nothing_opens_nothing(application):
    handler = make_handler(application.campaign)
    assert "Open adjustments and schemes" not in page(handler, application)
    assert signed_in(handler).post(f"{base(application)}arrangements/").status_code == 404
    assert ArrangementsSeen.objects.count() == 0


def test_R12_the_page_is_the_same_whether_or_not_there_is_something_to_open(application, officer):
    other = make_draft(application.campaign)
    submit_application(application=other, actor=other.candidate)
    for each in (application, other):
        assert "Open adjustments and schemes" in page(officer, each)
    open_arrangements(application=other, actor=officer)
    assert "The candidate has not asked for any." in page(officer, other)


def test_R12_who_typed_the_application_in_does_not_sift_it(application):
    adviser = make_person("", "Hub staff")
    type(application).objects.update(entered_by=adviser)
    application.refresh_from_db()
    assert "/pass_sift/" not in page(adviser, application)
    with pytest.raises(KnowsArrangementsError):
        make_move(application, "fail_sift", adviser)


def test_R12_who_books_the_interview_is_told_of_adjustments_as_far_as_they_may_know(
    application, officer
):
    other = make_draft(application.campaign)
    other = submit_application(application=other, actor=other.candidate)
    handler = make_handler(application.campaign)
    for each in (application, other):
        make_move(each, "pass_sift", handler)
        make_move(each, "invite", handler)

    def booking(person, each=application):
        return signed_in(person).get(f"{base(each)}book/").text

    asked = "This candidate asked for adjustments."
    unread = booking(officer)
    assert (asked in unread, "#arrangements" in unread, ADJUSTMENT in unread) == (True, True, False)
    assert ArrangementsSeen.objects.count() == 0
    assert "This candidate did not ask for adjustments." in booking(officer, other)
    # Who opens none reads the same of everybody.
    for each in (application, other):
        page = booking(handler, each)
        assert (asked in page, "Ask one of them before you book" in page) == (False, True)
    signed_in(officer).post(f"{base(application)}arrangements/")
    read = booking(officer)
    assert (asked in read, ADJUSTMENT in read, SCHEME in read) == (True, True, False)
