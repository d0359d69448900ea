"""Advertising again: a new round of a campaign, linked to the old one."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import needs
from hub.audit import log
from hub.authorisation import requires
from hub.models import User
from hub.references import new_reference
from roles.campaigns.services.drafting import (
    NEED_ANSWER,
    ReserveListFirstError,
    log_new_advert,
    people_who_could_fill,
)
from roles.campaigns.services.stage_plan_copies import copy_plan
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.campaigns.job_description import JobDescription

# Each round sets its own dates, and asks for help with its own sift.
NOT_COPIED = frozenset(
    {"sift_help_requested_at", "closes_on", "sift_on", "interviews_from", "interviews_to"}
)
COPIED = tuple(
    field.name for field in CampaignTerms._meta.get_fields() if field.name not in NOT_COPIED
)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def readvertise_campaign(
    *, campaign: Campaign, actor: User, reserve_reason: str = "", at: datetime | None = None
) -> Campaign:
    """Draft a new round with the posts that are still to be filled; the old one stays, linked.

    It is approved anew (R1) and its job description agreed anew (R4), not by who made or wrote
    the old one: their words are in it. Raises
    ``TransitionNotAllowed`` when the old round has not ended or every post of it is filled,
    ``ReserveListFirstError`` as for any new advert (H3).
    """
    moment = at or timezone.now()
    rows = Campaign.objects.select_for_update(of=("self",))
    old = rows.select_related("organisation__parent").get(pk=campaign.pk)
    if not actor.has_perm("roles.draft_campaign", old):
        raise PermissionDenied("Only those who draft campaigns of the department do this.")
    posts = old.posts.open()
    if not posts.exists():
        raise TransitionNotAllowed("No post of it is still to be filled.", object=old)
    if not reserve_reason and people_who_could_fill(old, moment):
        raise ReserveListFirstError
    old.readvertise(moment)
    old.save()
    new = Campaign.objects.create(
        reference=new_reference("V"),
        organisation=old.organisation,
        support_request=old.support_request,
        need=old.need,
        title=old.title,
        role=old.role,
        level=old.level,
        grade=old.grade,
        service=old.service,
        made_by=actor,
        draft_at=moment,
        round_of=old,
        **{name: getattr(old, name) for name in COPIED},
    )
    new.places.set(old.places.all())
    copy_plan(source=old, target=new)
    if job := JobDescription.objects.filter(campaign=old).first():
        job.pk, job.campaign = None, new
        job.save(force_insert=True)
    CampaignPart.objects.copy(old, new)
    posts.update(campaign=new)
    log(old, "roles.campaign_readvertised", actor=actor, at=moment, data=_named(new))
    log(new, "roles.campaign_made", actor=actor, at=moment, data=_named(old))
    log_new_advert(new, reserve_reason, actor=actor, at=moment)
    if new.need is not None:
        needs.link(need=new.need, subject=new, slug=NEED_ANSWER, at=moment)
        needs.look_again(subject=new, actor=actor, at=moment)
    return new


def _named(other: Campaign) -> dict[str, str]:
    return {"detail": f"with campaign {other.reference}"}
