"""Approvals: who let a campaign be advertised, when, and how far (R1, R2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hub.models.actor_field import actor_field
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import Audience
from roles.models.campaigns.delegation import Delegation


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals by decision."""

    def given(self) -> ApprovalQuerySet:
        """Those that said yes, the latest first."""
        return self.filter(decision=Approval.Decision.APPROVED).order_by("-decided_at", "-pk")

    def returned(self) -> ApprovalQuerySet:
        """Those that asked for changes, the latest first."""
        return self.filter(decision=Approval.Decision.RETURNED).order_by("-decided_at", "-pk")


class Approval(models.Model):
    """One decision on a campaign, with the scope it covers; never changed afterwards.

    What was returned keeps what was ``asked``, so that what is another since can be shown, and gets
    the ``answer`` of the department when it asks again.

    The external audience needs a minister, a chief executive or a delegation on record (R1).
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned for changes"
        REFUSED = "refused", "Refused"

    class Authority(models.TextChoices):
        DEPARTMENT = "department", "The department's own vacancy approver"
        MINISTER = "minister", "Secretary of State or minister"
        CHIEF_EXECUTIVE = "chief_executive", "Chief executive of a non-ministerial body"
        DELEGATED = "delegated", "A delegation from the minister or chief executive"

    # Those that are enough for the external audience.
    EXTERNAL_AUTHORITIES = (Authority.MINISTER, Authority.CHIEF_EXECUTIVE, Authority.DELEGATED)

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="approvals")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    approver = actor_field()
    approver_role = models.CharField(max_length=60)
    authority = models.CharField(max_length=20, choices=Authority.choices, blank=True)
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    evidence = models.CharField("where the decision is kept", max_length=150, blank=True)
    decided_at = models.DateTimeField()
    audience = models.CharField(
        "widest audience", max_length=20, choices=Audience.choices, blank=True
    )
    posts = models.PositiveSmallIntegerField("most posts", null=True, blank=True)
    max_salary = models.PositiveIntegerField("highest salary", null=True, blank=True)
    reason = models.TextField(blank=True)
    asked = models.JSONField("what was asked", default=dict, blank=True, editable=False)
    answer = models.TextField("what the department answered", blank=True, editable=False)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="approved")
                | Q(posts__isnull=False, max_salary__isnull=False) & ~Q(audience=""),
                name="roles_approval_has_scope",
            ),
            models.CheckConstraint(
                condition=~Q(decision="approved", audience="external")
                | Q(authority__in=["minister", "chief_executive"])
                | Q(authority="delegated", delegation__isnull=False),
                name="roles_approval_external_authority",
            ),
            models.CheckConstraint(
                condition=Q(decision="approved") | ~Q(reason=""),
                name="roles_approval_no_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.campaign}"

    def exceeded_by(self, campaign: Campaign, posts: int) -> list[str]:
        """In words, how a campaign with that many posts goes beyond what was approved (R1, R2)."""
        found = []
        if not Audience(self.audience).covers(campaign.audience):
            found.append(
                f"The audience “{campaign.get_audience_display()}” is wider than the approved "
                f"“{self.get_audience_display()}”"
            )
        if posts > (self.posts or 0):
            found.append(f"There are {posts} posts and {self.posts} are approved")
        if (campaign.highest_salary or 0) > (self.max_salary or 0):
            found.append(
                f"The highest salary £{campaign.highest_salary:,} is above the approved "
                f"£{self.max_salary:,}"
            )
        return found
