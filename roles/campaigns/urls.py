"""The routes of the campaigns workspace."""

from django.urls import path

from roles.campaigns.views import (
    by_exception,
    campaign_posts,
    campaigns,
    commission_return,
    delegations,
    job_descriptions,
    movers,
    posts,
    stage_plans,
)

urlpatterns = [
    path(
        "campaigns/delegations/", delegations.DelegationListView.as_view(), name="delegation_list"
    ),
    path(
        "campaigns/delegations/record/",
        delegations.DelegationRecordView.as_view(),
        name="delegation_record",
    ),
    path(
        "campaigns/delegations/<reference:reference>/end/",
        delegations.DelegationEndView.as_view(),
        name="delegation_end",
    ),
    path("campaigns/exceptions/", by_exception.ExceptionListView.as_view(), name="exception_list"),
    path(
        "campaigns/exceptions/ask/", by_exception.ExceptionAskView.as_view(), name="exception_ask"
    ),
    path(
        "campaigns/exceptions/<reference:reference>/more-time/",
        by_exception.ExceptionMoreTimeView.as_view(),
        name="exception_more_time",
    ),
    path(
        "campaigns/exceptions/<reference:reference>/<slug:move>/",
        by_exception.ExceptionMoveView.as_view(),
        name="exception_move",
    ),
    path("campaigns/movers/", movers.MoverListView.as_view(), name="mover_list"),
    path("campaigns/movers/record/", movers.MoverRecordView.as_view(), name="mover_record"),
    path(
        "campaigns/movers/<reference:reference>/reason/<reference:application>/",
        movers.MoverReasonView.as_view(),
        name="mover_reason",
    ),
    path(
        "applications/priority/<reference:reference>/",
        movers.MoverAnswerView.as_view(),
        name="mover_answer",
    ),
    path(
        "campaigns/movers/<reference:reference>/end/",
        movers.MoverEndView.as_view(),
        name="mover_end",
    ),
    path("role-profiles/", job_descriptions.ProfileListView.as_view(), name="profile_list"),
    path(
        "role-profiles/<slug:slug>/",
        job_descriptions.ProfileDetailView.as_view(),
        name="profile_detail",
    ),
    path("campaigns/", campaigns.CampaignListView.as_view(), name="campaign_list"),
    path(
        "campaigns/commission-return/",
        commission_return.CommissionReturnView.as_view(),
        name="commission_return",
    ),
    path("campaigns/make/", campaigns.CampaignMakeView.as_view(), name="campaign_make"),
    path(
        "campaigns/<reference:reference>/job-description/",
        job_descriptions.JobDescriptionView.as_view(),
        name="campaign_job",
    ),
    path(
        "campaigns/<reference:reference>/posts/",
        campaign_posts.CampaignPostsView.as_view(),
        name="campaign_posts",
    ),
    path(
        "campaigns/<reference:reference>/stages/",
        stage_plans.StagePlanView.as_view(),
        name="stage_plan",
    ),
    path(
        "campaigns/<reference:reference>/stages/<int:number>/",
        stage_plans.StageView.as_view(),
        name="stage",
    ),
    path(
        "campaigns/<reference:reference>/stages/<slug:move>/",
        stage_plans.PlanMoveView.as_view(),
        name="stage_plan_move",
    ),
    path("posts/<reference:reference>/", posts.PostDetailView.as_view(), name="post_detail"),
    path(
        "posts/<reference:reference>/<slug:move>/",
        posts.PostMoveView.as_view(),
        name="post_move",
    ),
]
