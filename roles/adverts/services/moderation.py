"""Writing and checking an advert: the department writes, the hub checks, the hub publishes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed
from wagtail.models import WorkflowState

from hub.audit import log
from hub.authorisation import internal, public, requires
from hub.models import User
from hub.refusals import RefusedError
from roles.adverts.pages import OWN_WORDS, VacancyPage, why_sent
from roles.adverts.services.taking_back import theirs_to_take_back
from roles.adverts.words import from_lines, lacking_in_words, to_lines
from roles.adverts.workflow import (
    approve_workflow,
    begin_workflow,
    cancel_workflow,
    reject_workflow,
)
from roles.campaigns.services.readiness import NotReadyError
from roles.models.adverts.advert_review import AdvertReview
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.notifying import checkers_of, notify_people

WELSH = frozenset({"welsh_title", "welsh_summary", "welsh_body"})


class AdvertChangedError(RefusedError):
    """Somebody else saved the advert while this person was writing: nothing is lost."""

    reason = (
        "Somebody else saved the advert while you were writing. What you wrote is still here, and "
        "theirs is in the advert’s history. Read it, then save again to put yours in its place"
    )


class OwnAdvertError(RefusedError):
    """Nobody passes or publishes an advert that they sent or wrote some of."""

    reason = OWN_WORDS


class AdvertUnreadError(RefusedError):
    """The words are others than those that were passed, or than whoever acts has read."""

    field = "seen"


def draft_of(campaign: Campaign) -> VacancyPage:
    """The advert as it was last saved. Raises ``TransitionNotAllowed`` when there is none."""
    page = VacancyPage.objects.filter(campaign=campaign).first()
    if page is None:
        raise TransitionNotAllowed("There is no advert yet.", object=campaign)
    return page.get_latest_revision_as_object()


def held_advert(campaign: Campaign) -> VacancyPage:
    """The advert as it stands, which the department does not write until the transaction ends."""
    return VacancyPage.objects.get(campaign=_locked(campaign))


@requires("roles.draft_campaign", "campaign", fields=WELSH)
@transaction.atomic
def write_advert(
    *,
    campaign: Campaign,
    title: str,
    summary: str,
    prose: str,
    revision: int,
    actor: User,
    at: datetime | None = None,
    **welsh: str,
) -> VacancyPage:
    """Save a new version of the draft. ``revision`` is the version the writer began from.

    ``welsh`` are the fields of the Welsh text, of an advert in both languages. Raises
    ``AdvertChangedError`` when somebody saved another since, and ``TransitionNotAllowed`` while the
    hub checks it, once it is live, or when it was laid out in Wagtail's editor.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if not may_be_written(locked):
        raise TransitionNotAllowed("It cannot be written now.", object=locked)
    page = draft_of(locked)
    if page.latest_revision_id != revision:
        raise AdvertChangedError
    page.title, page.summary, page.body = title, summary, from_lines(prose)
    for name in WELSH & set(welsh):
        setattr(page, name, welsh[name])
    page.save_revision(user=actor)
    log(locked, "roles.advert_written", actor=actor, at=moment)
    return page


def may_be_written(campaign: Campaign) -> bool:
    """Whether the department can write the advert: not live, not with the hub, plain lines only."""
    if campaign.opened_at or campaign.is_ended or campaign.reviews.waiting().exists():
        return False
    page = VacancyPage.objects.filter(campaign=campaign).first()
    return page is not None and to_lines(page.get_latest_revision_as_object()) is not None


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def send_advert(*, campaign: Campaign, actor: User, at: datetime | None = None) -> AdvertReview:
    """Send the advert to the hub to check.

    Raises ``TransitionNotAllowed`` when it is there, ``NotReadyError`` while it says nothing.
    """
    moment = at or timezone.now()
    locked = _locked(campaign)
    if locked.opened_at or locked.is_ended or locked.reviews.waiting().exists():
        raise TransitionNotAllowed("It cannot be sent now.", object=locked)
    page = draft_of(locked)
    if lacking := lacking_in_words(page):
        raise NotReadyError(lacking)
    review = AdvertReview.objects.create(
        campaign=locked, revision=page.latest_revision_id or 0, sent_by=actor, sent_at=moment
    )
    log(locked, "roles.advert_sent", actor=actor, at=moment)
    begin_workflow(page, actor)
    _notify_checkers(locked, actor, moment)
    return review


def _notify_checkers(locked: Campaign, actor: User | None, moment: datetime) -> None:
    _notify(locked, "roles.advert_sent", [*checkers_of(locked, actor)], moment)


@requires("roles.draft_campaign", "campaign")
@transaction.atomic
def take_advert_back(
    *, campaign: Campaign, actor: User, at: datetime | None = None
) -> AdvertReview:
    """Take the advert back from the hub. Raises ``NotTheirsToTakeBackError`` for its checkers."""
    review = theirs_to_take_back(_waiting(campaign), actor)
    review.take_back(at or timezone.now())
    review.save()
    log(review.campaign, "roles.advert_taken_back", actor=actor, at=at)
    cancel_workflow(review.campaign.page, actor)
    return review


@requires("roles.publish_campaign", "campaign")
@transaction.atomic
def pass_advert(
    *,
    campaign: Campaign,
    actor: User,
    seen: str | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AdvertReview:
    """Say that the hub has nothing against the advert, as it is; ``seen`` is the version read.

    Raises ``OwnAdvertError`` and ``AdvertUnreadError``.
    """
    refuse_unread(page=draft_of(_locked(campaign)), seen=seen)
    return _answer(campaign, "pass_it", "roles.advert_passed", reason, actor, at)


@requires("roles.publish_campaign", "campaign")
@transaction.atomic
def return_advert(
    *, campaign: Campaign, reason: str, actor: User, at: datetime | None = None
) -> AdvertReview:
    """Return the advert to the department with what has to change. Raises ``OwnAdvertError``."""
    return _answer(campaign, "send_back", "roles.advert_returned", reason, actor, at)


@public
def refuse_own_words(*, page: VacancyPage, actor: User | None, at: datetime | None = None) -> None:
    """Raise ``OwnAdvertError``, on the record, for who wrote some of the words.

    Those of the job description are of who wrote it, unless others have approved it since.
    """
    if actor is not None and (why := page.why_own(actor)):
        log(page.campaign, "roles.advert_own_refused", actor=actor, at=at)
        raise OwnAdvertError([why])


def why_unread(page: VacancyPage, seen: str | None) -> str:
    """Why the advert has to be read again before it is passed or published; "" when it has not.

    ``seen`` is the version that was read; without it, that is the one the hub has passed, if any.
    """
    review = page.campaign.reviews.passed().first()
    passed = review.version if review else ""
    seen = passed if seen is None else seen
    if page.version == seen or not (seen or passed):
        return ""
    writer = page.writer_since(seen) or "Somebody"
    when = "it was approved" if seen == passed else "you opened this page"
    return f"{writer} changed the advert after {when}: read it again"


@public
def refuse_unread(*, page: VacancyPage, seen: str | None) -> None:
    """Raise ``AdvertUnreadError`` where the advert is another than the version that was read."""
    if why := why_unread(page, seen):
        raise AdvertUnreadError([why])


@internal
def settle_reviews(
    *, campaign: Campaign, version: str, at: datetime, actor: User | None = None
) -> None:
    """Whoever publishes has checked: what waits is passed, in Wagtail's moderation as well.

    Later words than those published go on waiting.
    """
    if campaign.page.version != version:
        return
    for review in campaign.reviews.waiting().select_for_update():
        review.pass_it(at)
        review.answered_by, review.version = actor, version
        review.revision = campaign.page.latest_revision_id or review.revision
        review.save()
        approve_workflow(campaign.page, actor)


@internal
@transaction.atomic
def follow_saved(*, page: VacancyPage, version: str, before: str, actor: User | None) -> None:
    """Whoever saves new words has a part in the campaign; what the hub passed is passed no more."""
    campaign, moment = page.campaign, timezone.now()
    if version == before:
        return
    CampaignPart.objects.play(campaign, actor, CampaignPart.Part.ADVERT, moment)
    review = campaign.reviews.select_for_update().first()
    if campaign.opened_at or review is None or review.state != ReviewState.PASSED:
        return
    if review.version != version:
        review.lapse()
        review.save()
        log(campaign, "roles.advert_changed_since", actor=actor, at=moment)


@internal
@transaction.atomic
def follow_submitted(*, page: VacancyPage, actor: User | None) -> None:
    """Who submits an advert for moderation in Wagtail sends it to the hub to check."""
    locked, moment = _locked(page.campaign), timezone.now()
    if locked.opened_at or locked.is_ended or locked.reviews.waiting().exists():
        return
    AdvertReview.objects.create(
        campaign=locked, revision=page.latest_revision_id or 0, sent_by=actor, sent_at=moment
    )
    log(locked, "roles.advert_sent", actor=actor, at=moment)
    _notify_checkers(locked, actor, moment)


@internal
@transaction.atomic
def follow_rejected(*, page: VacancyPage, workflow: WorkflowState, actor: User | None) -> None:
    """Who asks for changes in Wagtail returns the advert, with the same words."""
    task = workflow.current_task_state
    _answer_waiting(page, "send_back", "roles.advert_returned", task.comment, actor)


@internal
@transaction.atomic
def follow_cancelled(*, page: VacancyPage, workflow: WorkflowState, actor: User | None) -> None:
    """Who cancels the moderation in Wagtail takes the advert back."""
    for review in _locked(page.campaign).reviews.waiting():
        review.take_back(timezone.now())
        review.save()
        log(review.campaign, "roles.advert_taken_back", actor=actor)


@internal
def pass_approved(page: VacancyPage, comment: str, actor: User | None) -> bool:
    """Pass an advert that was approved in Wagtail; False when nothing waited."""
    return _answer_waiting(page, "pass_it", "roles.advert_passed", comment, actor)


def _answer_waiting(
    page: VacancyPage, move: str, action: str, comment: str, actor: User | None
) -> bool:
    review = _locked(page.campaign).reviews.waiting().first()
    if review is None:
        return False
    _record_answer(review, move, action, comment, actor, timezone.now())
    return True


def _record_answer(
    review: AdvertReview,
    move: str,
    action: str,
    comment: str,
    actor: User | None,
    moment: datetime,
) -> None:
    getattr(review, move)(moment)
    review.answered_by, review.comment = actor, comment
    if review.state == ReviewState.PASSED:
        page = review.campaign.page
        review.version, review.revision = page.version, page.latest_revision_id or 0
    review.save()
    log(review.campaign, action, actor=actor, at=moment, data={"detail": comment})
    _notify(review.campaign, "roles.advert_checked", [review.sent_by], moment)


def _answer(
    campaign: Campaign, move: str, action: str, comment: str, actor: User, at: datetime | None
) -> AdvertReview:
    moment = at or timezone.now()
    review = _waiting(campaign)
    if not actor.has_perm("roles.publish_campaign", review.campaign):
        raise PermissionDenied("Only the hub team checks adverts.")
    if why := why_sent(review, actor):
        raise OwnAdvertError([why])
    if why := review.campaign.page.why_own(actor):
        raise OwnAdvertError([why])
    _record_answer(review, move, action, comment, actor, moment)
    answer = approve_workflow if move == "pass_it" else reject_workflow
    answer(review.campaign.page, actor, comment)
    return review


def _waiting(campaign: Campaign) -> AdvertReview:
    locked = _locked(campaign)
    review = locked.reviews.waiting().first()
    if review is None:
        raise TransitionNotAllowed("It is not with the hub team.", object=locked)
    review.campaign = locked
    return review


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "support_request__adviser").get(
        pk=campaign.pk
    )


def _notify(campaign: Campaign, slug: str, people: list[User | None], at: datetime) -> None:
    notify_people(
        slug, people, campaign, at=at, occasion=at.isoformat(), reference=campaign.reference
    )
