"""Widening who may apply: only in order, and beyond the approval only with a new one (R2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import keywords_of, requires
from hub.models import Membership, User
from hub.refusals import RefusedError
from roles.campaigns.services.approvals import OwnApprovalError, checked_delegation
from roles.campaigns.services.exemptions import stopping_period
from roles.campaigns.services.movers import movers_of, notify_reached
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation
from roles.notifying import notify_people, people_of
from roles.permissions.predicates import is_somebody_elses
from roles.signals import advert_changed


class AudienceNarrowedError(RefusedError):
    """The audience only widens, in the order of R2."""

    reason = "Select a wider audience: it can only be widened"


class AudienceNotApprovedError(RefusedError):
    """The approval does not reach so wide an audience (R2)."""

    reason = "The approval does not cover this audience. Ask an approver to approve it first"


class AudienceWaitsError(RefusedError):
    """Before an election an open role is not shown to more people, unless it is exempt."""


def why_audience_waits(campaign: Campaign, at: datetime | None = None) -> str:
    """Why an open role is not widened at the moment, and until when; "" when it may be."""
    period = stopping_period(campaign, at) if campaign.is_live else None
    return period.why("Wider audiences for open roles") if period else ""


def approved_audience(campaign: Campaign) -> str:
    """The widest audience that an approval of the campaign covers, "" without one."""
    approval = campaign.approvals.given().first()
    return approval.audience if approval else ""


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def widen_audience(
    *, campaign: Campaign, audience: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Widen the audience as far as it is approved, in the order of R2.

    Raises ``AudienceNarrowedError`` for one that is no wider, ``AudienceNotApprovedError`` for one
    beyond the approval, ``AudienceWaitsError`` for an open role before an election.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    _refuse_narrower(locked, audience)
    approved = approved_audience(locked)
    if not locked.is_editable and not (approved and Audience(approved).covers(audience)):
        raise AudienceNotApprovedError
    if locked.is_editable:
        CampaignPart.objects.play(locked, actor, CampaignPart.Part.TERMS, moment)
    return _widen(locked, audience, actor, moment)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def ask_wider_audience(
    *, campaign: Campaign, audience: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Ask the approvers for a wider audience than they approved, before opening or after (R2).

    Raises ``TransitionNotAllowed`` when the campaign is neither approved nor live, or when somebody
    has asked already.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not (locked.is_ready or locked.is_live) or locked.wider_audience:
        raise TransitionNotAllowed("It cannot be asked for now.", object=locked)
    _refuse_narrower(locked, audience)
    locked.ask_wider(audience, actor, moment)
    locked.save()
    CampaignPart.objects.play(locked, actor, CampaignPart.Part.ASKED, moment)
    log(locked, "roles.wider_audience_asked", actor=actor, at=moment, data=_detail(audience))
    approvers = people_of(locked.organisation, Membership.Role.APPROVER)
    notify_people(
        "roles.wider_audience_asked",
        [person for person in approvers if person != actor],
        locked,
        at=moment,
        occasion=moment.isoformat(),
        reference=locked.reference,
    )
    return locked


def _authority() -> frozenset[str]:
    """What ``approve_wider_audience`` takes."""
    return keywords_of(approve_wider_audience)


@requires("roles.approve_campaign", "campaign", fields=_authority)
@transaction.atomic
def decide_wider_audience(
    *, campaign: Campaign, decision: str, actor: User, reason: str = "", **authority: Any
) -> Campaign:
    """Approve the wider audience that was asked for, or refuse it.

    ``authority`` is what ``approve_wider_audience`` takes. Raises what that or the refusal raises.
    """
    if decision == Approval.Decision.APPROVED:
        approve_wider_audience(campaign=campaign, actor=actor, **authority)
    else:
        refuse_wider_audience(campaign=campaign, reason=reason, actor=actor)
    return campaign


@requires("roles.approve_campaign", "campaign")
@transaction.atomic
def approve_wider_audience(
    *,
    campaign: Campaign,
    actor: User,
    authority: str = Approval.Authority.DEPARTMENT,
    delegation: Delegation | None = None,
    evidence: str = "",
    at: datetime | None = None,
) -> Approval:
    """Approve the wider audience that was asked for: a new approval record, at once in force.

    Posts and salary stay as they were approved. Raises ``OwnApprovalError``, ``AudienceWaitsError``
    (what was asked goes on waiting), ``AuthorityNeededError`` (R1), and
    ``TransitionNotAllowed`` when nobody has asked.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    _refuse_own(locked, actor)
    before = locked.approvals.given().first()
    if before is None:
        raise TransitionNotAllowed("It was never approved.", object=locked)
    audience = locked.wider_audience
    approval = Approval.objects.create(
        campaign=locked,
        decision=Approval.Decision.APPROVED,
        approver=actor,
        approver_role=Membership.Role.APPROVER.label,
        authority=authority,
        delegation=checked_delegation(locked, actor, audience, authority, delegation, moment),
        evidence=evidence,
        decided_at=moment,
        audience=audience,
        posts=before.posts,
        max_salary=before.max_salary,
    )
    asker = locked.wider_requested_by
    locked.forget_wider()
    log(locked, "roles.wider_audience_approved", actor=actor, at=moment, data=_detail(audience))
    _widen(locked, audience, actor, moment)
    _notify_asker(locked, asker, moment, "has been approved for a wider audience")
    return approval


@requires("roles.approve_campaign", "campaign")
@transaction.atomic
def refuse_wider_audience(
    *, campaign: Campaign, reason: str, actor: User, at: datetime | None = None
) -> Campaign:
    """Refuse the wider audience; the campaign goes on as it is. Raises ``OwnApprovalError``."""
    moment = at or timezone.now()
    locked = _locked(campaign)
    _refuse_own(locked, actor)
    Approval.objects.create(
        campaign=locked,
        decision=Approval.Decision.REFUSED,
        approver=actor,
        approver_role=Membership.Role.APPROVER.label,
        decided_at=moment,
        audience=locked.wider_audience,
        reason=reason,
    )
    asker = locked.wider_requested_by
    locked.forget_wider()
    locked.save()
    log(locked, "roles.wider_audience_refused", actor=actor, at=moment, data={"detail": reason})
    _notify_asker(locked, asker, moment, "has been refused a wider audience")
    return locked


def _widen(locked: Campaign, audience: str, actor: User, moment: datetime) -> Campaign:
    if why := why_audience_waits(locked, moment):
        raise AudienceWaitsError([why])
    before = movers_of(locked, moment)
    locked.audience = audience
    locked.save()
    log(locked, "roles.audience_widened", actor=actor, at=moment, data=_detail(audience))
    advert_changed.send(sender=None, campaign=locked)
    notify_reached(locked, before, moment)
    return locked


def _refuse_narrower(campaign: Campaign, audience: str) -> None:
    if audience not in campaign.wider_audiences:
        raise AudienceNarrowedError


def _refuse_own(campaign: Campaign, actor: User) -> None:
    if not campaign.wider_audience:
        raise TransitionNotAllowed("Nobody asked for a wider audience.", object=campaign)
    if not is_somebody_elses(actor, campaign):
        raise OwnApprovalError


def _notify_asker(campaign: Campaign, asker: User | None, at: datetime, decision: str) -> None:
    notify_people(
        "roles.approval_decided",
        [asker],
        campaign,
        at=at,
        occasion=f"{at.isoformat()} audience",
        reference=campaign.reference,
        title=campaign.title,
        decision=decision,
    )


def _detail(audience: str) -> dict[str, str]:
    return {"detail": str(Audience(audience).label)}


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "grade").get(pk=campaign.pk)
