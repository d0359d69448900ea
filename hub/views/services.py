"""Services: the list, one with its phases and its needs, and recording a phase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from hub.directory import record_phase
from hub.forms.services import PhaseForm
from hub.models import Need, PhaseEvent, Service
from hub.narrowing import Narrowing
from hub.tables import Table
from hub.views.base import GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage
from hub.views.tables import NEEDS_FOR_A_SERVICE, PHASES, SERVICES

MOST_NEEDS = 30


class ServiceListView(RecordListView):
    """Every service with its owner, its size and the phase it is in today, exemplars first."""

    permission = "hub.view_services"
    template_name = "hub/services/list.html"
    url_name = "service_list"
    title = "Services"
    export_filename = "services"
    called = ("service", "services")

    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
        Narrowing(
            "phase",
            "Phase",
            "phase_as_at",
            labels=dict(PhaseEvent.Phase.choices),
            none="Not recorded",
        ),
    )

    def get_records(self) -> QuerySet[Service]:
        services = Service.objects.with_phase_as_at(timezone.localdate())
        rows = services.select_related("organisation").order_by("exemplar_number", "name")
        narrowed: QuerySet[Service] = self.narrow(rows)
        return narrowed

    def get_table(self, records: Sequence[Service]) -> Table:
        return SERVICES


class ServiceView(GuardedView):
    """A view of one service, found by its slug."""

    permission = "hub.view_services"
    service: Service

    def get_permission_object(self) -> None:
        """Find the service; whose it is does not decide who may see it."""
        services = Service.objects.with_phase_as_at(timezone.localdate())
        self.service = get_object_or_404(
            services.select_related("organisation"), slug=self.kwargs["slug"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The stubs know no names of the contexts' own.
        return super().get_context_data(service=self.service, **kwargs)  # type: ignore[misc]


class ServiceDetailView(RecordPage, ServiceView, GuardedTemplateView):
    """A service: what it is, the phases it entered, and the needs for it that one may see."""

    of, listed_in = Service, ServiceListView
    is_asked_of_record = False
    template_name = "hub/services/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        needs = Need.objects.visible_to(user).filter(service=self.service)
        return super().get_context_data(
            record=self.service,
            phase=dict(PhaseEvent.Phase.choices).get(self.service.phase_as_at or ""),
            events=PHASES.of(self.service.phase_events.order_by("-on", "-pk")),
            needs=NEEDS_FOR_A_SERVICE.of(needs.select_related("role", "level")[:MOST_NEEDS]),
            may_record=user.has_perm("hub.record_phase"),
            **kwargs,
        )


class PhaseView(ServiceView, GuardedFormView):
    """Hub staff record that a service entered a phase; the same again changes nothing."""

    permission = "hub.record_phase"
    template_name = "hub/services/phase.html"
    form_class = PhaseForm

    def form_valid(self, form: Any) -> HttpResponse:
        event = record_phase(service=self.service, actor=self.person, **form.cleaned_data)
        messages.success(
            self.request, f"{event.get_phase_display()} has been recorded for {self.service}"
        )
        return redirect(self.service)
