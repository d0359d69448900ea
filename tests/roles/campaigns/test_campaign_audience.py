"""R2: the audience widens only in order, and beyond the approval only with a new one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.authorisation import as_nobody
from hub.dates import date_gb
from hub.models import Notification
from roles.adverts.services.adverts import create_advert, publish_advert
from roles.adverts.words import from_lines
from roles.campaigns.services import approvals, audience
from roles.campaigns.services.approvals import AuthorityNeededError, OwnApprovalError
from roles.campaigns.services.dates import DatesOutOfOrderError, extend_closing
from roles.models import Approval, Audience, Campaign, CampaignState, Listing
from tests.factories.hub import signed_in
from tests.factories.roles import (
    PROSE,
    actions_of,
    approve_campaign,
    make_approved,
    make_delegation,
    make_draft,
    make_open,
    working,
)
from tests.pages_read import as_read


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


pytestmark = pytest.mark.django_db


def internal(team):
    """An open campaign for the department only, approved no further."""
    campaign = approve_campaign(
        team,
        make_draft(team, audience=Audience.INTERNAL),
        audience=Audience.INTERNAL,
        authority=Approval.Authority.DEPARTMENT,
    )
    create_advert(campaign=campaign, actor=team.manager, body=from_lines(PROSE))
    return publish_advert(campaign=campaign, actor=team.adviser)


def test_R2_an_open_campaign_is_widened_with_a_new_approval(team):
    campaign = internal(team)
    audience.ask_wider_audience(campaign=campaign, audience=Audience.EXTERNAL, actor=team.manager)
    campaign.refresh_from_db()
    assert (campaign.audience, campaign.wider_audience) == ("internal", "external")
    told = Notification.objects.filter(slug="roles.wider_audience_asked")
    assert [letter.recipient for letter in told] == [team.approver]
    with pytest.raises(AuthorityNeededError):
        audience.approve_wider_audience(campaign=campaign, actor=team.approver)
    approval = audience.approve_wider_audience(
        campaign=campaign,
        actor=team.approver,
        authority=Approval.Authority.DELEGATED,
        delegation=make_delegation(team),
    )
    campaign.refresh_from_db()
    first = campaign.approvals.given().last()
    assert (campaign.audience, campaign.wider_audience) == ("external", "")
    assert (approval.posts, approval.max_salary) == (first.posts, first.max_salary)
    assert Listing.objects.get().audience == Audience.EXTERNAL
    assert actions_of(campaign)[-3:] == [
        "roles.wider_audience_asked",
        "roles.wider_audience_approved",
        "roles.audience_widened",
    ]


def test_R2_a_wider_audience_is_refused_with_a_reason_and_the_campaign_goes_on(team):
    campaign = internal(team)
    audience.ask_wider_audience(
        campaign=campaign, audience=Audience.ACROSS_GOVERNMENT, actor=team.manager
    )
    audience.refuse_wider_audience(campaign=campaign, reason="Not yet.", actor=team.approver)
    campaign.refresh_from_db()
    assert (campaign.audience, campaign.wider_audience) == ("internal", "")
    assert campaign.is_open
    # It can be asked again; the refusal widens nothing.
    assert audience.approved_audience(campaign) == "internal"
    audience.ask_wider_audience(
        campaign=campaign, audience=Audience.ACROSS_GOVERNMENT, actor=team.manager
    )


@pytest.mark.parametrize("asked", ["internal", "nobody", ""])
def test_R2_what_is_no_wider_cannot_be_asked_for(team, asked):
    with pytest.raises(audience.AudienceNarrowedError):
        audience.ask_wider_audience(campaign=internal(team), audience=asked, actor=team.manager)


def test_R2_nobody_approves_the_wider_audience_they_asked_for(team):
    campaign = internal(team)
    audience.ask_wider_audience(
        campaign=campaign, audience=Audience.ACROSS_GOVERNMENT, actor=team.approver
    )
    campaign = Campaign.objects.get()
    with pytest.raises(OwnApprovalError):
        audience.approve_wider_audience(campaign=campaign, actor=team.approver)
    for person in (team.approver, team.adviser):
        with as_nobody(), pytest.raises(PermissionDenied):
            audience.approve_wider_audience(campaign=campaign, actor=person)
    # Nor do they see the way to it, but why.
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve-audience"])
    html = signed_in(team.approver).get(url, follow=True).content.decode()
    assert OwnApprovalError.reason in html
    assert url not in html
    assert Campaign.objects.get().audience == Audience.INTERNAL


def test_R2_nothing_is_approved_that_nobody_asked_for(team):
    campaign = internal(team)
    with pytest.raises(TransitionNotAllowed):
        audience.approve_wider_audience(campaign=campaign, actor=team.approver)
    with pytest.raises(TransitionNotAllowed):
        audience.ask_wider_audience(
            campaign=make_draft(team, audience=Audience.INTERNAL),
            audience=Audience.EXTERNAL,
            actor=team.manager,
        )


def test_R2_asked_and_approved_in_the_browser(team):
    campaign = internal(team)
    manager, approver = signed_in(team.manager), signed_in(team.approver)
    ask = reverse("roles:campaign_move", args=[campaign.reference, "ask-audience"])
    page = manager.get(ask).content.decode()
    assert 'value="internal"' not in page
    manager.post(ask, {"audience": "across_government"})
    detail = manager.get(campaign.get_absolute_url()).content.decode()
    assert "Wider audience asked for" in detail
    url = reverse("roles:campaign_move", args=[campaign.reference, "approve-audience"])
    assert manager.get(url).status_code == 404
    assert approver.get(url).status_code == 200
    assert Campaign.objects.get().audience == Audience.INTERNAL
    approved = {"decision": "approved", "authority": "department"}
    html = approver.post(url, as_read(approver, url, approved), follow=True).content.decode()
    assert "You have approved the wider audience. The role is open to: " in html
    assert Campaign.objects.get().audience == Audience.ACROSS_GOVERNMENT


def test_R7_extended_before_closing_and_never_shortened(team):
    campaign = make_open(team)
    manager = signed_in(team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "extend"])

    def send(day, **more):
        answers = {
            **date_parts("closes_on", day),
            **date_parts("sift_on", campaign.sift_on),
            **date_parts("interviews_from", campaign.interviews_from),
            **more,
        }
        return manager.post(url, answers).content.decode()

    closes = campaign.closes_on
    for day in (closes, closes - timedelta(days=1), timezone.localdate() - timedelta(days=1)):
        assert f"The new closing date must be after {date_gb(closes)}" in send(day)
    before_the_sift = campaign.sift_on - timedelta(days=1)
    send(before_the_sift)
    assert Campaign.objects.get().closes_on == before_the_sift


def test_R5_an_extension_past_the_sift_asks_for_the_new_dates_and_moves_them(team):
    campaign = make_open(team)
    manager = signed_in(team.manager)
    url = reverse("roles:campaign_move", args=[campaign.reference, "extend"])
    page = manager.get(url).content.decode()
    assert f'value="{campaign.sift_on.day}"' in page
    later = campaign.interviews_from + timedelta(days=5)
    answers = {
        **date_parts("closes_on", later),
        **date_parts("sift_on", campaign.sift_on),
        **date_parts("interviews_from", campaign.interviews_from),
    }
    assert (
        "The sift must begin on or after the closing date"
        in manager.post(url, answers).content.decode()
    )
    assert Campaign.objects.get().closes_on == campaign.closes_on
    # Nor does the service let another caller leave the sift behind.
    with pytest.raises(DatesOutOfOrderError):
        extend_closing(campaign=campaign, closes_on=later, actor=team.manager)
    sift, interviews = working(later + timedelta(days=3)), working(later + timedelta(days=10))
    moved = {**date_parts("sift_on", sift), **date_parts("interviews_from", interviews)}
    manager.post(url, answers | moved)
    extended = Campaign.objects.get()
    assert (extended.closes_on, extended.sift_on, extended.interviews_from) == (
        later,
        sift,
        interviews,
    )


def test_cancelling_tells_those_who_worked_on_it(team):
    campaign = make_open(team)
    from roles.campaigns.services.campaigns import cancel_campaign

    cancel_campaign(campaign=campaign, reason="No money.", actor=team.manager)
    told = Notification.objects.filter(slug="roles.campaign_stopped")
    assert {letter.recipient for letter in told} == {team.approver, team.adviser, team.requester}


def test_two_people_even_when_the_department_is_small(team):
    campaign = make_approved(team, audience=Audience.INTERNAL)
    assert campaign.state == CampaignState.APPROVED
    assert campaign.approvals.get().approver != campaign.made_by
    with pytest.raises(PermissionDenied):
        approvals.approve(
            campaign=make_draft(team),
            actor=team.manager,
            audience="internal",
            posts=1,
            max_salary=1,
        )
