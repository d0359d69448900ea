"""Panels: who assesses the candidates of a campaign at one stage of its plan (R9, R10)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import FSMModelMixin, transition

from hub.models import Organisation
from hub.models.actor_field import actor_field
from hub.numbers import plural
from hub.states import StateField
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_state import (
    ENDED,
    MEETING,
    CampaignState,
)
from roles.models.campaigns.panel_state import (
    HOLDING_A_PLACE,
    SITTING,
    PanelMemberFacts,
    PanelMemberState,
)
from roles.models.campaigns.stage_plan import Stage
from roles.models.selection.panel_gate import FEWEST, WHERE, lacking, why_no_commissioner
from roles.models.selection.panel_place import WITH_PANELS, PanelPlace
from roles.models.selection.planned_stage import PlannedStage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class PanelQuerySet(models.QuerySet["Panel"]):
    """Panels by what they assess."""

    def that_sift(self) -> PanelQuerySet:
        """Those that read the applications."""
        return self.filter(kind=Stage.Kind.SIFT)

    def in_words(self, *, has_sifted: bool = False) -> list[str]:
        """How many are on each of those asked or needed, such as "Stage 1: 2 of 3 people".

        ``has_sifted`` says that the sift has begun: where it had no panel, that is said.
        """
        rows = self.order_by("number").values_list("number", "kind")
        counted = rows.annotate(
            sitting=Count("members", filter=Q(members__state__in=SITTING)),
            asked=Count("members", filter=Q(members__state__in=HOLDING_A_PLACE)),
        )
        found = list(counted)
        words = [
            f"Stage {number}: {sitting} of {plural(max(asked, FEWEST), 'person', 'people')}"
            for number, _, sitting, asked in found
        ]
        if has_sifted and Stage.Kind.SIFT not in {kind for _, kind, _, _ in found}:
            words.insert(0, "The sift began without a panel")
        return words

    def why_no_sift(self, campaign: Campaign, day: date) -> str:
        """What a campaign lacks before its sift, and where that is mended; "" for nothing (S5)."""
        if not (found := lacking_before_sift([campaign], day)[campaign.pk]):
            return ""
        return f"{' '.join(found)} {WHERE}"

    def why_no_commissioner(self, campaign: Campaign) -> str:
        """Why nobody is met and no order of merit is agreed; "" where nothing lacks (R10)."""
        return why_no_commissioner(campaign)


def lacking_before_sift(campaigns: Sequence[Campaign], day: date) -> dict[int, list[str]]:
    """What each of several campaigns lacks before its sift, in a fixed number of queries (S5)."""
    asked = [campaign for campaign in campaigns if not campaign.is_before_panels]
    if not asked:
        return {campaign.pk: [] for campaign in campaigns}
    panels = Panel.objects.that_sift().filter(campaign__in=[campaign.pk for campaign in asked])
    places = PanelMember.objects.holding_a_place().filter(panel__in=panels.order_by().values("pk"))
    places = places.select_related("person").order_by("role", "invited_at", "pk")
    return lacking(campaigns, panels, places, day)


def new_seed() -> int:
    """A number to draw an order by, which nobody can guess."""
    return secrets.randbits(63)


class Panel(models.Model):
    """The people who assess candidates at one stage of one campaign."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="selection_panels"
    )
    number = models.PositiveSmallIntegerField("stage")
    kind = models.CharField(max_length=20, choices=Stage.Kind.choices)
    # Of the Civil Service Commission, and so with no account here; "" where none chairs it (R10).
    commissioner = models.CharField(
        "the Civil Service Commissioner who chairs it", max_length=120, blank=True
    )
    made_by = actor_field(editable=False)
    made_at = models.DateTimeField("set up", default=timezone.now)
    # How many people mark each application of a sift; none where everybody marks all (S6).
    markers_each = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # By it the applications are shared out, the same each time (S8).
    share_seed = models.PositiveBigIntegerField(default=new_seed, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="roles_panel_once_a_stage")
        ]

    def __str__(self) -> str:
        return f"Panel for {self.stage_words} of campaign {self.campaign.reference}"

    def get_absolute_url(self) -> str:
        return reverse("roles:panel_list", args=[self.campaign.reference])

    @property
    def organisation(self) -> Organisation:
        """The department whose campaign it is."""
        return self.campaign.organisation

    @property
    def stage(self) -> PlannedStage:
        """The stage that it assesses."""
        return PlannedStage(self.number, self.kind)

    @property
    def stage_words(self) -> str:
        """The stage within a sentence, such as "stage 1 (sift of applications)"."""
        label = str(self.get_kind_display())
        return f"stage {self.number} ({label[:1].lower()}{label[1:]})"

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it assesses, as the campaign's dates say.

        Of a sift until the interviews begin. Today where no dates are set.
        """
        campaign, today = self.campaign, timezone.localdate()
        if self.kind == Stage.Kind.SIFT:
            first = campaign.sift_on or today
            return first, campaign.interviews_from or first
        first = campaign.interviews_from or campaign.sift_on or today
        return first, campaign.interviews_to or first


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    """Members by state, and by whose places they are."""

    def of(self, person: User | AnonymousUser) -> PanelMemberQuerySet:
        """A person's own places, by any account of their mailbox."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(person__in=person.account_keys).within_reach()

    def within_reach(self) -> PanelMemberQuerySet:
        """Those that their people can open; from outside, only until the panel is over."""
        here = Q(state__in=HOLDING_A_PLACE, panel__campaign__state__in=WITH_PANELS)
        return self.filter(Q(outside_of="") | here)

    def from_outside(self) -> PanelMemberQuerySet:
        """Those of people who do not work for the department or the hub."""
        return self.exclude(outside_of="")

    def of_side(self, person: User) -> PanelMemberQuerySet:
        """The same, and those of whoever stands in for them or for whom they stand in."""
        return self.filter(person__in=person.side_keys)

    def ever_held(self) -> PanelMemberQuerySet:
        """Those who are on the panel or may come to it, and those who were on it."""
        return self.filter(Q(state__in=HOLDING_A_PLACE) | Q(accepted_at__isnull=False))

    def with_related(self) -> PanelMemberQuerySet:
        """With what their pages and emails say of each."""
        return self.select_related(
            "panel__campaign__organisation__parent",
            "panel__campaign__grade",
            "panel__campaign__support_request",
            "person",
        )

    def sitting(self) -> PanelMemberQuerySet:
        """Those who are on the panel."""
        return self.filter(state__in=SITTING)

    def invited(self) -> PanelMemberQuerySet:
        """Those who have still to answer."""
        return self.filter(state=PanelMemberState.INVITED)

    def marking_in(self, campaign: Campaign) -> PanelMemberQuerySet:
        """Those who have declared and mark the stage at which a campaign is."""
        rows = self.sitting().filter(panel__campaign=campaign, declared_at__isnull=False)
        if campaign.state == CampaignState.SIFTING:
            return rows.filter(panel__kind=Stage.Kind.SIFT)
        met = rows.filter(~Q(panel__kind=Stage.Kind.SIFT))
        is_met = campaign.state in MEETING and not campaign.is_before_interview_marks
        return met if is_met else rows.none()

    def holding_a_place(self) -> PanelMemberQuerySet:
        """Those who are on the panel or may come to it."""
        return self.filter(state__in=HOLDING_A_PLACE)

    def unanswered_on(self, day: date) -> PanelMemberQuerySet:
        """Those who have not answered, where the day to answer by or the campaign is over."""
        is_over = Q(answer_by__lt=day) | Q(panel__campaign__state__in=ENDED)
        return self.invited().filter(is_over)


class PanelMember(PanelPlace, FSMModelMixin, models.Model):
    """One person's time on a panel, from the invitation on; who comes back has another row."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True
    State = PanelMemberState
    state_facts: PanelMemberFacts

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        MEMBER = "member", "Member"

    class Why(models.TextChoices):
        NOT_AVAILABLE = "not_available", "I am not available"
        INTEREST = "interest", "I may have a conflict of interest"
        OTHER = "other", "Another reason"

    class MarkingKeys(models.TextChoices):
        PLAIN = "plain", "The number, then Enter"
        ALT = "alt", "Alt and the number, then Alt and Enter"

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="panel_places",
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    # Where somebody works who is neither of a department nor of the hub; "" for everybody else.
    outside_of = models.CharField("where they work", max_length=100, blank=True)
    state = StateField(default=State.INVITED)
    answer_by = models.DateField("last day to answer")
    invited_by = actor_field(editable=False)
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    # Since when they have said whom they know: nobody sees an application before (R9).
    declared_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # Chosen from a list: nothing private is asked for.
    why = models.CharField("why not", max_length=20, choices=Why.choices, blank=True)
    # For who may see the panels alone, and never for the person (S4).
    removed_because = models.TextField("why they were taken off", blank=True)
    # The most applications that they mark, where these are shared out; none for no limit (S6).
    marking_limit = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # By it the answers that they mark come in an order of their own, always the same (S16).
    marking_seed = models.PositiveBigIntegerField(default=new_seed, editable=False)
    # How they want to mark by keys, once they have switched that on (S13).
    marking_keys = models.CharField(
        "keys for marking", max_length=10, choices=MarkingKeys.choices, blank=True
    )

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "role", "invited_at", "pk"]
        verbose_name = "place on a panel"
        verbose_name_plural = "places on panels"
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "person"],
                condition=Q(state__in=sorted(HOLDING_A_PLACE)),
                name="roles_panel_member_once",
            ),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(role="chair", state__in=sorted(HOLDING_A_PLACE)),
                name="roles_panel_chair_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Place on the panel for {self.panel.campaign.title}"

    def get_absolute_url(self) -> str:
        return reverse("roles:panel_place", args=[self.pk])

    @transition(field=state, source=State.INVITED, target=State.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """On the panel from now on."""
        self.accepted_at = at

    @transition(field=state, source=State.INVITED, target=State.DECLINED)
    def decline(self, at: datetime) -> None:
        """Will not be on the panel."""
        self.declined_at = at

    @transition(field=state, source=State.INVITED, target=State.LAPSED)
    def lapse(self, at: datetime) -> None:
        """Did not answer by the day."""
        self.lapsed_at = at

    @transition(field=state, source=State.ACCEPTED, target=State.LEFT)
    def leave(self, at: datetime) -> None:
        """Is on the panel no more, at their own word; what they did stays theirs."""
        self.left_at = at

    @transition(field=state, source=[*sorted(HOLDING_A_PLACE)], target=State.REMOVED)
    def remove(self, at: datetime) -> None:
        """Taken off by the department; what they did stays theirs."""
        self.removed_at = at
