"""What can be done to a campaign before its advert opens, in the order in which it is offered."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from hub.dates import date_gb
from hub.models import User
from hub.moves import ConfirmForm, Move, can
from hub.permissions import is_hub_lead
from roles.campaigns.forms.asking_again import AskAgainForm
from roles.campaigns.forms.campaigns import (
    ApprovalDecisionForm,
    AudienceDecisionForm,
    AudienceForm,
)
from roles.campaigns.forms.exemptions import AskExemptionForm, DecideExemptionForm
from roles.campaigns.forms.terms import DatesForm
from roles.campaigns.moves.terms import TERMS_MOVES, terms_to_complete
from roles.campaigns.moves.what_is_decided import (
    approval_asked,
    asked_again,
    exemption_asked,
    is_unchanged,
    job_to_agree,
)
from roles.campaigns.services import approvals, audience, drafting, exemptions
from roles.campaigns.services.dates import set_selection_dates
from roles.campaigns.services.readiness import lacking_for_agreement
from roles.campaigns.services.what_changed import last_return
from roles.models.campaigns.approval import Approval
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation
from roles.models.policy import RecruitmentPolicy
from roles.permissions.predicates import has_no_part, is_approver, is_no_rival, is_somebody_elses

APPROVING, DRAFTING = "roles.approve_campaign", "roles.draft_campaign"
DATES = ("closes_on", "sift_on", "interviews_from", "interviews_to")


def selection_dates(campaign: Campaign) -> dict[str, Any]:
    """The dates as they are, for a form that changes them."""
    return {name: getattr(campaign, name) for name in DATES}


def closing_day(campaign: Campaign) -> str:
    """The day on which it closes; what kind of day, where nobody is at work to be asked."""
    day = campaign.closes_on
    why = RecruitmentPolicy.load().why_not_working(day) if day else ""
    return f"{date_gb(day)}, {why}, when nobody answers questions" if why else date_gb(day)


def _scope(campaign: Campaign, user: User) -> dict[str, Any]:
    return {
        "initial": {
            "audience": campaign.audience,
            "posts": campaign.posts.count(),
            "max_salary": campaign.highest_salary,
        },
        **_delegations(campaign, user),
    }


def _delegations(campaign: Campaign, user: User) -> dict[str, Any]:
    """Those in force that a person may approve the campaign under, and whether there are others."""
    held = Delegation.objects.held_by(user, campaign.organisation)
    held = held.in_force(timezone.localdate()).select_related("organisation", "recorded_by")
    barred = [each.pk for each in held if approvals.is_recorded_for(campaign, each)]
    return {"delegations": held.exclude(pk__in=barred), "has_barred": bool(barred)}


def _own_approval(campaign: Campaign, user: User) -> str:
    """What an approver is told of a campaign that they made or asked approval for."""
    is_own = not is_somebody_elses(user, campaign) and is_approver(user, campaign)
    return approvals.OwnApprovalError.reason if is_own else ""


def _own_exemption(campaign: Campaign, user: User) -> str:
    """What a hub lead is told of a campaign in which they have a part, and so do not exempt."""
    is_own = not has_no_part(user, campaign) and is_hub_lead(user) and is_no_rival(user, campaign)
    return exemptions.OWN_PART if is_own else ""


def _audience_decided(campaign: Campaign, result: Campaign) -> str:
    audience = campaign.get_audience_display().lower()
    if campaign.approvals.latest("pk").decision == Approval.Decision.APPROVED:
        return f"You have approved the wider audience. The role is open to: {audience}"
    return f"You have refused the wider audience. The role stays open to: {audience}"


def _not_to_agree_yet(campaign: Campaign) -> str:
    if not (lacking := lacking_for_agreement(campaign)):
        return ""
    return (
        "The department must first "
        f"{' and '.join(line[:1].lower() + line[1:] for line in lacking)}."
    )


def _audience_waits(campaign: Campaign) -> str:
    why = audience.why_audience_waits(campaign)
    return f"{why}." if why else ""


def _audiences(campaign: Campaign, *, approved: bool) -> list[str]:
    """The wider audiences within the approval, or those beyond it."""
    limit = audience.approved_audience(campaign)
    wider = campaign.wider_audiences
    return [item for item in wider if bool(limit and Audience(limit).covers(item)) is approved]


def _is_opened(campaign: Campaign, what: str) -> str:
    """The rule of what is done before the advert opens, once it was opened or has ended."""
    return "" if campaign.is_before_opening else f"{what} before the advert opens"


def _sift_help_not_now(campaign: Campaign) -> str:
    if campaign.has_sift_help:
        return "Somebody has already asked the hub team for help with the sift"
    if campaign.support_request_id is None:
        return "Only a campaign that answers a support request can ask the hub team for help"
    return _is_opened(campaign, "You can only ask the hub team for help with the sift")


def _agreed_already(campaign: Campaign) -> str:
    if not campaign.is_senior:
        return "The hub team only agrees job descriptions of senior posts"
    if campaign.job_description_agreed_at:
        return "The hub team has already agreed the job description"
    return _is_opened(campaign, "The hub team can only agree the job description")


def _audience_not_now(campaign: Campaign) -> str:
    if not (campaign.is_ready or campaign.is_live):
        return "You can only widen the audience between the approval and the closing date"
    if not campaign.wider_audience and _audiences(campaign, approved=False):
        return "The approval does not cover a wider audience. You can ask an approver for one"
    if _audiences(campaign, approved=True):
        return "The approval already covers a wider audience. You can open the role to it yourself"
    return "The role is already open to the widest possible audience"


def _dates_not_now(campaign: Campaign) -> str:
    if campaign.is_editable:
        return "The dates are part of the terms until you ask for approval. Change the terms"
    if campaign.is_live:
        return "You cannot change the dates now. You can extend the closing date instead"
    return _is_opened(campaign, "You can only set the dates")


PREPARING_MOVES = (
    *TERMS_MOVES,
    Move(
        slug="ask-approval",
        label="Ask for approval",
        permission=DRAFTING,
        may=can("request_approval"),
        service=approvals.request_approval,
        obstacle=terms_to_complete,
        form=lambda campaign: AskAgainForm if last_return(campaign) else ConfirmForm,
        form_kwargs=lambda campaign, user: (
            {"is_unchanged": is_unchanged(campaign)} if last_return(campaign) else {}
        ),
        facts=asked_again,
        explain="An approver in the department decides. Nobody can approve their own campaign.",
        done="is waiting for approval",
    ),
    Move(
        slug="approve",
        facts=approval_asked,
        label="Decide on the approval",
        permission=APPROVING,
        barred_by=_own_approval,
        may=can("approve"),
        is_decision=True,
        # Returned and asked for again, it may have any other terms.
        about=lambda campaign: campaign.approval_requested_at,
        service=approvals.decide,
        form=ApprovalDecisionForm,
        form_kwargs=_scope,
        explain="The department can advertise up to the limits you set here. It must ask again "
        "to go beyond them.",
        done=lambda campaign: approvals.DECIDED[campaign.state],
    ),
    Move(
        slug="agree-job-description",
        label="Agree the job description",
        permission="roles.agree_job_description",
        may=lambda campaign: (
            campaign.is_senior
            and campaign.is_before_opening
            and not campaign.job_description_agreed_at
        ),
        is_decision=True,
        service=approvals.agree_job_description,
        obstacle=_not_to_agree_yet,
        facts=job_to_agree,
        explain="You agree the title, the salary, the criteria and the words of this senior post.",
        already=_agreed_already,
        says=lambda campaign, result: "You have agreed the job description",
    ),
    Move(
        slug="dates",
        label="Set the dates",
        permission=DRAFTING,
        may=lambda campaign: campaign.is_before_opening and not campaign.is_editable,
        service=set_selection_dates,
        form=DatesForm,
        form_kwargs=lambda campaign, user: {"initial": selection_dates(campaign)},
        already=_dates_not_now,
        says=lambda campaign, result: f"Dates saved. The role closes on {closing_day(campaign)}",
    ),
    Move(
        slug="audience",
        label="Widen the audience",
        permission=DRAFTING,
        may=lambda campaign: (
            (campaign.is_ready or campaign.is_live) and bool(_audiences(campaign, approved=True))
        ),
        service=audience.widen_audience,
        obstacle=_audience_waits,
        form=AudienceForm,
        form_kwargs=lambda campaign, user: {"audiences": _audiences(campaign, approved=True)},
        explain="You can open the role to more people, up to what was approved.",
        already=_audience_not_now,
        done="has a wider audience",
    ),
    Move(
        slug="ask-audience",
        label="Ask for a wider audience",
        permission=DRAFTING,
        may=lambda campaign: (
            (campaign.is_ready or campaign.is_live)
            and not campaign.wider_audience
            and bool(_audiences(campaign, approved=False))
        ),
        service=audience.ask_wider_audience,
        form=AudienceForm,
        form_kwargs=lambda campaign, user: {"audiences": _audiences(campaign, approved=False)},
        explain="The approval does not cover this. An approver of the department has to decide.",
        already=lambda campaign: (
            "Somebody has already asked for a wider audience. An approver has to decide on it"
            if campaign.wider_audience
            else _audience_not_now(campaign)
        ),
        done="is waiting for approval of a wider audience",
    ),
    Move(
        slug="approve-audience",
        facts=approval_asked,
        label="Decide on the wider audience",
        permission=APPROVING,
        may=lambda campaign: bool(campaign.wider_audience),
        is_decision=True,
        service=audience.decide_wider_audience,
        form=AudienceDecisionForm,
        form_kwargs=_delegations,
        already=lambda campaign: "Somebody has already decided, or nobody has asked for this",
        explain="The number of posts and the salary stay as approved.",
        barred_by=_own_approval,
        says=_audience_decided,
    ),
    Move(
        slug="ask-exemption",
        label="Ask for an exemption before the election",
        permission=DRAFTING,
        may=lambda campaign: (
            campaign.is_ready
            and not campaign.exemptions.waiting().exists()
            and bool(exemptions.periods_to_ask(campaign, timezone.now()))
        ),
        service=exemptions.ask_exemption,
        form=AskExemptionForm,
        explain="A hub lead who does not work on this campaign will decide.",
        already=lambda campaign: (
            "Somebody has already asked for an exemption, or the advert does not have to wait"
        ),
        says=lambda campaign, result: "You have asked for an exemption. A hub lead will decide",
    ),
    Move(
        slug="decide-exemption",
        label="Decide on the exemption",
        permission="roles.exempt_campaign",
        barred_by=_own_exemption,
        may=lambda campaign: campaign.exemptions.waiting().exists(),
        is_decision=True,
        service=exemptions.decide_exemption,
        form=DecideExemptionForm,
        facts=exemption_asked,
        already=lambda campaign: "Somebody has already decided, or nobody has asked for this",
        says=lambda campaign, result: "Your decision on the exemption is recorded",
    ),
    Move(
        slug="sift-help",
        label="Ask the hub team for help with the sift",
        permission="roles.ask_sift_help",
        may=lambda campaign: (
            campaign.support_request_id is not None
            and not campaign.has_sift_help
            and campaign.is_before_opening
        ),
        service=drafting.ask_for_sift_help,
        explain="Ask before the advert opens. The hub team will say whether it can help.",
        already=_sift_help_not_now,
        says=lambda campaign, result: "You have asked the hub team for help with the sift",
    ),
)
