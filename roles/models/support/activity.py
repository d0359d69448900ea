"""Support activities: the hub's work, dated, against posts (H5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from hub.models.actor_field import actor_field
from hub.periods import Quarter
from roles.models.campaigns.post import Post
from roles.models.support.support_request import SupportRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class SupportActivityQuerySet(models.QuerySet["SupportActivity"]):
    """Activities by date and by who may see them."""

    def visible_to(self, user: User | AnonymousUser) -> SupportActivityQuerySet:
        """Those of the requests the person may see."""
        return self.filter(request__in=SupportRequest.objects.visible_to(user))

    def within(self, period: Quarter) -> SupportActivityQuerySet:
        """Those on a day of the quarter."""
        return self.filter(on__gte=period.start, on__lte=period.end)


class SupportActivity(models.Model):
    """One piece of work by the hub, on a day, for a post where it was about one."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Type(models.TextChoices):
        JOB_DESCRIPTION = "job_description", "Job description"
        ORGANISATION_DESIGN = "organisation_design", "Organisation design"
        SALARY = "salary", "Salary guidance"
        ATTRACTION = "attraction", "Attraction"
        HEADHUNT = "headhunt", "Headhunt"
        SIFT = "sift", "Sift"
        SHORTLIST = "shortlist", "Shortlist"
        PANEL = "panel", "Panel"
        INTERVIEW = "interview", "Interview"
        OFFER = "offer", "Offer"
        ADVICE = "advice", "Advice"

    request = models.ForeignKey(SupportRequest, on_delete=models.CASCADE, related_name="activities")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    type = models.CharField(max_length=30, choices=Type.choices)
    on = models.DateField()
    adviser = actor_field()
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    logged_at = models.DateTimeField()

    objects = SupportActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "support activities"
        indexes = [models.Index(fields=["on", "post"], name="roles_activity_quarter")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} for {self.post or self.request}"
