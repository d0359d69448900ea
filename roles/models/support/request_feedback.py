"""What became of a request, or of a campaign without one, as the department says later (H9)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hub.models import Organisation
from hub.models.actor_field import actor_field
from roles.models.campaigns.campaign import Campaign
from roles.models.support.support_request import SupportRequest


class RequestFeedback(models.Model):
    """The department's answer: whether and how the posts were filled, why not, how the hub did.

    It is about a support request, or about a campaign that has none behind it: one of the two.
    Satisfaction with the hub is asked of requests, and only ever shown as an aggregate (H9).
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Filled(models.TextChoices):
        ALL = "all", "Yes, every post"
        SOME = "some", "Some of the posts"
        NONE = "none", "No"

    class How(models.TextChoices):
        CAMPAIGN = "campaign", "By a campaign the hub team supported"
        OWN_CAMPAIGN = "own_campaign", "By a campaign of our own"
        RESERVE = "reserve", "From a reserve list"
        OTHERWISE = "otherwise", "In another way"
        CONTRACT = "contract", "By a contract"

    class WhyNot(models.TextChoices):
        NO_APPLICANTS = "no_applicants", "Too few people applied"
        NOT_GOOD_ENOUGH = "not_good_enough", "Nobody met the standard"
        PAY = "pay", "Pay"
        PLACE = "place", "The place or the working pattern"
        TOO_SLOW = "too_slow", "It took too long and people left"
        APPROVAL = "approval", "No approval or no budget"
        NOT_NEEDED = "not_needed", "The posts are not needed any more"
        STILL_TRYING = "still_trying", "We are still trying"

    class Satisfaction(models.IntegerChoices):
        VERY_SATISFIED = 5, "Very satisfied"
        SATISFIED = 4, "Satisfied"
        NEITHER = 3, "Neither satisfied nor dissatisfied"
        DISSATISFIED = 2, "Dissatisfied"
        VERY_DISSATISFIED = 1, "Very dissatisfied"

    request = models.OneToOneField(
        SupportRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback"
    )
    campaign = models.OneToOneField(
        Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = actor_field()
    filled = models.CharField(max_length=10, choices=Filled.choices, blank=True)
    how = models.CharField(max_length=20, choices=How.choices, blank=True)
    why_not = models.CharField(max_length=20, choices=WhyNot.choices, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=Satisfaction.choices
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "request feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(filled=""), name="roles_feedback_answered"
            ),
            models.CheckConstraint(
                condition=Q(request=None) ^ Q(campaign=None), name="roles_feedback_about_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.subject}"

    @property
    def subject(self) -> SupportRequest | Campaign:
        """The request or the campaign that it is about."""
        subject = self.request or self.campaign
        assert subject is not None, "it is about one of the two"
        return subject

    @property
    def organisation(self) -> Organisation:
        """The department that answers."""
        return self.subject.organisation
