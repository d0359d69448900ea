"""The routes of reviews."""

from __future__ import annotations

from django.urls import path

from capability_reviews.reviews.views import ratings, reviews

urlpatterns = [
    path("", reviews.ReviewListView.as_view(), name="review_list"),
    path("reviews/plan/", reviews.PlanReviewView.as_view(), name="review_plan"),
    path(
        "reviews/<reference:reference>/",
        reviews.ReviewDetailView.as_view(),
        name="review_detail",
    ),
    path(
        "reviews/<reference:reference>/scope/",
        reviews.ScopeView.as_view(),
        name="review_scope",
    ),
    path(
        "reviews/<reference:reference>/themes/<int:number>/",
        ratings.RateView.as_view(),
        name="review_rate",
    ),
    path(
        "reviews/<reference:reference>/themes/<int:number>/again/",
        ratings.FollowUpView.as_view(),
        name="review_follow_up",
    ),
    path(
        "reviews/<reference:reference>/findings/add/",
        ratings.FindingView.as_view(),
        name="finding_add",
    ),
    path(
        "reviews/<reference:reference>/findings/<int:pk>/need/",
        ratings.FindingNeedView.as_view(),
        name="finding_need",
    ),
    path(
        "reviews/<reference:reference>/move/<slug:move>/",
        reviews.ReviewMoveView.as_view(),
        name="review_move",
    ),
]
