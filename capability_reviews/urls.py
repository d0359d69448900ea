"""The plugin's routes, under capability/."""

from django.urls import path

from capability_reviews.actions import views as building
from capability_reviews.org_design import views as org_design
from capability_reviews.reviews import views as reviews

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
        reviews.RateView.as_view(),
        name="review_rate",
    ),
    path(
        "reviews/<reference:reference>/themes/<int:number>/again/",
        reviews.FollowUpView.as_view(),
        name="review_follow_up",
    ),
    path(
        "reviews/<reference:reference>/findings/add/",
        reviews.FindingView.as_view(),
        name="finding_add",
    ),
    path(
        "reviews/<reference:reference>/findings/<int:pk>/need/",
        reviews.FindingNeedView.as_view(),
        name="finding_need",
    ),
    path(
        "reviews/<reference:reference>/move/<slug:move>/",
        reviews.ReviewMoveView.as_view(),
        name="review_move",
    ),
    path("advice/", org_design.EngagementListView.as_view(), name="engagement_list"),
    path("advice/ask/", org_design.AskView.as_view(), name="engagement_ask"),
    path(
        "advice/<reference:reference>/",
        org_design.EngagementDetailView.as_view(),
        name="engagement_detail",
    ),
    path(
        "advice/<reference:reference>/meeting/",
        org_design.MeetingView.as_view(),
        name="engagement_meeting",
    ),
    path(
        "advice/<reference:reference>/advice/",
        org_design.GiveAdviceView.as_view(),
        name="engagement_advice",
    ),
    path(
        "advice/<reference:reference>/move/<slug:move>/",
        org_design.EngagementMoveView.as_view(),
        name="engagement_move",
    ),
    path("building/", building.BuildingListView.as_view(), name="building_list"),
    path("building/leaders/add/", building.LeaderView.as_view(), name="leader_add"),
    path("building/teams/add/", building.TeamView.as_view(), name="team_add"),
    path("building/training/add/", building.TrainingView.as_view(), name="training_add"),
    path("building/teams/<int:pk>/<slug:move>/", building.TeamMoveView.as_view(), name="team_move"),
    path(
        "building/training/<int:pk>/<slug:move>/",
        building.TrainingMoveView.as_view(),
        name="training_move",
    ),
]
