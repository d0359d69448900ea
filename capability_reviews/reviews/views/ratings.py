"""What is done theme by theme: ratings, follow-up ratings, findings and the needs they raise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from capability_reviews.models import (
    Finding,
    ReviewTheme,
    ThemeRating,
)
from capability_reviews.reviews import waiting
from capability_reviews.reviews.forms import (
    FindingForm,
    FollowUpForm,
    NeedForm,
    RatingForm,
)
from capability_reviews.reviews.services.findings import (
    raise_need_from_finding,
    record_finding,
)
from capability_reviews.reviews.services.ratings import (
    assure_rating,
    follow_up_rating,
    rate_theme,
)
from capability_reviews.reviews.tables import (
    both_ratings,
    own_rating,
)
from capability_reviews.reviews.views.reviews import ReviewFormView
from hub.numbers import plural
from hub.views.base import CreatingFormView


class ThemeByThemeView(ReviewFormView):
    """A form about one theme, which leads on to the next that waits for the same person."""

    # The name of its address, of a review and the number of a theme.
    route = ""

    def waiting(self) -> waiting.Rows:
        """The reviews with themes that wait for this person in the same way."""
        raise NotImplementedError

    def left(self) -> Any:
        """The review with how many of its themes wait for this person, and the next; else None."""
        return self.waiting().filter(pk=self.review.pk).first()

    @property
    def button(self) -> str:
        """What the button says: where it leads on to, as long as another theme waits."""
        row = self.left()
        if row is None or (row.themes_left == 1 and row.next_theme == self.kwargs["number"]):
            return "Save rating"
        return "Save and go to the next theme"

    def next_url(self) -> str:
        row = self.left()
        if row is None:
            return super().next_url()
        left = plural(row.themes_left, "theme is", "themes are")
        messages.info(self.request, f"{left} still to be rated. This is the next.")
        address = f"capability_reviews:{self.route}"
        return reverse(address, args=[self.review.reference, row.next_theme])


class RateView(ThemeByThemeView):
    """Rate a theme: the department its own way, the reviewer beside it (C2)."""

    form_class = RatingForm
    done = "The rating is saved"
    route = "review_rate"

    def waiting(self) -> waiting.Rows:
        if self.may("assure_review"):
            return waiting.to_assure(self.person)
        return waiting.to_rate(self.person)

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
            button=self.button,
            **kwargs,
        )

    def act(self, form: Any) -> None:
        given = form.cleaned_data
        about: dict[str, Any] = {"review": self.review, "theme": self.theme, "actor": self.person}
        if self.may("assure_review"):
            assure_rating(**about, assured_rating=given["rating"], reason=given["reason"])
        else:
            rate_theme(**about, self_rating=given["rating"], evidence=given["evidence"])


class FollowUpView(ThemeByThemeView):
    """C5: rate a theme again."""

    form_class = FollowUpForm
    own_permission = "assure_review"
    route = "review_follow_up"

    def waiting(self) -> waiting.Rows:
        return waiting.to_rate_again(self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rating = self.rating
        return super().get_context_data(
            heading=f"Rate again: {rating.theme.name}",
            facts=both_ratings(rating),
            button=self.button,
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
