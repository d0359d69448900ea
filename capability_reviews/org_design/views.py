"""Advice on organisation design: the list, one engagement, and its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from capability_reviews.models import OrgDesignEngagement
from capability_reviews.models.org_design.engagement_state import STAGES, EngagementState
from capability_reviews.org_design import services
from capability_reviews.org_design.forms import AdviceForm
from capability_reviews.org_design.moves import ANSWERING, ENGAGEMENT_MOVES, UNDO_PAUSE
from capability_reviews.org_design.tables import (
    ADVISER_NOW,
    CONTINUES_AT,
    ENGAGEMENTS,
    FOR_SEVERAL,
    MEETINGS,
)
from hub import timeline
from hub.bulk import BulkListView
from hub.dates import date_gb
from hub.history import entries_by_day
from hub.models import Need, User
from hub.moves import Move, MoveView, offered
from hub.narrowing import Narrowing
from hub.states import stages_of
from hub.tables import Column, Table
from hub.views.base import CreatingFormView, GuardedTemplateView, GuardedView
from hub.views.record_page import RecordPage


class EngagementMoveView(MoveView):
    """One thing done with an engagement."""

    moves = (*ENGAGEMENT_MOVES, ANSWERING)
    record_argument = "engagement"
    record_name = "The advice"
    record_noun = "request for advice"

    def find_record(self) -> OrgDesignEngagement:
        return find_engagement(self)

    def facts_of_record(self) -> list[tuple[str, Any]]:
        engagement = self.record
        return [
            ("Department", engagement.organisation.name),
            ("Question", engagement.question),
            ("Asked by", engagement.requested_by),
            ("Asked on", date_gb(timezone.localdate(engagement.requested_at))),
            ("Adviser", engagement.adviser or "Nobody yet"),
        ]


class EngagementListView(BulkListView):
    """The engagements a person may see."""

    permission = "capability_reviews.view_orgdesignengagement"
    template_name = "capability_reviews/org_design/engagement_list.html"

    url_name = "capability_reviews:engagement_list"
    title = "Advice on organisation design"
    export_filename = "organisation-design-advice"
    move_view = EngagementMoveView
    undo_moves: ClassVar[Mapping[str, Move]] = {"pause": UNDO_PAUSE}
    called = ("request for advice", "requests for advice")
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
        Narrowing("state", "State", "state", labels=dict(EngagementState.choices)),
    )

    def get_records(self) -> QuerySet[OrgDesignEngagement]:
        rows: QuerySet[OrgDesignEngagement] = self.narrow(self.rows_seen(self.person))
        return rows

    @classmethod
    def rows_seen(cls, person: User) -> QuerySet[OrgDesignEngagement]:
        rows = OrgDesignEngagement.objects.visible_to(person)
        return rows.select_related("organisation__parent", "adviser")

    @classmethod
    def bulk_columns(cls) -> tuple[Column, ...]:
        return FOR_SEVERAL

    @classmethod
    def bulk_facts(cls, move: Move) -> tuple[Column, ...]:
        return (ADVISER_NOW, CONTINUES_AT) if move.slug == "resume" else (ADVISER_NOW,)

    @classmethod
    def bulk_same(cls, record: OrgDesignEngagement) -> Any:
        return record.adviser_id

    def get_table(self, records: Sequence[OrgDesignEngagement]) -> Table:
        return ENGAGEMENTS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_ask = self.request.user.has_perm("capability_reviews.request_advice")
        return super().get_context_data(may_ask=may_ask, **kwargs)


class AskView(CreatingFormView):
    """Ask for advice; with ``?need=``, as an answer to that need."""

    permission = "capability_reviews.request_advice"
    template_name = "capability_reviews/form.html"
    form_class = AdviceForm
    extra_context = {"heading": "Ask for advice on organisation design", "button": "Ask for advice"}

    @property
    def need(self) -> Need | None:
        """The need of the address, if it stands and the person may ask for its organisation."""
        reference = self.request.GET.get("need", "").replace("\x00", "")
        if not reference:
            return None
        needs = Need.objects.visible_to(self.request.user).open()
        need = get_object_or_404(needs.select_related("organisation"), reference=reference)
        if not self.request.user.has_perm("capability_reviews.request_advice", need):
            raise Http404
        return need

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        need = self.need
        return {"organisation": need.organisation_id, "question": need.reason} if need else {}

    def form_valid(self, form: Any) -> HttpResponse:
        need = self.need
        if need is not None and need.organisation != form.cleaned_data["organisation"]:
            form.add_error("organisation", "Select the organisation that has the need")
            return self.form_invalid(form)
        engagement = services.request_advice(actor=self.person, need=need, **form.cleaned_data)
        messages.success(self.request, f"Your request has the reference {engagement.reference}")
        return redirect(engagement)


def find_engagement(view: Any) -> OrgDesignEngagement:
    """The engagement that the address names, among those the person may see."""
    rows = OrgDesignEngagement.objects.visible_to(view.request.user)
    rows = rows.select_related("organisation__parent", "adviser")
    return get_object_or_404(rows, reference=view.kwargs["reference"])


class EngagementView(GuardedView):
    """A view of one engagement, found among those the person may see."""

    permission = "capability_reviews.view_orgdesignengagement"

    def get_permission_object(self) -> Any:
        self.engagement = find_engagement(self)
        return None


class EngagementDetailView(RecordPage, EngagementView, GuardedTemplateView):
    """An engagement: the question, the advice, meetings, what to do next."""

    of, listed_in = OrgDesignEngagement, EngagementListView
    is_asked_of_record = False
    template_name = "capability_reviews/org_design/engagement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        engagement = self.engagement
        return super().get_context_data(
            record=engagement,
            engagement=engagement,
            stages=stages_of(engagement, STAGES, resting=(EngagementState.PAUSED,)),
            meetings=MEETINGS.of(engagement.meetings.all()),
            moves=offered(
                ENGAGEMENT_MOVES,
                engagement,
                self.request.user,
                EngagementState(engagement.state).facts.steps,
            ),
            history=entries_by_day(self.request, timeline.of(engagement)),
            **kwargs,
        )
