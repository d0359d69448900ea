"""Routes of a person's own account, included at account/."""

from django.urls import path

from hub.accounts import views

urlpatterns = [
    path("", views.AccountView.as_view(), name="account"),
    path("name/", views.NameView.as_view(), name="account_name"),
    path("sessions/", views.SessionsView.as_view(), name="account_sessions"),
    path("session/", views.SessionView.as_view(), name="account_session"),
    path("data/", views.DataView.as_view(), name="account_data"),
    path("data/download/", views.DataDownloadView.as_view(), name="account_data_download"),
    path("erase/", views.EraseView.as_view(), name="account_erase"),
    path("erased/<uuid:reference>/", views.ErasedView.as_view(), name="account_erased"),
]
