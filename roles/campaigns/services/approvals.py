"""Approvals: ask, approve within a scope, return, refuse; agree a job description (R1, R4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from hub.audit import log
from hub.authorisation import keywords_of, requires
from hub.models import Membership, User
from hub.needs import look_again
from hub.refusals import RefusedError
from roles.campaigns.services.readiness import (
    NotReadyError,
    lacking_for_agreement,
    lacking_for_approval,
)
from roles.campaigns.services.what_changed import last_return, terms_in_words
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_state import Audience, CampaignState
from roles.models.campaigns.delegation import Delegation
from roles.notifying import notify_people, people_of
from roles.permissions.predicates import is_described_by_others, is_somebody_elses

# What somebody who asked for an approval is told of it.
DECIDED: dict[str, str] = {
    CampaignState.APPROVED: "is approved",
    CampaignState.RETURNED: "is returned for changes",
    CampaignState.REFUSED: "is refused",
}


class OwnApprovalError(PermissionDenied):
    """Nobody approves what they made, wrote some of or asked approval for."""

    reason = (
        "You cannot approve a campaign that you made, wrote some of or asked approval for. "
        "Ask another vacancy approver."
    )


class AuthorityNeededError(RefusedError):
    """The external audience needs a minister, a chief executive or a delegation to them (R1)."""

    reason = (
        "You cannot open this role to people outside the civil service as vacancy approver. "
        "Select the minister, the chief executive, or your delegation"
    )


class RecordedForItselfError(AuthorityNeededError):
    """Nobody records the delegation under which their own campaign is approved (R1)."""

    reason = (
        "You cannot use this delegation for this campaign, because whoever recorded it has worked "
        "on the campaign. Ask another HR contact or a hub lead to record a new delegation"
    )


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def request_approval(
    *, campaign: Campaign, actor: User, answer: str = "", at: datetime | None = None
) -> Campaign:
    """Ask the department's approvers to approve the terms (R1). Raises ``NotReadyError``.

    ``answer`` is what the department says to whoever returned it before.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if reasons := lacking_for_approval(locked):
        raise NotReadyError(reasons)
    locked.request_approval(moment)
    locked.approval_requested_by = actor
    locked.save()
    CampaignPart.objects.play(locked, actor, CampaignPart.Part.ASKED, moment)
    if answer and (returned := last_return(locked)) is not None:
        returned.answer = answer
        returned.save(update_fields=["answer"])
    detail = {"detail": answer} if answer else None
    log(locked, "roles.approval_requested", actor=actor, at=moment, data=detail)
    approvers = people_of(locked.organisation, Membership.Role.APPROVER)
    _notify(locked, "roles.approval_requested", [person for person in approvers if person != actor])
    return locked


def _scope() -> frozenset[str]:
    """What ``approve`` takes."""
    return keywords_of(approve)


@requires("roles.approve_campaign", "campaign", fields=_scope)
@transaction.atomic
def decide(
    *, campaign: Campaign, decision: str, actor: User, reason: str = "", **scope: Any
) -> Approval:
    """Approve a campaign within a scope, return it, or refuse it, as ``Approval.Decision`` says.

    ``scope`` is what ``approve`` takes. Raises what the service of that decision raises.
    """
    if decision == Approval.Decision.APPROVED:
        return approve(campaign=campaign, actor=actor, **scope)
    against = refuse if decision == Approval.Decision.REFUSED else send_back
    against(campaign=campaign, reason=reason, actor=actor)
    return campaign.approvals.latest("pk")


@requires("roles.approve_campaign", "campaign")
@transaction.atomic
def approve(
    *,
    campaign: Campaign,
    actor: User,
    audience: str,
    posts: int,
    max_salary: int,
    authority: str = Approval.Authority.DEPARTMENT,
    delegation: Delegation | None = None,
    evidence: str = "",
    at: datetime | None = None,
) -> Approval:
    """Approve a campaign for a scope: audience, posts, highest salary (R1).

    Raises ``OwnApprovalError`` for one's own campaign, ``AuthorityNeededError`` for the external
    audience without the authority it needs, or a delegation that is not the actor's or not in
    force; ``NotReadyError`` when the campaign goes beyond the scope.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    _refuse_own(locked, actor)
    delegation = checked_delegation(locked, actor, audience, authority, delegation, moment)
    locked.approve(moment)
    approval = Approval(
        campaign=locked,
        decision=Approval.Decision.APPROVED,
        approver=actor,
        approver_role=Membership.Role.APPROVER.label,
        authority=authority,
        delegation=delegation,
        evidence=evidence,
        decided_at=moment,
        audience=audience,
        posts=posts,
        max_salary=max_salary,
    )
    if reasons := approval.exceeded_by(locked, locked.posts.count()):
        raise NotReadyError(reasons)
    approval.save()
    locked.save()
    log(
        locked,
        "roles.campaign_approved",
        actor=actor,
        at=moment,
        data={
            "detail": f"{approval.get_audience_display()}, posts: {posts}, up to £{max_salary:,}"
        },
    )
    _notify_asker(locked)
    return approval


@requires("roles.approve_campaign", "campaign")
@transaction.atomic
def send_back(
    *, campaign: Campaign, reason: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Return a campaign for changes, with the reason. Raises ``OwnApprovalError``."""
    locked = _decide_against(campaign, Approval.Decision.RETURNED, reason, actor, at)
    log(locked, "roles.campaign_returned", actor=actor, at=at, data={"detail": reason})
    _notify_asker(locked)
    return locked


@requires("roles.approve_campaign", "campaign")
@transaction.atomic
def refuse(*, campaign: Campaign, reason: str, actor: User, at: datetime | None = None) -> Campaign:
    """Refuse a campaign, with the reason; there will be no advert. Raises ``OwnApprovalError``."""
    locked = _decide_against(campaign, Approval.Decision.REFUSED, reason, actor, at)
    log(locked, "roles.campaign_refused", actor=actor, at=at, data={"detail": reason})
    look_again(subject=locked, actor=actor, at=at)
    _notify_asker(locked)
    return locked


@requires("roles.agree_job_description", "campaign")
@transaction.atomic
def agree_job_description(
    *, campaign: Campaign, actor: User, at: datetime | None = None
) -> Campaign:
    """Record that the hub agrees the job description of a Senior Civil Service post (R4).

    Agreeing twice changes nothing. Raises ``PermissionDenied`` for who is no lead of the hub,
    ``OwnApprovalError`` for who made the campaign or wrote some of what is agreed,
    ``NotReadyError`` while there is nothing to agree.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not is_described_by_others(actor, locked):
        raise OwnApprovalError
    if locked.job_description_agreed_at:
        return locked
    if reasons := lacking_for_agreement(locked):
        raise NotReadyError(reasons)
    locked.job_description_agreed_at = moment
    locked.job_description_agreed_by = actor
    locked.save()
    log(locked, "roles.job_description_agreed", actor=actor, at=moment)
    return locked


def checked_delegation(
    campaign: Campaign,
    actor: User,
    audience: str,
    authority: str,
    delegation: Delegation | None,
    at: datetime,
) -> Delegation | None:
    """The delegation an approval rests on, None where it rests on another authority (R1).

    Raises ``AuthorityNeededError`` when the authority is not enough for the audience, or the
    delegation is not the actor's or not in force; ``RecordedForItselfError``.
    """
    if audience == Audience.EXTERNAL and authority not in Approval.EXTERNAL_AUTHORITIES:
        raise AuthorityNeededError
    if authority != Approval.Authority.DELEGATED:
        return None
    if delegation is None or not delegation.covers(actor, campaign.organisation, at):
        raise AuthorityNeededError
    if is_recorded_for(campaign, delegation):
        raise RecordedForItselfError
    return delegation


def is_recorded_for(campaign: Campaign, delegation: Delegation) -> bool:
    """Whether whoever recorded a delegation has worked on the campaign (R1)."""
    recorder = delegation.recorded_by
    if recorder is None:
        return False
    return Campaign.objects.acted_on_by(recorder).filter(pk=campaign.pk).exists()


def _decide_against(
    campaign: Campaign, decision: str, reason: str, actor: User, at: datetime | None
) -> Campaign:
    moment = at or timezone.now()
    locked = _locked(campaign)
    _refuse_own(locked, actor)
    move = locked.send_back if decision == Approval.Decision.RETURNED else locked.refuse
    move(moment)
    locked.save()
    Approval.objects.create(
        campaign=locked,
        decision=decision,
        approver=actor,
        approver_role=Membership.Role.APPROVER.label,
        decided_at=moment,
        reason=reason,
        asked=terms_in_words(locked) if decision == Approval.Decision.RETURNED else {},
    )
    return locked


def _refuse_own(campaign: Campaign, actor: User) -> None:
    if not is_somebody_elses(actor, campaign):
        raise OwnApprovalError


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade").get(pk=campaign.pk)


def _notify_asker(campaign: Campaign) -> None:
    asker = [campaign.approval_requested_by]
    _notify(campaign, "roles.approval_decided", asker, decision=DECIDED[campaign.state])


def _notify(campaign: Campaign, slug: str, people: list[User | None], **context: Any) -> None:
    moment = campaign.approval_requested_at or timezone.now()
    notify_people(
        slug,
        people,
        campaign,
        at=moment,
        # It can be returned and asked for again.
        occasion=f"{moment.isoformat()} {campaign.state}",
        reference=campaign.reference,
        title=campaign.title,
        **context,
    )
