"""Adverts: make the page of a campaign, publish it, follow what editors do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django_fsm import TransitionNotAllowed
from wagtail.log_actions import registry
from wagtail.models import Revision, WorkflowState

from hub.audit import log
from hub.authorisation import internal, requires
from hub.dates import datetime_gb
from hub.models import HomePage, User
from roles.adverts.pages import VacancyIndexPage, VacancyPage
from roles.adverts.services.changes import take_title, tell_of_change
from roles.adverts.services.moderation import (
    WELSH,
    held_advert,
    pass_approved,
    refuse_own_words,
    refuse_unread,
    settle_reviews,
)
from roles.adverts.services.waiting import hold_published, people_of_advert
from roles.adverts.words import from_lines, lacking_in_words
from roles.campaigns.services.campaigns import open_campaign, schedule_campaign
from roles.campaigns.services.job_descriptions import prose_of_job
from roles.campaigns.services.readiness import NotReadyError, lacking_for_opening
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.job_description import JobDescription
from roles.notifying import notify_people
from roles.signals import advert_changed

INDEX_SLUG = "roles"
ALREADY_PUBLIC = (
    "Remove the “go live” date. The advert is already public, so publish your changes now"
)
RETURNED = "The hub team has returned this change. Change the words first, and save them"


@internal
def index_page() -> VacancyIndexPage:
    """The parent of the adverts, made when it is not there. Raises ``HomePage.DoesNotExist``."""
    found = VacancyIndexPage.objects.first()
    if found is None:
        home = HomePage.objects.earliest("pk")
        found = home.add_child(
            instance=VacancyIndexPage(title="Find a role", slug=INDEX_SLUG, live=True)
        )
    return found


@requires("roles.draft_campaign", "campaign", fields=WELSH)
@transaction.atomic
def create_advert(
    *,
    campaign: Campaign,
    actor: User | None,
    summary: str = "",
    body: list[tuple[str, Any]] | None = None,
    at: datetime | None = None,
    **welsh: str,
) -> VacancyPage:
    """Make the draft advert of a campaign, or return the one it has.

    With ``summary`` or ``body`` it is the actor's words; made of the campaign's own data, of those
    who wrote the job description. ``welsh`` are the fields of the Welsh text.
    """
    moment = at or timezone.now()
    existing = VacancyPage.objects.filter(campaign=campaign).first()
    if existing:
        return existing
    if campaign.is_ended:
        raise TransitionNotAllowed("It has ended.", object=campaign)
    page = VacancyPage(
        title=campaign.title,
        slug=slugify(f"{campaign.title} {campaign.reference}"),
        campaign=campaign,
        **{**_first_words(campaign, summary, body), **welsh},
        live=False,
        owner=actor,
    )
    index_page().add_child(instance=page)
    page.save_revision(user=actor if summary or body else _writer_before(campaign))
    log(campaign, "roles.advert_made", actor=actor, at=moment)
    return page


def _first_words(
    campaign: Campaign, summary: str, body: list[tuple[str, Any]] | None
) -> dict[str, Any]:
    """What is given; else the advert of the round before, else the job description."""
    before = VacancyPage.objects.filter(campaign=campaign.round_of_id).first()
    if before is not None and not body:
        welsh = {name: getattr(before, name) for name in WELSH}
        return {"summary": summary or before.summary, "body": before.body, **welsh}
    job = JobDescription.objects.filter(campaign=campaign).first()
    if job is not None and not body:
        body = from_lines(prose_of_job(job))
    words = summary or (job.summary if job else "") or campaign.title
    return {"summary": words[:300], "body": body or []}


def _writer_before(campaign: Campaign) -> User | None:
    """Whose words come with the advert of the round before, where that never was public."""
    before = VacancyPage.objects.filter(campaign=campaign.round_of_id).first()
    if before is None or before.first_published_at:
        return None
    return before.revisions.earliest("created_at", "pk").user


@requires("roles.publish_campaign", "campaign")
def publish_advert(
    *,
    campaign: Campaign,
    actor: User | None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Campaign:
    """Open the campaign and publish its advert as it was last saved; ``seen`` is the version read.

    Raises ``NotReadyError`` when the campaign may not open or has no advert,
    ``AdvertUnreadError`` when somebody changed the words since they were read or passed, and
    ``OwnAdvertError``, which stays on record, for who wrote some of them.
    """
    page = VacancyPage.objects.filter(campaign=campaign).first()
    if page is None:
        raise NotReadyError(["Write the advert first"])
    refuse_own_words(page=page, actor=actor, at=at)
    return _publish(campaign, actor, seen, at)


@transaction.atomic
def _publish(
    campaign: Campaign,
    actor: User | None,
    seen: str | None,
    at: datetime | None,
) -> Campaign:
    page = held_advert(campaign)
    refuse_unread(page=page, seen=seen)
    if lacking := lacking_in_words(page.get_latest_revision_as_object()):
        raise NotReadyError(lacking)
    latest = page.get_latest_revision() or page.save_revision(user=actor)
    draft = page.get_latest_revision_as_object()
    if draft.go_live_at:  # It was set to a later day: now it waits no more.
        draft.go_live_at = None
        latest = draft.save_revision(user=actor)
    opened = open_campaign(campaign=campaign, actor=actor, at=at)
    settle_reviews(campaign=opened, version=page.version, at=at or timezone.now(), actor=actor)
    latest.publish(user=actor)
    opened.refresh_from_db()  # Its page was read before it was published.
    return opened


@requires("roles.publish_campaign", "campaign")
def schedule_advert(
    *,
    campaign: Campaign,
    opens_at: datetime,
    actor: User | None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Campaign:
    """Set the advert to be published at a later moment, as it is now: ``seen``, the version read.

    Raises ``NotReadyError``, ``AdvertUnreadError`` and, which stays on record, ``OwnAdvertError``.
    """
    page = VacancyPage.objects.filter(campaign=campaign).first()
    if page is None:
        raise NotReadyError(["Write the advert first"])
    refuse_own_words(page=page, actor=actor, at=at)
    return _schedule(campaign, opens_at, actor, seen, at)


@transaction.atomic
def _schedule(
    campaign: Campaign,
    opens_at: datetime,
    actor: User | None,
    seen: str | None,
    at: datetime | None,
) -> Campaign:
    page = held_advert(campaign)
    refuse_unread(page=page, seen=seen)
    latest = page.get_latest_revision_as_object()
    if lacking := lacking_in_words(latest):
        raise NotReadyError(lacking)
    scheduled = schedule_campaign(campaign=campaign, opens_at=opens_at, actor=actor, at=at)
    latest.go_live_at = opens_at
    latest.save_revision(user=actor).publish(user=actor)
    return scheduled


@requires("roles.publish_campaign", "campaign")
@transaction.atomic
def unschedule_advert(
    *, campaign: Campaign, reason: str, actor: User | None, at: datetime | None = None
) -> Campaign:
    """Take a scheduled advert off schedule: it stays a draft until somebody publishes it.

    Who scheduled it and those who work on it are told why. Raises ``TransitionNotAllowed`` when it
    is not scheduled.
    """
    moment = at or timezone.now()
    rows = Campaign.objects.select_related("organisation__parent", "support_request__adviser")
    locked = rows.select_for_update(of=("self",)).get(pk=campaign.pk)
    was_to_open = datetime_gb(locked.opens_at)
    locked.unschedule(moment)
    locked.save()
    page = VacancyPage.objects.filter(campaign=locked).first()
    if page is not None:
        page.revisions.update(approved_go_live_at=None)
        latest = page.get_latest_revision_as_object()
        latest.go_live_at = None
        latest.save_revision(user=actor)
        VacancyPage.objects.filter(pk=page.pk).update(go_live_at=None)
    log(locked, "roles.campaign_unscheduled", actor=actor, at=moment, data={"detail": reason})
    told = [*people_of_advert(locked), _who_scheduled(locked)]
    notify_people(
        "roles.advert_unscheduled",
        [person for person in told if person != actor],
        locked,
        at=moment,
        occasion=moment.isoformat(),
        reference=locked.reference,
        opens=was_to_open,
        who=str(actor or "Somebody"),
        reason=reason,
    )
    return locked


def _who_scheduled(campaign: Campaign) -> User | None:
    """Who set the advert to be published, the last time."""
    entries = registry.get_logs_for_instance(campaign).filter(action="roles.campaign_scheduled")
    latest = entries.select_related("user").order_by("-timestamp", "-pk").first()
    return latest.user if latest else None


def reasons_against_publishing(page: VacancyPage) -> list[str]:
    """Why the advert must not be published now, or at the time it is set to; none if it may be."""
    campaign = page.campaign
    if campaign.opened_at:
        # The day stands in the version that is published, not in the page as it is public.
        day = page.get_latest_revision_as_object().go_live_at
        waits = [ALREADY_PUBLIC] if day and day > timezone.now() else []
        was_returned = VacancyPage.objects.get(pk=page.pk).returned_change is not None
        return [*waits, *([RETURNED] if was_returned else []), *lacking_in_words(page)]
    return [*lacking_in_words(page), *lacking_for_opening(campaign, page.go_live_at)]


@internal
@transaction.atomic
def follow_published(*, page: VacancyPage, revision: Revision, actor: User | None = None) -> None:
    """Act on a published advert: open its campaign, or take the advert back when it may not open.

    One that is to go live later schedules the campaign. The editor's screens refuse before that;
    this holds for every other way to publish. Of a change the department is told.
    """
    campaign = Campaign.objects.select_related("grade").get(pk=page.campaign_id)
    try:
        if not campaign.opened_at and (lacking := lacking_in_words(page)):
            raise NotReadyError(lacking)
        if page.live:
            if campaign.opened_at:
                tell_of_change(page=page, campaign=campaign, revision=revision, actor=actor)
            open_campaign(campaign=campaign, actor=None)
            take_title(page=page, campaign=campaign, actor=actor)
            settle_reviews(
                campaign=campaign, version=page.version_of(revision.content), at=timezone.now()
            )
        elif page.go_live_at and not campaign.opened_at:
            schedule_campaign(campaign=campaign, opens_at=page.go_live_at, actor=None)
    except NotReadyError as error:
        if page.live:
            page.unpublish()
        moment = timezone.now()
        if not hold_published(campaign=campaign, revision=revision, at=moment):
            _notify_withheld(campaign, error.reasons[0], moment)
    advert_changed.send(sender=None, campaign=campaign)


def _notify_withheld(campaign: Campaign, reason: str, at: datetime) -> None:
    """Log why an advert was taken back, and tell those who work on it: nobody else would notice."""
    log(campaign, "roles.advert_withheld", actor=None, at=at, data={"detail": reason})
    notify_people(
        "roles.advert_withheld",
        people_of_advert(campaign),
        campaign,
        at=at,
        occasion=at.isoformat(),
        reference=campaign.reference,
        reason=reason,
    )


@internal
@transaction.atomic
def follow_approved(*, page: VacancyPage, workflow: WorkflowState, actor: User | None) -> None:
    """Who approves an advert in Wagtail passes it, and publishes it where its campaign may open.

    What the hub had passed already waits to be published; new words of an open one go live, unless
    they are those of a change that somebody has returned.
    """
    was_waiting = pass_approved(page, workflow.current_task_state.comment, actor)
    draft = page.get_latest_revision_as_object()
    goes_on = page.is_permanent and page.returned_change is None
    if goes_on or (was_waiting and not reasons_against_publishing(draft)):
        page.get_latest_revision().publish(user=actor)


@internal
def follow_unpublished(*, page: VacancyPage) -> None:
    """Act on an advert that was taken down: the list lets go of it."""
    advert_changed.send(sender=None, campaign=page.campaign)
