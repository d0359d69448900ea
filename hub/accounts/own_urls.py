"""Routes of a person's own account, included at account/."""

from django.urls import path

from hub.accounts.views import account, address, data, sessions, single_sign_on

urlpatterns = [
    path("", account.AccountView.as_view(), name="account"),
    path("name/", account.NameView.as_view(), name="account_name"),
    path("address/", address.AddressView.as_view(), name="account_address"),
    path("address/confirm/", address.AddressConfirmView.as_view(), name="account_address_confirm"),
    path("ways-in/", single_sign_on.WaysInView.as_view(), name="account_ways_in"),
    path("sessions/", sessions.SessionsView.as_view(), name="account_sessions"),
    path("session/", sessions.SessionView.as_view(), name="account_session"),
    path("data/", data.DataView.as_view(), name="account_data"),
    path("data/download/", data.DataDownloadView.as_view(), name="account_data_download"),
    path("data/archive/", data.DataArchiveView.as_view(), name="account_data_archive"),
    path("erase/", data.EraseView.as_view(), name="account_erase"),
    path("erased/<uuid:reference>/", data.ErasedView.as_view(), name="account_erased"),
]
