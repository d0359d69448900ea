"""Pairings: one's own and one's organisation's, offering a mentor, accepting one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_fsm import TransitionNotAllowed

from hub.models import Need
from hub.tables import Table
from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage
from mentoring import tables
from mentoring.forms import OfferForm
from mentoring.models import Pairing
from mentoring.services import accept_pairing, offer_mentor


class PairingListView(RecordListView):
    """The pairings a person may see."""

    permission = "mentoring.view_own_pairings"
    template_name = "mentoring/list.html"
    url_name = "mentoring:pairing_list"
    title = "Mentoring"
    export_filename = "pairings"
    called = ("pairing", "pairings")

    def get_records(self) -> QuerySet[Pairing]:
        return Pairing.objects.visible_to(self.request.user).select_related(
            "need__organisation", "mentor", "mentee"
        )

    def get_table(self, records: Sequence[Pairing]) -> Table:
        return tables.pairings(self.request)


class PairingView(RecordPage, GuardedTemplateView):
    """A pairing: how it stands, and who is in it."""

    of, listed_in = Pairing, PairingListView
    is_asked_of_record = False
    permission = "mentoring.view_own_pairings"
    template_name = "mentoring/pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Pairing.objects.visible_to(self.request.user)
        rows = rows.select_related("need__organisation", "mentor", "mentee")
        pairing = get_object_or_404(rows, reference=self.kwargs["reference"])
        return super().get_context_data(record=pairing, pairing=pairing, **kwargs)


class OfferView(GuardedFormView):
    """Offer a mentor, as an answer to a need."""

    permission = "mentoring.offer_pairing"
    template_name = "mentoring/offer.html"
    form_class = OfferForm

    def get_permission_object(self) -> Need:
        self.need = get_object_or_404(
            Need.objects.visible_to(self.request.user).open(), reference=self.kwargs["reference"]
        )
        return self.need

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(need=self.need, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        offer_mentor(need=self.need, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The mentor is offered")
        return redirect(self.need)


class AcceptView(GuardedView):
    """Accept the mentor one was offered."""

    permission = "mentoring.accept_pairing"
    http_method_names = ["post"]

    def get_permission_object(self) -> Pairing:
        self.pairing = get_object_or_404(
            Pairing.objects.visible_to(self.request.user), reference=self.kwargs["reference"]
        )
        return self.pairing

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        try:
            accept_pairing(pairing=self.pairing, actor=request.user)
        except TransitionNotAllowed:
            messages.warning(request, "Nothing was changed: this was already answered")
        else:
            messages.success(request, "You have a mentor")
        return redirect("mentoring:pairing_list")
