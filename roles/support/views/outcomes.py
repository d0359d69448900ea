"""What became of requests and campaigns: the department's answer, and the hub's aggregates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property

from hub.moves import ConfirmForm
from hub.narrowing import Narrowing
from hub.numbers import plural
from hub.suppression import survey_hidden_up_to
from hub.tables import ShownTable, Table
from hub.views.base import GuardedFormView, GuardedTemplateView
from hub.views.record_lists import RecordListView
from roles.models.campaigns.campaign import Campaign
from roles.models.policy import RecruitmentPolicy
from roles.models.support.expert import Booking
from roles.models.support.request_feedback import RequestFeedback
from roles.support.forms.bookings import FeedbackForm
from roles.support.outcome_rows import Counted, campaigns_ended, found, posts_filled, requests_ended
from roles.support.outcome_tables import ANSWERS, COUNTED, SATISFACTION
from roles.support.satisfaction import satisfaction
from roles.support.services import bookings, feedback
from roles.support.views.demand import YEAR
from roles.support.views.support import find_request


class FeedbackView(GuardedFormView):
    """The department says what became of its request, or campaign, once (H9)."""

    permission = "roles.answer_requestfeedback"
    template_name = "roles/support/support_feedback.html"
    form_class = FeedbackForm
    feedback: RequestFeedback

    def get_permission_object(self) -> Any:
        request = find_request(self)
        self.feedback = get_object_or_404(RequestFeedback, request=request)
        self.feedback.request = request
        return request

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "feedback": self.feedback}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            feedback=self.feedback, subject=self.feedback.subject, **kwargs
        )

    def form_valid(self, form: FeedbackForm) -> HttpResponse:
        try:
            feedback.give_feedback(feedback=self.feedback, actor=self.person, **form.cleaned_data)
        except feedback.FeedbackGivenError as error:
            messages.warning(self.request, str(error))
        else:
            messages.success(self.request, "Thank you. We have your answer")
        return redirect(self.feedback.subject)


class CampaignFeedbackView(FeedbackView):
    """The same of a campaign that has no support request."""

    def get_permission_object(self) -> Any:
        rows = Campaign.objects.visible_to(self.request.user).select_related("organisation__parent")
        campaign = get_object_or_404(rows, reference=self.kwargs["reference"])
        self.feedback = get_object_or_404(RequestFeedback, campaign=campaign)
        self.feedback.campaign = campaign
        return campaign


class OutcomesView(GuardedTemplateView):
    """How what ended in the last twelve months ended; satisfaction only in aggregate (H9)."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_outcomes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        since = now - YEAR
        given = list(
            RequestFeedback.objects.filter(answered_at__gt=since)
            .order_by()
            .values_list("filled", "how", "why_not")
        )
        return super().get_context_data(
            posts=COUNTED.of(
                posts_filled(self.person, since, now),
                caption="Posts filled with the hub team’s help",
            ),
            outcomes=COUNTED.of(
                requests_ended(self.person, since),
                caption="How requests ended, as the hub team recorded it",
            ),
            campaigns=COUNTED.of(
                campaigns_ended(self.person, since, now),
                caption="How campaigns without a request ended",
            ),
            asked=RequestFeedback.objects.filter(asked_at__gt=since).count(),
            answered=len(given),
            answers=[
                _counted(
                    "Were the posts filled?", RequestFeedback.Filled, [a for a, _, _ in given]
                ),
                _counted("How they were filled", RequestFeedback.How, [b for _, b, _ in given]),
                _counted("Why not", RequestFeedback.WhyNot, [c for _, _, c in given]),
            ],
            hidden_up_to=survey_hidden_up_to(),
            later=plural(RecruitmentPolicy.load().feedback_days, "day"),
            satisfaction=SATISFACTION.of(satisfaction(now)),
            **kwargs,
        )


class OutcomeRowsView(RecordListView):
    """The records that one number of the page of outcomes counts."""

    permission = "roles.view_demand"
    template_name = "roles/support/support_outcome_rows.html"
    url_name = "roles:support_outcome_rows"
    called = ("record", "records")
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
    )

    @cached_property
    def line(self) -> Counted:
        """The number, with its records. Raises ``Http404``."""
        now = timezone.now()
        since = now - YEAR
        lines = [
            *posts_filled(self.person, since, now),
            *requests_ended(self.person, since),
            *campaigns_ended(self.person, since, now),
        ]
        line = found(lines, self.kwargs["line"])
        if line is None:
            raise Http404
        return line

    @property
    def title_as_left(self) -> str:
        return self.line.label

    def get_records(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.narrow(self.line.rows)
        return rows

    def get_table(self, records: Sequence[Any]) -> Table:
        return self.line.table

    def get_filename(self) -> str:
        """What is counted."""
        return self.line.slug

    @property
    def called_in_log(self) -> str:
        return f": {self.line.label}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(counted=self.line, **kwargs)


def _counted(caption: str, choices: Any, given: list[str]) -> ShownTable:
    counts = Counter(given)
    rows = [(label, counts[value]) for value, label in choices.choices]
    return ANSWERS.of(rows, caption=caption)


class BookingCancelView(GuardedFormView):
    """Lets a booked expert go."""

    permission = "roles.book_expert"
    template_name = "roles/support/support_booking_cancel.html"
    form_class = ConfirmForm
    booking: Booking

    def get_permission_object(self) -> Booking:
        rows = Booking.objects.visible_to(self.request.user).in_force()
        self.booking = get_object_or_404(
            rows.select_related("request__organisation", "expert__user", "expert__role"),
            pk=self.kwargs["booking"],
            request__reference=self.kwargs["reference"],
        )
        return self.booking

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            booking=self.booking, support=self.booking.request, **kwargs
        )

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        bookings.cancel_booking(booking=self.booking, actor=self.person)
        messages.success(self.request, "The booking has been cancelled. We are telling the expert")
        return redirect(self.booking.request)
