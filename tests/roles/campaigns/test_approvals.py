"""Approval before the advert: who, within which scope, on whose authority; senior posts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.models import Revision

from hub import timeline
from hub.authorisation import as_nobody
from hub.coming_back import CameBackError
from hub.memberships import end_membership, give_role
from hub.models import Membership, Notification, User
from roles.adverts.services.adverts import publish_advert, schedule_advert
from roles.campaigns.services import approvals, drafting
from roles.campaigns.services.approvals import AuthorityNeededError, OwnApprovalError
from roles.campaigns.services.audience import (
    AudienceNarrowedError,
    AudienceNotApprovedError,
    widen_audience,
)
from roles.campaigns.services.campaigns import open_campaign
from roles.campaigns.services.readiness import NotReadyError, lacking_for_opening
from roles.models import Approval, Audience, Campaign, CampaignState, Location
from tests.factories.hub import make_member, make_person, signed_in
from tests.factories.roles import (
    actions_of,
    agree_job,
    approve_campaign,
    full_terms,
    make_accepted_request,
    make_approved,
    make_draft,
    make_open,
    make_team,
)

pytestmark = pytest.mark.django_db


def decide(team, campaign, **scope):
    return approvals.approve(
        campaign=campaign,
        actor=scope.pop("actor", team.approver),
        **{
            "audience": Audience.EXTERNAL,
            "posts": 1,
            "max_salary": 64000,
            "authority": Approval.Authority.MINISTER,
            **scope,
        },
    )


def test_R1_an_approval_records_who_when_and_how_far(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approval = decide(team, campaign)
    campaign = Campaign.objects.get()
    assert campaign.state == CampaignState.APPROVED
    assert (approval.approver, approval.approver_role) == (team.approver, "Vacancy approver")
    assert (approval.audience, approval.posts, approval.max_salary) == ("external", 1, 64000)
    assert approval.decided_at == campaign.approved_at
    told = Notification.objects.filter(slug="roles.approval_requested")
    assert [message.recipient for message in told] == [team.approver]
    told = Notification.objects.filter(slug="roles.approval_decided")
    assert [message.recipient for message in told] == [team.manager]


def test_R1_no_advert_without_an_approval(team):
    campaign = make_draft(team)
    with pytest.raises(NotReadyError) as refusal:
        open_campaign(campaign=campaign, actor=team.adviser)
    assert "It has not been approved yet" in refusal.value.reasons
    assert Campaign.objects.get().opened_at is None


@pytest.mark.parametrize(
    ("authority", "is_enough"),
    [
        (Approval.Authority.DEPARTMENT, False),
        (Approval.Authority.DELEGATED, False),
        (Approval.Authority.MINISTER, True),
        (Approval.Authority.CHIEF_EXECUTIVE, True),
    ],
)
def test_R1_the_external_audience_needs_an_authority(team, authority, is_enough):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    if is_enough:
        decide(team, campaign, authority=authority)
    else:
        with pytest.raises(AuthorityNeededError):
            decide(team, campaign, authority=authority)
    assert (Campaign.objects.get().state == CampaignState.APPROVED) is is_enough


@pytest.mark.parametrize("audience", [Audience.INTERNAL, Audience.ACROSS_GOVERNMENT])
def test_R1_other_audiences_need_only_the_department(team, audience):
    campaign = make_draft(team, audience=audience)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    decide(team, campaign, audience=audience, authority=Approval.Authority.DEPARTMENT)
    assert Campaign.objects.get().state == CampaignState.APPROVED


def test_R1_the_database_refuses_an_external_approval_without_authority(team):
    campaign = make_draft(team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            campaign=campaign,
            decision="approved",
            approver_role="x",
            authority="department",
            decided_at=campaign.draft_at,
            audience="external",
            posts=1,
            max_salary=1,
        )


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"audience": Audience.ACROSS_GOVERNMENT}, "is wider than the approved"),
        ({"max_salary": 60000}, "The highest salary £64,000 is above the approved £60,000"),
    ],
)
def test_R1_R2_a_scope_smaller_than_the_campaign_is_refused(team, scope, words):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    with pytest.raises(NotReadyError) as refusal:
        decide(team, campaign, **scope)
    assert words in refusal.value.reasons[0]
    assert Approval.objects.count() == 0


def test_R1_more_posts_than_approved_are_refused(team):
    campaign = make_draft(team, make_accepted_request(team, posts_wanted=3))
    approvals.request_approval(campaign=campaign, actor=team.manager)
    with pytest.raises(NotReadyError) as refusal:
        decide(team, campaign, posts=2)
    assert refusal.value.reasons == ["There are 3 posts and 2 are approved"]


def test_nobody_approves_their_own_campaign(team):
    make_member(Membership.Role.HIRING_MANAGER, team.organisation, team.approver.email)
    maker = User.objects.get(pk=team.approver.pk)
    campaign = drafting.make_campaign_from_request(
        request=make_accepted_request(team), title="Delivery manager", actor=maker
    )
    drafting.change_terms(
        campaign=campaign, actor=maker, places=list(Location.objects.all()[:1]), **full_terms()
    )
    campaign = approvals.request_approval(campaign=campaign, actor=team.manager)
    assert not maker.has_perm("roles.approve_campaign", campaign)
    with pytest.raises(OwnApprovalError):
        decide(team, campaign, actor=maker)
    assert Campaign.objects.get().state == CampaignState.APPROVAL_REQUESTED


def test_nobody_approves_what_they_asked_approval_for(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.approver)
    for act in (approvals.send_back, approvals.refuse):
        with pytest.raises(OwnApprovalError):
            act(campaign=campaign, reason="-", actor=team.approver)
    with pytest.raises(OwnApprovalError):
        decide(team, campaign)
    other = make_member(Membership.Role.APPROVER, team.organisation)
    decide(team, campaign, actor=other)
    assert Campaign.objects.get().state == CampaignState.APPROVED


def test_an_approver_of_another_department_cannot_approve(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    for person in (make_team("BBB").approver, team.adviser):
        with as_nobody(), pytest.raises(PermissionDenied):
            decide(team, campaign, actor=person)


def test_a_returned_campaign_is_changed_and_asked_for_again(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    with pytest.raises(TransitionNotAllowed):
        drafting.change_terms(campaign=campaign, actor=team.manager, salary_max=60000)
    approvals.send_back(campaign=campaign, reason="The salary is too high.", actor=team.approver)
    drafting.change_terms(campaign=campaign, actor=team.manager, salary_max=60000)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    decide(team, campaign)
    decisions = list(Approval.objects.order_by("pk").values_list("decision", "reason"))
    assert decisions == [("returned", "The salary is too high."), ("approved", "")]


def test_a_refused_campaign_has_ended(team):
    campaign = make_draft(team)
    approvals.request_approval(campaign=campaign, actor=team.manager)
    approvals.refuse(campaign=campaign, reason="There is no budget.", actor=team.approver)
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.is_ended) == (CampaignState.REFUSED, True)
    with pytest.raises(TransitionNotAllowed):
        approvals.request_approval(campaign=campaign, actor=team.manager)


def test_R6_approval_is_not_asked_for_before_the_terms_are_complete(team):
    campaign = drafting.make_campaign_from_request(
        request=make_accepted_request(team), title="Delivery manager", actor=team.manager
    )
    with pytest.raises(NotReadyError) as refusal:
        approvals.request_approval(campaign=campaign, actor=team.manager)
    assert refusal.value.reasons == [
        "Enter the salary",
        "Enter the closing date",
        "Select at least one location",
        "Enter the essential criteria",
        "Enter how candidates are assessed",
        "Enter the contact team and mailbox",
    ]


def test_R2_the_audience_only_widens_and_only_as_far_as_approved(team):
    campaign = approve_campaign(
        team,
        make_draft(team, audience=Audience.INTERNAL),
        audience=Audience.ACROSS_GOVERNMENT,
        authority=Approval.Authority.DEPARTMENT,
    )
    widened = widen_audience(
        campaign=campaign, audience=Audience.ACROSS_GOVERNMENT, actor=team.manager
    )
    assert widened.audience == Audience.ACROSS_GOVERNMENT
    with pytest.raises(AudienceNarrowedError):
        widen_audience(campaign=campaign, audience=Audience.INTERNAL, actor=team.manager)
    with pytest.raises(AudienceNotApprovedError):
        widen_audience(campaign=campaign, audience=Audience.EXTERNAL, actor=team.manager)
    assert Campaign.objects.get().audience == Audience.ACROSS_GOVERNMENT
    assert actions_of(campaign)[-1] == "roles.audience_widened"


def test_R2_an_audience_beyond_the_approval_keeps_the_advert_back(team):
    campaign = make_approved(team, audience=Audience.INTERNAL)
    Approval.objects.update(audience=Audience.INTERNAL, authority="department")
    Campaign.objects.update(audience=Audience.EXTERNAL)
    reasons = lacking_for_opening(Campaign.objects.get())
    assert len(reasons) == 1
    assert "is wider than the approved" in reasons[0]
    with pytest.raises(NotReadyError):
        publish_advert(campaign=campaign, actor=team.adviser)


def test_R4_a_senior_post_waits_for_the_hub_to_agree_the_job_description(team):
    request = make_accepted_request(team, grade="scs1")
    campaign = make_approved(team, request)
    with pytest.raises(NotReadyError) as refusal:
        publish_advert(campaign=campaign, actor=team.adviser)
    assert len(refusal.value.reasons) == 1
    assert refusal.value.reasons[0].startswith("The hub team must agree the job description")
    with pytest.raises(NotReadyError):
        schedule_advert(
            campaign=campaign,
            opens_at=timezone.now() + timedelta(days=1),
            actor=team.adviser,
        )
    agree_job(team, campaign)
    assert publish_advert(campaign=campaign, actor=team.adviser).is_open


def test_R4_only_a_lead_of_the_hub_agrees_and_a_changed_job_is_agreed_again(team):
    campaign = make_draft(team, make_accepted_request(team, grade="scs2"))
    for person in (team.adviser, team.manager, team.approver):
        with as_nobody(), pytest.raises(PermissionDenied):
            approvals.agree_job_description(campaign=campaign, actor=person)
    agreed = agree_job(team, campaign)
    assert agreed.job_description_agreed_by == team.lead
    same = drafting.change_terms(campaign=campaign, actor=team.manager, closes_on=None)
    assert same.job_description_agreed_at == agreed.job_description_agreed_at
    changed = drafting.change_terms(
        campaign=campaign, actor=team.manager, essential_criteria="You have run a fleet."
    )
    assert changed.job_description_agreed_at is None


def test_R4_other_posts_are_never_blocked_by_the_hub(team):
    campaign = make_open(team, make_accepted_request(team, grade="g6"))
    assert campaign.is_open
    assert campaign.job_description_agreed_at is None


def test_R1_a_maker_who_had_the_account_erased_and_came_back_approves_nothing_of_theirs(team):
    """Who made, wrote and approved it is still told apart, and is no blank in the record."""
    opened = make_open(team)
    waiting = make_draft(team)
    approvals.request_approval(campaign=waiting, actor=team.manager)
    address = team.manager.email
    for person in (team.manager, team.approver):
        assert "while you have access for your work" in erase(person)
        end_membership(membership=person.memberships.get(), on=None, actor=team.lead)
        assert "Your receipt" in erase(person)
    approval = Approval.objects.get(campaign=opened)
    numbers = [f"a former member of staff (no. {pk})" for pk in (team.manager.pk, team.approver.pk)]
    waiting.refresh_from_db()
    assert [str(waiting.made_by), str(approval.approver)] == numbers
    assert waiting.approval_requested_by == waiting.made_by
    page = signed_in(team.adviser).get(opened.get_absolute_url()).content.decode()
    assert numbers[0] in page
    assert "system" not in [entry.actor for entry in timeline.of(opened)]
    # The words of the advert are still theirs.
    writers = Revision.objects.filter(user=team.manager.pk)
    assert writers.exists()
    back = make_person(address)
    with pytest.raises(CameBackError):
        give_role(email=address, organisation=team.organisation, role="approver", actor=team.lead)
    with as_nobody(), pytest.raises(PermissionDenied):
        decide(team, waiting, actor=back)


def erase(person):
    page = signed_in(person).post(reverse("account_erase"), {"sure": "on"}, follow=True)
    return page.content.decode()
