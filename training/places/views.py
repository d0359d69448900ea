"""A person's own places, and a nominator's view of a department's: see, accept, decline, leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from hub import timeline
from hub.history import entries_by_day
from hub.list_memory import address_back
from hub.models import Membership
from hub.moves import ConfirmForm
from hub.refusals import done_already
from hub.states import stages_of
from hub.tables import Link, Table
from hub.versions import version_of_facts
from hub.views.as_read import AsReadView
from hub.views.base import ButtonView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_lists import RecordListView
from hub.views.record_page import Crumb, RecordPage, as_left
from training.models import Place, PlaceState
from training.models.delivery.progress import Progress
from training.models.places.place_state import STAGES
from training.places.services.answers import (
    ANSWERED,
    OfferEndedError,
    accept_place,
    decline_place,
    locked_place,
    withdraw_place,
)
from training.places.services.offers import position_of
from training.places.tables import PLACES_OF_A_DEPARTMENT, YOUR_PLACES, holder

TOO_LATE = "This offer has ended. The place goes to the next person on the waiting list."


class PlaceListView(GuardedTemplateView):
    """Your own induction places."""

    template_name = "training/places/place_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = Place.objects.filter(person=self.person).select_related("cohort", "service")
        now = timezone.now()
        rows = [(place, now) for place in places]
        return super().get_context_data(places=YOUR_PLACES.of(rows), **kwargs)


class DepartmentPlacesView(RecordListView):
    """The places of the departments for which somebody nominates."""

    permission = "training.view_department_places"
    template_name = "training/places/department_place_list.html"
    url_name = "training:department_place_list"
    title = "Your department’s induction places"
    export_filename = "induction-places"
    called = ("place", "places")

    def get_records(self) -> QuerySet[Place]:
        mine = self.person.organisations(Membership.Role.NOMINATOR)
        rows = Place.objects.filter(organisation__in=mine)
        return rows.select_related("cohort", "service", "person", "organisation")

    def get_table(self, records: Sequence[Place]) -> Table:
        return PLACES_OF_A_DEPARTMENT


class PlaceView(GuardedView):
    """A view of one place, found by its key among those the person may see."""

    permission = "training.view_place"
    place: Place

    def get_permission_object(self) -> Place:
        return self.place

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = (
            Place.objects.visible_to(request.user)
            .select_related(
                "cohort", "cancelled_cohort", "organisation__parent", "service", "need", "person"
            )
            .filter(key=kwargs["key"])
            .first()
        )
        if found is not None:
            self.place = found
        elif request.user.is_authenticated:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def may(self, permission: str) -> bool:
        """Whether this person may do something with the place."""
        return bool(self.request.user.has_perm(f"training.{permission}", self.place))


class PlaceDetailView(RecordPage, PlaceView, GuardedTemplateView):
    """A place: what is offered, until when, what happened, and the answers that are open."""

    of = Place
    template_name = "training/places/place_detail.html"

    @classmethod
    def above(cls, record: Place) -> Any:
        return record.cohort

    @classmethod
    def list_of(cls, request: HttpRequest, record: Place) -> Crumb:
        """Their own places for the person, the cohort's for a trainer, the department's."""
        if record.person_id == request.user.pk:
            return Crumb("Your places", reverse("training:place_list"))
        if request.user.has_perm("training.manage_cohort"):
            if record.cohort is not None:
                address = reverse("training:cohort_places", args=[record.cohort.slug])
                return Crumb("Places", address_back(request, address))
            return as_left(request, "Run the induction", "training:workspace")
        if request.user.has_perm("training.view_department_places"):
            return as_left(request, "Places of your department", "training:department_place_list")
        return Crumb("Training", reverse("training:cohort_list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place, user = self.place, self.request.user
        is_staff = user.has_perm("training.view_every_place")
        started = place.attending_at is not None
        progress = Progress.of(place) if started else None
        sees_need = place.need and type(place.need).objects.visible_to(user).filter(
            pk=place.need.pk
        )
        shown_need = place.need if sees_need and sees_need.exists() else None
        facts: list[tuple[str, Any]] = []
        if is_staff or place.person_id != user.pk:
            facts.append(("Person", str(holder(place))))
        facts += [("Organisation", place.organisation.name), ("Service", place.service)]
        if place.cohort:
            facts += [("Dates", place.cohort.dates_in_words), ("Where", place.cohort.location)]
        if shown_need:
            facts.append(("Need", Link(shown_need.reference, shown_need.get_absolute_url())))
        if progress:
            attended = f"{progress.attended} of {progress.sessions} sessions"
            facts.append(("Attended", attended))
            if progress.missing:
                facts.append(("Core modules missed", ", ".join(progress.missing)))
        return super().get_context_data(
            record=place,
            place=place,
            stages=stages_of(place, STAGES),
            may_answer=self.may("answer_place") and place.is_open_offer_at(timezone.now()),
            is_mine=place.person_id == user.pk,
            may_withdraw=place.is_unfinished
            and not place.offered_but_unanswered
            and self.may("withdraw_place"),
            may_complete=user.has_perm("training.manage_cohort")
            and place.incomplete_at is not None
            and progress is not None
            and progress.is_enough,
            position=position_of(place) if place.is_waiting else None,
            facts=facts,
            as_read={AsReadView.version: version_of_facts(facts_of(place))},
            cancelled=cancellation_of(place),
            history=entries_by_day(self.request, timeline.of(place, names=is_staff)),
            **kwargs,
        )


def cancellation_of(place: Place) -> str:
    """Which cohort of the place was cancelled and why, while another is waited for or offered."""
    gone = place.cancelled_cohort
    if gone is None or not (place.is_waiting or place.offered_but_unanswered):
        return ""
    words = f"{gone.name}, {gone.dates_in_words}, {gone.location}, is cancelled."
    reason = f" Reason: {gone.cancellation_reason}" if gone.cancellation_reason else ""
    return f"{words}{reason}"


class PlaceButtonView(PlaceView, ButtonView):
    """A button on the page of a place."""

    def page_of_the_button(self) -> Place:
        return self.place


class PlaceAnswerView(AsReadView, PlaceView, GuardedFormView):
    """Shows the cohort, asks, then does what the subclass names: about the cohort that was read."""

    template_name = "training/places/place_end.html"
    form_class = ConfirmForm
    changed_words = (
        "The cohort changed after you opened the page, so we have not recorded an answer. "
        "Read the details again, then answer"
    )
    heading = button = done = warning = ""
    service: Any = None
    is_warning = True

    def facts_read(self) -> list[tuple[str, Any]]:
        return facts_of(self.place)

    def lock_what_is_read(self) -> None:
        self.place = locked_place(self.place)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if why := self.too_late():
            messages.warning(request, why)
            return redirect(self.place)
        return super().post(request, *args, **kwargs)

    def too_late(self) -> str:
        """Why nothing is taken any more; "" where something is."""
        place = self.place
        if place.is_open_offer_at(timezone.now()):
            return ""
        has_ended = place.offered_but_unanswered or place.state == PlaceState.EXPIRED
        return TOO_LATE if has_ended else unchanged(place)

    def make(self, form: ConfirmForm) -> HttpResponse:
        try:
            type(self).service(place=self.place, actor=self.person)
        except OfferEndedError:
            messages.warning(self.request, TOO_LATE)
            return redirect(self.place)
        except (TransitionNotAllowed, PermissionDenied):
            messages.warning(self.request, unchanged(self.place))
            return redirect(self.place)
        return self.after()

    def after(self) -> HttpResponse:
        """Where it leads when it is done."""
        messages.success(self.request, self.done)
        return redirect(self.place)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            place=self.place,
            facts=self.facts_read(),
            heading=self.heading,
            button=self.button,
            warning=self.warning,
            is_warning=self.is_warning,
            **kwargs,
        )


class PlaceAcceptView(PlaceAnswerView):
    """Accept the offer; accepting twice changes nothing."""

    permission = "training.answer_place"
    heading, button = "Accept this place", "Accept place"
    warning = (
        "We will keep the place for you, and tell the trainers and your department’s nominator."
    )
    service = staticmethod(accept_place)
    is_warning = False

    def too_late(self) -> str:
        return "" if self.place.state in ANSWERED else super().too_late()

    def after(self) -> HttpResponse:
        return redirect("training:place_accepted", self.place.key)


class PlaceAcceptedView(PlaceView, GuardedTemplateView):
    """Confirms that the offer is accepted."""

    permission = "training.answer_place"
    template_name = "training/places/place_accepted.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.place.accepted_at is None:
            return redirect(self.place)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(place=self.place, **kwargs)


class PlaceDeclineView(PlaceAnswerView):
    """Decline the offer."""

    permission = "training.answer_place"
    heading, button = "Decline this place", "Decline place"
    done = "You have declined the place"
    warning = "The place is offered to the next person on the waiting list. You cannot undo this."
    service = staticmethod(decline_place)


class PlaceWithdrawView(PlaceAnswerView):
    """Give up the place, or leave the waiting list."""

    permission = "training.withdraw_place"
    heading, button = "Withdraw from the induction", "Withdraw"
    done = "The place is withdrawn"
    warning = "The place goes to the next person on the waiting list. You cannot undo this."
    service = staticmethod(withdraw_place)

    def too_late(self) -> str:
        return "" if self.place.is_unfinished else unchanged(self.place)


def facts_of(place: Place) -> list[tuple[str, str]]:
    """What an answer about a place is about: the cohort, when it is and where."""
    if place.cohort is None:
        return [("Cohort", "Waiting list")]
    cohort = place.cohort
    return [("Cohort", cohort.name), ("Dates", cohort.dates_in_words), ("Where", cohort.location)]


def unchanged(place: Place) -> str:
    """What is said when a place is no longer as the page showed it."""
    return done_already("The place", Place.objects.get(pk=place.pk).get_state_display())
