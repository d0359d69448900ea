"""Moderation: marks of one answer that differ, and the mark that is agreed instead (S22 to S24)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hub.models.actor_field import actor_field
from hub.working_days import add_working_days
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.conflict import Conflict
from roles.models.selection.marking import elements_to_mark
from roles.models.selection.panel import Panel, PanelMember
from roles.models.selection.score import Score
from roles.models.selection.stage_result import StageResult

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import Organisation, User

LONGEST_NOTE = 2000
# In so many working days a third mark is given: our own judgement.
THIRD_IN = 3
# Said instead of the marks to whoever was asked for one more (S23).
THIRD_FIRST = "You were asked for a third mark. Give it first: you see the other marks afterwards."


def chair_of(panel: Panel) -> User | None:
    """Whose it is to agree the marks of a panel; None where a Commissioner or nobody chairs."""
    if panel.commissioner:
        return None
    rows = PanelMember.objects.sitting().filter(panel=panel, role=PanelMember.Role.CHAIR)
    place = rows.filter(person__is_active=True).select_related("person").first()
    return place.person if place else None


def panels_with_chair() -> models.QuerySet[Panel]:
    """Panels whose chair agrees all marks: they have an account and no conflict of interest."""
    same = Q(person=models.OuterRef("person")) | Q(
        ~Q(person__mailbox=""), person__mailbox=models.OuterRef("person__mailbox")
    )
    hidden = Conflict.objects.filter(
        same, hides=True, application__campaign=models.OuterRef("panel__campaign")
    )
    chairs = PanelMember.objects.sitting().filter(
        ~models.Exists(hidden), role=PanelMember.Role.CHAIR, person__is_active=True
    )
    return Panel.objects.filter(
        commissioner="", pk__in=chairs.order_by().values("panel")
    ).order_by()


class ModerationQuerySet(models.QuerySet["Moderation"]):
    """Moderations by how far they are, and by who takes part."""

    def of_panel(self, panel: Panel) -> ModerationQuerySet:
        """Those of the stage that a panel assesses."""
        return self.filter(
            result__application__campaign=panel.campaign_id, result__number=panel.number
        )

    def agreed(self) -> ModerationQuerySet:
        """Those with an agreed mark: they are closed."""
        return self.filter(agreed_at__isnull=False)

    def third_asked(self, person: User | AnonymousUser) -> ModerationQuerySet:
        """Those for which a person is asked to mark as the third, and has not yet."""
        marked = Score.objects.submitted().filter(
            place=models.OuterRef("third"),
            result=models.OuterRef("result"),
            element=models.OuterRef("element"),
        )
        rows = self.filter(agreed_at=None, third__in=PanelMember.objects.of(person).sitting())
        return rows.filter(
            ~models.Exists(marked),
            result__application__is_set_aside=False,
            result__application__erased_at=None,
        )


class Moderation(models.Model):
    """One answer of one application on which the panel has to agree, once somebody acts on it.

    ``revision`` goes up with each agreed mark: who enters one says which they saw.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    result = models.ForeignKey(StageResult, on_delete=models.CASCADE, related_name="moderations")
    element = models.CharField(max_length=60)
    # Instead of the mean of the marks, which stay as they are.
    agreed_points = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField("the evidence for it", blank=True, max_length=LONGEST_NOTE)
    agreed_by = actor_field(blank=True, editable=False)
    agreed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    # Somebody else of the panels who marks it before they see the other marks.
    third = models.ForeignKey(
        PanelMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="third_marks"
    )
    third_asked_by = actor_field(blank=True, editable=False)
    third_asked_at = models.DateTimeField(null=True, blank=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["result", "element"]
        constraints = [
            models.UniqueConstraint(fields=["result", "element"], name="roles_moderation_once"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_points=None)
                | Q(agreed_at__isnull=False, agreed_points__gte=1),
                name="roles_moderation_agreed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Moderation in campaign {self.campaign.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:moderation_list", args=[self.campaign.reference, self.result.number])

    @property
    def application(self) -> Application:
        """The application whose answer it is: what a conflict hides, it hides here too."""
        return self.result.application

    @property
    def campaign(self) -> Campaign:
        """The campaign whose candidate is marked."""
        return self.result.application.campaign

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def person_id(self) -> int | None:
        """Whose it is to mark as the third."""
        return self.third.person_id if self.third else None

    @property
    def third_by(self) -> date | None:
        """The day by which a third mark is asked for: some working days after it was."""
        if self.third_asked_at is None:
            return None
        region = RecruitmentPolicy.load().bank_holidays
        asked = timezone.localdate(self.third_asked_at)
        return add_working_days(asked, THIRD_IN, region=region)

    @property
    def element_name(self) -> str:
        """What the answer is about, as the campaign's plan has it; "" where it has it no more."""
        elements = elements_to_mark(self.campaign, self.result.number)
        return next((each.name for each in elements if each.slug == self.element), "")

    def forget_words(self) -> None:
        """The words go, here and in what was entered before; the points stay."""
        type(self)._default_manager.filter(pk=self.pk).update(note="")
        self.versions.update(note="")

    def keep(
        self, points: int, note: str, *, by: User, at: datetime, is_saved: bool
    ) -> ModerationVersion:
        """Keep what somebody entered, whether or not it was saved over what stood."""
        return ModerationVersion.objects.create(
            moderation=self, points=points, note=note, by=by, entered_at=at, is_saved=is_saved
        )


class ModerationVersion(models.Model):
    """An agreed mark as somebody entered it: never changed, also where another one stands."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    moderation = models.ForeignKey(Moderation, on_delete=models.CASCADE, related_name="versions")
    points = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    by = actor_field(editable=False)
    entered_at = models.DateTimeField()
    # False for what was refused, as somebody else had entered another one meanwhile.
    is_saved = models.BooleanField(default=True)

    class Meta:
        ordering = ["entered_at", "pk"]
        verbose_name = "version of an agreed mark"
        verbose_name_plural = "versions of agreed marks"

    def __str__(self) -> str:
        return f"Agreed mark kept in campaign {self.moderation.campaign.reference}"


class ModerationClosingQuerySet(models.QuerySet["ModerationClosing"]):
    """Closings by whether they still stand."""

    def standing(self) -> ModerationClosingQuerySet:
        """Those after which nobody has reopened the moderation."""
        return self.filter(reopened_at=None)

    def now_of(self, panel: Panel) -> ModerationClosing | None:
        """The one that stands for the moderation of a panel; None while it is open."""
        return self.standing().filter(panel=panel).order_by("-closed_at", "-pk").first()


class ModerationClosing(models.Model):
    """The chair closes the moderation of a stage, with words; reopened, it says why.

    While it stands, what was agreed before it is not changed.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="closings")
    words = models.TextField("how the panel came to agree", max_length=LONGEST_NOTE)
    closed_by = actor_field(editable=False)
    closed_at = models.DateTimeField()
    reopened_by = actor_field(blank=True, editable=False)
    reopened_at = models.DateTimeField(null=True, blank=True)
    why_reopened = models.TextField(blank=True, max_length=LONGEST_NOTE)

    objects = ModerationClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-closed_at", "-pk"]
        verbose_name = "end of a moderation"
        verbose_name_plural = "ends of moderations"

    def __str__(self) -> str:
        return f"End of the moderation of {self.panel}"
