"""The routes of the list, feeds, exports, the API, what is saved and alerts."""

from django.urls import path

from roles.search.views import alerts, saved, vacancies

urlpatterns = [
    path("roles/", vacancies.VacancyListView.as_view(), name="vacancy_list"),
    path("roles/alerts/", alerts.AlertListView.as_view(), name="alert_list"),
    path("roles/alerts/new/", alerts.SubscribeView.as_view(), name="alert_subscribe"),
    path("roles/alerts/asked/", alerts.AlertRequestedView.as_view(), name="alert_asked"),
    path("roles/alerts/confirm/<str:token>/", alerts.ConfirmView.as_view(), name="alert_confirm"),
    path("roles/alerts/manage/<str:token>/", alerts.ManageView.as_view(), name="alert_manage"),
    path("roles/alerts/change/<str:token>/", alerts.ChangeView.as_view(), name="alert_change"),
    # Short, for a line of a mail's header; the longer address stands in earlier mails.
    path("roles/stop/<str:token>/", alerts.StopView.as_view(), name="alert_stop"),
    path("roles/alerts/stop/<str:token>/", alerts.StopView.as_view(), name="alert_stop_earlier"),
    path("roles/alerts/why/<str:token>/", alerts.WhyView.as_view(), name="alert_why"),
    path("roles/alerts/keep/<str:token>/", alerts.RenewAlertView.as_view(), name="alert_keep"),
    path("saved/", saved.SavedView.as_view(), name="saved"),
    path("saved/roles/<reference:reference>/", saved.SaveRoleView.as_view(), name="save_role"),
    path("saved/searches/add/", saved.SaveSearchView.as_view(), name="search_save"),
    path("saved/searches/<int:pk>/remove/", saved.RemoveSearchView.as_view(), name="search_remove"),
]
