"""Who sifts: the department, and the hub where it was asked to and helps (H4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hub.authorisation import as_nobody
from roles.applications.services.applications import move_application
from roles.models import Application, Campaign
from roles.models.support.support_request import SupportRequest
from roles.selection.services.undoing import undo_decision
from roles.support.services.sift_help import decline_sift_help
from tests.factories.adverts import (
    TO_RECOMMENDED,
    bring_to,
    make_advert,
    make_application,
    make_handler,
    make_offer,
    terms_typed,
)
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import make_accepted_request, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("AAA")


@pytest.fixture
def application(team):
    """An application to be sifted, in a campaign that asked the hub to help with it."""
    request = make_accepted_request(team, kind="sift")
    campaign = make_advert(
        organisation=team.organisation,
        support_request=request,
        sift_help_requested_at=request.submitted_at,
    )
    sent = make_application(campaign)
    bring_to(campaign, "sifting")
    return sent


def base_of(application):
    return f"/campaigns/{application.campaign.reference}/applications/{application.reference}/"


def not_asked(application, team):
    Campaign.objects.update(sift_help_requested_at=None)


def declined(application, team):
    request = application.campaign.support_request
    request.kinds.create(kind="interview")
    decline_sift_help(request=request, reason="Nobody is free.", actor=team.adviser)


def ended(application, team):
    SupportRequest.objects.update(state="closed", closed_at=timezone.now())


def test_H4_the_hub_sifts_where_it_was_asked_to(application, team):
    client = signed_in(team.adviser)
    assert "Pass the sift" in client.get(base_of(application)).text
    assert client.post(f"{base_of(application)}pass_sift/").status_code == 302
    application.refresh_from_db()
    assert (application.state, application.sifted_by) == ("sift_pass", team.adviser)
    page = client.get(f"/campaigns/{application.campaign.reference}/").text
    assert f"{team.organisation.name}, with the help of the hub team" in page


@pytest.mark.parametrize("why", [not_asked, declined, ended])
def test_H4_elsewhere_the_department_sifts_alone(why, application, team):
    why(application, team)
    application = Application.objects.get()
    client = signed_in(team.adviser)
    listed = f"/campaigns/{application.campaign.reference}/applications/"
    page = client.get(base_of(application)).text
    assert f"so only {team.organisation.name} can do this." in page
    for move in ("pass_sift", "fail_sift"):
        assert f"{base_of(application)}{move}/" not in page
        html = client.post(f"{base_of(application)}{move}/", follow=True).text
        assert "can do this." in html
        with as_nobody(), pytest.raises(PermissionDenied):
            move_application(application=application, move=move, actor=team.adviser)
    application.refresh_from_db()
    assert application.state == "submitted"
    html = client.get(listed).text
    assert ("Pass the sift" in html, "Who decides the sift: " in html) == (False, True)
    page = client.get(f"/campaigns/{application.campaign.reference}/").text
    assert f"{team.organisation.name} only" in page
    manager = signed_in(make_handler(application.campaign))
    assert "Pass the sift" in manager.get(listed).text
    assert manager.post(f"{base_of(application)}pass_sift/").status_code == 302
    application.refresh_from_db()
    assert application.state == "sift_pass"


def test_H4_nor_does_the_hub_undo_what_the_department_sifted(application, team):
    make = {"move": "fail_sift", "actor": make_handler(application.campaign)}
    move_application(application=application, at=timezone.now() - timedelta(minutes=1), **make)
    not_asked(application, team)
    application = Application.objects.get()
    client = signed_in(make_person("", "Hub staff"))
    html = client.post(
        f"{base_of(application)}sift_again/", {"reason": "A mistake"}, follow=True
    ).text
    assert "can do this." in html
    with as_nobody(), pytest.raises(PermissionDenied):
        undo_decision(application=application, move="sift_again", reason="x", actor=team.adviser)
    application.refresh_from_db()
    assert application.state == "sift_fail"


def test_H4_the_hub_offers_no_post_of_a_department_that_did_not_ask_it(team):
    campaign = make_advert(organisation=team.organisation)
    chosen = make_application(campaign, None, *TO_RECOMMENDED, by=make_handler(campaign))
    bring_to(campaign, "merit_agreed")
    client, typed = signed_in(team.adviser), terms_typed(campaign, campaign.posts.get())
    page = client.get(base_of(chosen)).text
    assert f"{base_of(chosen)}offer/" not in page
    refused = client.post(f"{base_of(chosen)}offer/", typed, follow=True)
    assert f"so only {team.organisation.name} can do this." in refused.text
    assert Application.objects.get().state == "recommended"
    with as_nobody(), pytest.raises(PermissionDenied):
        make_offer(chosen, campaign.posts.get(), team.adviser)
    assert signed_in(make_handler(campaign)).post(f"{base_of(chosen)}offer/", typed).url


@pytest.mark.parametrize(
    ("stage", "move"), [("sifting", "interviews"), ("interviewing", "merit"), ("closed", "end")]
)
def test_H4_the_hub_makes_no_stage_of_a_selection_it_was_not_asked_to_help_with(team, stage, move):
    campaign = bring_to(make_advert(organisation=team.organisation), stage)
    url = f"/campaigns/{campaign.reference}/{move}/"
    client = signed_in(team.adviser)
    answer = {"reason": "No money.", "what_of_posts": "closed"}
    assert (
        f"so only {team.organisation.name} can do this."
        in client.post(url, answer, follow=True).text
    )
    assert Campaign.objects.get().state == stage
    request = make_accepted_request(team, kind="interview")
    Campaign.objects.update(support_request=request)
    client.post(url, answer)
    assert Campaign.objects.get().state != stage
