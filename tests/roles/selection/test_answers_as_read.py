"""An answer is about what was read: what others changed is read again first (R16, R22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.models import Grade
from roles.campaigns.services.movers import end_mover, record_mover
from roles.models import Application, PriorityMover, Referral
from roles.selection.services.offers import change_offer
from roles.selection.services.referrals import refer
from tests.factories.adverts import (
    TO_RECOMMENDED,
    enter_for_somebody,
    make_advert,
    make_application,
    make_handler,
    make_move,
    make_offer,
    terms,
)
from tests.factories.hub import current_role, make_member, make_person, signed_in
from tests.factories.roles import make_accepted_request, make_team
from tests.pages_read import as_read
from tests.roles.support.support_forms import make_reserved

pytestmark = pytest.mark.django_db
CHANGED = "The offer changed after you opened the page, so we have not recorded an answer."


def offered(campaign, application=None, **changes):
    application = application or make_application(campaign, None, *TO_RECOMMENDED)
    handler = make_handler(campaign)
    return make_offer(application, campaign.posts.get(), handler, **changes), handler


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_R16_an_offer_changed_after_it_was_read_is_neither_accepted_nor_declined(answer):
    campaign = make_advert(salary_min=60_000, salary_max=70_000)
    application, handler = offered(campaign, salary=65_000)
    own, page = signed_in(application.candidate), f"/applications/{application.reference}/offer/"
    confirm = f"{page}{answer}/"
    assert "£65,000" in own.get(confirm).text
    why = {"reason": "pay"} if answer == "decline" else {}
    read = as_read(own, confirm, why)
    change_offer(application=application, actor=handler, **terms(campaign, salary=61_000))
    refused = own.post(confirm, read)
    assert CHANGED in refused.text
    assert "New or different: salary" in refused.text
    assert ("£61,000" in refused.text, "£65,000" in refused.text) == (True, False)
    assert Application.objects.get().state == "provisional_offer"
    # Sent again from the page that shows the new terms, it counts.
    own.post(confirm, as_read(own, confirm, why))
    assert Application.objects.get().state == {"accept": "accepted", "decline": "declined"}[answer]


def test_R16_an_answer_without_the_terms_it_is_about_is_no_answer():
    application, _ = offered(make_advert())
    own = signed_in(application.candidate)
    page = own.post(f"/applications/{application.reference}/offer/accept/")
    assert "Read the details above, then confirm" in page.text
    assert Application.objects.get().state == "provisional_offer"


def test_R16_the_question_itself_says_that_the_offer_changed_and_keeps_what_was_selected():
    campaign = make_advert(salary_min=60_000, salary_max=70_000)
    application, handler = offered(campaign, salary=65_000)
    own, page = signed_in(application.candidate), f"/applications/{application.reference}/offer/"
    read = as_read(own, page, {"answer": "accept"})
    change_offer(application=application, actor=handler, **terms(campaign, salary=61_000))
    html = own.post(page, read).text
    assert CHANGED in html
    assert 'value="accept" checked' in html


def test_R16_staff_answer_for_somebody_only_what_they_read_to_them():
    campaign = make_advert(salary_min=60_000, salary_max=70_000)
    officer = make_member("resourcing", campaign.organisation)
    application = enter_for_somebody(campaign, officer)
    handler = make_handler(campaign)
    for move in TO_RECOMMENDED:
        application = make_move(application, move, handler)
    application, handler = offered(campaign, application, salary=65_000)
    base = f"/campaigns/{campaign.reference}/applications/{application.reference}/"
    accept, staff = f"{base}for-candidate/accept/", signed_in(officer)
    assert "£65,000" in staff.get(accept).text
    read = as_read(staff, accept, {"is_asked": "on"})
    change_offer(application=application, actor=handler, **terms(campaign, salary=61_000))
    html = staff.post(accept, read).text
    assert "This changed after you opened the page, so nothing has been saved." in html
    assert "checked" in html
    assert Application.objects.get().state == "provisional_offer"


def test_R8_who_withdraws_is_told_first_of_an_offer_that_came_meanwhile():
    campaign = make_advert()
    application = make_application(campaign, None, *TO_RECOMMENDED)
    own = signed_in(application.candidate)
    page = f"/applications/{application.reference}/withdraw/"
    read = as_read(own, page, {"reason": ""})
    offered(campaign, application)
    html = own.post(page, read).text
    assert "New or different: status, offer" in html
    assert Application.objects.get().state == "provisional_offer"


def test_R15_who_stops_being_put_forward_reads_to_whom_they_were_put_forward_meanwhile():
    team = make_team("AAA")
    person = make_reserved(current_role("delivery-manager"))
    request = make_accepted_request(team)
    own, page = signed_in(person.candidate), f"/applications/{person.reference}/sharing/"
    read = as_read(own, page, {"share": "no"})
    refer(referral=Referral(request=request, application=person), actor=team.adviser)
    html = own.post(page, read).text
    assert "New or different: put forward to" in html
    assert request.organisation.name in html
    person.refresh_from_db()
    assert person.is_shared


def test_R3_who_agrees_to_be_a_mover_reads_first_that_there_is_a_last_day():
    team = make_team("AAA")
    contact = make_member("hr_contact", team.organisation)
    today = timezone.localdate()
    mover = record_mover(
        user=make_person(),
        name="Ben Ashworth",
        organisation=team.organisation,
        kind="surplus",
        grade=Grade.objects.get(code="g7"),
        valid_from=today,
        actor=contact,
    )
    own, page = signed_in(mover.user), reverse("roles:mover_answer", args=[mover.reference])
    read = as_read(own, page, {"agrees": "yes"})
    end_mover(mover=mover, valid_to=today + timedelta(days=1), actor=contact)
    html = own.post(page, read).text
    assert "New or different: until" in html
    assert PriorityMover.objects.get().agreed_at is None
