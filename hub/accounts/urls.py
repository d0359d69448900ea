"""Routes of signing in: only those of allauth's that a service without passwords needs."""

from django.urls import include, path

from hub.accounts.views import signing_in as views
from hub.accounts.views import single_sign_on

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("login/code/", views.SignInView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", views.sign_out, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("oidc/<slug:provider_id>/login/", single_sign_on.leave, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        single_sign_on.come_back,
        name="openid_connect_callback",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
