"""Digital Leaders in office: the post, not the person."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from capability_reviews.models.leads import LeadsQuerySet
from hub.models import Organisation


class DigitalLeaderQuerySet(LeadsQuerySet):
    """Digital leaders by date."""

    def in_office_on(self, day: date) -> DigitalLeaderQuerySet:
        """Those in office on the day."""
        return self.filter(Q(started_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gte=day))


class DigitalLeaderAppointment(models.Model):
    """A Digital Leader in a department or body: the post, not the person."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="digital_leaders"
    )
    post_title = models.CharField(max_length=150)
    is_on_board = models.BooleanField("on the board", default=False)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DigitalLeaderQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        verbose_name = "digital leader"

    def __str__(self) -> str:
        return f"Digital Leader of {self.organisation.display_code}"

    def get_absolute_url(self) -> str:
        return f"{reverse('capability_reviews:building_list')}#leader-{self.pk}"
