"""The register of a session, and the completion of what was missed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django_fsm import TransitionNotAllowed

from hub.numbers import plural
from hub.views.base import GuardedFormView
from training.delivery.forms import NOBODY, RegisterForm
from training.delivery.services import (
    CorrectionReasonMissingError,
    NotEnoughAttendedError,
    SessionNotYetError,
    complete_place,
    record_attendance,
)
from training.delivery.tables import REGISTER
from training.models import Attendance, Place, Session
from training.places.views import PlaceButtonView, unchanged


class AttendanceView(GuardedFormView):
    """The register of one session (I6)."""

    template_name = "training/delivery/attendance.html"
    form_class = RegisterForm
    permission = "training.manage_cohort"

    @cached_property
    def session(self) -> Session:
        """The session that the address names."""
        rows = Session.objects.select_related("cohort", "module")
        return get_object_or_404(
            rows, cohort__slug=self.kwargs["slug"], number=self.kwargs["number"]
        )

    @cached_property
    def places(self) -> list[Place]:
        """The places whose holders are expected."""
        return list(
            Place.objects.expected()
            .filter(cohort=self.session.cohort)
            .select_related("person", "organisation")
            .order_by("requested_at", "pk")
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.places:
            why = "You cannot change this attendance now, so nothing has changed."
            messages.warning(request, why)
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        session = self.session
        present = session.attendances.filter(is_present=True).values_list("place_id", flat=True)
        recorded = [NOBODY] if session.recorded_at else []
        return {
            **super().get_form_kwargs(),
            "places": self.places,
            "is_correction": session.recorded_at is not None,
            "initial": {"present": [str(pk) for pk in present] or recorded},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.session.cohort,
            session=self.session,
            places=self.places,
            register=None if self.places else REGISTER.of(self.marks()),
            **kwargs,
        )

    def marks(self) -> QuerySet[Attendance]:
        """What was recorded of each person, to be read once the cohort is over."""
        rows = self.session.attendances.select_related("place__person", "place__organisation")
        return rows.order_by("place__requested_at", "place__pk")

    def form_valid(self, form: Any) -> HttpResponse:
        session = self.session
        try:
            record_attendance(
                session=session,
                present=form.cleaned_data["present"],
                reason=form.cleaned_data.get("reason", ""),
                actor=self.person,
            )
        except CorrectionReasonMissingError:
            field = "reason" if "reason" in form.fields else None
            form.add_error(field, "Enter why you are changing the record")
            return self.form_invalid(form)
        except SessionNotYetError:
            form.add_error(None, "You can record attendance from the day of the session")
            return self.form_invalid(form)
        except ValueError:
            form.add_error(None, "The places of this cohort have changed. Check the list again")
            return self.form_invalid(form)
        were = (
            f"{len(form.cleaned_data['present'])} of {plural(len(self.places), 'person', 'people')}"
        )
        said = f"Attendance saved for day {session.number}: {were} were there"
        messages.success(self.request, said)
        return redirect("training:cohort_manage", self.session.cohort.slug)


class PlaceCompleteView(PlaceButtonView):
    """The trainer records that a missed module was made up."""

    permission = "training.manage_cohort"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            complete_place(place=self.place, actor=self.person)
        except NotEnoughAttendedError:
            messages.warning(request, "They missed too many sessions to complete the induction.")
        except TransitionNotAllowed:
            messages.warning(request, unchanged(self.place))
        else:
            messages.success(request, "The place is completed")
        return redirect(self.place)
