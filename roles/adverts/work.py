"""What waits for people on adverts: checks, changes, publishing, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from hub.models import StaffGroup, User
from hub.work import HUB_TEAM, WorkItem, WorkKind, WorkQueue
from roles.adverts.changed_words import changes_by
from roles.adverts.pages import VacancyPage
from roles.adverts.question_times import with_last_moment
from roles.department_roles import RUNNING_CAMPAIGNS
from roles.models.adverts.advert_question import AdvertQuestion
from roles.models.adverts.advert_review import AdvertReview
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.campaign_part import CampaignPart
from roles.models.campaigns.campaign_side import competed_in
from roles.models.campaigns.campaign_state import CampaignState

PUBLISHERS = (*HUB_TEAM, StaffGroup.EDITORS)


def _reviews() -> QuerySet[AdvertReview]:
    return AdvertReview.objects.select_related("campaign__organisation").order_by("sent_at", "pk")


def _written_by(person: User) -> QuerySet[Campaign]:
    keys = person.side_keys
    return Campaign.objects.filter(parts__person__in=keys, parts__part=CampaignPart.Part.ADVERT)


def to_check(person: User) -> QuerySet[AdvertReview]:
    """Adverts sent to the hub, for who publishes and wrote none of it (R1)."""
    if not person.in_group(*PUBLISHERS):
        return AdvertReview.objects.none()
    rows = _reviews().filter(state=ReviewState.WAITING)
    rows = rows.exclude(sent_by__in=person.side_keys)
    rows = rows.exclude(campaign__in=_written_by(person).values("pk"))
    return rows.exclude(campaign__in=competed_in(person))


def _latest() -> QuerySet[AdvertReview]:
    """Reviews that no later one of the same advert follows."""
    newest = AdvertReview.objects.filter(campaign=OuterRef("campaign")).order_by("-sent_at", "-pk")
    return _reviews().filter(pk=Subquery(newest.values("pk")[:1]))


def to_publish(person: User) -> QuerySet[AdvertReview]:
    """Checked adverts of approved campaigns that nobody has published or scheduled."""
    if not person.in_group(*PUBLISHERS):
        return AdvertReview.objects.none()
    rows = _latest().filter(state=ReviewState.PASSED, campaign__state=CampaignState.APPROVED)
    return rows.exclude(campaign__in=competed_in(person))


def _is_returned(page: Any) -> bool:
    """Whether the words of a change that were saved last are with those who wrote them."""
    latest = page.version_of(page.latest_revision.content)
    return bool(page.answer == ReviewState.RETURNED and page.answered_version == latest)


def changes_to_publish(person: User) -> list[VacancyPage]:
    """Public adverts with a change that is not, for who publishes and wrote none of it (R1)."""
    if not person.in_group(*PUBLISHERS):
        return []
    return [page for page in changes_by(person)[1] if not _is_returned(page)]


def own_changes(person: User) -> list[VacancyPage]:
    """Changes that this person, or who stands in for them, wrote and somebody else publishes."""
    if not person.in_group(*PUBLISHERS):
        return []
    return [page for page in changes_by(person)[0] if not _is_returned(page)]


def returned_changes(person: User) -> list[VacancyPage]:
    """Changes that this person wrote and somebody else returned."""
    if not person.in_group(*PUBLISHERS):
        return []
    return [page for page in changes_by(person)[0] if _is_returned(page)]


def returned(person: User) -> QuerySet[AdvertReview]:
    """Adverts that the hub returned to the departments whose campaigns this person runs."""
    rows = _latest().filter(
        state__in=(ReviewState.RETURNED, ReviewState.CHANGED),
        campaign__state__in=(CampaignState.APPROVED, CampaignState.SCHEDULED),
        campaign__organisation__in=person.organisations(*RUNNING_CAMPAIGNS),
    )
    return rows.exclude(campaign__in=competed_in(person))


def being_checked(person: User) -> QuerySet[AdvertReview]:
    """Adverts that this person sent, while the hub reads them."""
    seen = Campaign.objects.visible_to(person).values("pk")
    return _reviews().filter(state=ReviewState.WAITING, sent_by=person, campaign__in=seen)


def questions(person: User) -> QuerySet[AdvertQuestion]:
    """Questions about adverts that this person may answer, first asked first."""
    rows = with_last_moment(AdvertQuestion.objects.visible_to(person).waiting())
    rows = rows.exclude(campaign__in=competed_in(person))
    return rows.select_related("campaign__organisation")


def own_questions(person: User) -> QuerySet[AdvertQuestion]:
    """Questions that this person asked and nobody has answered."""
    return AdvertQuestion.objects.of(person).waiting().select_related("campaign__organisation")


def scheduled(person: User) -> QuerySet[Campaign]:
    """Campaigns whose advert the clock opens, for who runs them and for the hub team."""
    rows = Campaign.objects.visible_to(person).filter(state=CampaignState.SCHEDULED)
    if not person.is_hub_staff:
        rows = rows.filter(organisation__in=person.organisations(*RUNNING_CAMPAIGNS))
    rows = rows.exclude(pk__in=competed_in(person)).select_related("organisation")
    return rows.order_by("opens_at", "pk")


def scheduled_pages(person: User) -> QuerySet[VacancyPage]:
    """The same for an editor of the hub, who has the pages of adverts and no campaign."""
    rows = VacancyPage.objects.filter(campaign__state=CampaignState.SCHEDULED)
    if person.is_hub_staff or not person.in_group(StaffGroup.EDITORS):
        return rows.none()
    rows = rows.exclude(campaign__in=competed_in(person))
    return rows.select_related("campaign__organisation").order_by("campaign__opens_at", "pk")


def _scheduled_page(page: VacancyPage) -> WorkItem:
    item = _scheduled(page.campaign)
    return replace(_change(page), since=item.since, until=item.until)


def _scheduled(campaign: Campaign) -> WorkItem:
    return WorkItem(
        text=f"{campaign.reference}: {campaign.title}",
        href=campaign.get_absolute_url(),
        since=campaign.scheduled_at or campaign.draft_at,
        until=campaign.opens_at,
        organisation=campaign.organisation.name,
    )


def _review(review: AdvertReview) -> WorkItem:
    return _advert(review, review.sent_at)


def _answered(review: AdvertReview) -> WorkItem:
    return _advert(review, review.answered_at or review.sent_at)


def _advert(review: AdvertReview, since: datetime) -> WorkItem:
    campaign = review.campaign
    return WorkItem(
        text=f"{campaign.reference}: {campaign.title}",
        href=reverse("roles:advert_go_on", args=[campaign.reference]),
        since=since,
        organisation=campaign.organisation.name,
    )


def _change(page: VacancyPage) -> WorkItem:
    """At the page's editor, which editors can open, too: they have no campaign to look at."""
    campaign = page.campaign
    return WorkItem(
        text=f"{campaign.reference}: {page.title}",
        href=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        since=page.latest_revision_created_at or campaign.draft_at,
        organisation=campaign.organisation.name,
    )


def _question(question: Any) -> WorkItem:
    return WorkItem(
        text=f"Question about {question.campaign.title}",
        href=question.get_absolute_url(),
        since=question.asked_at,
        until=question.answer_by,
        organisation=question.organisation.name,
    )


def _own_question(question: AdvertQuestion) -> WorkItem:
    return WorkItem(
        text=f"Your question about {question.campaign.title}",
        href=reverse("roles:question_list"),
        since=question.asked_at,
        organisation=question.organisation.name,
    )


def _all_campaigns(person: Any) -> str:
    return reverse("roles:campaign_list")


ADVERT_WORK = (
    WorkQueue(
        "roles.check_advert",
        "Check adverts",
        to_check,
        _review,
        40,
        whole=_all_campaigns,
        offices=PUBLISHERS,
        on_front_page=True,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.publish_advert",
        "Publish adverts",
        to_publish,
        _answered,
        41,
        whole=_all_campaigns,
        offices=PUBLISHERS,
        on_front_page=True,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.publish_change",
        "Check and publish changes to public adverts",
        changes_to_publish,
        _change,
        order=41,
        offices=PUBLISHERS,
        on_front_page=True,
        kind=WorkKind.DECIDE,
    ),
    WorkQueue(
        "roles.returned_change",
        "Correct returned changes to public adverts",
        returned_changes,
        _change,
        order=41,
        offices=PUBLISHERS,
    ),
    WorkQueue(
        "roles.own_changes",
        "Somebody else in the hub team publishes these changes",
        own_changes,
        _change,
        order=41,
        others_act=True,
        offices=PUBLISHERS,
    ),
    WorkQueue(
        "roles.returned_advert",
        "Change adverts and send them again",
        returned,
        _answered,
        order=42,
        whole=_all_campaigns,
        offices=RUNNING_CAMPAIGNS,
    ),
    WorkQueue(
        "roles.advert_questions",
        "Answer questions about adverts",
        questions,
        _question,
        43,
        offices=(*HUB_TEAM, *RUNNING_CAMPAIGNS),
        kind=WorkKind.ANSWER,
    ),
    WorkQueue(
        "roles.advert_being_checked",
        "The hub team checks your adverts",
        being_checked,
        _review,
        order=40,
        others_act=True,
    ),
    WorkQueue(
        "roles.scheduled",
        "Scheduled adverts",
        scheduled,
        _scheduled,
        order=44,
        others_act=True,
        whole=_all_campaigns,
        offices=(*HUB_TEAM, *RUNNING_CAMPAIGNS),
        on_front_page=True,
    ),
    WorkQueue(
        "roles.scheduled_pages",
        "Scheduled adverts",
        scheduled_pages,
        _scheduled_page,
        order=44,
        others_act=True,
        offices=(StaffGroup.EDITORS,),
        on_front_page=True,
    ),
    WorkQueue(
        "roles.own_questions",
        "Somebody answers your questions",
        own_questions,
        _own_question,
        order=43,
        others_act=True,
    ),
)
