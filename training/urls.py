"""The plugin's routes, under ``training/``."""

from __future__ import annotations

from django.urls import path

from training.cohorts import views as cohorts
from training.places import views as places
from training.programmes import views as releases
from training.resources import views as public

urlpatterns = [
    path("", public.CohortListView.as_view(), name="cohort_list"),
    path("cohorts/<slug:slug>/", public.cohort_detail, name="cohort_detail"),
    path("videos/", public.VideoListView.as_view(), name="video_list"),
    path("videos/<slug:slug>/", public.VideoDetailView.as_view(), name="video_detail"),
    path("videos/<slug:slug>/captions.vtt", public.captions, name="video_captions"),
    path("videos/<slug:slug>/video", public.video_file, name="video_file"),
    path("places/", places.PlaceListView.as_view(), name="place_list"),
    path("places/department/", places.DepartmentPlacesView.as_view(), name="department_place_list"),
    path("places/<uuid:key>/", places.PlaceDetailView.as_view(), name="place_detail"),
    path("places/<uuid:key>/accept/", places.PlaceAcceptView.as_view(), name="place_accept"),
    path("places/<uuid:key>/accepted/", places.PlaceAcceptedView.as_view(), name="place_accepted"),
    path("places/<uuid:key>/decline/", places.PlaceDeclineView.as_view(), name="place_decline"),
    path("places/<uuid:key>/withdraw/", places.PlaceWithdrawView.as_view(), name="place_withdraw"),
    path("places/<uuid:key>/complete/", places.PlaceCompleteView.as_view(), name="place_complete"),
    path("workspace/", cohorts.WorkspaceView.as_view(), name="workspace"),
    path(
        "programmes/<slug:slug>/releases/new/",
        releases.ReleasePlanView.as_view(),
        name="release_new",
    ),
    path("releases/<int:pk>/", releases.ReleaseDetailView.as_view(), name="release_detail"),
    path("releases/<int:pk>/lessons/new/", releases.LessonView.as_view(), name="lesson_new"),
    path("releases/<int:pk>/cohorts/new/", cohorts.CohortCreateView.as_view(), name="cohort_new"),
    path(
        "releases/<int:pk>/move/<slug:move>/",
        releases.ReleaseMoveView.as_view(),
        name="release_move",
    ),
    path("cohorts/<slug:slug>/manage/", cohorts.CohortManageView.as_view(), name="cohort_manage"),
    path(
        "cohorts/<slug:slug>/manage/cancel/",
        cohorts.CohortCancelView.as_view(),
        name="cohort_cancel",
    ),
    path(
        "cohorts/<slug:slug>/manage/days/<int:number>/",
        cohorts.AttendanceView.as_view(),
        name="attendance",
    ),
    path(
        "cohorts/<slug:slug>/manage/move/<slug:move>/",
        cohorts.CohortMoveView.as_view(),
        name="cohort_move",
    ),
]
