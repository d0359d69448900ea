"""Reviews: the list, one review, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from capability_reviews.models import (
    CapabilityReview,
    ReviewState,
    ReviewTheme,
)
from capability_reviews.models.reviews.review_state import STAGES
from capability_reviews.reviews.forms import (
    PlanReviewForm,
    ScopeForm,
)
from capability_reviews.reviews.moves import REVIEW_MOVES
from capability_reviews.reviews.next_step import next_step_of
from capability_reviews.reviews.services.findings import (
    with_needs,
)
from capability_reviews.reviews.services.ratings import (
    kept_from_rating,
)
from capability_reviews.reviews.services.reviews import (
    NotNowError,
    OwnPartError,
    plan_review,
    set_scope,
)
from capability_reviews.reviews.tables import (
    FOR_SEVERAL,
    RATINGS,
    RATINGS_OF_THE_PUBLIC,
    REVIEWS,
    facts_of_review,
    rating_link,
)
from hub import timeline
from hub.bulk import BulkListView
from hub.history import entries_by_day
from hub.models import User
from hub.moves import MoveView, offered
from hub.narrowing import Narrowing
from hub.states import stages_of
from hub.tables import Column, Table
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_page import RecordPage


class ReviewMoveView(MoveView):
    """One thing done with a review."""

    moves = REVIEW_MOVES
    record_argument = "review"
    record_name = "The review"

    def find_record(self) -> CapabilityReview:
        return find_review(self)

    def facts_of_record(self) -> list[tuple[str, Any]]:
        return facts_of_review(self.record)


class ReviewListView(BulkListView):
    """The reviews a person may see."""

    permission = "capability_reviews.view_capabilityreview"
    template_name = "capability_reviews/reviews/review_list.html"
    url_name = "capability_reviews:review_list"
    title = "Capability reviews"
    export_filename = "capability-reviews"
    called = ("review", "reviews")
    move_view = ReviewMoveView
    narrowed_by = (
        Narrowing("organisation", "Organisation", "organisation__code", "organisation__name"),
        Narrowing("state", "State", "state", labels=dict(ReviewState.choices)),
    )

    @classmethod
    def rows_seen(cls, person: User) -> QuerySet[CapabilityReview]:
        return CapabilityReview.objects.visible_to(person).select_related("organisation")

    @classmethod
    def bulk_columns(cls) -> tuple[Column, ...]:
        return FOR_SEVERAL

    def get_records(self) -> QuerySet[CapabilityReview]:
        rows: QuerySet[CapabilityReview] = self.narrow(self.rows_seen(self.person))
        return rows

    def get_table(self, records: Sequence[CapabilityReview]) -> Table:
        return REVIEWS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_plan = self.request.user.has_perm("capability_reviews.plan_review")
        return super().get_context_data(may_plan=may_plan, **kwargs)


class PlanReviewView(CreatingFormView):
    """Plan a review."""

    permission = "capability_reviews.plan_review"
    template_name = "capability_reviews/form.html"
    form_class = PlanReviewForm
    extra_context = {"heading": "Plan a capability review", "button": "Plan review"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        review = plan_review(actor=self.person, lead=self.person, **form.cleaned_data)
        messages.success(self.request, f"{review} is planned")
        return redirect(review)


def find_review(view: Any) -> CapabilityReview:
    """The review that the address names, among those the person may see."""
    rows = CapabilityReview.objects.visible_to(view.request.user)
    return get_object_or_404(
        rows.select_related("organisation__parent"), reference=view.kwargs["reference"]
    )


class ReviewView(GuardedView):
    """A view of one review, found among those the person may see."""

    permission = "capability_reviews.view_capabilityreview"
    own_permission = ""

    def get_permission_object(self) -> Any:
        self.review = find_review(self)
        if self.own_permission and not self.may(self.own_permission):
            raise Http404
        return None

    def may(self, name: str) -> bool:
        """Whether the person holds a permission for this review's organisation."""
        return bool(self.request.user.has_perm(f"capability_reviews.{name}", self.review))


class ReviewDetailView(RecordPage, ReviewView, GuardedTemplateView):
    """A review: ratings side by side, findings, what to do next, what happened."""

    of, listed_in = CapabilityReview, ReviewListView
    is_asked_of_record = False
    template_name = "capability_reviews/reviews/review_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.review
        ratings = {item.theme_id: item for item in review.ratings.select_related("theme")}
        inside = self.may("read_whole_review")
        reader = self.person
        may_rate = review.is_open and self.may("rate_review")
        may_follow_up = review.state == ReviewState.FOLLOW_UP and self.may("assure_review")
        kept = kept_from_rating(review, reader) if may_rate or may_follow_up else ""
        steps, pages = next_step_of(review, reader)
        link_to = partial(
            rating_link,
            review,
            may_rate=may_rate and not kept,
            may_follow_up=may_follow_up and not kept,
            assures=self.may("assure_review"),
        )
        return super().get_context_data(
            record=review,
            review=review,
            stages=stages_of(review, STAGES),
            inside=inside,
            ratings=(RATINGS if inside else RATINGS_OF_THE_PUBLIC).of(
                (theme, found := ratings.get(theme.pk), link_to(theme, found))
                for theme in ReviewTheme.objects.filter(version=review.framework_version)
            ),
            findings=with_needs(review.findings.select_related("theme", "role"), reader),
            bodies=review.bodies.all(),
            moves=(moves := offered(REVIEW_MOVES, review, reader, steps, pages)),
            next_step=moves.next_step if inside else "",
            kept=kept,
            may_raise=self.may("rate_review"),
            may_rate=may_rate,
            history=entries_by_day(self.request, timeline.of(review)) if inside else None,
            **kwargs,
        )


class ReviewFormView(ReviewView, GuardedFormView):
    """A form about a review; a service that says no says why at the top of the form."""

    template_name = "capability_reviews/form.html"
    own_permission = "rate_review"
    # What is said when it is done.
    done: str = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.review, **kwargs)

    def act(self, form: Any) -> None:
        """Call the service with what the form asked."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form)
        except (NotNowError, OwnPartError) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Where it leads once it is done."""
        return self.review.get_absolute_url()


class ScopeView(ReviewFormView):
    """C1: say what is in scope."""

    form_class = ScopeForm
    done = "The scope is saved"
    extra_context = {"heading": "Scope of the review", "button": "Save scope"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.review.organisation}

    def act(self, form: Any) -> None:
        set_scope(review=self.review, actor=self.person, **form.cleaned_data)
