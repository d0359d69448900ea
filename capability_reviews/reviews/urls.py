"""The routes of reviews."""

from __future__ import annotations

from django.urls import path

from capability_reviews.reviews import views

urlpatterns = [
    path("", views.ReviewListView.as_view(), name="review_list"),
    path("reviews/plan/", views.PlanReviewView.as_view(), name="review_plan"),
    path(
        "reviews/<reference:reference>/",
        views.ReviewDetailView.as_view(),
        name="review_detail",
    ),
    path(
        "reviews/<reference:reference>/scope/",
        views.ScopeView.as_view(),
        name="review_scope",
    ),
    path(
        "reviews/<reference:reference>/themes/<int:number>/",
        views.RateView.as_view(),
        name="review_rate",
    ),
    path(
        "reviews/<reference:reference>/themes/<int:number>/again/",
        views.FollowUpView.as_view(),
        name="review_follow_up",
    ),
    path(
        "reviews/<reference:reference>/findings/add/",
        views.FindingView.as_view(),
        name="finding_add",
    ),
    path(
        "reviews/<reference:reference>/findings/<int:pk>/need/",
        views.FindingNeedView.as_view(),
        name="finding_need",
    ),
    path(
        "reviews/<reference:reference>/move/<slug:move>/",
        views.ReviewMoveView.as_view(),
        name="review_move",
    ),
]
