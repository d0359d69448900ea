"""A campaign: how posts are filled, from a draft through its advert to the last offer."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django_fsm import FSMModelMixin

from hub.models import (
    FrameworkRole,
    Grade,
    Need,
    Organisation,
    RoleLevel,
    Service,
)
from hub.periods import LONDON
from roles.models.campaigns.campaign_audience import CampaignAudience
from roles.models.campaigns.campaign_life import CampaignLife
from roles.models.campaigns.campaign_reader import CampaignReader
from roles.models.campaigns.campaign_rows import IN_TIME, CampaignQuerySet
from roles.models.campaigns.campaign_sift import CampaignSift
from roles.models.campaigns.campaign_state import (
    EDITABLE,
    ENDED,
    LIVE,
    READY,
    Audience,
    CampaignState,
)
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.location import Location
from roles.models.policy import RecruitmentPolicy
from roles.models.support.support_request import SupportRequest

# R7: 11:55pm, London time.
CLOSING_TIME = time(23, 55)


def closing_moment(day: date) -> datetime:
    """The moment on a day from which no application is taken: 11:55pm in London (R7)."""
    return datetime.combine(day, CLOSING_TIME, LONDON)


class Campaign(
    FSMModelMixin,
    CampaignTerms,
    CampaignLife,
    CampaignAudience,
    CampaignSift,
    CampaignReader,
    models.Model,
):
    """One competition for one or more posts; its advert is a ``VacancyPage``.

    ``CampaignTerms`` holds what the advert promises, ``CampaignLife`` the states,
    ``CampaignAudience`` a wider audience that is asked for, ``CampaignSift`` who decides the sift,
    ``CampaignReader`` what is shown of its applications to whom.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = CampaignState
    Audience = Audience

    reference = models.CharField(max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="campaigns"
    )
    support_request = models.ForeignKey(
        SupportRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaigns",
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns"
    )
    title = models.CharField(max_length=120)
    role = models.ForeignKey(FrameworkRole, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        RoleLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    places = models.ManyToManyField(Location, blank=True, related_name="+")
    round_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="later_rounds",
        help_text="The campaign that this one advertises again.",
    )
    movers_until = models.DateTimeField(
        "priority movers see it first until", null=True, blank=True, editable=False
    )
    movers_window = models.DateTimeField(
        "end of the movers’ window, before an election made it longer",
        null=True,
        blank=True,
        editable=False,
    )
    everybody_at = models.DateTimeField(
        "listed for everybody", null=True, blank=True, editable=False
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-draft_at", "-pk"]
        indexes = [models.Index(fields=["state", "closes_at"], name="roles_campaign_closing")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CampaignState.OPEN)
                | Q(opened_at__isnull=False, closes_on__isnull=False),
                name="roles_campaign_open_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(salary_min__isnull=True)
                | Q(salary_max__isnull=True)
                | Q(salary_max__gte=models.F("salary_min")),
                name="roles_campaign_salary_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Campaign {self.reference}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the closing moment in step with the closing date (R7)."""
        self.closes_at = closing_moment(self.closes_on) if self.closes_on else None
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "closes_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("roles:campaign_detail", args=[self.reference])

    @property
    def is_senior(self) -> bool:
        """Whether it is for Senior Civil Service technology posts, so that R4 applies."""
        return self.grade.is_scs

    @property
    def is_editable(self) -> bool:
        """Whether its terms may be changed: nobody has approved them yet."""
        return self.state in EDITABLE

    @property
    def awaits_sift(self) -> bool:
        """Whether it has closed and nobody has begun to sift."""
        return self.state == self.State.CLOSED

    @property
    def is_ready(self) -> bool:
        """Whether it is approved and not yet open."""
        return self.state in READY

    @property
    def is_live(self) -> bool:
        """Whether it was opened and has not closed, so that it can be extended and widened."""
        return self.state in LIVE

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is expected to happen."""
        return self.state in ENDED

    @property
    def is_before_interviews(self) -> bool:
        """Whether its sift is still to come, or under way."""
        return self.interviewing_at is None and not self.is_ended

    @property
    def is_before_opening(self) -> bool:
        """Whether it was never opened and still may be."""
        return not self.opened_at and not self.is_ended

    @property
    def awaits_feedback(self) -> bool:
        """Whether the department is asked what became of it, and has not said (H9)."""
        feedback = getattr(self, "feedback", None)
        return feedback is not None and feedback.answered_at is None

    def get_feedback_url(self) -> str:
        """Where the department says what became of it."""
        return reverse("roles:campaign_feedback", args=[self.reference])

    @cached_property
    def reserve_list_lasts(self) -> relativedelta:
        """How long somebody is on its reserve list (R14); read once for all who are."""
        return RecruitmentPolicy.load().reserve_list_lasts

    @property
    def public_since(self) -> datetime | None:
        """When everybody could first see its advert."""
        return self.movers_until or self.opened_at

    @property
    def is_listed(self) -> bool:
        """Whether the public list may hold it (R3); the clock decides the rest."""
        return self.state == self.State.OPEN and not self.is_first_for_movers(timezone.now())

    @property
    def is_open(self) -> bool:
        """Whether it takes applications now."""
        return self.is_open_at(timezone.now())

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it takes applications at the moment: the clock decides, not the sweep (R7).

        Of a moment in the past it says whether it took them then, so that the past can be recorded.
        """
        closes = self.closes_at
        if self.opened_at is None or closes is None:
            return False
        if not self.opened_at <= moment < closes + IN_TIME:
            return False
        if self.state == self.State.OPEN:
            return True
        left = [at for at in (self.paused_at, self.closed_at, self.cancelled_at) if at]
        return bool(left) and moment < min(left)

    @property
    def waits_to_be_listed(self) -> bool:
        """Whether an election makes the time longer in which only priority movers see it."""
        return bool(self.movers_window and self.movers_window != self.movers_until)

    def is_first_for_movers(self, moment: datetime) -> bool:
        """Whether only priority movers see it at the moment (R3): the clock decides."""
        return self.movers_until is not None and moment < self.movers_until

    @property
    def locations(self) -> list[str]:
        """The names of its places."""
        return [place.name for place in self.places.all()]

    @property
    def advert_path(self) -> str:
        """The address of the public advert, "" where there is none to read."""
        try:
            page = self.page
        except ObjectDoesNotExist:
            return ""
        return page.url or "" if page.live else ""
