"""The priority movers on record: listed, recorded, ended (R3)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from hub.refusals import RefusedError
from hub.views.as_read import AsReadView
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView
from roles.campaigns import tables
from roles.campaigns.forms.last_day import LastDayForm
from roles.campaigns.forms.movers import MoverAnswerForm, MoverForm, MoverReasonForm
from roles.campaigns.services.mover_reasons import ReasonGivenError, record_reason, turned_down
from roles.campaigns.services.movers import answer_mover, end_mover, record_mover_by_address
from roles.models.applications.application import Application
from roles.models.campaigns.priority_mover import PriorityMover

MOST = 50


class MoverListView(GuardedTemplateView):
    """The priority movers whom a person looks after, the latest first."""

    permission = "roles.view_prioritymover"
    template_name = "roles/campaigns/mover_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = PriorityMover.objects.visible_to(self.request.user).select_related(
            "organisation", "user", "grade", "role"
        )
        decided = turned_down(PriorityMover.objects.visible_to(self.request.user))
        decided = decided.select_related("candidate", "campaign__organisation", "mover_reason")
        references = dict(rows.values_list("pk", "reference"))
        return super().get_context_data(
            movers=tables.movers(timezone.localdate()).of(rows),
            turned_down=tables.turned_down(references).of(decided[:MOST]),
            **kwargs,
        )


class MoverReasonView(GuardedFormView):
    """Why a mover was turned down for a role, as those who look after them put it on record."""

    permission = "roles.record_prioritymover"
    template_name = "roles/campaigns/mover_reason.html"
    form_class = MoverReasonForm
    record: PriorityMover
    application: Application

    def get_permission_object(self) -> PriorityMover:
        rows = PriorityMover.objects.visible_to(self.request.user).select_related("organisation")
        self.record = get_object_or_404(rows, reference=self.kwargs["reference"])
        decided = turned_down(PriorityMover.objects.filter(pk=self.record.pk))
        self.application = get_object_or_404(
            decided.filter(mover_reason=None).select_related("campaign"),
            reference=self.kwargs["application"],
        )
        return self.record

    def form_valid(self, form: MoverReasonForm) -> HttpResponse:
        try:
            record_reason(
                mover=self.record,
                application=self.application,
                actor=self.person,
                **form.cleaned_data,
            )
        except ReasonGivenError as error:
            messages.warning(self.request, str(error))
        else:
            messages.success(
                self.request, "The reason has been recorded. We are telling the person"
            )
        return redirect(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.record, application=self.application, **kwargs)


class MoverRecordView(CreatingFormView):
    """Put somebody on record."""

    permission = "roles.record_prioritymover"
    template_name = "roles/campaigns/mover_form.html"
    form_class = MoverForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: MoverForm) -> HttpResponse:
        try:
            mover = record_mover_by_address(actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, error.reasons)
            return self.form_invalid(form)
        messages.success(self.request, f"{mover} is on record")
        return redirect(mover)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Record a priority mover", **kwargs)


class MoverAnswerView(AsReadView, GuardedFormView):
    """Somebody on record agrees to it, or says no."""

    permission = "roles.answer_prioritymover"
    template_name = "roles/campaigns/mover_answer.html"
    form_class = MoverAnswerForm
    record: PriorityMover

    def get_permission_object(self) -> PriorityMover:
        rows = PriorityMover.objects.filter(user=self.person).select_related("organisation")
        self.record = get_object_or_404(rows, reference=self.kwargs["reference"])
        return self.record

    def facts_read(self) -> list[tuple[str, Any]]:
        return self.record.in_words

    def lock_what_is_read(self) -> None:
        rows = PriorityMover.objects.select_for_update(of=("self",))
        self.record = rows.select_related("organisation").get(pk=self.record.pk)

    def make(self, form: MoverAnswerForm) -> HttpResponse:
        agrees = form.cleaned_data["agrees"] == "yes"
        answer_mover(mover=self.record, agrees=agrees, actor=self.person)
        said = "You are a priority mover" if agrees else "You are not a priority mover any more"
        messages.success(self.request, said)
        return redirect("roles:application_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.record, facts=self.facts_read(), **kwargs)


class MoverEndView(GuardedFormView):
    """Give the record its last day."""

    permission = "roles.record_prioritymover"
    template_name = "roles/campaigns/mover_form.html"
    form_class = LastDayForm
    record: PriorityMover

    def get_permission_object(self) -> PriorityMover:
        rows = PriorityMover.objects.visible_to(self.request.user).select_related("organisation")
        self.record = get_object_or_404(rows, reference=self.kwargs["reference"])
        return self.record

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.record}

    def form_valid(self, form: LastDayForm) -> HttpResponse:
        try:
            end_mover(mover=self.record, actor=self.person, valid_to=form.cleaned_data["valid_to"])
        except RefusedError as error:
            form.add_error(error.field, error.reasons)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.record} now has a last day")
        return redirect(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="End the record", record=self.record, **kwargs)
