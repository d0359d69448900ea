"""Drafting campaigns: make one, from a support request or not; change its terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import needs
from hub.audit import log
from hub.authorisation import internal, requires
from hub.models import FrameworkRole, Grade, Need, Organisation, RoleLevel, Service, User
from hub.references import new_reference
from hub.refusals import RefusedError
from roles.campaigns.services.date_rules import check_dates
from roles.campaigns.services.dates import dates_of, tell_experts
from roles.campaigns.services.job_descriptions import disagree
from roles.campaigns.services.posts import make_posts
from roles.campaigns.term_sections import SECTIONS
from roles.models.applications.application import Application
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_terms import CampaignTerms
from roles.models.campaigns.post import Post
from roles.models.location import Location
from roles.models.support.request_state import SIFT_HELP
from roles.models.support.support_request import SupportRequest
from roles.notifying import advisers_for, notify_people

NEED_ANSWER = "roles.campaign"
TERMS = frozenset(
    field.name
    for field in CampaignTerms._meta.get_fields()
    if field.name != "sift_help_requested_at"
) | {"title"}
# What may change without the hub's agreement to a senior post: when, and who answers (R4).
NOT_AGREED = frozenset(
    {
        "closes_on",
        "sift_on",
        "interviews_from",
        "interviews_to",
        "contact_name",
        "contact_email",
        "takes_questions",
        "feedback_offered",
        "complaints_route",
    }
)


class ReserveListFirstError(RefusedError):
    """People on reserve lists are looked at before a new advert (H3)."""

    reason = "Enter why you need a new advert when people on reserve lists could do the job"
    field = "reserve_reason"


class SecondCampaignError(RefusedError):
    """The request has a campaign that is not ended: a second one has to be meant."""


class NoPostLeftError(RefusedError):
    """Every post of the request has a campaign, or is filled, withdrawn or meant for somebody."""

    reason = "This request has no post left to start a campaign for"


class SiftHelpTooLateError(RefusedError):
    """Sift help has to be asked for before the advert opens (R5)."""

    reason = "You can only ask for help with the sift before the advert opens"


@requires("roles.make_campaign", "organisation", fields=TERMS)
@transaction.atomic
def make_campaign(
    *,
    organisation: Organisation,
    title: str,
    role: FrameworkRole,
    grade: Grade,
    posts: int,
    actor: User,
    level: RoleLevel | None = None,
    service: Service | None = None,
    need: Need | None = None,
    places: Iterable[Location] = (),
    second_to: Campaign | None = None,
    reserve_reason: str = "",
    at: datetime | None = None,
    **terms: Any,
) -> Campaign:
    """Make a draft campaign with its posts, on the need's thread where there is one.

    ``terms`` are fields of ``CampaignTerms``. The history says which campaign that goes on it is
    ``second_to``, as was confirmed. Raises ``PermissionDenied`` for who may make none,
    ``OtherNeedError`` for a need of another department, ``ReserveListFirstError`` while people on
    reserve lists could do the job and ``reserve_reason`` does not say why there is an advert (H3).
    """
    moment = at or timezone.now()
    if not reserve_reason and people_who_could_do(role=role, level=level, grade=grade, at=moment):
        raise ReserveListFirstError
    campaign = _draft(
        organisation=organisation,
        title=title,
        role=role,
        level=level,
        grade=grade,
        service=service,
        need=need,
        made_by=actor,
        draft_at=moment,
        **terms,
    )
    campaign.places.set(places)
    log(campaign, "roles.campaign_made", actor=actor, at=moment, data=_beside(second_to))
    log_new_advert(campaign, reserve_reason, actor=actor, at=moment)
    make_posts(
        organisation=organisation,
        number=posts,
        role=role,
        level=level,
        grade=grade,
        service=service,
        campaign=campaign,
        need=need,
        actor=actor,
        at=moment,
    )
    if need is not None:
        needs.answer(need=need, subject=campaign, slug=NEED_ANSWER, actor=actor, at=moment)
    return campaign


def people_who_could_do(
    *,
    role: FrameworkRole | None,
    level: RoleLevel | None,
    grade: Grade | None,
    at: datetime | None = None,
    hidden: frozenset[int] = frozenset(),
) -> int:
    """How many people on live reserve lists could do a job now (H3), without hidden ones (S4)."""
    if role is None or grade is None:
        return 0
    reserve = Application.objects.on_live_reserve(at or timezone.now())
    if hidden:
        reserve = reserve.exclude(pk__in=hidden)
    return reserve.who_could_meet(role=role, level=level, grade=grade).count_people()


def people_who_could_fill(record: SupportRequest | Campaign, at: datetime | None = None) -> int:
    """How many people on live reserve lists could fill what a request or a campaign is for."""
    hidden = record.hidden_applications if isinstance(record, Campaign) else frozenset()
    return people_who_could_do(
        role=record.role, level=record.level, grade=record.grade, at=at, hidden=hidden
    )


@internal
def log_new_advert(record: Model, reason: str, *, actor: User, at: datetime) -> None:
    """Keep why there is an advert although people on reserve lists could do the job."""
    if reason:
        detail = {"detail": reason}
        log(record, "roles.advert_instead_of_reserve", actor=actor, at=at, data=detail)


@requires("roles.make_campaign", "request", fields=TERMS)
@transaction.atomic
def make_campaign_from_request(
    *,
    request: SupportRequest,
    title: str,
    actor: User,
    posts: Iterable[Post] | None = None,
    places: Iterable[Location] = (),
    again: bool = False,
    reserve_reason: str = "",
    at: datetime | None = None,
    **terms: Any,
) -> Campaign:
    """Make a draft campaign for posts of an accepted request: those given, or all that are free.

    Raises ``ReserveListFirstError`` while people on reserve lists could meet it and
    ``reserve_reason`` does not say why there is a new advert (H3);
    ``TransitionNotAllowed`` when the request is not being worked on, ``NoPostLeftError`` and
    ``SecondCampaignError`` while another campaign of it is not ended, unless ``again`` is said.
    With ``again`` and no post left, one more post is opened.
    """
    moment = at or timezone.now()
    locked = SupportRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not actor.has_perm("roles.make_campaign", locked.organisation):
        raise PermissionDenied("Only those who run campaigns of the department make one.")
    if not reserve_reason and people_who_could_fill(locked, moment):
        raise ReserveListFirstError
    other = locked.campaigns.unfinished().first()
    if other is not None and not again:
        raise SecondCampaignError([_second_words(other)])
    free = list(locked.posts.free())
    # One each is meant for whoever the department selected from a reserve list (R15).
    free = free[locked.referrals.awaiting_offer().count() :]
    chosen = [post for post in free if posts is None or post in posts]
    if not chosen and again and locked.is_worked_on:
        chosen = make_posts(
            organisation=locked.organisation,
            number=1,
            role=locked.role,
            level=locked.level,
            grade=locked.grade,
            service=locked.service,
            support_request=locked,
            need=locked.need,
            actor=actor,
            at=moment,
        )
    if not locked.is_worked_on:
        raise TransitionNotAllowed("The hub team does not work on it.", object=locked)
    if not chosen:
        raise NoPostLeftError
    if locked.state == SupportRequest.State.ACCEPTED:
        locked.begin(moment)
        locked.save()
        log(locked, "roles.support_begun", actor=actor, at=moment)
    log_new_advert(locked, reserve_reason, actor=actor, at=moment)
    campaign = _draft(
        organisation=locked.organisation,
        support_request=locked,
        need=locked.need,
        title=title,
        role=locked.role,
        level=locked.level,
        grade=locked.grade,
        service=locked.service,
        made_by=actor,
        draft_at=moment,
        sift_help_requested_at=locked.submitted_at if locked.asks_for(*SIFT_HELP) else None,
        **terms,
    )
    campaign.places.set(places)
    Post.objects.filter(pk__in=[post.pk for post in chosen]).update(campaign=campaign)
    log(campaign, "roles.campaign_made", actor=actor, at=moment, data=_beside(other))
    if locked.need is not None:
        needs.link(need=locked.need, subject=campaign, slug=NEED_ANSWER, at=moment)
        needs.look_again(subject=campaign, actor=actor, at=moment)
    return campaign


def _beside(other: Campaign | None) -> dict[str, str]:
    """What the history says of a second campaign, which somebody confirmed."""
    return {"detail": f"A second one: campaign {other.reference} has not ended"} if other else {}


def _second_words(other: Campaign) -> str:
    return (
        f"Campaign {other.reference}, “{other.title}”, is for the same request and has not ended. "
        "Select “Yes” if you need a second one"
    )


def _draft(**fields: Any) -> Campaign:
    return Campaign.objects.create(reference=new_reference("V"), **fields)


@requires("roles.draft_campaign", "campaign", fields=TERMS)
@transaction.atomic
def change_terms(
    *,
    campaign: Campaign,
    actor: User,
    places: Iterable[Location] | None = None,
    at: datetime | None = None,
    **terms: Any,
) -> Campaign:
    """Change the terms of a campaign that nobody has approved yet; the history says which sections.

    The same terms again change nothing and are no change in the history.
    Raises ``TransitionNotAllowed`` from then on: what was approved stays as it was approved; and
    ``DateRefusedError``. A job description that was agreed has to be agreed again when more than
    dates and contacts change (R4).
    """
    moment = at or timezone.now()
    places = None if places is None else list(places)
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if not locked.is_editable:
        raise TransitionNotAllowed("Approved terms do not change.", object=locked)
    changed = {name for name in terms if getattr(locked, name) != terms[name]}
    is_moved = places is not None and set(places) != set(locked.places.all())
    if changed - NOT_AGREED or is_moved:
        disagree(campaign=locked, writer=actor, at=moment)
    if changed or is_moved:
        CampaignPart.objects.play(locked, actor, CampaignPart.Part.TERMS, moment)
    before = dates_of(locked)
    for name, value in terms.items():
        setattr(locked, name, value)
    check_dates(dates_of(locked), before, timezone.localdate(moment))
    locked.save()
    if places is not None:
        locked.places.set(places)
    if changed or is_moved:
        said = _sections_of(changed | ({"places"} if is_moved else set()))
        log(locked, "roles.campaign_changed", actor=actor, at=moment, data={"detail": said})
    tell_experts(locked, before, moment)
    return locked


def _sections_of(names: set[str]) -> str:
    """Which sections of the terms these belong to, for the history."""
    return ", ".join(section.title for section in SECTIONS if names & {*section.fields})


@requires("roles.ask_sift_help", "campaign")
@transaction.atomic
def ask_for_sift_help(*, campaign: Campaign, actor: User, at: datetime | None = None) -> Campaign:
    """Ask the hub to help with the sift, for the first time or after it declined; it is told.

    Raises ``SiftHelpTooLateError`` once opened (R5).
    """
    moment = at or timezone.now()
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.has_sift_help:
        return locked
    if locked.opened_at or locked.is_ended:
        raise SiftHelpTooLateError
    locked.sift_help_requested_at = moment
    locked.save()
    log(locked, "roles.sift_help_asked", actor=actor, at=moment)
    if (request := locked.support_request) is not None:
        notify_people(
            "roles.sift_help_asked",
            advisers_for(request),
            request,
            at=moment,
            occasion=f"{locked.reference} {moment.isoformat()}",
            reference=request.reference,
            campaign=locked.reference,
        )
    return locked
