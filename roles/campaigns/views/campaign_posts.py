"""The posts of a campaign as a list: sorted, filtered, taken as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from hub.tables import Table
from hub.views.record_lists import RecordListView
from roles.campaigns.tables import CAMPAIGN_POSTS
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.campaigns.post import Post, PostState


class CampaignPostsView(CampaignRecordView, RecordListView):
    """The posts of a campaign that the person may see, by state."""

    template_name = "roles/campaigns/campaign_posts.html"
    url_name = "roles:campaign_posts"
    title = "Posts"
    called = ("post", "posts")

    @cached_property
    def state(self) -> str:
        """The state that is shown; "" for all."""
        self.filters.without_others("state")
        return self.filters.chosen("state", PostState.values, "state")

    def get_records(self) -> QuerySet[Post]:
        rows = self.record.posts.order_by("reference")
        rows = rows.filter(state=self.state) if self.state else rows
        return rows.select_related("role", "level", "support_request")

    def get_table(self, records: Sequence[Post]) -> Table:
        return CAMPAIGN_POSTS

    @property
    def called_in_log(self) -> str:
        return f" of {self.record.reference}"

    def get_filename(self) -> str:
        """Whose posts they are."""
        return f"posts-{self.record.reference}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = Counter(self.record.posts.order_by().values_list("state", flat=True))
        return super().get_context_data(
            campaign=self.record,
            state=self.state,
            states=[
                (value, label, counts[value])
                for value, label in PostState.choices
                if counts[value] or value == self.state
            ],
            number=counts.total(),
            **kwargs,
        )
