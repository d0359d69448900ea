"""The routes of adverts and of questions about them."""

from django.urls import path

from roles.adverts.views import advert_questions, adverts, going_on, vacancy_page

QUESTIONS = "campaigns/<reference:reference>/questions/"

urlpatterns = [
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
    path(
        "campaigns/<reference:reference>/advert/",
        adverts.AdvertView.as_view(),
        name="campaign_advert",
    ),
    path(
        "campaigns/<reference:reference>/advert/go-on/",
        going_on.AdvertGoOnView.as_view(),
        name="advert_go_on",
    ),
    path(
        "adverts/<reference:reference>/<slug:move>/",
        adverts.ChangeMoveView.as_view(),
        name="advert_change",
    ),
    path(
        "campaigns/<reference:reference>/advert/preview/",
        adverts.AdvertPreviewView.as_view(),
        name="campaign_advert_preview",
    ),
    path(
        "roles/<slug:slug>/cymraeg/",
        vacancy_page.vacancy_page_in_welsh,
        name="vacancy_page_in_welsh",
    ),
    path("roles/<slug:slug>/", vacancy_page.vacancy_page, name="vacancy_page"),
]
