"""A campaign's applications: what their list shows and is sorted by says nothing of whose each is.

Before the invitation nobody may learn in which order applications came (R11). So a page begins
after a reference, which is drawn at random, where other lists have the key of a record; references
end every order; and no column can be sorted by that tells more than its cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from hub.moves import Move
from hub.references import IN_WORDS
from hub.tables import Table
from hub.views.record_lists import RecordListView
from roles.applications.services.assisted import why_nothing_is_entered
from roles.applications.services.sides import open_applications
from roles.models.applications.application import Application
from roles.models.applications.application_state import ApplicationState
from roles.models.applications.passed_over import PassedOver
from roles.models.campaigns.campaign import Campaign
from roles.models.campaigns.stage_plan import pass_marks_of
from roles.models.campaigns.turns import ON_RESERVE, RECOMMENDED_FIRST
from roles.selection import tables
from roles.selection.moves import APPLICATION_MOVES
from roles.selection.services.duplicates import Alike, alike_in
from roles.selection.sift_progress import sift_progress


class SiftListView(RecordListView):
    """A campaign's applications, by reference and state; once it is agreed, in order of merit."""

    permission = "roles.view_application"
    template_name = "roles/selection/sift_list.html"
    url_name = "roles:sift_list"
    title = "Applications"
    called = ("application", "applications")
    key = "reference"

    @cached_property
    def campaign(self) -> Any:
        """The campaign, with whether the public was told of it, as ``is_advertised``."""
        rows = Campaign.objects.select_related("organisation__parent").annotate(
            is_advertised=Exists(Campaign.objects.advertised().filter(pk=OuterRef("pk")))
        )
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        return found.read_by(self.request.user)

    def get_permission_object(self) -> Campaign:
        return self.campaign

    @cached_property
    def state(self) -> str:
        """The state that is shown; "" for all."""
        return self.filters.chosen("state", ApplicationState.values, "state")

    def read_key(self, given: str) -> str | None:
        return given if re.fullmatch(IN_WORDS, given) else None

    def get_records(self) -> QuerySet[Application]:
        rows = self.of_state().going_on()
        return (
            rows.select_related(
                "interview", "offer_terms__place", "offer_terms__request__organisation", "post"
            )
            .prefetch_related("arrangements_seen", "set_aside__arrangements_seen")
            .in_order_of_merit()
        )

    def of_state(self) -> Any:
        """The applications of the campaign that the person handles, in the state that is shown."""
        rows = self.campaign.applications.handled_by(self.request.user)
        return rows.filter(state=self.state) if self.state else rows

    def read_turns(self) -> None:
        """Read once who comes before others in the order of offers (S38)."""
        rows = self.campaign.applications.all()
        setattr(self.campaign, RECOMMENDED_FIRST, list(rows.recommended_first()))
        on_list = rows.on_live_reserve(timezone.now()).with_turns()
        setattr(self.campaign, ON_RESERVE, list(on_list))

    def passed_over(self) -> Iterable[PassedOver]:
        """Who was passed over in the order of merit, once there is one (S38)."""
        if self.campaign.merit_agreed_at is None:
            return []
        rows = self.campaign.applications.handled_by(self.request.user).order_by()
        found = PassedOver.objects.filter(application__in=rows.values("pk"))
        return found.select_related("application", "place", "by")

    @cached_property
    def twice(self) -> dict[int, list[Alike]]:
        """Which may be of the same person."""
        return alike_in(self.campaign, self.person)

    def get_table(self, records: Sequence[Application]) -> Table:
        for record in records:
            record.campaign = self.campaign
        if records and self.campaign.merit_agreed_at:
            self.read_turns()
        twice = self.twice if records else {}
        return tables.applications(self.campaign, APPLICATION_MOVES, twice, self.person)

    @property
    def called_in_log(self) -> str:
        return f" for {self.campaign.reference}"

    def get_filename(self) -> str:
        """Whose applications they are."""
        return f"applications-{self.campaign.reference}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        open_applications(campaign=self.campaign, actor=self.person)
        return super().get(request, *args, **kwargs)

    def moves(self) -> list[Move]:
        """What this person may do with applications of the campaign at all."""
        may = self.person.has_perm
        return [move for move in APPLICATION_MOVES if may(move.permission, self.campaign)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.campaign.applications.handled_by(self.request.user)
        counts = Counter(rows.going_on().values_list("state", flat=True))
        entered = self.campaign.applications_shown.entered_unseen_by(self.request.user)
        aside = self.of_state().filter(is_set_aside=True).select_related("same_person_as")
        context = super().get_context_data(
            campaign=self.campaign,
            may_enter=self.campaign.is_advertised
            and self.person.has_perm("roles.enter_application", self.campaign)
            and not why_nothing_is_entered(self.campaign, self.person),
            entered=tables.entered(self.campaign).of(entered.order_by("reference")),
            passed_over=tables.passed_over(self.campaign).of(self.passed_over()),
            aside=tables.set_aside(self.campaign).of(aside.order_by("reference")),
            states=[
                (value, label, counts[value])
                for value, label in ApplicationState.choices
                if value in counts or value == self.state
            ],
            state=self.state,
            pass_marks=pass_marks_of(self.campaign),
            who_sifts=self.campaign.who_sifts if self.campaign.is_before_interviews else "",
            progress=sift_progress(self.campaign, self.person),
            is_in_order_of_merit=self.campaign.merit_agreed_at is not None,
            **kwargs,
        )
        waits = tables.waits(context["listed"].page.records, self.moves())
        return {**context, "waits": waits}
