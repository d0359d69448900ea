"""What people are qualified for: the list, recording one, withdrawing one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from hub.forms.qualifications import RecordQualificationForm, WithdrawQualificationForm
from hub.list_memory import back_to
from hub.models import Qualification, User
from hub.qualifications import (
    NOTICE_DAYS,
    QualificationWithdrawnError,
    qualification_kinds,
    record_qualification,
    withdraw_qualification,
)
from hub.refusals import RefusedError, kept_words
from hub.tables import Column, Empty, EmptyLink, Link, Table, Tag
from hub.views.base import CreatingFormView, GuardedFormView, refused
from hub.views.record_lists import RecordListView

NOT_BY_YOU = (
    "You cannot record your own, nor that of somebody you stand in for or who stands in for you. "
    "Ask a colleague in the hub team"
)
SHOWN = ("valid", "ending", "over", "all")


def _state(row: Qualification) -> Tag:
    today = timezone.localdate()
    if row.withdrawn_at:
        return Tag("Withdrawn", "red")
    if row.valid_until < today:
        return Tag("Ended", "grey")
    if row.valid_until <= today + timedelta(days=max(NOTICE_DAYS)):
        return Tag("Ends soon", "yellow")
    return Tag("Valid", "green")


OWN = Table(
    "Your qualifications",
    (
        Column("Qualification", lambda row: row.label),
        Column("Issued by", lambda row: row.issuer),
        Column("First day", lambda row: row.received_on, sort=("received_on",)),
        Column("Last day", lambda row: row.valid_until, sort=("valid_until",)),
        Column("State", _state),
    ),
    caption_is_hidden=True,
    empty=Empty(
        "You have no qualifications recorded here.",
        "The hub team records them. Tell us if one is missing.",
    ),
)


def everybodys(reader: User) -> Table:
    """Those of everybody, with a way to withdraw what this reader may."""

    def withdraw(row: Qualification) -> Link | None:
        if row.withdrawn_at or not reader.has_perm("hub.withdraw_qualification", row):
            return None
        about = f"{row.label} of {row.person}"
        return Link("Withdraw", reverse("qualification_withdraw", args=[row.pk]), about)

    return Table(
        "Qualifications",
        (
            Column("Person", lambda row: row.person),
            Column("Qualification", lambda row: row.label),
            Column("Issued by", lambda row: row.issuer),
            Column("First day", lambda row: row.received_on, sort=("received_on",)),
            Column("Last day", lambda row: row.valid_until, sort=("valid_until",)),
            Column("State", _state),
            Column("Change", withdraw, heading_is_hidden=True, is_action=True),
        ),
        caption_is_hidden=True,
        empty=Empty(
            "No qualifications have been recorded yet.",
            "A qualification will appear here when a colleague records it. You cannot record "
            "your own.",
            EmptyLink("Record a qualification", "qualification_record", "hub.record_qualification"),
        ),
    )


class QualificationListView(RecordListView):
    """One's own qualifications; for whoever records them, everybody's."""

    permission = "hub.view_qualification"
    template_name = "hub/qualifications/list.html"
    url_name = "qualification_list"
    title = "Qualifications"
    export_filename = "qualifications"
    called = ("qualification", "qualifications")

    @property
    def is_keeper(self) -> bool:
        """Whether they see everybody's."""
        return self.person.is_hub_staff

    @cached_property
    def show(self) -> str:
        """Which are shown."""
        self.filters.without_others("show")
        return self.filters.chosen("show", SHOWN, "filter") or "all"

    def get_records(self) -> QuerySet[Qualification]:
        rows = Qualification.objects.visible_to(self.person).select_related("person")
        today = timezone.localdate()
        if self.show == "valid":
            return rows.valid_on(today)
        if self.show == "ending":
            soon = today + timedelta(days=max(NOTICE_DAYS))
            return rows.valid_on(today).filter(valid_until__lte=soon)
        if self.show == "over":
            return rows.standing().filter(valid_until__lt=today)
        return rows

    def get_table(self, records: Sequence[Qualification]) -> Table:
        return everybodys(self.person) if self.is_keeper else OWN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            show=self.show,
            is_keeper=self.is_keeper,
            kinds=list(qualification_kinds),
            may_record=self.person.has_perm("hub.record_qualification"),
            **kwargs,
        )


class QualificationRecordView(CreatingFormView):
    """Record a qualification of somebody else."""

    permission = "hub.record_qualification"
    template_name = "hub/qualifications/record.html"
    form_class = RecordQualificationForm

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.cleaned_data["person"]
        if not self.person.has_perm("hub.record_qualification", person):
            form.add_error("email", NOT_BY_YOU)
            return self.form_invalid(form)
        try:
            row = record_qualification(actor=self.person, **form.cleaned_data)
        except RefusedError as error:
            refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, f"Recorded for {row.person}: {row}. We have emailed them")
        return back_to(self.request, "qualification_list")


class QualificationWithdrawView(GuardedFormView):
    """Withdraw a qualification, with a reason that its person reads."""

    permission = "hub.withdraw_qualification"
    template_name = "hub/qualifications/withdraw.html"
    form_class = WithdrawQualificationForm
    qualification: Qualification

    def get_permission_object(self) -> Qualification:
        rows = Qualification.objects.visible_to(self.person).select_related("person")
        self.qualification = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.qualification

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(qualification=self.qualification, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        try:
            row = withdraw_qualification(
                qualification=self.qualification, reason=reason, actor=self.person
            )
        except QualificationWithdrawnError as error:
            words = kept_words([reason])
            messages.warning(self.request, f"{error}, so nothing has changed. {words}".strip())
        else:
            messages.success(
                self.request, f"Withdrawn: {row.label} of {row.person}. We have emailed them"
            )
        return back_to(self.request, "qualification_list")
