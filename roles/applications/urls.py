"""The routes of the candidate's applications, and the totals of equality."""

from django.urls import path

from roles.applications.views import applications, asking, cv, equality, going_on, questions

APPLICATION = "applications/<reference:reference>/"

urlpatterns = [
    path("applications/", applications.ApplicationListView.as_view(), name="application_list"),
    path(
        "applications/start/<reference:reference>/",
        applications.ApplicationStartView.as_view(),
        name="application_start",
    ),
    path(APPLICATION, applications.ApplicationDetailView.as_view(), name="application_detail"),
    path(f"{APPLICATION}go-on/", going_on.ApplicationGoOnView.as_view(), name="application_go_on"),
    path(f"{APPLICATION}check/", applications.CheckView.as_view(), name="application_check"),
    path(
        f"{APPLICATION}submitted/",
        applications.SubmittedView.as_view(),
        name="application_submitted",
    ),
    path(
        f"{APPLICATION}withdraw/", applications.WithdrawView.as_view(), name="application_withdraw"
    ),
    path(f"{APPLICATION}ask/", asking.AskView.as_view(), name="application_ask"),
    path(f"{APPLICATION}reuse/", questions.ReuseView.as_view(), name="application_reuse"),
    path(f"{APPLICATION}jobs/", questions.JobsView.as_view(), name="application_jobs"),
    path(f"{APPLICATION}cv/", cv.CvView.as_view(), name="application_cv"),
    path(f"{APPLICATION}cv/file/", cv.CvFileView.as_view(), name="application_cv_file"),
    path(f"{APPLICATION}cv/read/", cv.CvReadView.as_view(), name="application_cv_read"),
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
    path("equality/", equality.EqualityTotalsView.as_view(), name="equality_totals"),
]
