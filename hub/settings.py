"""The one settings module: read from the environment only, safe by default.

``HUB_ENV`` is ``production`` unless it says ``development``. In production the start is refused,
naming the variable, when a value is missing or unsafe.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hub.inline_scripts import script_hashes
from hub.plugins import app_config_paths

env = environ.Env()
# A line left empty in a file of variables says nothing: it is as if the line were not there.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}
BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of installation this is ------------------------------------------------------------

HUB_ENV = env.str("HUB_ENV", "production")
if HUB_ENV not in {"production", "development"}:
    raise ImproperlyConfigured("HUB_ENV must be 'production' or 'development'.")
PRODUCTION = HUB_ENV == "production"
DEBUG = env.bool("DEBUG", False)
HUB_DEMO = env.bool("HUB_DEMO", False)
HUB_BRAND = env.str("HUB_BRAND", "neutral")
HUB_BASE_URL = env.str("HUB_BASE_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
HUB_DATA_DIR = Path(env.str("HUB_DATA_DIR", str(BASE_DIR / "var"))).resolve()
HUB_SERVICE_NAME = "Digital Recruitment Hub"
HUB_CONTACT_EMAIL = env.str("HUB_CONTACT_EMAIL", "hub@example.gov.uk")

DEVELOPMENT_SECRET_KEY = "development-only-not-secret-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
# What encrypts the fields that speak of somebody's health (hub.encryption): the first encrypts, all
# decrypt. Or they stand in a file, one a line; on one's own machine one is made beside the data.
HUB_ENCRYPTION_KEYS: list[str] = env.list("HUB_ENCRYPTION_KEYS", default=[])
HUB_ENCRYPTION_KEY_FILE = env.str(
    "HUB_ENCRYPTION_KEY_FILE",
    "" if PRODUCTION else str(HUB_DATA_DIR.with_name(f"{HUB_DATA_DIR.name}.keys")),
)
INSECURE_COOKIES = env.bool("HUB_INSECURE_COOKIES", not PRODUCTION)
HUB_EMAIL_SET = "EMAIL_URL" in env.ENVIRON or "ANYMAIL_BACKEND" in env.ENVIRON


HOW_TO_MAKE_A_KEY = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


def looks_random(key: str) -> bool:
    """Whether a key is long, of many characters, and not one piece written again and again."""
    return len(key) >= 50 and len(set(key)) >= 16 and key not in (key + key)[1:-1]


def is_fernet_key(key: str) -> bool:
    """Whether Fernet takes it: 32 bytes in the letters of URLs."""
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def unsafe_production_settings() -> list[str]:
    """Return a sentence for each variable whose value is unsafe in production."""
    found = []
    if DEBUG:
        found.append("DEBUG must be off: unset DEBUG.")
    keys = [SECRET_KEY, *SECRET_KEY_FALLBACKS]
    if any(key == DEVELOPMENT_SECRET_KEY or not looks_random(key) for key in keys):
        found.append(
            "SECRET_KEY (and each of SECRET_KEY_FALLBACKS) must be a random value of at least 50 "
            "characters, such as: openssl rand -base64 48."
        )
    if not HUB_ENCRYPTION_KEYS and not Path(HUB_ENCRYPTION_KEY_FILE or ".").is_file():
        found.append(
            "HUB_ENCRYPTION_KEYS (or the file HUB_ENCRYPTION_KEY_FILE) must hold the key that "
            f"encrypts what people say of their health, made with: {HOW_TO_MAKE_A_KEY}"
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS must list the host names that this service answers to.")
    if INSECURE_COOKIES:
        found.append("HUB_INSECURE_COOKIES must be off: cookies travel over HTTPS only.")
    if urlsplit(HUB_BASE_URL).scheme != "https":
        found.append("HUB_BASE_URL must be the public https:// address of this service.")
    if HUB_DEMO:
        found.append("HUB_DEMO must be off: it lets anyone become anyone.")
    if not HUB_EMAIL_SET:
        found.append("EMAIL_URL (or ANYMAIL_BACKEND) must say how mail is sent.")
    if not env.str("CLAMD_ADDRESS", ""):
        found.append("CLAMD_ADDRESS must say where ClamAV checks what people upload, host:port.")
    return found


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


if not all(map(is_fernet_key, HUB_ENCRYPTION_KEYS)):
    raise ImproperlyConfigured(
        "HUB_ENCRYPTION_KEYS: an entry is no key. They stand one after the other, with commas "
        f"between them, each made with: {HOW_TO_MAKE_A_KEY}"
    )
if PRODUCTION and (unsafe := unsafe_production_settings()):
    raise ImproperlyConfigured(
        "This production start is refused:\n- "
        + "\n- ".join(unsafe)
        + "\nTo try the hub on your own machine, set HUB_ENV=development or use 'make run'."
    )

# --- Applications ---------------------------------------------------------------------------------

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

# --- Database -------------------------------------------------------------------------------------

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
    # What is deleted is overwritten: erased words stay in no free part of the file.
    "PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
)
HUB_DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{HUB_DATA_DIR / 'hub.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer waits for its turn instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": SQLITE_PRAGMAS,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False

# --- Cache ----------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "")
# Seconds, for cache and broker. A Redis that hangs costs a page this once; afterwards it is left
# alone for a while (hub.circuit_breaker).
REDIS_PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "hub.page_cache.redis.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": REDIS_PATIENCE,
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(HUB_DATA_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    )
}
# Moves on when a class that is stored moves or changes: what an earlier version stored is not read.
CACHES["default"]["KEY_PREFIX"] = "2"

# Public pages are stored whole for people without a session (hub.page_cache): in the cache, and the
# last so many in each process.
HUB_PAGE_CACHE = env.bool("HUB_PAGE_CACHE", True)
HUB_PAGES_IN_PROCESS = env.int("HUB_PAGES_IN_PROCESS", 200)

# --- Signing in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
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

# --- Mail -----------------------------------------------------------------------------------------

if "ANYMAIL_BACKEND" in env.ENVIRON:
    EMAIL_BACKEND = env.str("ANYMAIL_BACKEND")
    ANYMAIL = env.json("ANYMAIL", default={})
else:
    vars().update(env.email("EMAIL_URL", default=f"filemail:///{HUB_DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{HUB_SERVICE_NAME} <{HUB_CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery ---------------------------------------------------------------------------------------

# What both URLs mean is said in hub.celery.
BROKER_DIR = HUB_DATA_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # Longer than the longest task, so that a task is redelivered only when its worker is gone.
        "visibility_timeout": 120,
        **REDIS_PATIENCE,
    }
else:
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "unreadable_folder": str(BROKER_DIR / "unreadable"),
        # Seconds between looks into the queue; one task is taken at each.
        "polling_interval": 0.1,
    }
CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 75
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For as long as it takes: after its 100 tries (about 50 minutes) a worker would end.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
# One try: what the broker does not take, a sweep finds. (Without a policy, kombu goes on trying.)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0, "interval_start": 0, "interval_step": 0}
# Each app's schedule stands beside its tasks (``tasks.SCHEDULE``) and is merged in
# HubConfig.ready().
CELERY_BEAT_SCHEDULE: dict[str, Any] = {}
CELERY_BEAT_SCHEDULE_FILENAME = str(HUB_DATA_DIR / "beat-schedule")

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(HUB_DATA_DIR / "static"))
if not PRODUCTION:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
MEDIA_URL = "/media/"
MEDIA_ROOT = str(HUB_DATA_DIR / "media")
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people hand in: no address on the web leads here (hub.uploads).
    "uploads": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(HUB_DATA_DIR / "uploads"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION or env.bool("HUB_STATIC_MANIFEST", False)
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# ClamAV's daemon, "host:port" or the path of its socket. Without one, files are not scanned, every
# page that takes one says so, and production is refused.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", 30)
FILE_UPLOAD_HANDLERS = [
    "hub.uploads.handlers.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hub.uploads.handlers.RoomyUploadHandler",
]

# --- Security headers -----------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION and env.bool("HUB_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "SAMEORIGIN"
if env.bool("HUB_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("HUB_PROXY_COUNT", 1)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, *script_hashes()],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = HUB_SERVICE_NAME
WAGTAILADMIN_BASE_URL = HUB_BASE_URL
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_USER_TIME_ZONES = ["Europe/London"]
WAGTAILAPI_DOCS_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "hub.page_approval.publish_approved"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "csv"]

# --- Logging: one line an event to stdout ---------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "bare": {"format": "%(message)s"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        },
        "audit": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "bare",
        },
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "hub": {
            "handlers": ["stdout"],
            "level": env.str("LOG_LEVEL", "INFO"),
            "propagate": False,
        },
        # What is refused to a browser, such as 404, is no trouble of ours; what breaks (5xx) is.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        # It warns that a broker without a server has no host name.
        "kombu.connection": {"level": "ERROR"},
        "hub.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
    },
}
