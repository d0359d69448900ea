"""The register of appointments by exception: listed, asked for, decided on, ended (R18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from hub.list_memory import back_to
from hub.moves import MoveView
from hub.periods import Quarter
from hub.refusals import RefusedError
from hub.tables import Table
from hub.views.base import CreatingFormView, refused
from hub.views.record_lists import RecordListView
from roles.campaigns import exception_table
from roles.campaigns.forms.by_exception import ExceptionForm
from roles.campaigns.moves.by_exception import EXCEPTION_MOVES, is_running
from roles.campaigns.services.by_exception import ask_for_exception
from roles.campaigns.views.commission_return import QUARTERS
from roles.models.campaigns.by_exception import AppointmentByException, ByExceptionQuerySet


class ExceptionListView(RecordListView):
    """The appointments by exception that a person may see, the latest first."""

    permission = "roles.view_exception"
    template_name = "roles/campaigns/exception_list.html"
    url_name = "roles:exception_list"
    title = "Appointments by exception"
    export_filename = "appointments-by-exception"
    called = ("appointment by exception", "appointments by exception")

    @cached_property
    def may_ask(self) -> bool:
        """Whether the person asks for appointments by exception at all."""
        return self.person.has_perm("roles.ask_exception")

    @cached_property
    def quarter(self) -> Quarter | None:
        """The quarter in which those began that are shown; None for all."""
        found = [Quarter.containing(timezone.now())]
        while len(found) < QUARTERS:
            found.append(found[-1].previous)
        asked = self.filters.chosen("period", {one.code for one in found}, "quarter")
        return Quarter.parse(asked) if asked else None

    def get_records(self) -> QuerySet[AppointmentByException]:
        rows = self.rows()
        return rows.begun_within(self.quarter) if self.quarter else rows

    def rows(self) -> ByExceptionQuerySet:
        """All that the person may see."""
        rows = AppointmentByException.objects.visible_to(self.person)
        return rows.select_related(
            "organisation__parent",
            "grade",
            "asked_by",
            "decided_by",
            "continued_by",
            "continues__continues__continues",
        )

    def get_table(self, records: Sequence[AppointmentByException]) -> Table:
        may_decide = self.person.has_perm("roles.decide_exception")
        return exception_table.exceptions(
            timezone.localdate(), self.moves_of, may_act=self.may_ask or may_decide
        )

    def moves_of(self, record: AppointmentByException) -> list[tuple[str, str]]:
        """What the person can do with one, each with its address."""
        found = []
        for move in EXCEPTION_MOVES:
            is_kept = move.barred_by(record, self.person)
            if move.may(record) and not is_kept and self.person.has_perm(move.permission, record):
                href = reverse("roles:exception_move", args=[record.reference, move.slug])
                found.append((move.label, href))
        if is_running(record) and self.person.has_perm("roles.ask_exception", record):
            is_continued = hasattr(record, "continued_by")
            if not is_continued and record.ends_on < record.limit:
                href = reverse("roles:exception_more_time", args=[record.reference])
                found.append(("Ask for more time", href))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_ask=self.may_ask, quarter=self.quarter, **kwargs)


class ExceptionAskView(CreatingFormView):
    """Ask for an appointment without open competition."""

    permission = "roles.ask_exception"
    template_name = "roles/campaigns/exception_form.html"
    form_class = ExceptionForm
    title = "Ask for an appointment by exception"
    continues: AppointmentByException | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"user": self.request.user, "continues": self.continues}
        return {**super().get_form_kwargs(), **given}

    def form_valid(self, form: ExceptionForm) -> HttpResponse:
        try:
            record = ask_for_exception(
                actor=self.person, continues=self.continues, **form.cleaned_data
            )
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"{record} waits for approval. We have told the approvers")
        return back_to(self.request, "roles:exception_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, continues=self.continues, **kwargs)


class ExceptionMoreTimeView(ExceptionAskView):
    """Ask for more time for one, up to the limit that counts from its first day."""

    title = "Ask for more time"

    @property
    def is_creating(self) -> bool:
        # Each is given more time once: the second is refused.
        return False

    def get_permission_object(self) -> AppointmentByException:
        rows = AppointmentByException.objects.visible_to(self.person).approved()
        rows = rows.select_related("organisation__parent", "grade")
        self.continues = get_object_or_404(rows, reference=self.kwargs["reference"])
        return self.continues


class ExceptionMoveView(MoveView):
    """One thing done to an appointment by exception."""

    moves = EXCEPTION_MOVES
    record_argument = "record"
    record_noun = "register"

    def find_record(self) -> AppointmentByException:
        rows = AppointmentByException.objects.visible_to(self.person)
        rows = rows.select_related("organisation__parent", "grade", "asked_by", "continues")
        return get_object_or_404(rows, reference=self.kwargs["reference"])
