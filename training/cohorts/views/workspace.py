"""The trainers' workspace: programmes and cohorts, and who is in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from hub import timeline
from hub.bulk import BulkListView
from hub.history import entries_by_day
from hub.models import User
from hub.moves import MoveView, offered
from hub.states import stages_of
from hub.tables import Column, Table
from hub.views.base import CreatingFormView, GuardedTemplateView
from hub.views.record_page import RecordPage
from training.cohorts import services as services
from training.cohorts.forms import CohortForm
from training.cohorts.moves import COHORT_MOVES
from training.cohorts.next_step import next_step_of
from training.cohorts.tables import COHORTS, DAYS, FOR_SEVERAL, PLACES, WAITING_LIST
from training.models import Cohort, Place, Programme, ProgrammeRelease
from training.models.cohorts.cohort_state import STAGES, UPCOMING
from training.models.places.place_state import PlaceState
from training.models.programmes.release_state import TAKING_COHORTS
from training.programmes.tables import RELEASES


class CohortMoveView(MoveView):
    """One thing done with a cohort."""

    moves = COHORT_MOVES
    record_argument = "cohort"

    @property
    def record_url(self) -> str:
        return reverse("training:cohort_manage", args=[self.record.slug])

    def find_record(self) -> Cohort:
        return find_cohort(self)


class WorkspaceView(BulkListView):
    """Every programme with its releases, and every cohort, the latest first."""

    permission = "training.manage_cohort"
    template_name = "training/cohorts/workspace.html"
    url_name = "training:workspace"
    title = "Run the induction"
    export_filename = "cohorts"
    called = ("cohort", "cohorts")
    move_view = CohortMoveView

    @classmethod
    def rows_seen(cls, person: User) -> QuerySet[Cohort]:
        rows = Cohort.objects.visible_to(person).select_related("release__programme")
        waiting = Count("places", filter=Q(places__state=PlaceState.WAITING))
        return rows.annotate(waiting=waiting).order_by("-starts_on", "-pk")

    @classmethod
    def bulk_columns(cls) -> tuple[Column, ...]:
        return FOR_SEVERAL

    @classmethod
    def bulk_address(cls, record: Cohort) -> str:
        return reverse("training:cohort_manage", args=[record.slug])

    def get_records(self) -> QuerySet[Cohort]:
        return self.rows_seen(self.person)

    def get_table(self, records: Sequence[Cohort]) -> Table:
        return COHORTS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        releases = ProgrammeRelease.objects.select_related("programme").order_by("-planned_at")
        return super().get_context_data(
            programmes=[
                (item, RELEASES.of(item.releases.all(), caption=f"{item.name}: releases"))
                for item in Programme.objects.prefetch_related(Prefetch("releases", releases))
            ],
            waiting_for_any=Place.objects.waiting().filter(cohort__isnull=True).count(),
            **kwargs,
        )


def find_cohort(view: Any) -> Cohort:
    """The cohort that the address names. Raises ``Http404``."""
    rows = Cohort.objects.select_related("release__programme")
    return get_object_or_404(rows, slug=view.kwargs["slug"])


class CohortManageView(RecordPage, GuardedTemplateView):
    """A cohort: its places and their states, its waiting list, its days, what comes next."""

    of, listed_in = Cohort, WorkspaceView
    is_asked_of_record = False
    permission = "training.manage_cohort"
    template_name = "training/cohorts/cohort_manage.html"

    @classmethod
    def address_of(cls, record: Cohort) -> str:
        return reverse("training:cohort_manage", args=[record.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = find_cohort(self)
        attended = Count("attendances", filter=Q(attendances__is_present=True))
        places = (
            Place.objects.filter(cohort=cohort)
            .select_related("person", "organisation", "service")
            .order_by("requested_at", "pk")
        )
        waiting = (
            Place.objects.waiting()
            .filter(cohort=cohort)
            .select_related("person", "organisation", "service")
        )
        today = timezone.localdate()
        recorded = Count("attendances", filter=Q(attendances__is_present=True))
        sessions = list(cohort.sessions.annotate(present=recorded))
        return super().get_context_data(
            record=cohort,
            cohort=cohort,
            stages=stages_of(cohort, STAGES),
            places=PLACES.of(places.past_waiting().annotate(attended=attended)),
            waiting=WAITING_LIST.of(enumerate(waiting, 1)),
            sessions=DAYS.of(
                (item, bool(item.recorded_at or (cohort.is_running and item.on <= today)))
                for item in sessions
            ),
            moves=offered(COHORT_MOVES, cohort, self.person, *next_step_of(cohort, self.person)),
            public_page=getattr(cohort, "page", None),
            needs_page=cohort.state in UPCOMING,
            history=entries_by_day(self.request, timeline.of(cohort, parts=sessions)),
            **kwargs,
        )


class CohortCreateView(CreatingFormView):
    """Plan a cohort of a release."""

    permission = "training.manage_cohort"
    template_name = "training/cohorts/cohort_new.html"
    form_class = CohortForm

    def get_release(self) -> ProgrammeRelease:
        return get_object_or_404(
            ProgrammeRelease.objects.select_related("programme"),
            pk=self.kwargs["pk"],
            state__in=TAKING_COHORTS,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(release=self.get_release(), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        cohort = services.create_cohort(
            release=self.get_release(), actor=self.person, **form.cleaned_data
        )
        messages.success(self.request, f"{cohort} is planned")
        return redirect("training:cohort_manage", cohort.slug)
