"""Which campaigns wait for somebody to approve, agree or exempt: never their own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hub.models import Membership, StaffGroup, User
from roles.campaigns.services.appointments import awaiting_agreement as waiting_among
from roles.campaigns.services.appointments import panels_of
from roles.campaigns.services.readiness import lacking_for_agreement
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import AGREED, APPROVED
from roles.models.campaigns.campaign_rows import CampaignQuerySet
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import LIVE, READY, CampaignState
from roles.models.campaigns.exemption import Exemption
from roles.models.campaigns.post import Post
from roles.models.support.support_request import SupportRequest


def campaigns() -> CampaignQuerySet:
    """Every campaign, with the organisation that its line shows."""
    return Campaign.objects.select_related("organisation")


def campaigns_of(person: User, *roles: str) -> CampaignQuerySet:
    """The campaigns of a person's organisations in which they do not compete (R25)."""
    rows = campaigns().filter(organisation__in=person.organisations(*roles))
    return rows.exclude(pk__in=competed_in(person))


def to_approve(person: User) -> QuerySet[Campaign]:
    """Campaigns on which an approver decides; nobody on what they made, wrote or asked for (R1)."""
    rows = campaigns_of(person, Membership.Role.APPROVER).filter(
        state=CampaignState.APPROVAL_REQUESTED
    )
    return _of_others(rows, person).order_by("approval_requested_at", "pk")


def audiences_to_approve(person: User) -> QuerySet[Campaign]:
    """Campaigns whose wider audience an approver decides on (R2)."""
    rows = campaigns_of(person, Membership.Role.APPROVER).awaiting_decision()
    rows = _of_others(rows.filter(state__in=READY | LIVE), person)
    return rows.order_by("approval_requested_at", "pk")


def _of_others(rows: CampaignQuerySet, person: User) -> CampaignQuerySet:
    keys = person.side_keys
    own = Q(made_by__in=keys) | Q(approval_requested_by__in=keys) | Q(wider_requested_by__in=keys)
    return rows.exclude(own).exclude(pk__in=_played(keys, APPROVED))


def job_descriptions_to_agree(person: User) -> list[Campaign]:
    """Senior campaigns whose job description a hub lead agrees, who wrote none of it (R4).

    Those alone of which nothing is lacking for that.
    """
    if not person.in_group(StaffGroup.HUB_LEADS):
        return []
    rows = campaigns().unfinished().filter(grade__is_scs=True, job_description_agreed_at=None)
    keys = person.side_keys
    rows = rows.exclude(made_by__in=keys).exclude(pk__in=_played(keys, AGREED))
    rows = rows.exclude(pk__in=competed_in(person))
    rows = rows.filter(opened_at=None, job_description__isnull=False).order_by("draft_at", "pk")
    return [row for row in rows.select_related("job_description") if not lacking_for_agreement(row)]


def exemptions_to_decide(person: User) -> QuerySet[Exemption]:
    """Exemptions before an election, for a hub lead who has no part in the campaign (R23)."""
    if not person.in_group(StaffGroup.HUB_LEADS):
        return Exemption.objects.none()
    own = Campaign.objects.with_part_of(person)
    rows = Exemption.objects.waiting().exclude(campaign__in=own.values("pk"))
    rows = rows.exclude(campaign__in=competed_in(person))
    return rows.select_related("campaign__organisation").order_by("asked_at", "pk")


def exemptions_asked(person: User) -> QuerySet[Exemption]:
    """Exemptions before an election that this person asked for, of campaigns that they may see."""
    seen = campaigns().visible_to(person)
    rows = Exemption.objects.waiting().filter(asked_by=person, campaign__in=seen.values("pk"))
    return rows.select_related("campaign__organisation").order_by("asked_at", "pk")


def with_approvers(person: User) -> QuerySet[Campaign]:
    """Campaigns for which this person asked an approver."""
    rows = campaigns().visible_to(person).awaiting_decision()
    mine = Q(approval_requested_by=person) | Q(wider_requested_by=person)
    return rows.filter(mine).order_by("approval_requested_at", "pk")


def awaiting_agreement(posts: QuerySet[Post], reader: User | None) -> list[Post]:
    """Of some posts the senior ones that could be offered now, but for the hub's agreement (R4).

    The first that waited stands first. Nobody counts who is hidden from the reader (S4).
    """
    chosen = Q(campaign__merit_agreed_at__isnull=False) | Q(campaign=None)
    rows = posts.filter(chosen, pk__in=Post.objects.open().values("pk"), grade__is_scs=True)
    rows = rows.select_related("campaign", "organisation", "role", "level", "grade")
    rows = rows.order_by("campaign__merit_agreed_at", "opened_at", "pk")
    return waiting_among(rows, reader)


def appointments_to_agree(person: User) -> list[Post]:
    """Senior posts to whose appointment a hub lead agrees, who was not of the panel (R4, H8)."""
    if not person.has_perm("roles.agree_appointment"):
        return []
    own = competed_in(person)
    asked = SupportRequest.objects.filter(Q(campaigns__in=own) | Q(posts__campaign__in=own))
    rivals = Q(campaign=None, support_request__in=asked.values("pk"))
    keys = person.side_keys
    described = Q(campaign__made_by__in=keys) | Q(campaign__in=_played(keys, AGREED))
    rows = Post.objects.exclude(campaign__in=own).exclude(rivals)
    waiting = awaiting_agreement(rows.exclude(described), person)
    panels = panels_of(waiting, keys)
    return [post for post in waiting if not panels[post.pk]]


def _played(keys: frozenset[int], among: frozenset[str]) -> QuerySet[Campaign]:
    """The campaigns in which somebody has one of these parts, by one of their keys."""
    rows = Campaign.objects.filter(parts__person__in=keys, parts__part__in=among)
    return rows.order_by()


def appointments_with_hub(person: User) -> list[Post]:
    """The same of a department, which waits for the hub before it makes an offer."""
    own = campaigns_of(person, *RUNNING_CAMPAIGNS)
    return awaiting_agreement(Post.objects.filter(campaign__in=own.values("pk")), person)
