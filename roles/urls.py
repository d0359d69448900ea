"""The plugin's routes."""

from django.urls import path

from roles.views import (
    advert_questions,
    adverts,
    alerts,
    api,
    applications,
    attachments,
    behalf,
    bookings,
    campaigns,
    consents,
    delegations,
    demand,
    equality,
    feeds,
    job_descriptions,
    movers,
    offers,
    outcomes,
    questions,
    referrals,
    saved,
    sift,
    stage_plans,
    support,
    vacancies,
    vacancy_page,
)

APPLICATION = "applications/<reference:reference>/"
QUESTIONS = "campaigns/<reference:reference>/questions/"
SIFT = "campaigns/<reference:reference>/applications/"

candidate_urls = [
    path("roles/", vacancies.VacancyListView.as_view(), name="vacancy_list"),
    path("applications/", applications.ApplicationListView.as_view(), name="application_list"),
    path(
        "applications/start/<reference:reference>/",
        applications.ApplicationStartView.as_view(),
        name="application_start",
    ),
    path(APPLICATION, applications.ApplicationDetailView.as_view(), name="application_detail"),
    path(f"{APPLICATION}check/", applications.CheckView.as_view(), name="application_check"),
    path(
        f"{APPLICATION}submitted/",
        applications.SubmittedView.as_view(),
        name="application_submitted",
    ),
    path(
        f"{APPLICATION}withdraw/", applications.WithdrawView.as_view(), name="application_withdraw"
    ),
    path(f"{APPLICATION}offer/", offers.OfferView.as_view(), name="application_offer"),
    path(
        f"{APPLICATION}offer/<slug:answer>/",
        offers.OfferAnswerView.as_view(),
        name="application_offer_answer",
    ),
    path(f"{APPLICATION}sharing/", referrals.SharingView.as_view(), name="application_sharing"),
    path(f"{APPLICATION}ask/", applications.AskView.as_view(), name="application_ask"),
    path(f"{APPLICATION}reuse/", questions.ReuseView.as_view(), name="application_reuse"),
    path(f"{APPLICATION}jobs/", questions.JobsView.as_view(), name="application_jobs"),
    path(f"{APPLICATION}cv/", questions.CvView.as_view(), name="application_cv"),
    path(f"{APPLICATION}cv/file/", questions.CvFileView.as_view(), name="application_cv_file"),
    path(f"{APPLICATION}jobs/add/", questions.JobView.as_view(), name="application_job_add"),
    path(f"{APPLICATION}jobs/<int:job>/", questions.JobView.as_view(), name="application_job"),
    path(
        f"{APPLICATION}jobs/<int:job>/remove/",
        questions.RemoveJobView.as_view(),
        name="application_job_remove",
    ),
    # Last: each question's address ends in its slug.
    path(
        f"{APPLICATION}<slug:question>/",
        questions.QuestionView.as_view(),
        name="application_question",
    ),
]

question_urls = [
    path("questions/", advert_questions.OwnQuestionsView.as_view(), name="question_list"),
    path(
        "questions/ask/<reference:reference>/",
        advert_questions.AskView.as_view(),
        name="question_ask",
    ),
    path(
        QUESTIONS,
        advert_questions.CampaignQuestionsView.as_view(),
        name="campaign_questions",
    ),
    path(
        f"{QUESTIONS}<reference:question>/",
        advert_questions.QuestionDetailView.as_view(),
        name="question_detail",
    ),
    path(
        f"{QUESTIONS}<reference:question>/decline/",
        advert_questions.QuestionDeclineView.as_view(),
        name="question_decline",
    ),
]

alert_urls = [
    path("roles/alerts/", alerts.AlertListView.as_view(), name="alert_list"),
    path("consents/", consents.ConsentListView.as_view(), name="consent_list"),
    path("roles/alerts/new/", alerts.SubscribeView.as_view(), name="alert_subscribe"),
    path("roles/alerts/asked/", alerts.AskedView.as_view(), name="alert_asked"),
    path("roles/alerts/confirm/<str:token>/", alerts.ConfirmView.as_view(), name="alert_confirm"),
    path("roles/alerts/manage/<str:token>/", alerts.ManageView.as_view(), name="alert_manage"),
    path("roles/alerts/change/<str:token>/", alerts.ChangeView.as_view(), name="alert_change"),
    path("roles/alerts/stop/<str:token>/", alerts.StopView.as_view(), name="alert_stop"),
    path("roles/alerts/why/<str:token>/", alerts.WhyView.as_view(), name="alert_why"),
    path("roles/alerts/keep/<str:token>/", alerts.KeepView.as_view(), name="alert_keep"),
]

saved_urls = [
    path("saved/", saved.SavedView.as_view(), name="saved"),
    path("saved/roles/<reference:reference>/", saved.SaveRoleView.as_view(), name="save_role"),
    path("saved/searches/add/", saved.SaveSearchView.as_view(), name="search_save"),
    path("saved/searches/<int:pk>/remove/", saved.RemoveSearchView.as_view(), name="search_remove"),
]

machine_urls = [
    path("roles/feed.atom", feeds.atom, name="feed_atom"),
    path("roles/feed.json", feeds.json_feed, name="feed_json"),
    path("roles/export.json", feeds.export, {"form": "json"}, name="export_json"),
    path("roles/export.xml", feeds.export, {"form": "xml"}, name="export_xml"),
    path("api/vacancies", api.vacancies, name="api_vacancies"),
    path("api/vacancies/<reference:reference>", api.vacancy, name="api_vacancy"),
]

sift_urls = [
    path(SIFT, sift.SiftListView.as_view(), name="sift_list"),
    path(f"{SIFT}<reference:application>/", sift.SiftDetailView.as_view(), name="sift_detail"),
    path(f"{SIFT}enter/", behalf.EnterView.as_view(), name="application_enter"),
    path(f"{SIFT}<reference:application>/cv/", sift.CvView.as_view(), name="sift_cv"),
    path(
        f"{SIFT}<reference:application>/for-candidate/<slug:act>/",
        behalf.ActView.as_view(),
        name="act_for_candidate",
    ),
    path(f"{SIFT}<reference:application>/answer/", sift.AnswerView.as_view(), name="sift_answer"),
    path(f"{SIFT}<reference:application>/<slug:move>/", sift.MoveView.as_view(), name="sift_move"),
]

support_urls = [
    path("support/", support.SupportListView.as_view(), name="support_list"),
    path("support/outcomes/", outcomes.OutcomesView.as_view(), name="support_outcomes"),
    path("support/demand/", demand.DemandView.as_view(), name="support_demand"),
    path("support/bookings/", bookings.BookingListView.as_view(), name="booking_list"),
    path("support/ask/", support.AskView.as_view(), name="support_ask"),
    path(
        "support/<reference:reference>/", support.SupportDetailView.as_view(), name="support_detail"
    ),
    path(
        "support/<reference:reference>/questions/<int:question>/",
        support.QuestionAnswerView.as_view(),
        name="support_answer",
    ),
    path(
        "support/<reference:reference>/people/",
        referrals.PeopleView.as_view(),
        name="support_people",
    ),
    path(
        "support/<reference:reference>/people/<reference:application>/<slug:move>/",
        referrals.ReferralMoveView.as_view(),
        name="support_person",
    ),
    path(
        "support/<reference:reference>/files/<int:file>/",
        attachments.FileView.as_view(),
        name="support_file",
    ),
    path(
        "support/<reference:reference>/files/<int:file>/remove/",
        attachments.FileRemoveView.as_view(),
        name="support_file_remove",
    ),
    path(
        "support/<reference:reference>/feedback/",
        outcomes.FeedbackView.as_view(),
        name="support_feedback",
    ),
    path(
        "support/<reference:reference>/bookings/<int:booking>/cancel/",
        outcomes.BookingCancelView.as_view(),
        name="support_booking_cancel",
    ),
    path(
        "support/<reference:reference>/<slug:move>/",
        support.SupportMoveView.as_view(),
        name="support_move",
    ),
]

delegation_urls = [
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
]

mover_urls = [
    path("campaigns/movers/", movers.MoverListView.as_view(), name="mover_list"),
    path("campaigns/movers/record/", movers.MoverRecordView.as_view(), name="mover_record"),
    path(
        "campaigns/movers/<reference:reference>/reason/<reference:application>/",
        movers.MoverReasonView.as_view(),
        name="mover_reason",
    ),
    path(
        "campaigns/movers/<reference:reference>/end/",
        movers.MoverEndView.as_view(),
        name="mover_end",
    ),
]

profile_urls = [
    path("role-profiles/", job_descriptions.ProfileListView.as_view(), name="profile_list"),
    path(
        "role-profiles/<slug:slug>/",
        job_descriptions.ProfileDetailView.as_view(),
        name="profile_detail",
    ),
]

campaign_urls = [
    *profile_urls,
    path("equality/", equality.EqualityTotalsView.as_view(), name="equality_totals"),
    *delegation_urls,
    *mover_urls,
    path("campaigns/", campaigns.CampaignListView.as_view(), name="campaign_list"),
    path("campaigns/make/", campaigns.CampaignMakeView.as_view(), name="campaign_make"),
    path(
        "campaigns/<reference:reference>/",
        campaigns.CampaignDetailView.as_view(),
        name="campaign_detail",
    ),
    path(
        "campaigns/<reference:reference>/job-description/",
        job_descriptions.JobDescriptionView.as_view(),
        name="campaign_job",
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
    path(
        "campaigns/<reference:reference>/advert/",
        adverts.AdvertView.as_view(),
        name="campaign_advert",
    ),
    path(
        "campaigns/<reference:reference>/advert/preview/",
        adverts.AdvertPreviewView.as_view(),
        name="campaign_advert_preview",
    ),
    path(
        "campaigns/<reference:reference>/<slug:move>/",
        campaigns.CampaignMoveView.as_view(),
        name="campaign_move",
    ),
    path("posts/<reference:reference>/", campaigns.PostDetailView.as_view(), name="post_detail"),
    path(
        "posts/<reference:reference>/<slug:move>/",
        campaigns.PostMoveView.as_view(),
        name="post_move",
    ),
]

advert_urls = [
    path("roles/<slug:slug>/", vacancy_page.vacancy_page, name="vacancy_page"),
]

# The sift stands before the campaign's moves, and all else before the adverts: the address of the
# one has the shape of the other.
urlpatterns: list = [
    *machine_urls,
    *candidate_urls,
    *question_urls,
    *alert_urls,
    *saved_urls,
    *sift_urls,
    *support_urls,
    *campaign_urls,
    *advert_urls,
]
