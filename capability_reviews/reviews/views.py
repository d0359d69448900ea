"""Reviews: the list, one review, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from capability_reviews.models import (
    CapabilityReview,
    Finding,
    ReviewState,
    ReviewTheme,
    ThemeRating,
)
from capability_reviews.models.reviews.review_state import STAGES
from capability_reviews.reviews.forms import (
    FindingForm,
    FollowUpForm,
    NeedForm,
    PlanReviewForm,
    RatingForm,
    ScopeForm,
)
from capability_reviews.reviews.moves import REVIEW_MOVES
from capability_reviews.reviews.next_step import next_step_of
from capability_reviews.reviews.services.findings import (
    raise_need_from_finding,
    record_finding,
    with_needs,
)
from capability_reviews.reviews.services.ratings import (
    assure_rating,
    follow_up_rating,
    kept_from_rating,
    rate_theme,
)
from capability_reviews.reviews.services.reviews import (
    NotNowError,
    OwnPartError,
    plan_review,
    set_scope,
)
from capability_reviews.reviews.tables import (
    RATINGS,
    RATINGS_OF_THE_PUBLIC,
    REVIEWS,
    both_ratings,
    own_rating,
    rating_link,
)
from hub import timeline
from hub.dates import date_gb
from hub.moves import MoveView, offered
from hub.states import stages_of
from hub.tables import Table
from hub.views.base import CreatingFormView, GuardedFormView, GuardedTemplateView, GuardedView
from hub.views.record_lists import RecordListView
from hub.views.record_page import RecordPage


class ReviewListView(RecordListView):
    """The reviews a person may see."""

    permission = "capability_reviews.view_capabilityreview"
    template_name = "capability_reviews/reviews/review_list.html"
    url_name = "capability_reviews:review_list"
    title = "Capability reviews"
    export_filename = "capability-reviews"
    called = ("review", "reviews")

    def get_records(self) -> QuerySet[CapabilityReview]:
        self.filters.without_others()
        return CapabilityReview.objects.visible_to(self.request.user).select_related("organisation")

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
        user = self.person
        review = plan_review(actor=user, lead=user, **form.cleaned_data)
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
            history=timeline.shown(timeline.newest_first(timeline.of(review))) if inside else [],
            **kwargs,
        )


class ReviewMoveView(MoveView):
    """One thing done with a review."""

    moves = REVIEW_MOVES
    record_argument = "review"
    record_name = "The review"

    def find_record(self) -> CapabilityReview:
        return find_review(self)

    def facts_of_record(self) -> list[tuple[str, Any]]:
        review = self.record
        in_scope = [review.organisation.name, *(str(body) for body in review.bodies.all())]
        return [
            ("State", review.get_state_display()),
            ("In scope", ", ".join(in_scope)),
            ("Planned on", date_gb(timezone.localdate(review.planned_at))),
            ("Lead", review.lead),
            ("Assured by", review.assurer),
        ]


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
        return redirect(self.review)


class ScopeView(ReviewFormView):
    """C1: say what is in scope."""

    form_class = ScopeForm
    done = "The scope is saved"
    extra_context = {"heading": "Scope of the review", "button": "Save scope"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "organisation": self.review.organisation}

    def act(self, form: Any) -> None:
        set_scope(review=self.review, actor=self.person, **form.cleaned_data)


class RateView(ReviewFormView):
    """Rate a theme: the department its own way, the reviewer beside it (C2)."""

    form_class = RatingForm
    done = "The rating is saved"

    @property
    def theme(self) -> ReviewTheme:
        """The theme of the address."""
        return get_object_or_404(
            ReviewTheme, version=self.review.framework_version, number=self.kwargs["number"]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "assures_it": self.may("assure_review")}

    @property
    def rating(self) -> ThemeRating | None:
        """The rating of the theme, None before somebody rates it."""
        return self.review.ratings.filter(theme=self.theme).first()

    def get_initial(self) -> dict[str, Any]:
        row = self.rating
        if row is None:
            return {}
        if self.may("assure_review"):
            return {"rating": row.assured_rating, "reason": row.reason}
        return {"rating": row.self_rating, "evidence": row.evidence}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theme = self.theme
        return super().get_context_data(
            heading=f"{theme.number}. {theme.name}",
            hint=theme.good_looks_like,
            facts=own_rating(self.rating) if self.may("assure_review") else [],
            button="Save rating",
            **kwargs,
        )

    def act(self, form: Any) -> None:
        given = form.cleaned_data
        about: dict[str, Any] = {"review": self.review, "theme": self.theme, "actor": self.person}
        if self.may("assure_review"):
            assure_rating(**about, assured_rating=given["rating"], reason=given["reason"])
        else:
            rate_theme(**about, self_rating=given["rating"], evidence=given["evidence"])


class FollowUpView(ReviewFormView):
    """C5: rate a theme again."""

    form_class = FollowUpForm
    own_permission = "assure_review"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rating = self.rating
        return super().get_context_data(
            heading=f"Rate again: {rating.theme.name}",
            facts=both_ratings(rating),
            button="Save rating",
            **kwargs,
        )

    @property
    def rating(self) -> ThemeRating:
        """The rating of the theme of the address."""
        return get_object_or_404(
            self.review.ratings.select_related("theme"), theme__number=self.kwargs["number"]
        )

    def act(self, form: Any) -> None:
        closed = follow_up_rating(
            rating=self.rating, new_rating=form.cleaned_data["rating"], actor=self.person
        )
        self.done = "The rating is saved"
        if closed:
            needs = "need" if len(closed) == 1 else "needs"
            references = ", ".join(need.reference for need in closed)
            self.done += f", and the {needs} that it met closed: {references}"


class FindingView(ReviewFormView, CreatingFormView):
    """Record a finding."""

    form_class = FindingForm
    done = "The finding is recorded"
    extra_context = {"heading": "Record a finding", "button": "Record finding"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": self.review.framework_version}

    def act(self, form: Any) -> None:
        record_finding(review=self.review, actor=self.person, **form.cleaned_data)


class FindingNeedView(ReviewFormView, CreatingFormView):
    """C7: raise a need from a finding."""

    form_class = NeedForm
    extra_context = {"heading": "Raise a need from this finding", "button": "Raise need"}

    @property
    def finding(self) -> Finding:
        """The finding of the address, of this review."""
        return get_object_or_404(self.review.findings.all(), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.finding.role_id, "reason": self.finding.text}

    def form_valid(self, form: Any) -> HttpResponse:
        need = raise_need_from_finding(finding=self.finding, actor=self.person, **form.cleaned_data)
        messages.success(self.request, f"{need} is raised")
        return redirect(need if self.request.user.has_perm("hub.view_need") else self.review)
