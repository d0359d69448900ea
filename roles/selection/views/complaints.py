"""Complaints: made by candidates, recorded and answered by who took no part in it (R19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub import timeline
from hub.history import entries_by_day
from hub.moves import MoveView, offered
from hub.refusals import RefusedError
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedTemplateView, refused
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage
from roles.applications.views.applications import OwnApplicationView
from roles.campaigns.views.campaign_record import CampaignRecordView
from roles.models.policy import RecruitmentPolicy
from roles.models.selection.complaint import STATES, Complaint
from roles.selection import complaint_tables
from roles.selection.complaint_moves import COMPLAINT_MOVES, may_go_above
from roles.selection.forms.complaints import ComplainForm, RecordComplaintForm
from roles.selection.services.complaints import complain, record_complaint

# How a state stands in an address.
BY_STATE = {state.lower().replace(" ", "-"): state for state in STATES}


class ComplaintListView(RecordListView):
    """The complaints log: those that a person may see, the latest first."""

    permission = "roles.view_complaint"
    template_name = "roles/selection/complaint_list.html"
    url_name = "roles:complaint_list"
    title = "Complaints"
    export_filename = "complaints"
    called = ("complaint", "complaints")

    def get_records(self) -> QuerySet[Complaint]:
        rows = Complaint.objects.visible_to(self.person)
        chosen = self.filters.chosen("state", BY_STATE, "state")
        rows = rows.in_state(BY_STATE[chosen]) if chosen else rows
        return rows.select_related("campaign__organisation", "application", "handler")

    def get_table(self, records: Sequence[Complaint]) -> Table:
        return complaint_tables.LISTED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            states=list(BY_STATE.items()),
            state=self.filters.chosen("state", BY_STATE, "state"),
            **kwargs,
        )


def find_complaint(view: Any) -> Complaint:
    """The complaint that the address names, among those the person may see."""
    rows = Complaint.objects.visible_to(view.request.user).select_related(
        "campaign__organisation__parent", "application", "made_by", "handler", "recorded_by"
    )
    return get_object_or_404(rows, reference=view.kwargs["reference"])


class ComplaintDetailView(RecordPage, GuardedTemplateView):
    """A complaint: what was said, where it is on its way, who has it, what came of it."""

    of, listed_in = Complaint, ComplaintListView
    permission = "roles.view_complaint"
    template_name = "roles/selection/complaint_detail.html"
    record: Complaint

    def get_permission_object(self) -> Complaint:
        self.record = find_complaint(self)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        complaint = self.record
        return super().get_context_data(
            record=complaint,
            complaint=complaint,
            colour=complaint_tables.COLOURS[complaint.standing],
            knows_who=self.knows_who,
            moves=offered(COMPLAINT_MOVES, complaint, self.person),
            history=entries_by_day(self.request, timeline.of(complaint, reader=self.person)),
            **kwargs,
        )

    @property
    def knows_who(self) -> bool:
        """Whether the person may read who complains: who wrote it down; from the invitation on all.

        Before it, a name beside the number of an application says whose it is, also to who answers
        and may decide the sift later (R11).
        """
        complaint = self.record
        if complaint.application is None or complaint.application.shows_identity:
            return True
        return complaint.recorded_by_id in self.person.account_keys


class ComplaintMoveView(MoveView):
    """One thing done to a complaint."""

    moves = COMPLAINT_MOVES
    record_argument = "complaint"

    def find_record(self) -> Complaint:
        return find_complaint(self)


class ComplaintRecordView(CampaignRecordView, CreatingFormView):
    """Record a complaint of somebody who wrote or rang."""

    permission = "roles.record_complaint"
    template_name = "roles/selection/complaint_record.html"
    form_class = RecordComplaintForm

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.record.applications.handled_by(self.person)
        return {**super().get_form_kwargs(), "applications": rows}

    def form_valid(self, form: RecordComplaintForm) -> HttpResponse:
        try:
            made = record_complaint(campaign=self.record, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request, f"{made} is recorded. We have told the people who can deal with it"
        )
        return redirect(made)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record=self.record, policy=RecruitmentPolicy.load(), **kwargs
        )


class ComplainView(OwnApplicationView, CreatingFormView):
    """A candidate says what was not fair."""

    form_class = ComplainForm
    template_name = "roles/selection/complain.html"

    def get_permission_object(self) -> None:
        if self.application.is_draft:
            raise Http404

    def form_valid(self, form: ComplainForm) -> HttpResponse:
        try:
            made = complain(application=self.application, actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, "We have your complaint")
        return redirect("roles:own_complaint", self.application.reference, made.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            policy=RecruitmentPolicy.load(),
            complaints=own_complaints(self),
            **kwargs,
        )


class OwnComplaintView(OwnApplicationView, GuardedTemplateView):
    """A candidate's complaint, how it stands and its answer."""

    template_name = "roles/selection/own_complaint.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = get_object_or_404(
            own_complaints(self).select_related("campaign__organisation", "handler"),
            reference=self.kwargs["complaint"],
        )
        return super().get_context_data(
            colour=complaint_tables.COLOURS[found.standing],
            may_go_above=may_go_above(found),
            policy=RecruitmentPolicy.load(),
            **{**kwargs, "complaint": found},
        )


def own_complaints(view: OwnApplicationView) -> QuerySet[Complaint]:
    """What the candidate complained about, of this application."""
    return Complaint.objects.made_by_candidate(view.person).filter(application=view.application)
