"""The advert in the campaign's workspace: the check, its moves, its versions, a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from hub.moves import MoveView, offered
from hub.views.base import GuardedTemplateView
from roles.adverts.change_moves import RETURN_CHANGE
from roles.adverts.check import check
from roles.adverts.moves import ADVERT_MOVES, OPENING_MOVES
from roles.adverts.next_step import steps_of_advert
from roles.adverts.pages import VacancyPage
from roles.adverts.services.moderation import why_unread
from roles.adverts.stage_bar import is_closed, stages_of_advert
from roles.adverts.tables import FINDINGS, REVIEWS
from roles.adverts.words import lines_of, text_of, to_lines
from roles.campaigns.differences import Change, differences
from roles.campaigns.services.readiness import lacking_for_approval
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.adverts.review_state import ReviewState
from roles.models.campaigns.campaign import Campaign

VERSIONS = 10


@dataclass(frozen=True)
class Version:
    """A saved version of an advert, and what it changed in the one before."""

    at: Any
    by: Any
    changes: list[Change]
    is_first: bool


def versions_of(page: VacancyPage) -> list[Version]:
    """The latest versions, newest first; one that changed no words is left out."""
    rows = list(page.revisions.select_related("user").order_by("-created_at")[: VERSIONS + 1])
    texts = [lines_of(row.content) for row in rows]
    found = []
    for number, row in enumerate(rows[:VERSIONS]):
        is_first = number + 1 == len(rows)
        changes = [] if is_first else differences(texts[number + 1], texts[number])
        if changes or is_first:
            found.append(Version(row.created_at, row.user, changes, is_first))
    return found


class AdvertView(CampaignRecordView, GuardedTemplateView):
    """Where the advert stands, what the check found, what can be done, what was changed when."""

    template_name = "roles/adverts/campaign_advert.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.record, self.request.user
        page = getattr(campaign, "page", None)
        draft = page.get_latest_revision_as_object() if page else None
        reviews = list(campaign.reviews.select_related("sent_by", "answered_by")[:5])
        return super().get_context_data(
            record=campaign,
            campaign=campaign,
            page_of_advert=page,
            draft=draft,
            # What the public reads, while it reads something.
            shown=page if page and page.live else draft,
            unpublished=page.unpublished_change if page else None,
            returned=page.returned_change if page else None,
            advert_state=(state := advert_state_of(campaign, page)),
            stages=stages_of_advert(campaign, page, state[0]),
            missing=[] if campaign.is_ended else lacking_for_approval(campaign),
            findings=FINDINGS.of(check(text_of(draft, campaign)) if draft else []),
            # What the hub said of an advert that is public is of a change, as long as it waits.
            latest=reviews[0] if reviews and not (page and page.live) else None,
            reviews=REVIEWS.of(reviews),
            versions=versions_of(page) if page else [],
            own_part=self.own_part(page),
            unread=why_unread(page, None)
            if page and campaign.is_before_opening and not page.scheduled_revision
            else "",
            later_draft=has_later_draft(page),
            laid_out=draft is not None and to_lines(draft) is None,
            editor=page.editor_for(user) if page else "",
            moves=offered(
                (*OPENING_MOVES, *ADVERT_MOVES), campaign, user, steps_of_advert(campaign)
            ),
            **kwargs,
        )

    def own_part(self, page: VacancyPage | None) -> str:
        """Why somebody who might publish the advert does not: their part in it; else ""."""
        user = self.request.user
        if page is None or not user.has_perm("roles.publish_campaign", self.record):
            return ""
        return page.part_of(user)


def advert_state_of(campaign: Campaign, page: VacancyPage | None) -> tuple[str, str]:
    """Where the advert stands, in words and a colour."""
    if page is None:
        return "Not drafted", "grey"
    if page.live:
        return ("Closed", "grey") if is_closed(campaign) else ("Published", "blue")
    if campaign.state == Campaign.State.SCHEDULED:
        return "Scheduled", "yellow"
    review = campaign.reviews.first()
    if review is None or review.state == review.State.TAKEN_BACK:
        return "Draft", "grey"
    state = ReviewState(review.state)
    return state.label, state.facts.colour


def has_later_draft(page: VacancyPage | None) -> bool:
    """Whether the advert has other words than those that are scheduled to be published."""
    scheduled = page.scheduled_revision if page else None
    return bool(page and scheduled and page.version_of(scheduled.content) != page.version)


class ChangeMoveView(MoveView):
    """What can be done about a change of a public advert, for editors, who see no campaign."""

    moves = (RETURN_CHANGE,)
    record_argument = "campaign"
    record_name = "The change"
    record_noun = "change"

    def find_record(self) -> Campaign:
        rows = Campaign.objects.with_advert(self.request.user).with_related()
        return get_object_or_404(rows, reference=self.kwargs["reference"])

    @property
    def record_url(self) -> str:
        page = getattr(self.record, "page", None)
        return (page.editor_for(self.request.user) if page else "") or reverse("work")


class AdvertPreviewView(CampaignRecordView):
    """The advert as the public would see it, as it was last saved; for those of the campaign."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = getattr(self.record, "page", None)
        if page is None:
            raise Http404
        draft = page.get_latest_revision_as_object()
        return draft.serve_preview(request, "")
