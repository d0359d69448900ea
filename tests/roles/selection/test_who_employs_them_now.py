"""After an offer by another department everybody reads who made it, and who holds what (R15)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hub.open_work import open_with
from roles.applications.retention import RETENTION, export_application
from roles.models import Application, SupportRequest
from roles.selection.services.offers import accept_offer
from roles.support.services.activities import log_activity
from tests.factories.hub import current_role, signed_in
from tests.factories.roles import make_accepted_request
from tests.roles.campaigns.test_next_step import step_of
from tests.roles.support.support_forms import make_reserved, make_selected, offer_selected

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(team):
    request = make_accepted_request(team)
    log_activity(request=request, type="advice", on=timezone.localdate(), actor=team.adviser)
    return SupportRequest.objects.get(pk=request.pk)


@pytest.fixture
def offered(team, request_):
    reserved = make_reserved(current_role("delivery-manager"))
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    return offer_selected(referral, team.manager, contact_email="new.employer@example.gov.uk")


def read(application, url="") -> str:
    return signed_in(application.candidate).get(f"/applications/{url}").text


def test_the_candidate_reads_whose_offer_it_is_whom_to_ask_and_who_has_their_application(
    team, offered
):
    new, old = team.organisation.name, offered.campaign.organisation.name
    page = read(offered, f"{offered.reference}/")
    assert f"{new}, which also has your application" in page
    assert "Offer from" in page
    assert "mailto:new.employer@example.gov.uk" in page
    assert (f"Ask {new} about" in page, f"Ask {old} about" in page) == (True, False)
    assert f"Offer from\n      {new}" in read(offered)
    accept_offer(application=offered, actor=offered.candidate)
    page = read(offered, f"{offered.reference}/")
    assert "Your employer" in page
    assert "Questions about your job go to" in page
    assert f"Your employer is\n      {new}" in read(offered)


def test_what_is_downloaded_and_what_is_lost_with_the_account_names_both_departments(team, offered):
    new, old = team.organisation.name, offered.campaign.organisation.name
    row = Application.objects.get()
    found = export_application(row)
    assert (found["Department"], found["Offered by"]) == (old, new)
    assert found["Job offered"] == row.post.title
    (policy,) = [policy for policy in RETENTION if policy.slug == "roles.applications"]
    assert f"(offered {row.post.title} by {new})" in policy.ends(row)
    assert new in signed_in(offered.candidate).get("/account/data/").text


def test_after_the_acceptance_the_next_step_is_what_it_is_for_each(team, request_, offered):
    def step(person):
        return step_of(signed_in(person).get(request_.get_absolute_url()))

    accept_offer(application=offered, actor=offered.candidate)
    name, department = offered.reference, team.organisation.name
    starts = f"{department} has filled the post and starts the checks for application {name}."
    assert step(team.manager) == f"Start the checks for application {name}."
    assert step(team.requester) == starts
    assert step(team.adviser) == f"Record the outcome: every post is filled. {starts}"
    Application.objects.filter(pk=offered.pk).update(state="formal_offer")
    assert step(team.manager) == f"Record the start, on the start date, of application {name}."


def test_whom_a_department_selected_waits_on_the_list_of_who_makes_offers_there(team, request_):
    reserved = make_reserved(current_role("delivery-manager"))
    referral = make_selected(request_, reserved, team.adviser, team.manager)
    manager, requester = signed_in(team.manager), signed_in(team.requester)
    page = manager.get("/support/").text
    assert "People you selected, who wait for your offer" in page
    assert (reserved.reference in page, referral.get_absolute_url() in page) == (True, True)
    assert reserved.reference not in requester.get("/support/").text
    # Who leaves does not take them along: it is named to whoever ends their access.
    assert str(referral) in [str(record) for record in open_with(team.manager)]
    offer_selected(referral, team.manager)
    assert "who wait for your offer" not in manager.get("/support/").text
    assert open_with(team.manager) == []
