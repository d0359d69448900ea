"""Stage plans: begun from a framework or a template, changed stage by stage, kept as templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.refusals import RefusedError
from roles.campaigns.services.job_descriptions import disagree
from roles.campaigns.services.stage_plan_copies import copied_stages, plan_of, ties_of
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.stage_plan import Stage, StagePlan, elements_in_writing


class SameCriterionError(RefusedError):
    """One criterion decides nothing twice."""

    field = "then"
    reason = "Select another criterion than the lead criterion"


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def begin_plan(
    *,
    campaign: Campaign,
    framework: str,
    actor: User,
    template: StagePlan | None = None,
    at: datetime | None = None,
) -> StagePlan:
    """Begin the plan of a campaign anew, with the stages of a template where one is given.

    Raises ``TransitionNotAllowed`` once the terms are approved.
    """
    locked = _editable(campaign)
    StagePlan.objects.filter(campaign=locked).delete()
    plan = StagePlan.objects.create(
        campaign=locked,
        framework=template.framework if template else framework,
        shows_pass_marks=template.shows_pass_marks if template else True,
        **ties_of(template),
    )
    if template is not None:
        # A template names no criteria: which stage tests which is the campaign's to say.
        Stage.objects.bulk_create(copied_stages(template, plan))
    return _written(plan, locked, actor, at)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def save_stage(
    *,
    campaign: Campaign,
    number: int,
    kind: str,
    elements: Iterable[str],
    criteria: Iterable[str],
    pass_mark: int,
    actor: User,
    word_limit: int | None = None,
    at: datetime | None = None,
) -> Stage:
    """Add a stage at the end, or change the one with the number.

    Raises ``TransitionNotAllowed`` once the terms are approved, or before the plan is begun.
    """
    locked = _editable(campaign)
    plan = plan_of(locked)
    number = min(number, plan.stages.count() + 1)
    stage, _ = Stage.objects.update_or_create(
        plan=plan,
        number=number,
        defaults={
            "kind": kind,
            "elements": list(elements),
            "criteria": list(criteria),
            "word_limit": word_limit,
            "pass_mark": pass_mark,
        },
    )
    _written(plan, locked, actor, at)
    return stage


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def remove_stage(
    *, campaign: Campaign, number: int, actor: User, at: datetime | None = None
) -> StagePlan:
    """Take a stage out; those after it move up."""
    locked = _editable(campaign)
    plan = plan_of(locked)
    plan.stages.filter(number=number).delete()
    for place, stage in enumerate(plan.stages.order_by("number"), start=1):
        Stage.objects.filter(pk=stage.pk).update(number=place)
    return _written(plan, locked, actor, at)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def move_stage(
    *,
    campaign: Campaign,
    number: int,
    direction: str,
    actor: User,
    at: datetime | None = None,
) -> StagePlan:
    """Let a stage change places with the one before ("up") or after ("down") it.

    The first does not go up, nor the last down: then nothing changes.
    """
    locked = _editable(campaign)
    plan = plan_of(locked)
    stages = list(plan.stages.order_by("number"))
    places = {stage.number: place for place, stage in enumerate(stages)}
    here = places.get(number)
    other = None if here is None else here + (-1 if direction == "up" else 1)
    if here is None or other is None or not 0 <= other < len(stages):
        return plan
    first, second = stages[here], stages[other]
    # No number may stand twice, not even for a moment: the first waits at one that is free.
    _renumber(first, stages[-1].number + 1)
    taken = second.number
    _renumber(second, number)
    _renumber(first, taken)
    return _written(plan, locked, actor, at)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def show_pass_marks(
    *, campaign: Campaign, shows: bool, actor: User, at: datetime | None = None
) -> StagePlan:
    """Say whether the advert tells candidates the pass marks."""
    locked = _editable(campaign)
    plan = plan_of(locked)
    plan.shows_pass_marks = shows
    plan.save(update_fields=["shows_pass_marks"])
    return _written(plan, locked, actor, at)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def choose_ties(
    *,
    campaign: Campaign,
    lead: str,
    actor: User,
    then: str = "",
    sift_counts: bool = False,
    at: datetime | None = None,
) -> StagePlan:
    """Say which criteria decide between equal candidates, and whether the sift counts (S34).

    Raises ``SameCriterionError``.
    """
    locked = _editable(campaign)
    if lead == then:
        raise SameCriterionError
    plan = plan_of(locked)
    plan.tie_lead, plan.tie_second, plan.sift_counts = lead, then, sift_counts
    plan.has_chosen_ties = True
    plan.save(update_fields=["tie_lead", "tie_second", "sift_counts", "has_chosen_ties"])
    return _written(plan, locked, actor, at)


def _renumber(stage: Stage, number: int) -> None:
    Stage.objects.filter(pk=stage.pk).update(number=number)


def _written(plan: StagePlan, campaign: Campaign, actor: User, at: datetime | None) -> StagePlan:
    """Say on the campaign what the advert prints of the plan, and what applications ask."""
    stages = plan.stages.select_related("plan")
    plan.settle_ties()
    plan.save(update_fields=["tie_lead", "tie_second", "has_chosen_ties"])
    moment = at or timezone.now()
    campaign.assessment = "\n".join(stage.text for stage in stages)
    campaign.tie_rule = plan.tie_rule
    campaign.written_elements = [item.plain for item in elements_in_writing(stages)]
    disagree(campaign=campaign, writer=actor, at=moment)
    campaign.save()
    CampaignPart.objects.play(campaign, actor, CampaignPart.Part.TERMS, moment)
    log(campaign, "roles.plan_changed", actor=actor, at=moment)
    return plan


def _editable(campaign: Campaign) -> Campaign:
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not locked.is_editable:
        raise TransitionNotAllowed("Approved terms do not change.", object=locked)
    return locked
