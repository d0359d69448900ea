"""A post: its page and its moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from hub import timeline
from hub.history import entries_by_day
from hub.models import User
from hub.moves import MoveView, offered
from hub.views.base import GuardedTemplateView
from hub.views.record_page import RecordPage
from roles.campaigns import tables
from roles.campaigns.moves.posts import POST_MOVES
from roles.campaigns.services.appointments import agreed_by_the_panel
from roles.campaigns.stage_bar import stages_of_post
from roles.campaigns.views.campaign_posts import CampaignPostsView
from roles.models.applications.application import Application
from roles.models.campaigns.post import Post


def find_post(view: Any) -> Post:
    """The post that the address names, among those the person may see."""
    rows = Post.objects.visible_to(view.request.user).select_related(
        "organisation__parent",
        "role",
        "level",
        "grade",
        "service",
        "campaign",
        "support_request",
    )
    post = get_object_or_404(rows, reference=view.kwargs["reference"])
    if post.campaign is not None:
        post.campaign.read_by(view.request.user)
    return post


class PostDetailView(RecordPage, GuardedTemplateView):
    """A post: how it stands, where it came from, the hub's work on it."""

    of, listed_in = Post, CampaignPostsView
    permission = "roles.view_post"
    template_name = "roles/campaigns/post_detail.html"
    record: Post

    @classmethod
    def above(cls, record: Post) -> Any:
        return record.campaign or record.support_request

    @classmethod
    def has_list(cls, record: Post) -> bool:
        return record.campaign is not None

    @classmethod
    def list_kwargs(cls, record: Post) -> Mapping[str, Any]:
        return {"reference": record.campaign.reference} if record.campaign else {}

    def get_permission_object(self) -> Post:
        self.record = find_post(self)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post, user = self.record, self.request.user
        return super().get_context_data(
            record=post,
            post=post,
            stages=stages_of_post(post, self.person),
            moves=offered(POST_MOVES, post, user),
            activities=tables.ACTIVITIES.of(post.activities.select_related("adviser", "request")),
            history=entries_by_day(self.request, timeline.of(post, reader=self.person)),
            agreed_for=agreed_for(post, self.person),
            has_to_be_agreed_again=post.is_senior and agreed_by_the_panel(post),
            **kwargs,
        )


def agreed_for(post: Post, reader: User) -> str:
    """The application to whose appointment the hub agreed, for who may see applications of it."""
    rows = Application.objects.visible_to(reader).filter(reference=post.agreed_for)
    return post.agreed_for if post.agreed_for and rows.exists() else ""


class PostMoveView(MoveView):
    """One thing done to a post."""

    moves = POST_MOVES
    record_argument = "post"

    def find_record(self) -> Post:
        return find_post(self)
