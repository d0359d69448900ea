"""Accounts: signing in by code, the second factor, single sign-on, sessions and their limits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hub.settings.installation import (
    HUB_BASE_URL,
    HUB_DEMO,
    HUB_SERVICE_NAME,
    INSECURE_COOKIES,
    PRODUCTION,
    env,
)


def oidc_app(provider: dict[str, Any]) -> dict[str, Any]:
    """One of ``HUB_OIDC_PROVIDERS`` as allauth takes it."""
    needed = {"id", "name", "issuer", "client_id", "client_secret"}
    if not isinstance(provider, dict) or (missing := needed - set(provider)):
        lacks = ", ".join(sorted(missing)) if isinstance(provider, dict) else "everything"
        raise ImproperlyConfigured(f"HUB_OIDC_PROVIDERS: an entry lacks {lacks}.")
    if PRODUCTION and urlsplit(provider["issuer"]).scheme != "https":
        raise ImproperlyConfigured("HUB_OIDC_PROVIDERS: an issuer must be an https:// address.")
    domains = [domain.lower().lstrip("@") for domain in provider.get("domains", [])]
    return {
        "provider_id": provider["id"],
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["client_secret"],
        "settings": {"server_url": provider["issuer"].rstrip("/"), "domains": domains},
    }


AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "/"
# How long a session lives after its last use (hub.accounts.sessions).
SESSION_COOKIE_AGE = env.int("HUB_SESSION_MINUTES", 8 * 60) * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hub.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [HUB_BASE_URL]

ACCOUNT_ADAPTER = "hub.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Codes to sign in have limits of their own (hub.accounts.asking_for_codes).
ACCOUNT_RATE_LIMITS = {
    "request_login_code": None,
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_email": "5/h/key",
    "reauthenticate": "10/m/user",
}
ACCOUNT_LOGOUT_ON_GET = False
# A second way in, by OpenID Connect; none unless configured (docs/operations.md). "domains" are
# those that a provider may speak for; without them, all.
HUB_OIDC_PROVIDERS: list[dict[str, Any]] = env.json("HUB_OIDC_PROVIDERS", default=[])
SOCIALACCOUNT_ADAPTER = "hub.accounts.single_sign_on.SocialAccountAdapter"
# The link leaves the service by a redirect, which a form may not do under our policy.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "email"],
        "APPS": [oidc_app(provider) for provider in HUB_OIDC_PROVIDERS],
    }
}
# By address; a reader that needs more takes the daily export.
HUB_API_REQUESTS_A_MINUTE = env.int("HUB_API_REQUESTS_A_MINUTE", 120)
MFA_FORMS = {
    "authenticate": "hub.accounts.forms.AuthenticateForm",
    "reauthenticate": "hub.accounts.forms.ReauthenticateForm",
    "activate_totp": "hub.accounts.forms.ActivateTOTPForm",
    "deactivate_totp": "hub.accounts.forms.DeactivateTOTPForm",
    "generate_recovery_codes": "hub.accounts.forms.GenerateRecoveryCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = HUB_SERVICE_NAME
# The second factor is asked of staff everywhere except in the demonstration.
HUB_STAFF_SECOND_FACTOR = not HUB_DEMO
