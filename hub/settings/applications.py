"""Applications, middleware, templates, language and time."""

from __future__ import annotations

from typing import Any

from hub.plugins import app_config_paths
from hub.settings.installation import env

HUB_PLUGINS: list[str] = env.list(
    "HUB_PLUGINS", default=["roles", "training", "capability_reviews"]
)

INSTALLED_APPS = [
    *app_config_paths(HUB_PLUGINS),
    "hub.apps.HubConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "hub.apps.HubUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rules.apps.RulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "anymail",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# The same sentence once, however many pages were refused before one is shown.
MESSAGE_STORAGE = "hub.message_storage.OnceStorage"

MIDDLEWARE = [
    "hub.authorisation.RequestEdgeMiddleware",
    "hub.audit.RequestIdMiddleware",
    "hub.api.refusing.ProblemMiddleware",
    # Before all that a page for everybody has been through already.
    "hub.page_cache.pages.WholePageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.middleware.HubCSPMiddleware",
    # Before the session's own, which sets the cookie.
    "hub.accounts.sessions.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.accounts.sessions.SessionClockMiddleware",
    "hub.accounts.middleware.StaffSecondFactorMiddleware",
    "hub.admin_doors.AdminDoorsMiddleware",
    # After all that may keep somebody from a page: one that is kept is shown to the same eyes.
    "hub.posted_pages.PostedPagesMiddleware",
    "hub.middleware.ActsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "hub.urls"
# The hub is the whole of its address. A part of the path that a request's header names as the name
# of the program would be missing from what middlewares look at.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "hub.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context.site",
            ],
        },
    },
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
