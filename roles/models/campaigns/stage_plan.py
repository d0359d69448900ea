"""The stage plan: which elements and criteria are assessed at which stage, and how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from hub.models import Organisation
from roles.models.campaigns.assessment_frameworks import (
    AssessmentFramework,
    frameworks,
    in_a_sentence,
)
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.written_element import WrittenElement

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from hub.models import User


class StagePlanQuerySet(models.QuerySet["StagePlan"]):
    """Plans of campaigns, and templates."""

    def of(self, campaign: Campaign) -> StagePlan | None:
        """The plan of a campaign, which comes with it; None before it is begun."""
        return self.select_related("campaign").filter(campaign=campaign).first()

    def is_without_a_stage(self, campaign: Campaign) -> bool:
        """Whether the plan of a campaign was begun and has no stage."""
        # What the stages say stands on the campaign: no query where there is some.
        return not campaign.stages and self.filter(campaign=campaign, stages=None).exists()

    def templates_for(self, user: User | AnonymousUser) -> StagePlanQuerySet:
        """The named templates a person may use: everybody's, and their organisations' own."""
        rows = self.filter(campaign=None)
        if not user.is_authenticated:
            return rows.filter(organisation=None)
        if user.sees_every_organisation:
            return rows
        mine = user.organisations()
        return rows.filter(Q(organisation=None) | Q(organisation__in=mine))


class StagePlan(models.Model):
    """The stages of one campaign, or a named template of them; ``framework`` is a version's code.

    What the advert says of them is kept in the campaign's ``assessment``: it takes no query.
    """

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    campaign = models.OneToOneField(
        Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="stage_plan"
    )
    name = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    framework = models.CharField(max_length=60)
    shows_pass_marks = models.BooleanField("the advert shows the pass marks", default=True)
    # Marks of the sift count in the order of merit, beside those of interviews (S35).
    sift_counts = models.BooleanField("marks of the sift count for the merit list", default=False)
    # Elements by which equal candidates are ordered, before the chair has to say why (S34).
    tie_lead = models.CharField("lead criterion", max_length=60, blank=True)
    tie_second = models.CharField("second criterion", max_length=60, blank=True)
    has_chosen_ties = models.BooleanField("somebody chose these criteria", default=False)

    objects = StagePlanQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=False) | ~Q(name=""), name="roles_plan_has_an_owner"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(campaign__isnull=True),
                name="roles_plan_template_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Stage plan of {self.campaign}"

    @property
    def version(self) -> AssessmentFramework:
        """The version of the framework it assesses by."""
        return frameworks()[self.framework]

    @property
    def pass_marks(self) -> str:
        """What is enough at each stage, for those who assess."""
        return "; ".join(
            f"{stage.get_kind_display()}: {stage.mark_text}"
            for stage in self.stages.select_related("plan")
        )

    @property
    def met_elements(self) -> list[tuple[str, str]]:
        """What is assessed where candidates are met, in the framework's order."""
        stages = [stage for stage in self.stages.all() if stage.kind != Stage.Kind.SIFT]
        found = {slug for stage in stages for slug in stage.elements}
        return [(slug, name) for slug, name in self.version.elements if slug in found]

    def settle_ties(self) -> None:
        """Name two criteria that decide between equal candidates, where none are chosen (S34)."""
        asked = {
            slug
            for stage in self.stages.all()
            if stage.kind == Stage.Kind.INTERVIEW
            for slug in stage.elements
        }
        met = [slug for slug, _ in self.met_elements]
        # Of an interview before what is asked elsewhere: that may have no panel which marks it.
        slugs = [slug for slug in met if slug in asked] or met
        if self.has_chosen_ties and self.tie_lead in met and self.tie_second in ("", *met):
            return
        self.has_chosen_ties = False
        self.tie_lead, self.tie_second = (*slugs, "", "")[:2]

    @property
    def tie_rule(self) -> str:
        """What decides between candidates with equal points, as the advert says it."""
        names = dict(self.version.elements)
        known = [names[slug] for slug in (self.tie_lead, self.tie_second) if slug in names]
        if not known:
            return ""
        words = " and then ".join(in_a_sentence(name) for name in known)
        return (
            f"If candidates have equal points, we compare their points for {words}. If they are "
            "still equal, the chair of the panel decides and gives a written reason."
        )

    @property
    def untested(self) -> list[str]:
        """The campaign's essential criteria that no stage tests."""
        if self.campaign is None:
            return []
        tested = {line for stage in self.stages.all() for line in stage.criteria}
        return [line for line in self.campaign.criteria if line not in tested]


class Stage(models.Model):
    """One stage: what candidates do, which elements and criteria it tests, and what is enough."""

    # It refers to no page or image: Wagtail need not index its references on each save.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        SIFT = "sift", "Sift of applications"
        TEST = "test", "Online test"
        EXERCISE = "exercise", "Exercise or work sample"
        PRESENTATION = "presentation", "Presentation"
        INTERVIEW = "interview", "Interview"

    plan = models.ForeignKey(StagePlan, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    elements = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    word_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField(default=4)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="roles_stage_number_once")
        ]

    def __str__(self) -> str:
        return f"Stage {self.number}: {self.get_kind_display()}"

    @property
    def element_names(self) -> list[str]:
        """The names of what it assesses."""
        return self.plan.version.names(self.elements)

    @property
    def text(self) -> str:
        """What the advert says of it."""
        words = f"{self.get_kind_display()}: {_listed(self.element_names)}"
        if self.word_limit:
            words += f", up to {self.word_limit} words{' each' if len(self.elements) > 1 else ''}"
        return f"{words}. You need {self.mark_text}" if self.plan.shows_pass_marks else words

    @property
    def mark_text(self) -> str:
        """The pass mark beside the scale it is on."""
        return f"{self.pass_mark} of {len(self.plan.version.scale)} points"


def _listed(names: list[str]) -> str:
    """Names in a sentence, their first letters small."""
    small = [name[:1].lower() + name[1:] for name in names]
    return " and ".join([", ".join(small[:-1]), small[-1]]) if len(small) > 1 else "".join(small)


def pass_marks_of(campaign: Campaign) -> str:
    """What is enough at each stage of a campaign, "" where no plan says so."""
    plan = StagePlan.objects.filter(campaign=campaign).first()
    return plan.pass_marks if plan else ""


def elements_in_writing(stages: Iterable[Stage]) -> list[WrittenElement]:
    """Each element of the sift stages once, in the framework's order; the first stage's limit."""
    found: dict[str, WrittenElement] = {}
    for stage in stages:
        if stage.kind != stage.Kind.SIFT:
            continue
        for slug, name in stage.plan.version.elements:
            if slug not in stage.elements:
                continue
            known = found.get(slug)
            lines = [*(known.criteria if known else ()), *stage.criteria]
            limit = known.word_limit if known else stage.word_limit
            found[slug] = WrittenElement(slug, name, limit, tuple(dict.fromkeys(lines)))
    return list(found.values())
